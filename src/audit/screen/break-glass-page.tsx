import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { get, messageOf, post, query } from '../../ui/api.ts'
import { Button, RadioGroup, TextArea, TextField } from '../../ui/controls.tsx'
import { dateTime } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { To, useGo } from '../../ui/navigation.tsx'
import { Dialog, tellDone } from '../../ui/overlays.tsx'
import { useMay } from '../../ui/session.tsx'
import { EmptyState, ErrorState, Notice, Skeleton } from '../../ui/states.tsx'
import { breakGlassWords as text } from '../../ui/words/audit.ts'
import { common } from '../../ui/words/common.ts'
import { fill } from '../../ui/words.ts'
import type { BreakGlassList, BreakGlassRow } from '../schema.ts'
import { roleName } from './reads-part.tsx'
import './audit.css'

const verdicts = ['justified', 'notJustified'] as const

/** Officers ask here and see their own; whoever supervises sees all, and the privacy officer reviews. */
export function BreakGlassPage() {
  const may = useMay()
  const [reviewing, setReviewing] = useState<BreakGlassRow | null>(null)
  const result = useInfiniteQuery({
    queryKey: ['break-glass', 'list'],
    queryFn: ({ signal, pageParam }) =>
      get<BreakGlassList>(`/break-glass${query({ cursor: pageParam, limit: 50 })}`, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: 30_000,
  })
  const rows = (result.data?.pages ?? []).flatMap((page) => page.items)
  return (
    <div className="page">
      <header className="page-head">
        <h1>{text.title}</h1>
      </header>
      <p className="muted">{text.note}</p>
      {may('breakGlass.ask') && <Ask />}
      <section className="panel" aria-label={may('breakGlass.ask') ? text.mine : text.title}>
        {result.error !== null && <ErrorState cause={result.error} onRetry={() => void result.refetch()} />}
        {result.isPending && <Skeleton lines={6} />}
        {result.data !== undefined && rows.length === 0 && <EmptyState kind="none">{text.empty}</EmptyState>}
        <ul>
          {rows.map((row) => (
            <li key={row.id} className="audit-card stack tight">
              <p>
                <Tag tone={row.overdue ? 'late' : row.state === 'running' ? 'active' : 'plain'}>
                  {row.overdue ? text.overdue : text[row.state]}
                </Tag>{' '}
                <code>{row.traceCode}</code>{' '}
                <strong>
                  {row.agency} {row.officer}
                </strong>{' '}
                <span className="muted">{roleName(row.role)}</span>
              </p>
              <p>{row.reason}</p>
              <p className="muted">
                {text.begun} {dateTime(row.at)} · {text.ended}{' '}
                {row.endedAt === null
                  ? text.running
                  : `${dateTime(row.endedAt)}（${row.endedBy === 'officer' ? text.byOfficer : text.byTime}）`}{' '}
                · {text.reads} {row.reads} · {text.reviewDue} {dateTime(row.reviewDue)}
              </p>
              {row.review !== null && (
                <p>
                  {dateTime(row.review.at)} {row.review.by}：
                  {row.review.verdict === 'justified' ? text.justified : text.notJustified}。{row.review.reason}
                </p>
              )}
              {may('breakGlass.review') && row.review === null && (
                <p className="row">
                  <Button
                    disabledReason={row.state === 'running' ? text.waitEnd : null}
                    onClick={() => setReviewing(row)}
                  >
                    {text.review}
                  </Button>
                </p>
              )}
              {may('breakGlass.ask') && row.state === 'running' && (
                <p className="row">
                  <To className="button" path={`/disputes/${row.traceCode}`}>
                    {text.openFile}
                  </To>
                </p>
              )}
            </li>
          ))}
        </ul>
        {result.hasNextPage && (
          <Button kind="plain" onClick={() => void result.fetchNextPage()}>
            {fill(common.loadMore, { n: 50 })}
          </Button>
        )}
      </section>
      {reviewing !== null && <Review row={reviewing} onClose={() => setReviewing(null)} />}
    </div>
  )
}

function Ask() {
  const client = useQueryClient()
  const go = useGo()
  const [traceCode, setTraceCode] = useState('')
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setWrong(null)
    try {
      await post('/break-glass', { traceCode: traceCode.trim(), reason: reason.trim() })
      await client.invalidateQueries({ queryKey: ['break-glass'] })
      tellDone(text.started)
      go(`/disputes/${encodeURIComponent(traceCode.trim())}`)
    } catch (cause) {
      setWrong(messageOf(cause))
    } finally {
      setBusy(false)
    }
  }
  return (
    <section className="panel" aria-label={text.start}>
      <form className="body stack audit-form" onSubmit={(event) => void send(event)}>
        <TextField
          label={text.traceCode}
          hint={text.traceCodeHint}
          required
          minLength={8}
          maxLength={40}
          value={traceCode}
          onChange={(event) => setTraceCode(event.target.value)}
        />
        <TextArea
          label={text.reason}
          required
          minLength={10}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <span>
          <Button type="submit" kind="danger" busy={busy}>
            {text.start}
          </Button>
        </span>
      </form>
    </section>
  )
}

function Review({ row, onClose }: { row: BreakGlassRow; onClose: () => void }) {
  const client = useQueryClient()
  const [verdict, setVerdict] = useState<string>('justified')
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    try {
      await post(`/break-glass/${row.id}/review`, { verdict, reason })
      await client.invalidateQueries({ queryKey: ['break-glass'] })
      tellDone(text.reviewSaved)
      onClose()
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <Dialog title={text.review} open onClose={onClose}>
      <form className="stack" onSubmit={(event) => void send(event)}>
        <p>
          {row.agency} {row.officer}：{row.reason}
        </p>
        <RadioGroup
          legend={text.review}
          name="verdict"
          value={verdict}
          onChoose={setVerdict}
          choices={verdicts.map((value) => ({ value, label: text[value] }))}
        />
        <TextArea
          label={text.reviewReason}
          required
          minLength={4}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <Button type="submit" kind="primary">
          {common.submit}
        </Button>
      </form>
    </Dialog>
  )
}
