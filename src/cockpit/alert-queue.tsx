import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Cockpit, CockpitAlert } from '../indicators/schema.ts'
import { get } from '../ui/api.ts'
import { BandChart } from '../ui/charts/band-chart.tsx'
import { useNow } from '../ui/clock.ts'
import { count } from '../ui/format.ts'
import { ClockBadge, GradeBadge } from '../ui/marks.tsx'
import { Panel } from '../ui/panel.tsx'
import { townName } from '../ui/places.ts'
import { useMay } from '../ui/session.tsx'
import { cockpitWords } from '../ui/words/cockpit.ts'
import { common } from '../ui/words/common.ts'
import { fill } from '../ui/words.ts'
import type { AlertPage } from '../warning/schema.ts'

function figures(alert: CockpitAlert): string {
  const parts = [alert.town === null ? null : townName(alert.town)]
  if (alert.observed !== null && alert.expected !== null)
    parts.push(fill(cockpitWords.observedBase, { observed: count(alert.observed), expected: count(alert.expected) }))
  parts.push(
    alert.tasks === 0
      ? cockpitWords.waitTriage
      : fill(cockpitWords.told, { delivered: alert.delivered, accepted: alert.accepted }),
  )
  return parts.filter((part) => part !== null).join(' · ')
}

/** By remaining time, late ones first with the word. Fewer than five members stand here without count or exact place. */
export function AlertQueue({ cockpit, limit }: { cockpit: Cockpit; limit: number }) {
  const now = useNow(1000)
  const may = useMay()
  const opens = may('alert.read')
  const rest = cockpit.alerts.length - limit
  return (
    <Panel title={cockpitWords.alerts} aside={cockpitWords.alertsAside} flush className="queue">
      {cockpit.alerts.length === 0 && <p className="state muted">{cockpitWords.alertsNone}</p>}
      <ul>
        {cockpit.alerts.slice(0, limit).map((alert) => {
          const inside = (
            <>
              <GradeBadge grade={alert.grade} />
              <span className="queue-title">{alert.title}</span>
              <ClockBadge due={alert.dueAt} now={now} />
              <span className="queue-figures">{figures(alert)}</span>
            </>
          )
          return (
            <li key={alert.id}>
              {opens ? (
                <a className="queue-row" href={`/alerts/${alert.id}`}>
                  {inside}
                </a>
              ) : (
                <div className="queue-row">{inside}</div>
              )}
            </li>
          )
        })}
      </ul>
      {rest > 0 && <p className="queue-more muted">{fill(cockpitWords.alertsMore, { n: rest })}</p>}
    </Panel>
  )
}

const turn = 20_000

/** One alert large for the room; moves on every twenty seconds and stands still once somebody touches a key. */
export function FocusAlert({ cockpit, paused }: { cockpit: Cockpit; paused: boolean }) {
  const now = useNow(1000)
  const may = useMay()
  const [index, setIndex] = useState(0)
  const [touched, setTouched] = useState(false)
  const length = cockpit.alerts.length
  const still = paused || touched
  useEffect(() => {
    const onKey = (): void => setTouched(true)
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  useEffect(() => {
    if (still || length < 2) return
    const timer = setInterval(() => setIndex((at) => (at + 1) % Math.min(length, 6)), turn)
    return () => clearInterval(timer)
  }, [still, length])
  const alert = cockpit.alerts[Math.min(index, length - 1)]
  const page = useQuery({
    queryKey: ['alerts', 'one', alert?.id],
    queryFn: ({ signal }) => get<AlertPage>(`/alerts/${alert?.id ?? ''}`, signal),
    enabled: alert !== undefined && alert.observed !== null && may('alert.read'),
  })
  const weeks = page.data?.baseline?.weeks ?? []
  return (
    <Panel
      title={cockpitWords.focus}
      aside={still ? cockpitWords.focusPaused : cockpitWords.focusAside}
      className="focus"
    >
      {alert === undefined ? (
        <p className="muted">{cockpitWords.alertsNone}</p>
      ) : (
        <>
          <div className="row spread">
            <GradeBadge grade={alert.grade} long boxed />
            <ClockBadge due={alert.dueAt} now={now} />
          </div>
          <p className="focus-title">{alert.title}</p>
          <p className="muted">{figures(alert)}</p>
          {weeks.length > 1 && (
            <BandChart
              label={alert.title}
              unit={common.people}
              width={900}
              height={230}
              fontSize={24}
              bars
              threshold={page.data?.threshold ?? null}
              points={weeks
                .slice(-12)
                .map((week) => ({ date: week.week, observed: week.count, expected: null, low: null, high: null }))}
            />
          )}
        </>
      )}
    </Panel>
  )
}
