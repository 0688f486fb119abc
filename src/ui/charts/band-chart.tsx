import { useState } from 'react'
import { count, monthDay } from '../format.ts'
import { chartWords } from '../words/charts.ts'
import { common } from '../words/common.ts'
import { fill } from '../words.ts'
import { linear, linePath, ticks } from './scale.ts'

export interface BandPoint {
  readonly date: string
  readonly observed: number | null
  readonly expected: number | null
  readonly low: number | null
  readonly high: number | null
}

/** Observed line over the interval that was to be expected. `marks` are dates with an event worth a tick. */
export function BandChart({
  label,
  points,
  unit,
  width = 640,
  height = 220,
  fontSize = 12,
  threshold = null,
  bars = false,
}: {
  label: string
  points: readonly BandPoint[]
  unit: string
  width?: number
  height?: number
  fontSize?: number
  threshold?: number | null
  bars?: boolean
}) {
  const [asTable, setAsTable] = useState(false)
  const highest = Math.max(
    1,
    (threshold ?? 0) * 1.2,
    ...points.flatMap((point) => [point.observed ?? 0, point.high ?? 0]),
  )
  const steps = ticks(highest)
  const top = steps.at(-1) ?? 1
  const left = fontSize * 3
  const bottom = height - fontSize * 1.8
  const x = linear([0, Math.max(1, points.length - 1)], [left + (bars ? 10 : 4), width - (bars ? 14 : 10)])
  const y = linear([0, top], [bottom, fontSize])
  const upper = points.map((point, index) => (point.high === null ? null : ([x(index), y(point.high)] as const)))
  const lower = points.map((point, index) => (point.low === null ? null : ([x(index), y(point.low)] as const)))
  const band = [...upper.filter((point) => point !== null), ...lower.filter((point) => point !== null).reverse()]
  const last = points.at(-1)
  const summary = fill(chartWords.bandSummary, {
    label,
    from: points[0]?.date ?? '—',
    to: last?.date ?? '—',
    observed: last?.observed ?? '—',
    expected: last?.expected === null || last?.expected === undefined ? '—' : count(last.expected),
    unit,
  })
  const every = Math.max(1, Math.ceil(points.length / Math.max(2, Math.floor(width / (fontSize * 7)))))
  return (
    <figure className="chart">
      {asTable ? (
        <div className="table-frame chart-table" tabIndex={-1}>
          <table className="table" aria-label={label}>
            <thead>
              <tr>
                <th scope="col">{chartWords.date}</th>
                <th scope="col" className="number">
                  {chartWords.observed}
                </th>
                <th scope="col" className="number">
                  {chartWords.expectedRange}
                </th>
              </tr>
            </thead>
            <tbody>
              {points.map((point) => (
                <tr key={point.date}>
                  <td>{point.date}</td>
                  <td className="number">{point.observed ?? common.noReport}</td>
                  <td className="number">
                    {point.low === null || point.high === null ? '—' : `${count(point.low)}–${count(point.high)}`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <svg viewBox={`0 0 ${width} ${height}`} width="100%" role="img" aria-label={summary}>
          {steps.map((step) => (
            <g key={step}>
              <line x1={left} x2={width} y1={y(step)} y2={y(step)} stroke="var(--line)" strokeWidth="1" />
              <text x={left - 6} y={y(step) + fontSize * 0.35} fontSize={fontSize} textAnchor="end">
                {count(step)}
              </text>
            </g>
          ))}
          {band.length > 0 && (
            <polygon
              points={band.map((point) => point.map((value) => value.toFixed(1)).join(',')).join(' ')}
              fill="var(--ramp-2)"
              opacity="0.45"
            />
          )}
          <path
            d={linePath(points.map((point, index) => (point.expected === null ? null : [x(index), y(point.expected)])))}
            fill="none"
            stroke="var(--text-3)"
            strokeWidth="1.5"
            strokeDasharray="4 3"
          />
          {threshold !== null && (
            <g>
              <line
                x1={left}
                x2={width}
                y1={y(threshold)}
                y2={y(threshold)}
                stroke="var(--text)"
                strokeWidth="1.5"
                strokeDasharray="2 4"
              />
              <text x={left + 4} y={y(threshold) - 4} fontSize={fontSize} textAnchor="start">
                {fill(chartWords.threshold, { n: count(threshold) })}
              </text>
            </g>
          )}
          {bars ? (
            points.map(
              (point, index) =>
                point.observed !== null && (
                  <rect
                    key={point.date}
                    x={x(index) - 5}
                    width="10"
                    y={y(point.observed)}
                    height={Math.max(0, bottom - y(point.observed))}
                    fill="var(--brand)"
                  />
                ),
            )
          ) : (
            <path
              d={linePath(
                points.map((point, index) => (point.observed === null ? null : [x(index), y(point.observed)])),
              )}
              fill="none"
              stroke="var(--brand)"
              strokeWidth="2"
            />
          )}
          {!bars && last?.observed !== null && last !== undefined && (
            <circle cx={x(points.length - 1)} cy={y(last.observed)} r="3.5" fill="var(--brand)" />
          )}
          {points.map(
            (point, index) =>
              index % every === 0 && (
                <text
                  key={point.date}
                  x={x(index)}
                  y={height - fontSize * 0.4}
                  fontSize={fontSize}
                  textAnchor={index === 0 ? 'start' : 'middle'}
                >
                  {point.date.length > 7 ? monthDay(`${point.date.slice(0, 10)}T12:00:00+08:00`) : point.date}
                </text>
              ),
          )}
        </svg>
      )}
      <figcaption className="chart-caption">
        <span>
          <i className="key line" />
          {bars ? chartWords.observedBars : chartWords.observed}
        </span>
        {points.some((point) => point.high !== null) && (
          <span>
            <i className="key band" />
            {chartWords.expectedRange}
          </span>
        )}
        {points.some((point) => point.expected !== null) && (
          <span>
            <i className="key dash" />
            {chartWords.expected}
          </span>
        )}
        <button
          type="button"
          className="chart-switch no-print"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? common.showFigure : common.showTable}
        </button>
      </figcaption>
    </figure>
  )
}
