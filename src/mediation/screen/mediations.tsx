import { useInfiniteQuery } from '@tanstack/react-query'
import { get, type Page, query } from '../../ui/api.ts'
import { Button, SelectField } from '../../ui/controls.tsx'
import { date } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { To, useFilters, useGo } from '../../ui/navigation.tsx'
import { townName } from '../../ui/places.ts'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { typeName } from '../../ui/types.ts'
import { common } from '../../ui/words/common.ts'
import { mediationStateWords, mediationWords } from '../../ui/words/mediation.ts'
import { fill } from '../../ui/words.ts'
import type { MediationSummary } from '../schema.ts'

const views = [
  { value: 'open', label: mediationWords.open },
  { value: 'performing', label: mediationWords.performing },
  { value: 'closed', label: mediationWords.closed },
  { value: 'all', label: mediationWords.all },
]

export function MediationTable({
  rows,
  onOpen,
}: {
  rows: readonly MediationSummary[]
  onOpen?: (row: MediationSummary) => void
}) {
  return (
    <Table<MediationSummary>
      label={mediationWords.title}
      rows={rows}
      rowKey={(row) => row.id}
      onOpen={onOpen}
      columns={[
        {
          id: 'code',
          header: mediationWords.code,
          nowrap: true,
          cell: (row) => (
            <To path={`/mediations/${row.id}`}>
              <code>{row.traceCode}</code>
            </To>
          ),
        },
        { id: 'type', header: mediationWords.type, nowrap: true, cell: (row) => typeName(row.type) },
        { id: 'town', header: mediationWords.town, nowrap: true, cell: (row) => townName(row.town) },
        { id: 'body', header: mediationWords.body, cell: (row) => row.body?.name ?? '—' },
        { id: 'mediator', header: mediationWords.mediator, nowrap: true, cell: (row) => row.mediator?.name ?? '—' },
        {
          id: 'consents',
          header: mediationWords.consents,
          number: true,
          cell: (row) => `${row.consentsGiven}/${row.consentsNeeded}`,
        },
        {
          id: 'overdue',
          header: mediationWords.overdue,
          number: true,
          cell: (row) => (row.overdueInstalments === 0 ? '—' : row.overdueInstalments),
        },
        { id: 'started', header: mediationWords.started, nowrap: true, cell: (row) => date(row.startedAt) },
        {
          id: 'state',
          header: mediationWords.state,
          nowrap: true,
          cell: (row) => (
            <Tag tone={['agreed', 'performed'].includes(row.state) ? 'ok' : row.state === 'ended' ? 'plain' : 'active'}>
              {mediationStateWords[row.state]}
            </Tag>
          ),
        },
      ]}
    />
  )
}

export function Mediations() {
  const [filters, setFilters] = useFilters()
  const go = useGo()
  const { state = 'open', planId } = filters
  const result = useInfiniteQuery({
    queryKey: ['mediations', 'list', state, planId],
    queryFn: ({ signal, pageParam }) =>
      get<Page<MediationSummary>>(`/mediations${query({ state, planId, cursor: pageParam, limit: 100 })}`, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const rows = (result.data?.pages ?? []).flatMap((page) => page.items)
  const plans = [...new Set(rows.map((row) => row.planId).filter((id) => id !== null))]
  return (
    <div className="page">
      <header className="page-head">
        <h1>{mediationWords.title}</h1>
        <p className="muted">{mediationWords.note}</p>
      </header>
      <div className="filters">
        <SelectField
          label={mediationWords.view}
          value={state}
          choices={views}
          onChange={(event) => setFilters({ state: event.target.value })}
        />
        {plans.map((id, index) => (
          <To key={id} className="button" path={`/plans/${id}`}>
            {mediationWords.plan} {index + 1}
          </To>
        ))}
      </div>
      <section className="panel" aria-label={mediationWords.title}>
        {result.error !== null && <ErrorState cause={result.error} onRetry={() => void result.refetch()} />}
        {result.isPending && <Skeleton lines={8} />}
        {result.data !== undefined && rows.length === 0 && (
          <EmptyState kind={state === 'open' ? 'none' : 'filtered'} onClear={() => setFilters({ state: undefined })}>
            {mediationWords.empty}
          </EmptyState>
        )}
        {rows.length > 0 && <MediationTable rows={rows} onOpen={(row) => go(`/mediations/${row.id}`)} />}
        {result.hasNextPage && (
          <Button kind="plain" onClick={() => void result.fetchNextPage()}>
            {fill(common.loadMore, { n: 100 })}
          </Button>
        )}
      </section>
    </div>
  )
}
