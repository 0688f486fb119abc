import { useQuery } from '@tanstack/react-query'
import { get } from '../../../ui/api.ts'
import { count, dateTime } from '../../../ui/format.ts'
import { Kpi, Panel } from '../../../ui/panel.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { Table } from '../../../ui/table.tsx'
import { reviewUi } from '../../../ui/words/review.ts'
import { fill } from '../../../ui/words.ts'
import type { Quality } from '../schema.ts'

const percent = (share: number): string => `${(share * 100).toFixed(2)}%`
const interval = (rate: { low: number; high: number }): string =>
  fill(reviewUi.interval, { low: percent(rate.low), high: percent(rate.high) })

/** How often the linker's own joins are wrong, with interval and sample size; no figure of a reader. */
export function QualityPage() {
  const result = useQuery({
    queryKey: ['quality'],
    queryFn: ({ signal }) => get<Quality>('/quality', signal),
  })
  return (
    <div className="page">
      <header className="page-head">
        <h1>{reviewUi.quality}</h1>
        <p className="muted">{reviewUi.qualityNote}</p>
      </header>
      <Loaded result={result} lines={8}>
        {(quality) => (
          <>
            <Panel title={reviewUi.errorRate}>
              <div className="kpis">
                <Kpi
                  label={reviewUi.errorRate}
                  value={quality.errorRate === null ? null : percent(quality.errorRate.share)}
                  note={quality.errorRate === null ? reviewUi.tooFew : interval(quality.errorRate)}
                  noReport="—"
                />
                {(
                  [
                    [reviewUi.links, quality.links],
                    [reviewUi.sampled, quality.sampled],
                    [reviewUi.answered, quality.answered],
                    [reviewUi.wrongLinks, quality.wrong],
                    [reviewUi.undecided, quality.undecided],
                    [reviewUi.overtaken, quality.overtaken],
                  ] as const
                ).map(([label, value]) => (
                  <Kpi key={label} label={label} value={count(value)} noReport="—" />
                ))}
              </div>
            </Panel>
            <Panel title={reviewUi.byRule} flush>
              {quality.byRule.length === 0 ? (
                <EmptyState kind="none" title={reviewUi.tooFew}>
                  {reviewUi.ruleNote}
                </EmptyState>
              ) : (
                <Table<Quality['byRule'][number]>
                  label={reviewUi.byRule}
                  rows={quality.byRule}
                  rowKey={(row) => row.rule}
                  foot={reviewUi.ruleNote}
                  columns={[
                    { id: 'rule', header: reviewUi.rule, cell: (row) => row.word },
                    { id: 'answered', header: reviewUi.answered, number: true, cell: (row) => count(row.answered) },
                    { id: 'wrong', header: reviewUi.wrongLinks, number: true, cell: (row) => count(row.wrong) },
                    { id: 'rate', header: reviewUi.rate, number: true, cell: (row) => percent(row.rate.share) },
                    {
                      id: 'ci',
                      header: reviewUi.ci,
                      number: true,
                      cell: (row) => `${percent(row.rate.low)} – ${percent(row.rate.high)}`,
                    },
                  ]}
                />
              )}
            </Panel>
            <Panel title={reviewUi.proposals}>
              <div className="kpis">
                <Kpi
                  label={reviewUi.load}
                  value={quality.proposals.load === null ? null : percent(quality.proposals.load)}
                  note={reviewUi.loadNote}
                  noReport="—"
                />
                <Kpi label={reviewUi.openPairs} value={count(quality.proposals.open)} noReport="—" />
                <Kpi label={reviewUi.judgedSame} value={count(quality.proposals.same)} noReport="—" />
                <Kpi label={reviewUi.judgedDifferent} value={count(quality.proposals.different)} noReport="—" />
              </div>
            </Panel>
            <Panel title={reviewUi.agreement}>
              <div className="kpis">
                <Kpi
                  label={reviewUi.kappa}
                  value={quality.agreement?.kappa == null ? null : quality.agreement.kappa.toFixed(2)}
                  note={
                    quality.agreement?.interval == null
                      ? reviewUi.tooFew
                      : fill(reviewUi.interval, {
                          low: quality.agreement.interval.low.toFixed(2),
                          high: quality.agreement.interval.high.toFixed(2),
                        })
                  }
                  noReport="—"
                />
                <Kpi
                  label={reviewUi.observed}
                  value={quality.agreement === null ? null : percent(quality.agreement.observed)}
                  noReport="—"
                />
                <Kpi
                  label={reviewUi.pairs}
                  value={quality.agreement === null ? null : count(quality.agreement.pairs)}
                  noReport="—"
                />
              </div>
              <p className="faint">{reviewUi.kappaNote}</p>
            </Panel>
            <p className="faint">
              {reviewUi.definition}：{fill(reviewUi.definitionText, { time: dateTime(quality.asOf) })}
            </p>
          </>
        )}
      </Loaded>
    </div>
  )
}
