import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { get, type Page, post, query } from '../../ui/api.ts'
import { Combobox } from '../../ui/combobox.tsx'
import { Button, SelectField, TextField } from '../../ui/controls.tsx'
import { date, dateTime } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { To, useFilters, useGo, useSought } from '../../ui/navigation.tsx'
import { townChoices, townName } from '../../ui/places.ts'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { SourceMark, sourceWords } from '../../ui/trace.tsx'
import { typeChoices, typeName } from '../../ui/types.ts'
import { common } from '../../ui/words/common.ts'
import { linkingWords } from '../../ui/words/linking.ts'
import { fill } from '../../ui/words.ts'
import type { DisputeRow } from '../schema.ts'

export const statusWords = {
  open: linkingWords.open,
  closed: linkingWords.closed,
  merged: linkingWords.merged,
} as const

const names = (labels: DisputeRow['claimants']): string =>
  labels.length === 0
    ? '—'
    : labels
        .slice(0, 2)
        .map((party) => party.label)
        .join('、') + (labels.length > 2 ? ` +${labels.length - 2}` : '')

export function Disputes() {
  const [filters, setFilters] = useFilters()
  const [q, seek] = useSought()
  const [typed, setTyped] = useState(q)
  // The box at the top of every page seeks here too.
  useEffect(() => setTyped(q), [q])
  const go = useGo()
  const { town, type, status } = filters
  const result = useInfiniteQuery({
    queryKey: ['disputes', 'list', town, type, status, q],
    queryFn: ({ signal, pageParam }) =>
      q === ''
        ? get<Page<DisputeRow>>(`/disputes${query({ town, type, status, cursor: pageParam, limit: 50 })}`, signal)
        : post<Page<DisputeRow>>('/disputes/search', {
            ...Object.fromEntries(
              Object.entries({ town, type, status, cursor: pageParam }).filter(([, value]) => value),
            ),
            q,
            limit: 50,
          }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const rows = (result.data?.pages ?? []).flatMap((page) => page.items)
  const narrowed = q !== '' || [town, type, status].some((value) => value !== undefined)
  return (
    <div className="page">
      <header className="page-head">
        <h1>{linkingWords.title}</h1>
        <p className="muted">{linkingWords.note}</p>
      </header>
      <form
        className="filters"
        onSubmit={(event) => {
          event.preventDefault()
          seek(typed.trim())
        }}
      >
        <TextField
          label={linkingWords.search}
          type="search"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit">{linkingWords.find}</Button>
        <Combobox
          label={linkingWords.town}
          choices={townChoices}
          value={town ?? ''}
          placeholder={linkingWords.anyTown}
          onChoose={(value) => setFilters({ town: value })}
        />
        <SelectField
          label={linkingWords.type}
          value={type ?? ''}
          placeholder={linkingWords.anyType}
          choices={typeChoices}
          onChange={(event) => setFilters({ type: event.target.value })}
        />
        <SelectField
          label={linkingWords.status}
          value={status ?? ''}
          placeholder={linkingWords.anyStatus}
          choices={Object.entries(statusWords).map(([value, label]) => ({ value, label }))}
          onChange={(event) => setFilters({ status: event.target.value })}
        />
      </form>
      <section className="panel" aria-label={linkingWords.title}>
        {result.error !== null && <ErrorState cause={result.error} onRetry={() => void result.refetch()} />}
        {result.isPending && <Skeleton lines={8} />}
        {result.data !== undefined && rows.length === 0 && (
          <EmptyState
            kind={narrowed ? 'filtered' : 'none'}
            onClear={() => {
              setTyped('')
              seek('', 'drop')
            }}
          >
            {narrowed ? undefined : linkingWords.empty}
          </EmptyState>
        )}
        {rows.length > 0 && (
          <Table<DisputeRow>
            label={linkingWords.title}
            rows={rows}
            rowKey={(row) => row.id}
            onOpen={(row) => go(`/disputes/${row.traceCode}`)}
            columns={[
              {
                id: 'code',
                header: linkingWords.code,
                nowrap: true,
                cell: (row) => (
                  <To path={`/disputes/${row.traceCode}`}>
                    <code>{row.traceCode}</code>
                  </To>
                ),
              },
              { id: 'type', header: linkingWords.type, nowrap: true, cell: (row) => typeName(row.type) },
              {
                id: 'parties',
                header: linkingWords.parties,
                cell: (row) =>
                  row.sealed ? linkingWords.sealed : `${names(row.claimants)} / ${names(row.respondents)}`,
              },
              { id: 'town', header: linkingWords.town, nowrap: true, cell: (row) => townName(row.town) },
              { id: 'site', header: linkingWords.site, cell: (row) => (row.sealed ? '—' : (row.site ?? '—')) },
              {
                id: 'sources',
                header: linkingWords.sources,
                nowrap: true,
                cell: (row) => (
                  <span className="row">
                    {row.sources.map((source) => (
                      <span key={source} title={sourceWords(source)}>
                        <SourceMark source={source} />
                        <span className="visually-hidden">{sourceWords(source)}</span>
                      </span>
                    ))}
                  </span>
                ),
              },
              { id: 'records', header: linkingWords.records, number: true, cell: (row) => row.records },
              { id: 'opened', header: linkingWords.openedAt, nowrap: true, cell: (row) => date(row.openedAt) },
              { id: 'last', header: linkingWords.last, nowrap: true, cell: (row) => dateTime(row.lastAt) },
              {
                id: 'status',
                header: linkingWords.status,
                nowrap: true,
                cell: (row) => (
                  <Tag tone={row.status === 'open' ? 'active' : row.status === 'closed' ? 'ok' : 'plain'}>
                    {statusWords[row.status]}
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
