import { useQuery } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { OutboxMessage } from '../access/schema.ts'
import { get } from '../ui/api.ts'
import { dateTime } from '../ui/format.ts'
import { EmptyState, Loaded } from '../ui/states.tsx'
import { Table } from '../ui/table.tsx'
import { consoleWords } from '../ui/words/console.ts'

type Message = Static<typeof OutboxMessage>

/** The demonstration's stand-in for a text-message gateway, named so on the screen. */
export function Outbox() {
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
