import { useEffect, useRef, useState } from 'react'
import type { Cockpit } from '../indicators/schema.ts'
import { useNow } from '../ui/clock.ts'
import { age, date, lateness, timeOfDay, timeWithSeconds, weekday } from '../ui/format.ts'
import { LiveMark } from '../ui/live.tsx'
import { useSession } from '../ui/session.tsx'
import { cockpitWords } from '../ui/words/cockpit.ts'
import { common } from '../ui/words/common.ts'
import { fill } from '../ui/words.ts'

export function Head({ cockpit }: { cockpit: Cockpit | undefined }) {
  const session = useSession()
  const now = useNow(1000)
  return (
    <header className="wall-head">
      <h1>{fill(cockpitWords.title, { county: session.county.name })}</h1>
      <time className="wall-clock" dateTime={new Date(now).toISOString()}>
        {date(now)} {weekday(now)} {timeWithSeconds(now)}
      </time>
      <LiveMark />
      <ul className="wall-sources" aria-label={cockpitWords.sources}>
        {(cockpit?.sources ?? []).map((source) => (
          <li key={source.source} className="freshness" data-stale={source.stale === true}>
            {source.stale === true && (
              <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden="true">
                <path d="M4 0 8 8H0Z" fill="currentColor" />
              </svg>
            )}
            {source.zh}{' '}
            {source.lastArrival === null
              ? cockpitWords.neverArrived
              : source.stale === true
                ? lateness(now - new Date(source.lastArrival).getTime())
                : age(source.lastArrival, now)}
          </li>
        ))}
      </ul>
      <a href="/" className="wall-console">
        {cockpitWords.console}
      </a>
    </header>
  )
}

/** The newest events; read out at most once in ten seconds, so that a busy morning does not drown the reader. */
export function Feed({ cockpit, wide }: { cockpit: Cockpit; wide: boolean }) {
  const [said, setSaid] = useState('')
  const last = useRef(0)
  const newest = cockpit.feed[0]
  const line = newest?.text ?? ''
  useEffect(() => {
    if (performance.now() - last.current < 10_000) return
    last.current = performance.now()
    setSaid(line)
  }, [line])
  return (
    <footer className="wall-feed">
      <strong>{cockpitWords.feed}</strong>
      <ol>
        {cockpit.feed.length === 0 && <li className="muted">{cockpitWords.feedNone}</li>}
        {cockpit.feed.slice(0, wide ? 6 : 5).map((event) => (
          <li key={`${event.at}${event.kind}${event.town ?? ''}${event.text}`}>
            <time dateTime={event.at}>{timeOfDay(event.at)}</time> {event.text}
          </li>
        ))}
      </ol>
      <span className="visually-hidden" aria-live="polite">
        {said}
      </span>
      <span className="faint wall-asof">
        {fill(common.asOf, { time: `${date(cockpit.asOf)} ${timeWithSeconds(cockpit.asOf)}` })}
      </span>
    </footer>
  )
}
