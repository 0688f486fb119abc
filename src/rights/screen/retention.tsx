import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { get, messageOf, post } from '../../ui/api.ts'
import { Button, TextField } from '../../ui/controls.tsx'
import { count, date, dateTime } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { Panel } from '../../ui/panel.tsx'
import { EmptyState, Loaded, Notice } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { rightsUi } from '../../ui/words/rights.ts'
import { fill, said } from '../../ui/words.ts'
import type { RetentionPage } from '../schema.ts'

/** How long what is kept, what goes next, what is held and what went. */
export function Retention() {
  const client = useQueryClient()
  const result = useQuery({
    queryKey: ['rights', 'retention'],
    queryFn: ({ signal }) => get<RetentionPage>('/rights/retention', signal),
  })
  const onDone = (page: RetentionPage): void => void client.setQueryData(['rights', 'retention'], page)
  return (
    <div className="page">
      <header className="page-head">
        <h1>{rightsUi.retention}</h1>
        {result.data !== undefined && (
          <span className="muted">{fill(rightsUi.nextRun, { time: dateTime(result.data.nextRun) })}</span>
        )}
      </header>
      <p className="muted">{rightsUi.retentionNote}</p>
      <Loaded result={result} lines={10}>
        {(page) => (
          <>
            <Classes page={page} />
            <Holds page={page} onDone={onDone} />
            <Reports page={page} />
          </>
        )}
      </Loaded>
    </div>
  )
}

function Classes({ page }: { page: RetentionPage }) {
  return (
    <Panel title={rightsUi.classes} flush>
      <Table<RetentionPage['classes'][number]>
        label={rightsUi.classes}
        rows={page.classes}
        rowKey={(row) => row.key}
        columns={[
          {
            id: 'class',
            header: rightsUi.class,
            cell: (row) => (
              <>
                <strong>{said(row)}</strong>
                <p className="muted">{row.what}</p>
              </>
            ),
          },
          { id: 'period', header: rightsUi.period, nowrap: true, cell: (row) => row.period },
          { id: 'from', header: rightsUi.from, cell: (row) => row.from },
          { id: 'ending', header: rightsUi.ending, cell: (row) => row.ending },
          {
            id: 'due',
            header: rightsUi.dueNow,
            number: true,
            cell: (row) => (row.due === null ? '—' : count(row.due)),
          },
          {
            id: 'held',
            header: rightsUi.held,
            number: true,
            cell: (row) => (row.held === null ? '—' : count(row.held)),
          },
          {
            id: 'next',
            header: rightsUi.nextAt,
            nowrap: true,
            cell: (row) => (row.nextAt === null ? '—' : date(row.nextAt)),
          },
          {
            id: 'source',
            header: rightsUi.source,
            cell: (row) => (
              <>
                {row.source} {!row.verified && <Tag tone="late">{rightsUi.unverified}</Tag>}
              </>
            ),
          },
        ]}
      />
    </Panel>
  )
}

function Holds({ page, onDone }: { page: RetentionPage; onDone: (page: RetentionPage) => void }) {
  const [traceCode, setTraceCode] = useState('')
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const send = async (body: { traceCode: string; held: boolean; reason: string }): Promise<void> => {
    setWrong(null)
    try {
      onDone(await post<RetentionPage>('/rights/holds', body))
      setTraceCode('')
      setReason('')
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <Panel title={rightsUi.holdsTitle} flush>
      {page.holds.length === 0 ? (
        <EmptyState kind="none">{rightsUi.holdsNone}</EmptyState>
      ) : (
        <Table<RetentionPage['holds'][number]>
          label={rightsUi.holdsTitle}
          rows={page.holds}
          rowKey={(row) => row.traceCode}
          columns={[
            { id: 'code', header: rightsUi.trace, nowrap: true, cell: (row) => <code>{row.traceCode}</code> },
            { id: 'reason', header: rightsUi.holdReason, cell: (row) => row.reason },
            { id: 'by', header: rightsUi.holdBy, nowrap: true, cell: (row) => row.by },
            { id: 'at', header: rightsUi.holdAt, nowrap: true, cell: (row) => dateTime(row.at) },
            {
              id: 'release',
              header: rightsUi.release,
              cell: (row) => (
                <Button
                  aria-label={`${rightsUi.release} ${row.traceCode}`}
                  onClick={() =>
                    void send({
                      traceCode: row.traceCode,
                      held: false,
                      reason: `${rightsUi.release}：${row.reason}`.slice(0, 400),
                    })
                  }
                >
                  {rightsUi.release}
                </Button>
              ),
            },
          ]}
        />
      )}
      <form
        className="body filters"
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          void send({ traceCode, held: true, reason })
        }}
      >
        <TextField
          label={rightsUi.trace}
          required
          maxLength={40}
          value={traceCode}
          onChange={(event) => setTraceCode(event.target.value)}
        />
        <TextField
          label={rightsUi.holdReason}
          required
          minLength={4}
          maxLength={400}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <Button type="submit">{rightsUi.hold}</Button>
      </form>
      {wrong !== null && (
        <div className="body">
          <Notice tone="wrong">{wrong}</Notice>
        </div>
      )}
    </Panel>
  )
}

function Reports({ page }: { page: RetentionPage }) {
  return (
    <Panel title={rightsUi.reports} flush>
      {page.reports.length === 0 ? (
        <EmptyState kind="none">{rightsUi.reportsNone}</EmptyState>
      ) : (
        <Table<RetentionPage['reports'][number]>
          label={rightsUi.reports}
          rows={page.reports}
          rowKey={(row) => row.id}
          columns={[
            { id: 'at', header: rightsUi.holdAt, nowrap: true, cell: (row) => dateTime(row.at) },
            { id: 'cause', header: rightsUi.cause, nowrap: true, cell: (row) => rightsUi[row.cause] },
            {
              id: 'destroyed',
              header: rightsUi.destroyed,
              cell: (row) => row.classes.map((one) => `${one.zh} ${count(one.destroyed)}`).join('；'),
            },
            { id: 'ledger', header: rightsUi.ledger, number: true, cell: (row) => row.ledgerIndex },
          ]}
        />
      )}
    </Panel>
  )
}
