import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { get, type Page, query } from '../../ui/api.ts'
import { useNow } from '../../ui/clock.ts'
import { Button } from '../../ui/controls.tsx'
import { useFilters, useGo } from '../../ui/navigation.tsx'
import { useMay } from '../../ui/session.tsx'
import { useShortcuts } from '../../ui/shortcuts.ts'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { common } from '../../ui/words/common.ts'
import { taskWords } from '../../ui/words/tasks.ts'
import { fill } from '../../ui/words.ts'
import type { AlertRow } from '../../warning/schema.ts'
import { type TaskList, taskViews } from '../schema.ts'
import { BulkBar } from './bulk-bar.tsx'
import { TaskDetail } from './task-detail.tsx'
import { alertItem, type InboxItem, InboxLine, taskItem } from './task-row.tsx'

type View = (typeof taskViews)[number] | 'triage'

const viewWords: Readonly<Record<View, string>> = {
  triage: taskWords.triage,
  toAccept: taskWords.toAccept,
  mine: taskWords.mine,
  dueSoon: taskWords.dueSoon,
  toRule: taskWords.toRule,
  overdue: taskWords.overdue,
  closed: taskWords.closed,
  all: taskWords.all,
  orphaned: taskWords.orphaned,
}

export function Inbox() {
  const [filters, setFilters] = useFilters()
  const may = useMay()
  const go = useGo()
  const now = useNow(10_000)
  const list = useRef<HTMLUListElement>(null)
  const triages = may('alert.triage')
  const view = (filters.view ?? (triages ? 'triage' : 'all')) as View

  const alerts = useQuery({
    queryKey: ['alerts', 'pending'],
    queryFn: ({ signal }) => get<Page<AlertRow>>('/alerts?view=pending&limit=100', signal),
    enabled: triages,
  })
  const tasks = useInfiniteQuery({
    queryKey: ['tasks', view === 'triage' ? 'all' : view],
    queryFn: ({ signal, pageParam }) =>
      get<TaskList>(
        `/tasks${query({ view: view === 'triage' ? 'all' : view, cursor: pageParam, limit: 100 })}`,
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })

  const items = useMemo(
    () =>
      view === 'triage'
        ? (alerts.data?.items ?? []).map(alertItem)
        : (tasks.data?.pages ?? []).flatMap((page) => page.items.map(taskItem)),
    [view, alerts.data, tasks.data],
  )
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const choose = useCallback((item: InboxItem): void => {
    setChosen((before) => {
      const after = new Set(before)
      if (!after.delete(item.key)) after.add(item.key)
      return after
    })
  }, [])
  const counts = tasks.data?.pages[0]?.counts
  const index = Math.max(
    0,
    items.findIndex((item) => item.key === filters.item),
  )
  const selected = items[index]
  const result = view === 'triage' ? alerts : tasks

  const move = (step: number): void => {
    const next = items[Math.min(items.length - 1, Math.max(0, index + step))]
    if (next === undefined) return
    setFilters({ item: next.key })
    list.current?.querySelector<HTMLButtonElement>(`[data-key="${next.key}"]`)?.focus()
  }
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    ...(selected?.task ? { s: () => choose(selected) } : {}),
  })
  const filter = useRef(setFilters)
  filter.current = setFilters
  const travel = useRef(go)
  travel.current = go
  const select = useCallback((item: InboxItem): void => {
    if (item.task === null) travel.current(item.path)
    else filter.current({ item: item.key })
  }, [])

  // A view that changes under the reader keeps the row in sight.
  useEffect(() => {
    if (filters.item !== undefined)
      list.current?.querySelector(`[data-key="${filters.item}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [filters.item])

  const headed = taskViews.filter((name) => name !== 'orphaned' || typeof counts?.orphaned === 'number')
  const views: readonly View[] = triages ? ['triage', ...headed] : headed
  return (
    <div className="page">
      <header className="page-head">
        <h1>{taskWords.inbox}</h1>
        <nav className="views" aria-label={taskWords.inbox}>
          {views.map((name) => {
            const n = name === 'triage' ? alerts.data?.items.length : counts?.[name]
            return (
              <button
                key={name}
                type="button"
                className="view"
                aria-pressed={view === name}
                onClick={() => {
                  setChosen(new Set())
                  setFilters({ view: name, item: undefined })
                }}
              >
                {viewWords[name]} {typeof n === 'number' && <span className="number">{n > 1000 ? '1000+' : n}</span>}
              </button>
            )
          })}
        </nav>
      </header>
      <div className="inbox">
        <section className="panel" aria-label={viewWords[view]}>
          <div className="inbox-head" aria-hidden="true" data-chosen={view !== 'triage'}>
            <span>{taskWords.grade}</span>
            <span>{taskWords.remaining}</span>
            <span>{taskWords.kind}</span>
            <span>{taskWords.title}</span>
            <span>{taskWords.place}</span>
            <span>{taskWords.state}</span>
          </div>
          {result.error !== null && <ErrorState cause={result.error} onRetry={() => void result.refetch()} />}
          {result.isPending && <Skeleton lines={8} />}
          {result.data !== undefined && items.length === 0 && <EmptyState kind="none">{taskWords.empty}</EmptyState>}
          <BulkBar
            tasks={items.flatMap((item) => (item.task !== null && chosen.has(item.key) ? [item.task] : []))}
            onDone={() => setChosen(new Set())}
          />
          {view === 'orphaned' && items.length > 0 && <p className="muted">{taskWords.orphanedNote}</p>}
          <ul ref={list} className="inbox-list">
            {items.map((item) => (
              <InboxLine
                key={item.key}
                item={item}
                now={now}
                selected={item.key === selected?.key}
                chosen={chosen.has(item.key)}
                onSelect={select}
                onChoose={choose}
              />
            ))}
          </ul>
          {view !== 'triage' && tasks.hasNextPage && (
            <Button kind="plain" onClick={() => void tasks.fetchNextPage()}>
              {fill(common.loadMore, { n: 100 })}
            </Button>
          )}
        </section>
        {view !== 'triage' && (
          <section className="panel inbox-detail" aria-label={taskWords.detail}>
            {selected === undefined ? (
              <EmptyState kind="none" title={taskWords.detail}>
                {taskWords.emptyDetail}
              </EmptyState>
            ) : (
              <TaskDetail key={selected.key} id={selected.key} />
            )}
          </section>
        )}
      </div>
    </div>
  )
}
