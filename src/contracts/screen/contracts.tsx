import { useInfiniteQuery } from '@tanstack/react-query'
import { get, type Page, query } from '../../ui/api.ts'
import { Button, SelectField } from '../../ui/controls.tsx'
import { money } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { To, useFilters, useGo } from '../../ui/navigation.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { common } from '../../ui/words/common.ts'
import { contractWords } from '../../ui/words/contracts.ts'
import { fill } from '../../ui/words.ts'
import type { ContractState, ContractSummary, HelpStep } from '../schema.ts'

export const contractStateWords: Readonly<Record<ContractState, string>> = {
  current: contractWords.current,
  overdue: contractWords.overdue,
  settled: contractWords.settled,
  unscheduled: contractWords.unscheduled,
}
export const helpWords: Readonly<Record<HelpStep, string>> = {
  none: contractWords.none,
  hardshipOffer: contractWords.hardshipOffer,
  earlyHelp: contractWords.earlyHelp,
}

/** Percent a year, from millionths of a percent. */
export const rate = (microPercent: number | null): string =>
  microPercent === null ? contractWords.notStated : `${(microPercent / 1_000_000).toFixed(2)}%`

export function Contracts() {
  const [filters, setFilters] = useFilters()
  const go = useGo()
  const { state = 'all' } = filters
  const result = useInfiniteQuery({
    queryKey: ['contracts', 'list', state],
    queryFn: ({ signal, pageParam }) =>
      get<Page<ContractSummary>>(`/contracts${query({ state, cursor: pageParam, limit: 50 })}`, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const rows = (result.data?.pages ?? []).flatMap((page) => page.items)
  return (
    <div className="page">
      <header className="page-head">
        <h1>{contractWords.title}</h1>
        <p className="muted">{contractWords.note}</p>
      </header>
      <div className="filters">
        <SelectField
          label={contractWords.state}
          value={state}
          onChange={(event) => setFilters({ state: event.target.value })}
          choices={[
            { value: 'all', label: contractWords.all },
            { value: 'current', label: contractWords.current },
            { value: 'overdue', label: contractWords.overdue },
            { value: 'settled', label: contractWords.settled },
          ]}
        />
      </div>
      <section className="panel" aria-label={contractWords.title}>
        {result.error !== null && <ErrorState cause={result.error} onRetry={() => void result.refetch()} />}
        {result.isPending && <Skeleton lines={8} />}
        {result.data !== undefined && rows.length === 0 && (
          <EmptyState kind={state === 'all' ? 'none' : 'filtered'} onClear={() => setFilters({ state: undefined })}>
            {contractWords.empty}
          </EmptyState>
        )}
        {rows.length > 0 && (
          <Table<ContractSummary>
            label={contractWords.title}
            rows={rows}
            rowKey={(row) => row.id}
            onOpen={(row) => go(`/contracts/${row.id}`)}
            columns={[
              {
                id: 'number',
                header: contractWords.number,
                nowrap: true,
                cell: (row) => (
                  <To path={`/contracts/${row.id}`}>
                    <code>{row.number}</code>
                  </To>
                ),
              },
              { id: 'lender', header: contractWords.lender, cell: (row) => row.lender ?? common.unknown },
              { id: 'product', header: contractWords.product, cell: (row) => row.product ?? '—' },
              { id: 'signed', header: contractWords.signedOn, nowrap: true, cell: (row) => row.signedOn },
              {
                id: 'principal',
                header: contractWords.principal,
                number: true,
                nowrap: true,
                cell: (row) => money(row.principal),
              },
              {
                id: 'rate',
                header: contractWords.rate,
                number: true,
                nowrap: true,
                cell: (row) => rate(row.rateMicroPercent),
              },
              {
                id: 'overdue',
                header: contractWords.overdueAmount,
                number: true,
                nowrap: true,
                cell: (row) => (row.overdueAmount === 0 ? '—' : money(row.overdueAmount)),
              },
              {
                id: 'days',
                header: contractWords.overdueDays,
                number: true,
                cell: (row) => (row.overdueDays === 0 ? '—' : row.overdueDays),
              },
              { id: 'help', header: contractWords.help, nowrap: true, cell: (row) => helpWords[row.help] },
              {
                id: 'state',
                header: contractWords.state,
                nowrap: true,
                cell: (row) => (
                  <Tag tone={row.state === 'overdue' ? 'late' : row.state === 'settled' ? 'ok' : 'plain'}>
                    {contractStateWords[row.state]}
                  </Tag>
                ),
              },
            ]}
          />
        )}
        {result.hasNextPage && (
          <Button kind="plain" onClick={() => void result.fetchNextPage()}>
            {fill(common.loadMore, { n: 50 })}
          </Button>
        )}
      </section>
    </div>
  )
}
