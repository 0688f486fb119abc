import { useInfiniteQuery } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { Cockpit, IndicatorName, RecordsResult } from '../indicators/schema.ts'
import { get, query } from '../ui/api.ts'
import { useNow } from '../ui/clock.ts'
import { Button } from '../ui/controls.tsx'
import { dateTime } from '../ui/format.ts'
import { ClockBadge, GradeBadge } from '../ui/marks.tsx'
import { Drawer } from '../ui/overlays.tsx'
import { townName } from '../ui/places.ts'
import { EmptyState, ErrorState, Skeleton } from '../ui/states.tsx'
import { Table } from '../ui/table.tsx'
import { sourceWords } from '../ui/trace.tsx'
import { typeName } from '../ui/types.ts'
import { cockpitWords } from '../ui/words/cockpit.ts'
import { common } from '../ui/words/common.ts'
import { fill } from '../ui/words.ts'

type Records = Static<typeof RecordsResult>
type Row = Records['items'][number]

/** Which number was opened. Each leads to the very rows that make it. */
export type Opened =
  | {
      readonly kind: 'records'
      readonly title: string
      readonly indicator: IndicatorName
      readonly from: string
      readonly to: string
      readonly type?: string
      readonly place?: string
    }
  | { readonly kind: 'town'; readonly title: string; readonly town: string }
  | { readonly kind: 'alerts'; readonly title: string; readonly only: 'overdue' | 'unanswered' }
  | { readonly kind: 'index' }

export function RecordsDrawer({ cockpit, opened, onClose }: { cockpit: Cockpit; opened: Opened; onClose: () => void }) {
  const title = opened.kind === 'index' ? cockpitWords.indexTitle : fill(cockpitWords.records, { name: opened.title })
  const first = cockpit.series[0]?.date ?? ''
  const last = cockpit.series.at(-1)?.date ?? ''
  return (
    <Drawer title={title} open onClose={onClose}>
      {opened.kind === 'index' && <IndexParts cockpit={cockpit} />}
      {opened.kind === 'alerts' && (
        <AlertList
          alerts={cockpit.alerts.filter((alert) =>
            opened.only === 'overdue' ? alert.overdue : alert.tasks === 0 || alert.accepted < alert.tasks,
          )}
        />
      )}
      {opened.kind === 'town' && (
        <>
          <h3>{cockpitWords.townAlerts}</h3>
          <AlertList alerts={cockpit.alerts.filter((alert) => alert.town === opened.town)} />
          <RecordList indicator="newDisputes" from={first} to={last} place={opened.town} />
        </>
      )}
      {opened.kind === 'records' && <RecordList {...opened} />}
    </Drawer>
  )
}

function AlertList({ alerts }: { alerts: Cockpit['alerts'] }) {
  const now = useNow(1000)
  if (alerts.length === 0) return <EmptyState kind="none">{cockpitWords.alertsNone}</EmptyState>
  return (
    <Table
      label={cockpitWords.alerts}
      rows={alerts}
      rowKey={(alert) => alert.id}
      columns={[
        { id: 'grade', header: cockpitWords.grade, nowrap: true, cell: (alert) => <GradeBadge grade={alert.grade} /> },
        {
          id: 'title',
          header: cockpitWords.subject,
          cell: (alert) => <a href={`/alerts/${alert.id}`}>{alert.title}</a>,
        },
        {
          id: 'due',
          header: cockpitWords.alertsAside,
          nowrap: true,
          cell: (alert) => <ClockBadge due={alert.dueAt} now={now} />,
        },
      ]}
      foot={fill(cockpitWords.recordsTotal, { n: alerts.length })}
    />
  )
}

function RecordList({
  indicator,
  from,
  to,
  type,
  place,
}: {
  indicator: IndicatorName
  from: string
  to: string
  type?: string
  place?: string
}) {
  const result = useInfiniteQuery({
    queryKey: ['indicators', 'records', indicator, from, to, type, place],
    queryFn: ({ signal, pageParam }) =>
      get<Records>(
        `/indicators/${indicator}/records${query({ from, to, type, place, cursor: pageParam, limit: 100 })}`,
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  })
  if (result.data === undefined)
    return result.error === null ? (
      <Skeleton lines={6} />
    ) : (
      <ErrorState cause={result.error} onRetry={() => void result.refetch()} />
    )
  const rows = result.data.pages.flatMap((page) => page.items)
  if (rows.length === 0) return <EmptyState kind="none" />
  return (
    <>
      <Table<Row>
        label={cockpitWords.recordCode}
        rows={rows}
        rowKey={(row) => row.recordId}
        columns={[
          { id: 'at', header: cockpitWords.recordAt, nowrap: true, cell: (row) => dateTime(row.occurredAt) },
          { id: 'source', header: cockpitWords.recordSource, nowrap: true, cell: (row) => sourceWords(row.source) },
          { id: 'type', header: cockpitWords.recordType, nowrap: true, cell: (row) => typeName(row.type) },
          { id: 'town', header: cockpitWords.recordTown, nowrap: true, cell: (row) => townName(row.town) },
          {
            id: 'code',
            header: cockpitWords.recordCode,
            nowrap: true,
            cell: (row) => (
              <a href={`/disputes/${row.traceCode}`}>
                <code>{row.traceCode}</code>
              </a>
            ),
          },
        ]}
        foot={`${fill(cockpitWords.recordsTotal, { n: result.data.pages[0]?.total ?? rows.length })} · ${fill(cockpitWords.period, { from, to })}`}
      />
      {result.hasNextPage && (
        <Button onClick={() => void result.fetchNextPage()}>{fill(common.loadMore, { n: 100 })}</Button>
      )}
    </>
  )
}

function IndexParts({ cockpit }: { cockpit: Cockpit }) {
  const index = cockpit.governanceIndex
  return (
    <>
      <p>
        {fill(cockpitWords.indexVersion, { version: index.version })}
        {!index.verified && ` · ${cockpitWords.indexUnverified}`}
      </p>
      <Table
        label={cockpitWords.indexTitle}
        rows={index.parts}
        rowKey={(part) => part.part}
        columns={[
          { id: 'part', header: cockpitWords.indexPart, nowrap: true, cell: (part) => part.zh },
          { id: 'weight', header: cockpitWords.indexWeight, number: true, cell: (part) => part.weight },
          {
            id: 'points',
            header: cockpitWords.indexPoints,
            number: true,
            cell: (part) => (part.points === null ? cockpitWords.noData : part.points.toFixed(1)),
          },
          { id: 'line', header: cockpitWords.indexLine, cell: (part) => part.line },
        ]}
        foot={index.note}
      />
    </>
  )
}
