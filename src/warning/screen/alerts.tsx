import { useInfiniteQuery } from '@tanstack/react-query'
import { get, type Page, query } from '../../ui/api.ts'
import { useNow } from '../../ui/clock.ts'
import { Combobox } from '../../ui/combobox.tsx'
import { Button, SelectField } from '../../ui/controls.tsx'
import { count, dateTime } from '../../ui/format.ts'
import { ClockBadge, GradeBadge, grades, Tag } from '../../ui/marks.tsx'
import { To, useFilters, useGo } from '../../ui/navigation.tsx'
import { townChoices, townName } from '../../ui/places.ts'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { typeChoices } from '../../ui/types.ts'
import { common, gradeWords, levelWords } from '../../ui/words/common.ts'
import { warningWords } from '../../ui/words/warning.ts'
import { fill } from '../../ui/words.ts'
import { type AlertRow, alertLevels } from '../schema.ts'
import { alertStateWords } from './words.ts'

const views = [
  { value: 'open', label: warningWords.viewOpen },
  { value: 'pending', label: warningWords.viewPending },
  { value: 'closed', label: warningWords.viewClosed },
  { value: 'dismissed', label: warningWords.viewDismissed },
  { value: 'historical', label: warningWords.viewHistorical },
  { value: 'feed', label: warningWords.viewFeed },
  { value: 'all', label: warningWords.viewAll },
]

export function Alerts() {
  const [filters, setFilters] = useFilters()
  const now = useNow(10_000)
  const go = useGo()
  const { view = 'open', level, grade, town, type } = filters
  const result = useInfiniteQuery({
    queryKey: ['alerts', 'list', view, level, grade, town, type],
    queryFn: ({ signal, pageParam }) =>
      get<Page<AlertRow>>(`/alerts${query({ view, level, grade, town, type, cursor: pageParam, limit: 50 })}`, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const rows = (result.data?.pages ?? []).flatMap((page) => page.items)
  const narrowed = [level, grade, town, type].some((value) => value !== undefined)
  return (
    <div className="page">
      <header className="page-head">
        <h1>{warningWords.title}</h1>
        <p className="muted">{warningWords.listNote}</p>
      </header>
      <div className="filters">
        <SelectField
          label={warningWords.view}
          value={view}
          choices={views}
          onChange={(event) => setFilters({ view: event.target.value })}
        />
        <SelectField
          label={warningWords.grade}
          value={grade ?? ''}
          placeholder={warningWords.anyGrade}
          choices={grades.map((value) => ({ value, label: gradeWords[value] }))}
          onChange={(event) => setFilters({ grade: event.target.value })}
        />
        <SelectField
          label={warningWords.level}
          value={level ?? ''}
          placeholder={warningWords.anyLevel}
          choices={alertLevels.map((value) => ({ value, label: levelWords[value] }))}
          onChange={(event) => setFilters({ level: event.target.value })}
        />
        <Combobox
          label={warningWords.town}
          choices={townChoices}
          value={town ?? ''}
          placeholder={warningWords.anyTown}
          onChoose={(value) => setFilters({ town: value })}
        />
        <SelectField
          label={warningWords.type}
          value={type ?? ''}
          placeholder={warningWords.anyType}
          choices={typeChoices}
          onChange={(event) => setFilters({ type: event.target.value })}
        />
      </div>
      <section className="panel" aria-label={warningWords.title}>
        {result.error !== null && <ErrorState cause={result.error} onRetry={() => void result.refetch()} />}
        {result.isPending && <Skeleton lines={8} />}
        {result.data !== undefined && rows.length === 0 && (
          <EmptyState
            kind={narrowed ? 'filtered' : 'none'}
            onClear={() => setFilters({ level: undefined, grade: undefined, town: undefined, type: undefined })}
          >
            {narrowed ? undefined : warningWords.emptyNone}
          </EmptyState>
        )}
        {rows.length > 0 && (
          <Table<AlertRow>
            label={warningWords.title}
            rows={rows}
            rowKey={(row) => row.id}
            onOpen={(row) => go(`/alerts/${row.id}`)}
            columns={[
              {
                id: 'grade',
                header: warningWords.grade,
                nowrap: true,
                cell: (row) => <GradeBadge grade={row.grade} />,
              },
              {
                id: 'due',
                header: warningWords.remaining,
                nowrap: true,
                cell: (row) => (row.triageDueAt === null ? '—' : <ClockBadge due={row.triageDueAt} now={now} />),
              },
              {
                id: 'title',
                header: warningWords.subject,
                cell: (row) => (
                  <>
                    <To path={`/alerts/${row.id}`}>{row.title}</To>
                    {row.carePath && <strong> · {warningWords.carePath}</strong>}
                  </>
                ),
              },
              {
                id: 'level',
                header: warningWords.level,
                nowrap: true,
                cell: (row) => (row.level === null ? '—' : levelWords[row.level]),
              },
              { id: 'town', header: warningWords.town, nowrap: true, cell: (row) => townName(row.town) },
              {
                id: 'observed',
                header: warningWords.observed,
                number: true,
                cell: (row) => (row.observed === null ? '—' : count(row.observed)),
              },
              {
                id: 'expected',
                header: warningWords.expected,
                number: true,
                cell: (row) => (row.expected === null ? '—' : count(row.expected)),
              },
              {
                id: 'members',
                header: warningWords.members,
                number: true,
                cell: (row) => row.members + row.membersLater,
              },
              { id: 'raised', header: warningWords.raisedAt, nowrap: true, cell: (row) => dateTime(row.raisedAt) },
              {
                id: 'state',
                header: warningWords.state,
                nowrap: true,
                cell: (row) => (
                  <Tag tone={row.state === 'confirmed' ? 'active' : row.state === 'closed' ? 'ok' : 'plain'}>
                    {alertStateWords[row.state]}
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
