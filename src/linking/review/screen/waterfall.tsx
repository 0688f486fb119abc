import { reviewUi } from '../../../ui/words/review.ts'
import { fill } from '../../../ui/words.ts'
import type { ReviewPair } from '../schema.ts'

const signed = (weight: number): string => `${weight > 0 ? '+' : ''}${weight.toFixed(1)}`

/** Each compared feature as a bar that begins where the one before ended; the last row is the sum against the threshold. */
export function Waterfall({ pair }: { pair: ReviewPair }) {
  let sum = 0
  const steps = pair.evidence.map(({ line, weight }) => {
    const from = sum
    sum += weight
    return { line, weight, from, to: sum }
  })
  const ends = [0, pair.joiningWeight, pair.weight, ...steps.flatMap(({ from, to }) => [from, to])]
  const low = Math.min(...ends)
  const span = Math.max(...ends) - low || 1
  const at = (value: number): string => `${(((value - low) / span) * 100).toFixed(2)}%`
  const bar = (from: number, to: number, tone: 'for' | 'against' | 'sum') => (
    <span className="fall" aria-hidden="true">
      <i
        data-tone={tone}
        style={{ left: at(Math.min(from, to)), width: `${((Math.abs(to - from) / span) * 100).toFixed(2)}%` }}
      />
      <b style={{ left: at(pair.joiningWeight) }} />
    </span>
  )
  if (steps.length === 0) return <p>{pair.rule ?? reviewUi.indirect}</p>
  return (
    <>
      {pair.rule !== null && <p>{pair.rule}</p>}
      <table className="table waterfall" aria-label={reviewUi.waterfall}>
        <thead>
          <tr>
            <th scope="col">{reviewUi.compared}</th>
            <th scope="col">
              <span className="visually-hidden">{reviewUi.chart}</span>
            </th>
            <th scope="col" className="number">
              {reviewUi.weight}
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step.line}>
              <td>{step.line}</td>
              <td>{bar(step.from, step.to, step.weight >= 0 ? 'for' : 'against')}</td>
              <td className="number">{signed(step.weight)}</td>
            </tr>
          ))}
          <tr>
            <td>
              <strong>{reviewUi.sum}</strong>
            </td>
            <td>{bar(0, pair.weight, 'sum')}</td>
            <td className="number">
              <strong>{signed(pair.weight)}</strong>
            </td>
          </tr>
        </tbody>
      </table>
      <p className="faint">{fill(reviewUi.waterfallNote, { n: pair.joiningWeight })}</p>
    </>
  )
}
