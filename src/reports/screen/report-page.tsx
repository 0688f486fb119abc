import { useQuery } from '@tanstack/react-query'
import type { Static } from 'typebox'
import { get } from '../../ui/api.ts'
import { BandChart } from '../../ui/charts/band-chart.tsx'
import { Sparkline } from '../../ui/charts/sparkline.tsx'
import { Button } from '../../ui/controls.tsx'
import { count, dateTime } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { useParameter } from '../../ui/navigation.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Loaded } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { common } from '../../ui/words/common.ts'
import { reportWords } from '../../ui/words/reports.ts'
import { fill } from '../../ui/words.ts'
import type { CheckupItem, ReportPage as Data, ReportTable } from '../schema.ts'
import { References } from './references.tsx'

type Facts = Data['facts']

/** `sequence` is a position in the county's history: the record's number times this, plus corrections after it. */
const positionsPerRecord = 1000

/** Like a laboratory sheet: value, reference range, judgement; every sentence and figure names its source. */
export function ReportPage() {
  const id = useParameter('id')
  const result = useQuery({
    queryKey: ['reports', 'one', id],
    queryFn: ({ signal }) => get<Data>(`/reports/${id}`, signal),
  })
  return (
    <Loaded result={result} lines={14}>
      {(report) => (
        <article className="page report">
          <header className="page-head">
            <h1>{report.title}</h1>
            <p className="muted">
              {report.placeName} · {report.period} · {reportWords.madeAt} {dateTime(report.madeAt)} ·{' '}
              {report.madeBy ?? reportWords.bySchedule} ·{' '}
              {fill(reportWords.asOf, {
                time: dateTime(report.facts.asOf),
                n: count(Math.floor(report.facts.sequence / positionsPerRecord)),
              })}
            </p>
            <div className="row no-print">
              <a className="button" data-kind="primary" href={`/api/v1/reports/${report.id}.pdf`}>
                {reportWords.pdf}
              </a>
              <Button onClick={() => window.print()}>{common.print}</Button>
            </div>
          </header>
          <ReportBody facts={report.facts} />
          <footer className="faint">
            {reportWords.hash} <code>{report.hash}</code> ·{' '}
            {report.recomputes ? reportWords.recomputes : <strong>{reportWords.recomputesNot}</strong>}
          </footer>
        </article>
      )}
    </Loaded>
  )
}

function Sentences({ list }: { list: Facts['conclusions'] }) {
  return (
    <ul className="sentences">
      {list.map((sentence) => (
        <li key={sentence.text}>
          {sentence.text} <References sources={sentence.sources} />
        </li>
      ))}
    </ul>
  )
}

function ReportBody({ facts }: { facts: Facts }) {
  return (
    <>
      <Panel title={reportWords.conclusions}>
        <Sentences list={facts.conclusions} />
      </Panel>
      <Panel title={reportWords.sheet} aside={facts.period} flush>
        <Table<CheckupItem>
          label={reportWords.sheet}
          rows={facts.items}
          rowKey={(item) => item.key}
          columns={[
            { id: 'item', header: reportWords.item, cell: (item) => <strong>{item.zh}</strong> },
            {
              id: 'value',
              header: reportWords.value,
              number: true,
              nowrap: true,
              cell: (item) => `${item.value} ${item.unit}`,
            },
            {
              id: 'range',
              header: reportWords.range,
              number: true,
              nowrap: true,
              cell: (item) =>
                item.low === null || item.high === null ? '—' : `${count(item.low)}–${count(item.high)}`,
            },
            { id: 'earlier', header: reportWords.earlier, cell: (item) => <Sparkline values={item.earlier} /> },
            {
              id: 'judgement',
              header: reportWords.judgement,
              nowrap: true,
              cell: (item) => (
                <Tag tone={item.judgement === 'normal' ? 'ok' : item.judgement === 'unusual' ? 'late' : 'plain'}>
                  {item.judgementZh}
                </Tag>
              ),
            },
            {
              id: 'note',
              header: reportWords.explanation,
              cell: (item) => (
                <>
                  <span className="faint">{item.note}</span> <References sources={item.sources} />
                </>
              ),
            },
            { id: 'advice', header: reportWords.advice, cell: (item) => item.advice },
          ]}
        />
      </Panel>
      <Panel title={reportWords.trend} aside={common.unit}>
        <div className="report-charts">
          {(
            [
              ['newDisputes', reportWords.newDisputes],
              ['courtCases', reportWords.courtCases],
            ] as const
          ).map(([key, label]) => (
            <div key={key}>
              <h3>{label}</h3>
              <BandChart
                label={label}
                unit={common.unit}
                points={facts.trend.labels.map((name, index) => ({
                  date: name,
                  observed: facts.trend[key][index] ?? null,
                  expected: null,
                  low: null,
                  high: null,
                }))}
              />
            </div>
          ))}
        </div>
        {facts.trend.breaks.map((line) => (
          <p key={line.index} className="faint">
            {facts.trend.labels[line.index]}：{line.text}
          </p>
        ))}
      </Panel>
      {facts.tables.map((table) => (
        <FactTable key={table.key} table={table} />
      ))}
      <Panel title={reportWords.suggestions}>
        <ol className="clauses">
          {facts.suggestions.map((suggestion) => (
            <li key={suggestion.text}>
              {suggestion.text}{' '}
              <span className="faint">
                {reportWords.owner} {suggestion.owner} · {reportWords.until} {suggestion.until}
              </span>{' '}
              <References sources={suggestion.sources} />
            </li>
          ))}
        </ol>
      </Panel>
      <Panel title={reportWords.quality}>
        <Sentences list={facts.dataQuality} />
      </Panel>
      {facts.changes.length > 0 && (
        <Panel title={reportWords.changes}>
          <ul className="plain-list">
            {facts.changes.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </Panel>
      )}
      <Panel title={reportWords.definitions}>
        <dl className="definitions">
          {facts.definitions.map((definition) => (
            <div key={definition.name}>
              <dt>
                {definition.name} <span className="faint">{definition.version}</span>
              </dt>
              <dd>
                {definition.text} <span className="faint">{definition.source}</span>
              </dd>
            </div>
          ))}
        </dl>
        <h3>{reportWords.method}</h3>
        <ul className="plain-list">
          {facts.method.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </Panel>
    </>
  )
}

export function FactTable({ table }: { table: Static<typeof ReportTable> }) {
  return (
    <Panel title={table.title} flush level={3}>
      <Table
        label={table.title}
        rows={table.rows.map((cells, index) => ({ key: String(index), cells }))}
        rowKey={(row) => row.key}
        columns={table.columns.map((column, index) => ({
          id: `${index}${column.label}`,
          header: column.label,
          number: column.number,
          cell: (row: { cells: readonly string[] }) => row.cells[index],
        }))}
        foot={
          <>
            {table.note} <References sources={table.sources} />
          </>
        }
      />
    </Panel>
  )
}
