import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, messageOf } from '../../ui/api.ts'
import { Button } from '../../ui/controls.tsx'
import { date, dateTime } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { To, useParameter } from '../../ui/navigation.tsx'
import { Panel } from '../../ui/panel.tsx'
import { useMay } from '../../ui/session.tsx'
import { Loaded, Notice } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { rightsUi } from '../../ui/words/rights.ts'
import { fill } from '../../ui/words.ts'
import { rightsWords } from '../../vocabulary/words/rights.ts'
import type { OwnCopy, RequestPage as Page } from '../schema.ts'
import { DecisionForm } from './decision.tsx'
import { OwnCopyView } from './own-copy.tsx'
import { stateTone } from './requests.tsx'

/** One request: what is asked, what the records and links say, the decision, and who was told. */
export function RequestPage() {
  const id = useParameter('id')
  const client = useQueryClient()
  const result = useQuery({
    queryKey: ['rights', 'request', id],
    queryFn: ({ signal }) => get<Page>(`/rights/requests/${id}`, signal),
  })
  return (
    <div className="page">
      <Loaded result={result} lines={10}>
        {(page) => (
          <Shown
            page={page}
            onDone={(next) => {
              client.setQueryData(['rights', 'request', id], next)
              void client.invalidateQueries({ queryKey: ['rights', 'requests'] })
            }}
          />
        )}
      </Loaded>
    </div>
  )
}

function Shown({ page, onDone }: { page: Page; onDone: (page: Page) => void }) {
  const may = useMay()
  const facts: readonly (readonly [string, string])[] = [
    [rightsUi.asked, dateTime(page.askedAt)],
    [rightsUi.due, date(page.dueAt)],
    [rightsUi.channel, `${rightsWords.channels[page.channel]} · ${rightsWords.askedAs[page.askedAs]}`],
    [rightsUi.town, page.town ?? '—'],
    ...(page.name === null ? [] : [[rightsUi.person, page.name] as const]),
    ...(page.identity === null ? [] : [[rightsUi.identity, page.identity] as const]),
    ...(page.field === null
      ? []
      : [[rightsUi.wanted, `${rightsWords.fields[page.field]}：${page.value ?? ''}`] as const]),
    ...(page.readAt === null ? [] : [[rightsUi.readAt, page.readAt] as const]),
  ]
  return (
    <>
      <header className="page-head">
        <h1>
          {rightsWords.kinds[page.kind]} <code>{page.code}</code>
        </h1>
        <div className="row">
          <Tag tone={stateTone(page)}>
            {page.outcome === null ? rightsWords.states[page.state] : rightsWords.outcomes[page.outcome]}
          </Tag>
          {page.overdue ? (
            <strong>{rightsUi.late}</strong>
          ) : (
            page.daysLeft !== null && <span>{fill(rightsUi.leftDays, { n: page.daysLeft })}</span>
          )}
          {!page.identified && <Tag tone="late">{rightsUi.unidentified}</Tag>}
          <To path="/rights">{rightsUi.back}</To>
        </div>
      </header>
      <Panel title={rightsUi.what} aside={page.traceCode === null ? undefined : <code>{page.traceCode}</code>}>
        <div className="stack">
          {page.erased ? <Notice>{rightsUi.erased}</Notice> : <p className="prose">{page.text}</p>}
          <dl className="facts">
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </div>
      </Panel>
      {page.actions.includes('decide') && may('rights.decide') && <DecisionForm page={page} onDone={onDone} />}
      {page.kind === 'copy' && page.state === 'decided' && page.outcome !== 'refused' && page.identified && (
        <CopyPart id={page.id} />
      )}
      <Panel title={rightsUi.steps}>
        <ol className="stack">
          {page.steps.map((step) => (
            <li key={`${step.at}${step.action}`}>
              <span className="muted">
                {dateTime(step.at)} {step.by}
              </span>{' '}
              <strong>{step.line}</strong>
              {step.text !== null && <p className="prose">{step.text}</p>}
            </li>
          ))}
        </ol>
      </Panel>
      {page.told.length > 0 && (
        <Panel title={rightsUi.told} flush>
          <Table<Page['told'][number]>
            label={rightsUi.told}
            rows={page.told}
            rowKey={(row) => `${row.kind}${row.recipient}${row.at}${row.state}`}
            columns={[
              { id: 'recipient', header: rightsUi.recipient, cell: (row) => row.recipient },
              { id: 'at', header: rightsUi.holdAt, nowrap: true, cell: (row) => dateTime(row.at) },
              {
                id: 'state',
                header: rightsUi.delivery,
                cell: (row) =>
                  row.readAt === null ? rightsUi[row.state] : fill(rightsUi.readTime, { time: dateTime(row.readAt) }),
              },
            ]}
          />
        </Panel>
      )}
      {page.operations.some((one) => one.evidence.length > 0) && (
        <Panel title={rightsUi.why}>
          <ul className="stack">
            {page.operations
              .filter((one) => one.evidence.length > 0)
              .map((one) => (
                <li key={one.operation}>
                  <span className="muted">{dateTime(one.at)}</span> {one.line}
                  <p className="muted">{one.evidence.join(' · ')}</p>
                </li>
              ))}
          </ul>
        </Panel>
      )}
      <Panel title={rightsUi.remedies}>
        <ul className="stack">
          {page.remedies.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </Panel>
    </>
  )
}

/** For somebody without the portal: opened only to be printed and handed over; the opening is logged. */
function CopyPart({ id }: { id: string }) {
  const [copy, setCopy] = useState<OwnCopy | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const open = async (): Promise<void> => {
    try {
      setCopy(await get<OwnCopy>(`/rights/requests/${id}/copy`))
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <Panel title={rightsUi.copyTitle}>
      {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
      {copy === null ? <Button onClick={() => void open()}>{rightsUi.openCopy}</Button> : <OwnCopyView copy={copy} />}
    </Panel>
  )
}
