import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, query } from '../../ui/api.ts'
import { Button, SelectField, TextField } from '../../ui/controls.tsx'
import { date, dateTime } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { To, useFilters } from '../../ui/navigation.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { common } from '../../ui/words/common.ts'
import { linkingWords } from '../../ui/words/linking.ts'
import { mattersUi } from '../../ui/words/matters.ts'
import { fill } from '../../ui/words.ts'
import type { GivenList, MatterList } from '../matters/schema.ts'
import { stateWords } from './task-row.tsx'

const views = { list: mattersUi.listView, given: mattersUi.givenView, outside: mattersUi.outsideView } as const
type View = keyof typeof views

/** What departments may give to towns and villages, and what they did give, in the list and outside it. */
export function MattersPage() {
  const [filters, setFilters] = useFilters()
  const view: View = filters.view === 'given' || filters.view === 'outside' ? filters.view : 'list'
  return (
    <div className="page">
      <header className="page-head">
        <h1>{mattersUi.title}</h1>
        <p className="muted">{mattersUi.note}</p>
        <nav className="views" aria-label={mattersUi.title}>
          {(Object.keys(views) as View[]).map((name) => (
            <button
              key={name}
              type="button"
              className="view"
              aria-pressed={view === name}
              onClick={() => setFilters({ view: name === 'list' ? undefined : name })}
            >
              {views[name]}
            </button>
          ))}
        </nav>
      </header>
      {view === 'list' ? <Items /> : <Given outside={view === 'outside'} />}
    </div>
  )
}

function Items() {
  const [filters, setFilters] = useFilters()
  const { list, department, asOf, q } = filters
  const [typed, setTyped] = useState(q ?? '')
  const result = useInfiniteQuery({
    queryKey: ['matters', list, department, asOf, q],
    queryFn: ({ signal, pageParam }) =>
      get<MatterList>(`/matters${query({ query: q, list, department, asOf, cursor: pageParam, limit: 50 })}`, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const first = result.data?.pages[0]
  const items = (result.data?.pages ?? []).flatMap((page) => page.items)
  const narrowed = [list, department, q].some((value) => value !== undefined && value !== '')
  return (
    <>
      <form
        className="filters"
        onSubmit={(event) => {
          event.preventDefault()
          setFilters({ q: typed.trim() === '' ? undefined : typed.trim() })
        }}
      >
        <TextField
          label={mattersUi.search}
          type="search"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit">{linkingWords.find}</Button>
        <SelectField
          label={mattersUi.list}
          value={list ?? ''}
          placeholder={mattersUi.anyList}
          choices={[
            { value: 'townList', label: mattersUi.townList },
            { value: 'villageList', label: mattersUi.villageList },
          ]}
          onChange={(event) => setFilters({ list: event.target.value || undefined })}
        />
        <SelectField
          label={mattersUi.department}
          value={department ?? ''}
          placeholder={mattersUi.anyDepartment}
          choices={(first?.departments ?? []).map(({ code, name }) => ({ value: code, label: name }))}
          onChange={(event) => setFilters({ department: event.target.value || undefined })}
        />
        <TextField
          label={mattersUi.asOf}
          type="date"
          value={asOf ?? ''}
          onChange={(event) => setFilters({ asOf: event.target.value || undefined })}
        />
      </form>
      <section className="panel" aria-label={mattersUi.listView}>
        {result.error !== null && <ErrorState cause={result.error} onRetry={() => void result.refetch()} />}
        {result.isPending && <Skeleton lines={10} />}
        {first !== undefined && first.version !== null && (
          <p className="muted panel-line">
            {fill(mattersUi.inForce, {
              version: first.version,
              from: date(first.effectiveFrom ?? ''),
              source: first.source ?? '',
            })}
            {' · '}
            {fill(mattersUi.counts, {
              town: first.counts.townList,
              village: first.counts.villageList,
              found: first.found,
            })}
          </p>
        )}
        {first !== undefined && items.length === 0 && (
          <EmptyState
            kind={narrowed && first.version !== null ? 'filtered' : 'none'}
            onClear={() => {
              setTyped('')
              setFilters({ q: undefined, list: undefined, department: undefined })
            }}
          >
            {first.version === null ? mattersUi.noList : undefined}
          </EmptyState>
        )}
        {items.length > 0 && (
          <Table<MatterList['items'][number]>
            label={mattersUi.listView}
            rows={items}
            rowKey={(row) => `${row.list}${row.number}`}
            columns={[
              { id: 'number', header: mattersUi.number, cell: (row) => <code className="nowrap">{row.number}</code> },
              { id: 'name', header: mattersUi.name, cell: (row) => row.name },
              { id: 'list', header: mattersUi.list, cell: (row) => mattersUi[row.list] },
              { id: 'department', header: mattersUi.department, cell: (row) => row.departmentName },
              { id: 'clause', header: mattersUi.clause, cell: (row) => <span className="muted">{row.clause}</span> },
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

function Given({ outside }: { outside: boolean }) {
  const result = useInfiniteQuery({
    queryKey: ['tasks', 'given', outside],
    queryFn: ({ signal, pageParam }) =>
      get<GivenList>(
        `/matters/given${query({ outside: outside ? 'true' : undefined, cursor: pageParam, limit: 50 })}`,
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const first = result.data?.pages[0]
  const items = (result.data?.pages ?? []).flatMap((page) => page.items)
  return (
    <section className="panel" aria-label={outside ? mattersUi.outsideView : mattersUi.givenView}>
      {result.error !== null && <ErrorState cause={result.error} onRetry={() => void result.refetch()} />}
      {result.isPending && <Skeleton lines={10} />}
      {first !== undefined && (
        <p className="muted panel-line">
          {fill(mattersUi.inside, { n: first.counts.inside })} · {fill(mattersUi.outside, { n: first.counts.outside })}
        </p>
      )}
      {first !== undefined && items.length === 0 && <EmptyState kind="none">{mattersUi.emptyGiven}</EmptyState>}
      {items.length > 0 && (
        <Table<GivenList['items'][number]>
          label={mattersUi.givenView}
          rows={items}
          rowKey={(row) => row.id}
          columns={[
            {
              id: 'item',
              header: mattersUi.name,
              cell: (row) =>
                row.number === null ? (
                  <Tag tone="late">{fill(mattersUi.outsideBecause, { why: row.outside ?? mattersUi.noGround })}</Tag>
                ) : (
                  <>
                    <code>{row.number}</code> {row.name}
                  </>
                ),
            },
            { id: 'department', header: mattersUi.department, cell: (row) => row.department ?? '—' },
            { id: 'by', nowrap: true, header: mattersUi.by, cell: (row) => row.by },
            { id: 'agency', header: mattersUi.agency, cell: (row) => row.agencyName },
            {
              id: 'task',
              header: mattersUi.task,
              cell: (row) => (
                <>
                  <To path={`/tasks/${row.id}`}>
                    <code className="nowrap">{row.code}</code>
                  </To>{' '}
                  {row.title}
                </>
              ),
            },
            {
              id: 'sent',
              header: mattersUi.sentAt,
              cell: (row) => <span className="nowrap">{dateTime(row.sentAt)}</span>,
            },
            { id: 'state', nowrap: true, header: mattersUi.state, cell: (row) => stateWords[row.state] },
          ]}
        />
      )}
      {result.hasNextPage && (
        <Button kind="plain" onClick={() => void result.fetchNextPage()}>
          {fill(common.loadMore, { n: 50 })}
        </Button>
      )}
    </section>
  )
}
