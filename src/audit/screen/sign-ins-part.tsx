import { useInfiniteQuery } from '@tanstack/react-query'
import { get, query } from '../../ui/api.ts'
import { Button } from '../../ui/controls.tsx'
import { dateTime } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { useFilters } from '../../ui/navigation.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { auditWords } from '../../ui/words/audit.ts'
import { common } from '../../ui/words/common.ts'
import { deviceName, eventWords } from '../../ui/words/sign-in.ts'
import { fill } from '../../ui/words.ts'
import type { SignInLine, SignIns } from '../schema.ts'

/** How officers came in, or did not: what is odd first, everything on request. */
export function SignInsPart() {
  const [filters, setFilters] = useFilters()
  const every = filters.signIns === 'all'
  const result = useInfiniteQuery({
    queryKey: ['audit', 'sign-ins', every],
    queryFn: ({ signal, pageParam }) =>
      get<SignIns>(`/audit/sign-ins${query({ view: every ? 'all' : 'odd', cursor: pageParam, limit: 50 })}`, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const rows = (result.data?.pages ?? []).flatMap((page) => page.items)
  return (
    <>
      <div className="row">
        <p className="muted">{auditWords.signInsNote}</p>
        <Button onClick={() => setFilters({ signIns: every ? undefined : 'all' })}>
          {every ? auditWords.oddSignIns : auditWords.everySignIn}
        </Button>
      </div>
      <section className="panel" aria-label={auditWords.signIns}>
        {result.error !== null && <ErrorState cause={result.error} onRetry={() => void result.refetch()} />}
        {result.isPending && <Skeleton lines={8} />}
        {result.data !== undefined && rows.length === 0 && (
          <EmptyState kind="none">{auditWords.signInsEmpty}</EmptyState>
        )}
        {rows.length > 0 && (
          <Table<SignInLine>
            label={auditWords.signIns}
            rows={rows}
            rowKey={(row) => row.id}
            columns={[
              { id: 'at', header: auditWords.time, nowrap: true, cell: (row) => dateTime(row.at) },
              {
                id: 'who',
                header: auditWords.who,
                cell: (row) => (
                  <span>
                    {row.officer ?? auditWords.noSuchOfficer}{' '}
                    {row.agency !== null && <span className="muted">{row.agency}</span>}
                  </span>
                ),
              },
              {
                id: 'event',
                header: auditWords.event,
                cell: (row) => (
                  <span>
                    {eventWords[row.kind] ?? row.kind} {row.newDevice && <Tag tone="late">{auditWords.newDevice}</Tag>}
                  </span>
                ),
              },
              {
                id: 'device',
                header: auditWords.device,
                cell: (row) => (row.address === '' ? '' : deviceName(row)),
              },
              { id: 'address', header: auditWords.address, cell: (row) => row.address },
            ]}
          />
        )}
        {result.hasNextPage && (
          <Button kind="plain" onClick={() => void result.fetchNextPage()}>
            {fill(common.loadMore, { n: 50 })}
          </Button>
        )}
      </section>
    </>
  )
}
