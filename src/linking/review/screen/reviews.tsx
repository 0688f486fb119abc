import { useQuery } from '@tanstack/react-query'
import { get, query } from '../../../ui/api.ts'
import { Button } from '../../../ui/controls.tsx'
import { date } from '../../../ui/format.ts'
import { GradeBadge, Tag } from '../../../ui/marks.tsx'
import { To, useFilters, useGo } from '../../../ui/navigation.tsx'
import { townName } from '../../../ui/places.ts'
import { useShortcuts } from '../../../ui/shortcuts.ts'
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.tsx'
import { Table } from '../../../ui/table.tsx'
import { typeName } from '../../../ui/types.ts'
import { linkingWords } from '../../../ui/words/linking.ts'
import { reviewUi } from '../../../ui/words/review.ts'
import { fill } from '../../../ui/words.ts'
import type { ReviewList, ReviewRow, ReviewViewName } from '../schema.ts'

const views: readonly ReviewViewName[] = ['request', 'merge', 'party', 'token', 'link', 'undo']
const notes: Readonly<Record<ReviewViewName, string>> = {
  request: reviewUi.requestNote,
  merge: reviewUi.mergeNote,
  party: reviewUi.partyNote,
  token: reviewUi.tokenNote,
  link: reviewUi.linkNote,
  undo: reviewUi.undoNote,
}

/** What waits for a person's eye: proposed merges, perhaps one person, drawn links, links judged wrong. */
export function Reviews() {
  const [filters, setFilters] = useFilters()
  const go = useGo()
  const view = views.find((name) => name === filters.view) ?? 'merge'
  const result = useQuery({
    queryKey: ['reviews', 'list', view],
    queryFn: ({ signal }) => get<ReviewList>(`/reviews${query({ view })}`, signal),
  })
  const rows = result.data?.items ?? []
  const counts = result.data?.counts
  const first = rows[0]
  useShortcuts(first ? { n: () => go(`/reviews/${first.id}`) } : {})
  return (
    <div className="page">
      <header className="page-head">
        <h1>{reviewUi.title}</h1>
        <p className="muted">{reviewUi.note}</p>
        <nav className="views" aria-label={reviewUi.views}>
          {views.map((name) => (
            <button
              key={name}
              type="button"
              className="view"
              aria-pressed={view === name}
              onClick={() => setFilters({ view: name })}
            >
              {reviewUi[name]} {counts !== undefined && <span className="number">{counts[name]}</span>}
            </button>
          ))}
        </nav>
      </header>
      <section className="panel" aria-label={reviewUi[view]}>
        <header>
          <p className="muted">{notes[view]}</p>
          {first !== undefined && (
            <Button kind="primary" shortcut="n" onClick={() => go(`/reviews/${first.id}`)}>
              {reviewUi.start}
            </Button>
          )}
        </header>
        {result.error !== null && <ErrorState cause={result.error} onRetry={() => void result.refetch()} />}
        {result.isPending && <Skeleton lines={6} />}
        {result.data !== undefined && rows.length === 0 && (
          <EmptyState kind="none" title={reviewUi.empty}>
            {reviewUi.emptyNote}
          </EmptyState>
        )}
        {rows.length > 0 && (
          <Table<ReviewRow>
            label={reviewUi[view]}
            rows={rows}
            rowKey={(row) => row.id}
            onOpen={(row) => go(`/reviews/${row.id}`)}
            foot={
              counts !== undefined && counts[view] > rows.length
                ? fill(reviewUi.shownOf, { n: rows.length, all: counts[view] })
                : undefined
            }
            columns={[
              {
                id: 'codes',
                header: reviewUi.pair,
                cell: (row) => (
                  <To path={`/reviews/${row.id}`}>
                    {row.codes.length === 0
                      ? `${reviewUi.person} · ${date(row.at)}`
                      : row.codes.map((code) => <code key={code}>{code} </code>)}
                  </To>
                ),
              },
              {
                id: 'type',
                header: linkingWords.type,
                nowrap: true,
                cell: (row) => (row.type === null ? '—' : typeName(row.type)),
              },
              { id: 'town', header: linkingWords.town, nowrap: true, cell: (row) => townName(row.town) },
              {
                id: 'grade',
                header: reviewUi.grade,
                nowrap: true,
                cell: (row) => (
                  <>
                    {row.grade === null ? '—' : <GradeBadge grade={row.grade} />}{' '}
                    {row.disputed && <Tag tone="late">{reviewUi.disputed}</Tag>}
                  </>
                ),
              },
              { id: 'records', header: reviewUi.records, number: true, cell: (row) => row.records },
              { id: 'weight', header: reviewUi.weight, number: true, cell: (row) => row.weight.toFixed(1) },
              { id: 'at', header: reviewUi.at, nowrap: true, cell: (row) => date(row.at) },
            ]}
          />
        )}
      </section>
    </div>
  )
}
