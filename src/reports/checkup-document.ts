import type { CheckupReportData, DocumentBlock } from '../documents/schema.ts'
import { dayOf } from '../vocabulary/calendar.ts'
import { placeName } from '../vocabulary/places.ts'
import { sectionWords as words } from '../vocabulary/words/reports.ts'
import type { ReportFacts, ReportTable } from './schema.ts'

function tableBlock(table: ReportTable): DocumentBlock {
  return { kind: 'table', table: { title: table.title, columns: table.columns, rows: table.rows, note: table.note } }
}

const range = (low: number | null, high: number | null): string =>
  low === null || high === null ? '—' : `${low}–${high}`

/** The printed report of frozen facts: nothing is counted here. */
export function checkupDocument(facts: ReportFacts, hash: string): Omit<CheckupReportData, 'demo' | 'traceUrl'> {
  const tables = (keys: readonly string[]): DocumentBlock[] =>
    facts.tables.filter((table) => keys.includes(table.key)).map(tableBlock)
  const key = (name: string) => facts.items.find((item) => item.key === name)!
  const figure = (name: string) => ({
    label: key(name).zh,
    value: key(name).value,
    unit: key(name).unit,
    note: `${key(name).judgementZh} ${range(key(name).low, key(name).high)}`,
  })
  const handled = tables(['alerts', 'advice', 'education'])
  return {
    date: dayOf(new Date(facts.asOf)),
    draft: false,
    title: facts.title,
    place: facts.placeName,
    period: facts.period,
    asOf: facts.asOf,
    publisher: words.publisher(placeName(facts.county)),
    sections: [
      {
        heading: words.conclusions,
        blocks: [
          {
            kind: 'figures',
            items: ['newDisputes', 'courtCases', 'litigationRate', 'mediationSuccessRate'].map(figure),
          },
          ...facts.conclusions.map((sentence): DocumentBlock => ({ kind: 'paragraph', text: sentence.text })),
        ],
      },
      {
        heading: words.sheet,
        blocks: [
          {
            kind: 'table',
            table: {
              title: words.sheet,
              columns: words.sheetColumns.map((label, index) => ({ label, number: index === 1 })),
              rows: facts.items.map((item) => [
                item.zh,
                `${item.value}${item.number === null ? '' : item.unit}`,
                range(item.low, item.high),
                item.judgementZh,
                item.advice || '—',
              ]),
              note: words.sheetNote,
            },
          },
        ],
      },
      {
        heading: words.trend,
        blocks: [
          {
            kind: 'chart',
            form: 'line',
            title: words.trendTitle,
            summary: words.trendSummary(facts.trend.labels[0]!, facts.trend.labels.at(-1)!),
            unit: words.trendUnit,
            labels: facts.trend.labels,
            series: [
              { name: words.newDisputes, values: facts.trend.newDisputes },
              { name: words.courtCases, values: facts.trend.courtCases },
            ],
            breaks: facts.trend.breaks,
            note: null,
          },
          ...tables(['types', 'towns', 'clusters', 'causes', 'flows']),
        ],
      },
      { heading: words.alerts, blocks: handled.length > 0 ? handled : [{ kind: 'paragraph', text: words.none }] },
      {
        heading: words.suggestions,
        blocks:
          facts.suggestions.length > 0
            ? [
                {
                  kind: 'list',
                  items: facts.suggestions.map((entry) => words.suggestion(entry.text, entry.owner, entry.until)),
                },
              ]
            : [{ kind: 'paragraph', text: words.none }],
      },
      { heading: words.quality, blocks: [{ kind: 'list', items: facts.dataQuality.map((sentence) => sentence.text) }] },
      { heading: words.method, blocks: [{ kind: 'list', items: [...facts.method, ...facts.changes] }] },
    ],
    definitions: facts.definitions,
    snapshotHash: `sha256:${hash}`,
  }
}
