import type { ReactNode } from 'react'

export interface Bar {
  readonly key: string
  readonly label: ReactNode
  readonly value: number
  readonly text: ReactNode
  readonly onOpen?: () => void
  readonly name?: string
}

/** Horizontal bars as a list of rows: readable by text, and each row opens its records. */
export function Bars({ label, bars }: { label: string; bars: readonly Bar[] }) {
  const highest = Math.max(1, ...bars.map((bar) => bar.value))
  return (
    <ul className="bars" aria-label={label}>
      {bars.map((bar) => {
        const inside = (
          <>
            <span className="bars-label">{bar.label}</span>
            <span className="bars-track" aria-hidden="true">
              <i style={{ width: `${(bar.value / highest) * 100}%` }} />
            </span>
            <span className="bars-text">{bar.text}</span>
          </>
        )
        return (
          <li key={bar.key}>
            {bar.onOpen === undefined ? (
              <div className="bars-row">{inside}</div>
            ) : (
              <button type="button" className="bars-row" onClick={bar.onOpen} aria-label={bar.name}>
                {inside}
              </button>
            )}
          </li>
        )
      })}
    </ul>
  )
}
