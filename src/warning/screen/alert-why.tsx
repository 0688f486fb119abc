import { BandChart } from '../../ui/charts/band-chart.tsx'
import { count } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { common } from '../../ui/words/common.ts'
import { warningWords } from '../../ui/words/warning.ts'
import { fill } from '../../ui/words.ts'
import type { AlertPage } from '../schema.ts'

const probability = (value: number): string => (value < 0.0001 ? '<0.0001' : value.toPrecision(2))

/** The reasons as the rule saw them, with what speaks against it and how often it was right before. */
export function AlertWhy({ alert }: { alert: AlertPage }) {
  const unit = alert.level === 'meso' ? warningWords.households : warningWords.records
  const micro = alert.level === 'micro'
  const figures = [
    alert.windowDays === null ? null : fill(warningWords.window, { n: alert.windowDays }),
    alert.observed === null ? null : `${fill(warningWords.observedIs, { n: count(alert.observed) })} ${unit}`,
    alert.expected === null ? null : `${fill(warningWords.expectedIs, { n: count(alert.expected) })} ${unit}`,
    alert.interval === null
      ? null
      : fill(warningWords.intervalIs, { low: count(alert.interval.low), high: count(alert.interval.high) }),
    alert.threshold === null ? null : fill(warningWords.thresholdIs, { n: count(alert.threshold) }),
    alert.probability === null
      ? null
      : fill(micro ? warningWords.chanceMicro : warningWords.chance, { p: probability(alert.probability) }),
  ].filter((figure) => figure !== null)
  // A factor's sentence stands beside its weight; it is not said twice.
  const reasons = new Set(alert.factors.map((factor) => factor.reason))
  const sentences = alert.why.filter((line) => !reasons.has(line))
  return (
    <Panel title={warningWords.why} aside={fill(warningWords.accuracy, alert.accuracy)} className="alert-why">
      <div className="why">
        <div className="stack tight">
          {sentences.map((line, index) => (
            <p key={line} className={index === 0 ? 'strong' : undefined}>
              {line}
            </p>
          ))}
          <p className="muted">{figures.join(' · ')}</p>
          {alert.conditions.length > 0 && (
            <p>
              {warningWords.conditions}：
              {alert.conditions.map((condition) => (
                <span key={condition.name} className="nowrap condition">
                  {condition.name} {condition.observed}（{fill(warningWords.needed, { n: condition.needed })}）
                  {condition.met ? '✔' : '✘'}
                  <span className="visually-hidden">{condition.met ? warningWords.met : warningWords.notMet}</span>
                </span>
              ))}
            </p>
          )}
          {alert.counterEvidence.length > 0 && (
            <p>
              {warningWords.counter}：{alert.counterEvidence.map((line) => line.replace(/。$/, '')).join('；')}
            </p>
          )}
          {alert.leaveOut !== null && (
            <p className="muted">
              {alert.leaveOut.fragile
                ? warningWords.fragile
                : fill(warningWords.leaveOut, { n: alert.leaveOut.records })}
            </p>
          )}
          <p className="faint">
            {alert.budget} ·{' '}
            {alert.recomputes ? warningWords.recomputes : <strong>{warningWords.recomputesNot}</strong>}
            {alert.small && ` · ${warningWords.small}`}
          </p>
        </div>
        {alert.baseline !== null && alert.baseline.weeks.length > 1 && (
          <div>
            <BandChart
              label={alert.level === 'meso' ? warningWords.weekly : warningWords.weeklyRecords}
              unit={unit}
              width={400}
              height={150}
              bars
              threshold={alert.threshold}
              points={alert.baseline.weeks.map((week) => ({
                date: week.week,
                observed: week.count,
                expected: null,
                low: null,
                high: null,
              }))}
            />
            <p className="faint">{alert.baseline.words}</p>
          </div>
        )}
        {alert.factors.length > 0 && (
          <table className="table factors" aria-label={warningWords.factors}>
            <tbody>
              {alert.factors.map((factor) => (
                <tr key={factor.code}>
                  <td>{factor.reason}</td>
                  <td className="number">
                    {factor.contribution > 0 ? '+' : ''}
                    {factor.contribution.toFixed(2)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {alert.why.length === 0 && alert.factors.length === 0 && <p>{common.none}</p>}
    </Panel>
  )
}
