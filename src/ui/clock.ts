import { useEffect, useState, useSyncExternalStore } from 'react'

export interface ServerClock {
  readonly now: string
  readonly rate: number
  readonly demonstration: boolean
}

/** The county's time as last told by the server, carried on by the machine's monotonic clock at the told rate. */
let anchor = { at: Date.now(), told: performance.now(), rate: 1 }
const listeners = new Set<() => void>()

export function setServerClock(clock: ServerClock): void {
  anchor = { at: new Date(clock.now).getTime(), told: performance.now(), rate: clock.rate }
  for (const listener of listeners) listener()
}

export function serverNow(): number {
  return anchor.at + (performance.now() - anchor.told) * anchor.rate
}

/** Current county time in milliseconds, refreshed every `interval` milliseconds of real time. */
export function useNow(interval = 1000): number {
  const told = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => anchor,
  )
  const [now, setNow] = useState(serverNow)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a newly told time must show at once, not after the interval
  useEffect(() => {
    setNow(serverNow())
    const timer = setInterval(() => setNow(serverNow()), interval)
    return () => clearInterval(timer)
  }, [interval, told])
  return now
}
