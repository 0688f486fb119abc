import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { get, messageOf, post, query } from '../../ui/api.ts'
import { Button, RadioGroup, TextArea } from '../../ui/controls.tsx'
import { date, dateTime, share } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { To, useFilters } from '../../ui/navigation.tsx'
import { Dialog, tellDone } from '../../ui/overlays.tsx'
import { EmptyState, ErrorState, Notice, Skeleton } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { auditWords, detectorNames, detectorWords } from '../../ui/words/audit.ts'
import { common } from '../../ui/words/common.ts'
import { fill } from '../../ui/words.ts'
import type { Finding, Findings } from '../schema.ts'

const views = ['open', 'decided', 'all'] as const
const decisions = ['explained', 'falseAlarm', 'askExplanation', 'referred'] as const

const sentence = (finding: Finding): string =>
  fill((detectorWords as Readonly<Record<string, string>>)[finding.detector] ?? finding.detector, {
    n: finding.count,
    m: finding.threshold,
  })
const nearWords: Readonly<Record<string, string>> = {
  ownPhone: auditWords.ownPhone,
  colleaguePhone: auditWords.colleaguePhone,
  ownName: auditWords.ownName,
}

/** Reads that somebody is to explain, by time; nothing here orders or counts persons. */
export function FindingsPart() {
  const [filters, setFilters] = useFilters()
  const view = views.find((name) => name === filters.state) ?? 'open'
  const [deciding, setDeciding] = useState<Finding | null>(null)
  const result = useInfiniteQuery({
    queryKey: ['audit', 'findings', view],
    queryFn: ({ signal, pageParam }) =>
      get<Findings>(`/audit/findings${query({ view, cursor: pageParam, limit: 50 })}`, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const rows = (result.data?.pages ?? []).flatMap((page) => page.items)
  const detectors = result.data?.pages[0]?.detectors ?? []
  return (
    <>
      <Notice>{auditWords.findingsNote}</Notice>
      <nav className="views" aria-label={auditWords.findings}>
        {views.map((name) => (
          <button
            key={name}
            type="button"
            className="view"
            aria-pressed={view === name}
            onClick={() => setFilters({ state: name })}
          >
            {auditWords[name]}
          </button>
        ))}
      </nav>
      <section className="panel" aria-label={auditWords.findings}>
        {result.error !== null && <ErrorState cause={result.error} onRetry={() => void result.refetch()} />}
        {result.isPending && <Skeleton lines={6} />}
        {result.data !== undefined && rows.length === 0 && <EmptyState kind="none">{auditWords.noFinding}</EmptyState>}
        <ul>
          {rows.map((finding) => (
            <li key={finding.id} className="audit-card stack tight">
              <p>
                <Tag tone={finding.decisions.length === 0 ? 'active' : 'plain'}>
                  {(detectorNames as Readonly<Record<string, string>>)[finding.detector] ?? finding.detector}
                </Tag>{' '}
                <strong>{sentence(finding)}</strong>
              </p>
              <p>
                <span className="muted">
                  {dateTime(finding.from)} – {dateTime(finding.to)}
                </span>{' '}
                {finding.officer !== null && `${finding.officer.agency} ${finding.officer.name} `}
                {finding.traceCode !== null && <code>{finding.traceCode}</code>}
              </p>
              {typeof finding.facts.by === 'string' && <p>{nearWords[finding.facts.by] ?? finding.facts.by}</p>}
              {finding.decisions.map((decision) => (
                <p key={decision.at} className="muted">
                  {dateTime(decision.at)} {decision.by}：{auditWords[decision.decision]}。{decision.reason}
                </p>
              ))}
              <p className="row">
                <Button onClick={() => setDeciding(finding)}>{auditWords.decide}</Button>
                <To
                  className="button"
                  path={`/audit${query({
                    view: 'reads',
                    officer: finding.officer?.id,
                    traceCode: finding.traceCode,
                    from: date(finding.from),
                    to: date(finding.to),
                  })}`}
                >
                  {auditWords.seeReads}
                </To>
              </p>
            </li>
          ))}
        </ul>
        {result.hasNextPage && (
          <Button kind="plain" onClick={() => void result.fetchNextPage()}>
            {fill(common.loadMore, { n: 50 })}
          </Button>
        )}
      </section>
      <section className="panel" aria-label={auditWords.rules}>
        <header>
          <h2>{auditWords.rules}</h2>
        </header>
        <Table
          label={auditWords.rules}
          rows={detectors}
          rowKey={(row) => row.name}
          columns={[
            {
              id: 'name',
              header: auditWords.detector,
              cell: (row) => (detectorNames as Readonly<Record<string, string>>)[row.name] ?? row.name,
            },
            { id: 'threshold', header: auditWords.threshold, number: true, cell: (row) => row.threshold },
            { id: 'raised', header: auditWords.raised, number: true, cell: (row) => row.raised },
            { id: 'decided', header: auditWords.decided, number: true, cell: (row) => row.decided },
            {
              id: 'false',
              header: auditWords.falseAlarms,
              number: true,
              cell: (row) => share(row.falseAlarms, row.decided),
            },
          ]}
        />
      </section>
      {deciding !== null && <Decide finding={deciding} onClose={() => setDeciding(null)} />}
    </>
  )
}

function Decide({ finding, onClose }: { finding: Finding; onClose: () => void }) {
  const client = useQueryClient()
  const [decision, setDecision] = useState<string>('explained')
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    try {
      await post(`/audit/findings/${finding.id}/decision`, { decision, reason })
      await client.invalidateQueries({ queryKey: ['audit', 'findings'] })
      tellDone(auditWords.decisionSaved)
      onClose()
    } catch (cause) {
      setWrong(messageOf(cause))
      setBusy(false)
    }
  }
  return (
    <Dialog title={auditWords.decide} open onClose={onClose}>
      <form className="stack" onSubmit={(event) => void send(event)}>
        <p>{sentence(finding)}</p>
        <RadioGroup
          legend={auditWords.decision}
          name="decision"
          value={decision}
          onChoose={setDecision}
          choices={decisions.map((value) => ({ value, label: auditWords[value] }))}
        />
        <TextArea
          label={auditWords.decisionReason}
          required
          minLength={4}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <Button type="submit" kind="primary" busy={busy}>
          {common.submit}
        </Button>
      </form>
    </Dialog>
  )
}
