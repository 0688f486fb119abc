import { type ReactNode, useId } from 'react'

/** A titled region. `aside` says unit, period and as-of time, because a figure without them says nothing. */
export function Panel({
  title,
  aside,
  flush = false,
  className,
  children,
  level = 2,
}: {
  title: string
  aside?: ReactNode
  flush?: boolean
  className?: string
  children: ReactNode
  level?: 2 | 3
}) {
  const id = useId()
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <section className={`panel ${className ?? ''}`} aria-labelledby={id}>
      <header>
        <Heading id={id}>{title}</Heading>
        {aside !== undefined && <div className="aside">{aside}</div>}
      </header>
      <div className={flush ? 'body flush' : 'body'}>{children}</div>
    </section>
  )
}

/** One figure with its unit and what it is compared with. `value` null is 无报送, never 0. */
export function Kpi({
  label,
  value,
  unit,
  note,
  noReport,
  onOpen,
}: {
  label: string
  value: string | null
  unit?: string
  note?: ReactNode
  noReport: string
  onOpen?: () => void
}) {
  const inside = (
    <>
      <span className="kpi-label">{label}</span>
      <span className="kpi-value">
        {value ?? noReport}
        {unit !== undefined && value !== null && <small>{unit}</small>}
      </span>
      {note !== undefined && <span className="kpi-note">{note}</span>}
    </>
  )
  return onOpen === undefined ? (
    <div className="kpi">{inside}</div>
  ) : (
    <button type="button" className="kpi" onClick={onOpen}>
      {inside}
    </button>
  )
}
