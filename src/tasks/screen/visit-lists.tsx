import { useQuery } from '@tanstack/react-query'
import { get, type Page, query } from '../../ui/api.ts'
import { date } from '../../ui/format.ts'
import { To, useFilters } from '../../ui/navigation.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { taskWords } from '../../ui/words/tasks.ts'
import type { VisitList } from '../schema.ts'

export function VisitLists() {
  const [filters] = useFilters()
  const result = useQuery({
    queryKey: ['visit-lists', filters.alert],
    queryFn: ({ signal }) => get<Page<VisitList>>(`/visit-lists${query({ alert: filters.alert })}`, signal),
  })
  return (
    <div className="page">
      <header className="page-head">
        <h1>{taskWords.visitsTitle}</h1>
        <p className="muted">{taskWords.visitsNote}</p>
      </header>
      <section className="panel">
        <Loaded result={result}>
          {(data) =>
            data.items.length === 0 ? (
              <EmptyState kind="none">{taskWords.visitsEmpty}</EmptyState>
            ) : (
              <Table<VisitList>
                label={taskWords.visitsTitle}
                rows={data.items}
                rowKey={(row) => row.id}
                columns={[
                  {
                    id: 'title',
                    header: taskWords.title,
                    cell: (row) => <To path={`/visits/${row.id}`}>{row.title}</To>,
                  },
                  {
                    id: 'alert',
                    header: taskWords.fromAlert,
                    nowrap: true,
                    cell: (row) => <To path={`/alerts/${row.alertId}`}>{row.alertCode}</To>,
                  },
                  { id: 'dwellings', header: taskWords.dwellings, number: true, cell: (row) => row.dwellings },
                  { id: 'visited', header: taskWords.visited, number: true, cell: (row) => row.visited },
                  { id: 'notes', header: taskWords.notes, number: true, cell: (row) => row.notesLeft },
                  {
                    id: 'expires',
                    header: taskWords.expires,
                    nowrap: true,
                    cell: (row) => (row.expired ? taskWords.expired : date(row.expiresAt)),
                  },
                ]}
              />
            )
          }
        </Loaded>
      </section>
    </div>
  )
}
