import { linear, linePath } from './scale.ts'

/** A trend without axes beside a figure that carries the numbers; hidden from readers, whose text is the figure. */
export function Sparkline({
  values,
  width = 84,
  height = 20,
}: {
  values: readonly (number | null)[]
  width?: number
  height?: number
}) {
  const present = values.filter((value): value is number => value !== null)
  if (present.length < 2) return null
  const x = linear([0, values.length - 1], [1, width - 3])
  const y = linear([0, Math.max(1, ...present)], [height - 2, 2])
  const last = values.at(-1)
  return (
    <svg className="sparkline" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <path
        d={linePath(values.map((value, index) => (value === null ? null : [x(index), y(value)])))}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
      />
      {last !== null && last !== undefined && (
        <circle cx={x(values.length - 1)} cy={y(last)} r="2" fill="currentColor" />
      )}
    </svg>
  )
}
