import { useQuery } from '@tanstack/react-query'
import { get, query } from '../../ui/api.ts'
import { TextField } from '../../ui/controls.tsx'
import { count } from '../../ui/format.ts'
import { To, useFilters } from '../../ui/navigation.tsx'
import { Panel } from '../../ui/panel.tsx'
import { useMay } from '../../ui/session.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { supervisionUi } from '../../ui/words/supervision.ts'
import { fill } from '../../ui/words.ts'
import { type EvaluationPart, evaluationParts, type SafeCount, type Supervision } from '../schema.ts'

const safe = (value: SafeCount): string =>
  value.value === null ? (value.fewerThanFive ? supervisionUi.few : '—') : count(value.value)
const percent = (share: number): string => `${(share * 100).toFixed(1)}%`

function Part({ value }: { value: EvaluationPart }) {
  if (value.state === 'none') return <span className="faint">{supervisionUi.none}</span>
  if (value.state === 'few') return <span className="faint">{supervisionUi.few}</span>
  if (value.state === 'unasked') return <span className="faint">{supervisionUi.unasked}</span>
  return (
    <span>
      <strong>{percent(value.share!)}</strong>{' '}
      <span className="faint">
        {percent(value.low!)}–{percent(value.high!)}，
        {fill(supervisionUi.of, { part: count(value.part!), whole: count(value.whole!) })}
      </span>
    </span>
  )
}

/** One page of what is late and of how a period went. */
export function SupervisionPage() {
  const [filters, setFilters] = useFilters()
  const may = useMay()
  const { from, to } = filters
  const result = useQuery({
    queryKey: ['supervision', from, to],
    queryFn: ({ signal }) => get<Supervision>(`/supervision${query({ from, to })}`, signal),
  })
  return (
    <div className="page">
      <header className="page-head">
        <h1>{supervisionUi.title}</h1>
        <p className="muted">{supervisionUi.note}</p>
      </header>
      <Loaded result={result} lines={10}>
        {(page) => (
          <>
            <Panel
              title={supervisionUi.work}
              aside={may('task.read') ? <To path="/inbox?view=overdue">{supervisionUi.see}</To> : undefined}
              flush
            >
              {page.agencies.length === 0 ? (
                <EmptyState kind="none">{supervisionUi.workNone}</EmptyState>
              ) : (
                <Table<Supervision['agencies'][number]>
                  label={supervisionUi.work}
                  rows={page.agencies}
                  rowKey={({ agencyId }) => agencyId}
                  foot={supervisionUi.workFoot}
                  columns={[
                    { id: 'agency', header: supervisionUi.agency, cell: ({ name }) => name },
                    ...(['open', 'toAccept', 'late', 'dueSoon', 'returned'] as const).map((name) => ({
                      id: name,
                      header: supervisionUi[name],
                      number: true,
                      cell: (row: Supervision['agencies'][number]) => safe(row[name]),
                    })),
                  ]}
                />
              )}
            </Panel>
            <div className="filters">
              <TextField
                label={supervisionUi.from}
                type="date"
                value={page.from}
                onChange={(event) => setFilters({ from: event.target.value, to: page.to })}
              />
              <TextField
                label={supervisionUi.to}
                type="date"
                value={page.to}
                onChange={(event) => setFilters({ from: page.from, to: event.target.value })}
              />
            </div>
            <Panel title={supervisionUi.evaluation} aside={`${page.from}—${page.to}`} flush>
              <Table<Supervision['evaluation'][number]>
                label={supervisionUi.evaluation}
                rows={page.evaluation}
                rowKey={({ place }) => place}
                foot={`${supervisionUi.timely}：${supervisionUi.timelyNote}；${supervisionUi.settled}：${supervisionUi.settledNote}；${supervisionUi.performed}：${supervisionUi.performedNote}；${supervisionUi.relapsed}：${supervisionUi.relapsedNote}。${supervisionUi.foot}`}
                columns={[
                  { id: 'place', header: supervisionUi.place, nowrap: true, cell: ({ name }) => name },
                  ...evaluationParts.map((part) => ({
                    id: part,
                    header: supervisionUi[part],
                    cell: (row: Supervision['evaluation'][number]) => <Part value={row[part]} />,
                  })),
                ]}
              />
            </Panel>
          </>
        )}
      </Loaded>
    </div>
  )
}
