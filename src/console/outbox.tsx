import { useQuery } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { OutboxMessage, UnsentMessages } from '../access/schema.ts'
import { get } from '../ui/api.ts'
import { dateTime } from '../ui/format.ts'
import { useSession } from '../ui/session.tsx'
import { EmptyState, Loaded, Notice } from '../ui/states.tsx'
import { Table } from '../ui/table.tsx'
import { consoleWords } from '../ui/words/console.ts'
import { signInWords } from '../ui/words/sign-in.ts'

type Message = Static<typeof OutboxMessage>

/** `/outbox`: in a demonstration what phones would show; elsewhere what did not reach them. */
export function Outbox() {
  return useSession().messages === 'screen' ? <ScreenOutbox /> : <Unsent />
}

type UnsentList = Static<typeof UnsentMessages>

/** Nothing is lost silently: what waits for the gateway or failed, without phone or text. */
function Unsent() {
  const result = useQuery({
    queryKey: ['outbox', 'unsent'],
    queryFn: ({ signal }) => get<UnsentList>('/messages/unsent', signal),
  })
  return (
    <div className="page">
      <header className="page-head">
        <h1>{signInWords.unsent}</h1>
        <p className="muted">{signInWords.unsentNote}</p>
      </header>
      <Loaded result={result}>
        {(data) => (
          <>
            {data.way === 'none' && <Notice tone="warn">{signInWords.unsentWayNone}</Notice>}
            <section className="panel">
              {data.items.length === 0 ? (
                <EmptyState kind="none">{signInWords.unsentNone}</EmptyState>
              ) : (
                <Table
                  label={signInWords.unsent}
                  rows={data.items}
                  rowKey={(row) => row.id}
                  columns={[
                    { id: 'at', header: consoleWords.outboxAt, nowrap: true, cell: (row) => dateTime(row.at) },
                    { id: 'to', header: consoleWords.outboxTo, nowrap: true, cell: (row) => row.to },
                    {
                      id: 'state',
                      header: signInWords.unsentState,
                      cell: (row) => (row.state === 'failed' ? signInWords.unsentFailed : signInWords.unsentWaiting),
                    },
                    { id: 'attempts', header: signInWords.unsentAttempts, number: true, cell: (row) => row.attempts },
                    { id: 'failure', header: signInWords.unsentFailure, cell: (row) => row.failure ?? '' },
                  ]}
                />
              )}
            </section>
          </>
        )}
      </Loaded>
    </div>
  )
}

/** The demonstration's stand-in for a text-message gateway, named so on the screen. */
function ScreenOutbox() {
  const result = useQuery({
    queryKey: ['outbox'],
    queryFn: ({ signal }) => get<{ items: readonly Message[] }>('/outbox', signal),
  })
  return (
    <div className="page">
      <header className="page-head">
        <h1>{consoleWords.outbox}</h1>
        <p className="muted">{consoleWords.outboxNote}</p>
      </header>
      <section className="panel">
        <Loaded result={result}>
          {(data) =>
            data.items.length === 0 ? (
              <EmptyState kind="none">{consoleWords.outboxEmpty}</EmptyState>
            ) : (
              <Table<Message>
                label={consoleWords.outbox}
                rows={data.items}
                rowKey={(row) => row.id}
                columns={[
                  { id: 'at', header: consoleWords.outboxAt, nowrap: true, cell: (row) => dateTime(row.at) },
                  { id: 'to', header: consoleWords.outboxTo, nowrap: true, cell: (row) => row.to },
                  { id: 'kind', header: consoleWords.outboxKind, nowrap: true, cell: (row) => row.kind },
                  { id: 'text', header: consoleWords.outboxText, cell: (row) => row.text },
                ]}
              />
            )
          }
        </Loaded>
      </section>
    </div>
  )
}
