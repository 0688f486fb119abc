import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post, query } from '../../ui/api.ts'
import { Button, CheckField, SelectField } from '../../ui/controls.tsx'
import { date, dateTime } from '../../ui/format.ts'
import { To, useParameter } from '../../ui/navigation.tsx'
import { tellWrong } from '../../ui/overlays.tsx'
import { useMay } from '../../ui/session.tsx'
import { EmptyState, ErrorState, Notice, Skeleton } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { common } from '../../ui/words/common.ts'
import { taskWords } from '../../ui/words/tasks.ts'
import { fill } from '../../ui/words.ts'
import type { VisitListPage as Data } from '../schema.ts'

type Door = Data['items'][number]
const outcomeWords = {
  talked: taskWords.talked,
  nobodyHome: taskWords.nobodyHome,
  declined: taskWords.declined,
} as const
type Outcome = keyof typeof outcomeWords

const doorName = (door: Door): string => `${door.building} ${door.dwelling}`

export function VisitListPage() {
  const id = useParameter('id')
  const [onlyOpen, setOnlyOpen] = useState(false)
  const result = useInfiniteQuery({
    queryKey: ['visit-lists', 'one', id],
    queryFn: ({ signal, pageParam }) =>
      get<Data>(`/visit-lists/${id}${query({ cursor: pageParam, limit: 200 })}`, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const list = result.data?.pages[0]
  const doors = (result.data?.pages ?? []).flatMap((page) => page.items)
  const shown = onlyOpen ? doors.filter((door) => door.visitedAt === null) : doors
  if (list === undefined)
    return result.error === null ? (
      <Skeleton lines={10} />
    ) : (
      <ErrorState cause={result.error} onRetry={() => void result.refetch()} />
    )
  return (
    <div className="page">
      <header className="page-head">
        <p>
          <To path="/visits">{taskWords.visitsTitle}</To>
        </p>
        <h1>{list.title}</h1>
        <p className="muted">
          <To path={`/alerts/${list.alertId}`}>{list.alertCode}</To> · {taskWords.dwellings} {list.dwellings} ·{' '}
          {taskWords.visited} {list.visited} · {taskWords.notes} {list.notesLeft} · {taskWords.expires}{' '}
          {date(list.expiresAt)}
        </p>
      </header>
      <Notice>
        <strong>{taskWords.rightsNote}</strong>
        <p className="prose">{list.rightsNote}</p>
      </Notice>
      <section className="panel">
        {list.expired ? (
          <EmptyState kind="none" title={taskWords.expired} />
        ) : (
          <>
            <div className="body">
              <CheckField
                label={taskWords.onlyOpen}
                checked={onlyOpen}
                onChange={(event) => setOnlyOpen(event.target.checked)}
              />
            </div>
            <Table<Door>
              label={list.title}
              rows={shown}
              rowKey={(door) => door.id}
              columns={[
                { id: 'building', header: taskWords.building, nowrap: true, cell: (door) => door.building },
                { id: 'dwelling', header: taskWords.dwelling, nowrap: true, cell: (door) => door.dwelling },
                {
                  id: 'state',
                  header: taskWords.visited,
                  cell: (door) =>
                    door.visitedAt === null
                      ? taskWords.notVisited
                      : `${dateTime(door.visitedAt)} ${door.visitedBy ?? ''}`,
                },
                {
                  id: 'note',
                  header: taskWords.notes,
                  nowrap: true,
                  cell: (door) => (door.noteLeft ? common.yes : common.no),
                },
                {
                  id: 'outcome',
                  header: taskWords.outcome,
                  cell: (door) =>
                    door.outcome === null ? <RecordVisit list={id} door={door} /> : outcomeWords[door.outcome],
                },
              ]}
              foot={fill(taskWords.showingDoors, { n: shown.length })}
            />
            {result.hasNextPage && (
              <Button kind="plain" onClick={() => void result.fetchNextPage()}>
                {fill(common.loadMore, { n: 200 })}
              </Button>
            )}
          </>
        )}
      </section>
    </div>
  )
}

/** A visit counts only with the note of rights left at the door; the box is therefore part of the act. */
function RecordVisit({ list, door }: { list: string; door: Door }) {
  const may = useMay()
  const client = useQueryClient()
  const [outcome, setOutcome] = useState<Outcome>('talked')
  const [noteLeft, setNoteLeft] = useState(false)
  if (!may('visit.act')) return <>{taskWords.notVisited}</>
  const save = async (): Promise<void> => {
    try {
      await post(`/visit-lists/${list}/dwellings/${door.id}/visited`, { noteLeft: true, outcome })
      await client.invalidateQueries({ queryKey: ['visit-lists'] })
    } catch (cause) {
      tellWrong(cause)
    }
  }
  return (
    <div className="row visit-form">
      <SelectField
        label={`${taskWords.outcome} ${doorName(door)}`}
        value={outcome}
        onChange={(event) => setOutcome(event.target.value as Outcome)}
        choices={Object.entries(outcomeWords).map(([value, label]) => ({ value, label }))}
      />
      <CheckField
        label={taskWords.noteWasLeft}
        checked={noteLeft}
        onChange={(event) => setNoteLeft(event.target.checked)}
      />
      <Button
        aria-label={fill(taskWords.markVisited, { door: doorName(door) })}
        disabledReason={noteLeft ? null : taskWords.noteWasLeft}
        onClick={() => void save()}
      >
        {taskWords.saveVisit}
      </Button>
    </div>
  )
}
