import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { apiRoot } from './api.ts'
import { followEvents } from './event-stream.ts'
import { dateTime } from './format.ts'
import { common } from './words/common.ts'
import { fill } from './words.ts'

export interface LiveState {
  readonly state: 'live' | 'stalled'
  /** Wall-clock time of the last sign of life, in milliseconds. */
  readonly since: number
}

const LiveContext = createContext<LiveState | null>(null)

/** Which cached answers a kind of news makes old, by the first part of the kind. Anything unknown touches all. */
const concerns: Readonly<Record<string, readonly string[]>> = {
  records: ['cockpit', 'sources', 'disputes'],
  import: ['imports', 'sources', 'cockpit'],
  dispute: ['disputes', 'cockpit'],
  alert: ['alerts', 'cockpit', 'tasks', 'disputes'],
  task: ['tasks', 'alerts', 'cockpit', 'visit-lists', 'notices', 'disputes'],
  legalNotice: ['notices', 'tasks', 'alerts'],
  visitList: ['visit-lists', 'tasks'],
  mediation: ['mediations', 'mediation-plans', 'party', 'cockpit', 'disputes'],
  performance: ['mediations', 'mediation-plans', 'party', 'contracts', 'cockpit', 'disputes'],
  loan: ['contracts', 'cockpit'],
  document: ['documents', 'reports', 'judicial-advice', 'party', 'mediations'],
  indicators: ['cockpit', 'indicators'],
  report: ['reports'],
  judicialAdvice: ['judicial-advice'],
  education: ['education-tasks', 'reports'],
  custody: ['custody'],
  message: ['outbox'],
  clock: ['session'],
}

/** Milliseconds after the first connection. */
const firstCatchUp = 5_000

/** One stream per page. News are gathered for `pace` ms before anything is asked again: a wall paints at most once a second. */
export function LiveProvider({
  children,
  pace = 1000,
  path = '/events',
  follows = true,
}: {
  children: ReactNode
  pace?: number
  path?: string
  /** False for a role that may not read the stream; its pages ask by themselves. */
  follows?: boolean
}) {
  const client = useQueryClient()
  const [state, setState] = useState<'live' | 'stalled'>('live')
  const [since, setSince] = useState(() => Date.now())

  useEffect(() => {
    if (!follows) return
    const touched = new Set<string>()
    let connected = false
    let timer: ReturnType<typeof setTimeout> | undefined
    let catchUp: ReturnType<typeof setTimeout> | undefined
    const flush = (): void => {
      timer = undefined
      const rooms = new Set(touched)
      touched.clear()
      void client.invalidateQueries({
        predicate: (query) => rooms.has('*') || rooms.has(String(query.queryKey[0])),
      })
    }
    const stop = followEvents(`${apiRoot}${path}`, {
      onEvent: (event) => {
        for (const room of concerns[event.kind.split('.')[0] ?? ''] ?? ['*']) touched.add(room)
        timer ??= setTimeout(flush, pace)
      },
      onState: (next) => {
        setSince(Date.now())
        setState(next)
        // What was missed while the line was down is asked again; so is, a little later, what may have happened between
        // the first answers and the first connection.
        if (next !== 'live') return
        if (connected) touched.add('*')
        if (connected) timer ??= setTimeout(flush, pace)
        else catchUp = setTimeout(() => void client.invalidateQueries(), firstCatchUp)
        connected = true
      },
    })
    return () => {
      stop()
      clearTimeout(timer)
      clearTimeout(catchUp)
    }
  }, [client, pace, path, follows])

  const value = useMemo<LiveState>(() => ({ state, since }), [state, since])
  return <LiveContext value={value}>{children}</LiveContext>
}

export function useLive(): LiveState {
  const live = useContext(LiveContext)
  if (live === null) throw new Error('useLive stands outside LiveProvider')
  return live
}

/** Short mark in a header: 实时, or since when nothing has come. */
export function LiveMark() {
  const live = useLive()
  return (
    <span className="freshness" data-stale={live.state === 'stalled'} role="status">
      <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden="true">
        {live.state === 'live' ? (
          <circle cx="4" cy="4" r="4" fill="currentColor" />
        ) : (
          <path d="M4 0 8 8H0Z" fill="currentColor" />
        )}
      </svg>
      {live.state === 'live' ? common.live : common.stalled}
    </span>
  )
}

export function StalledBar() {
  const live = useLive()
  if (live.state === 'live') return null
  return (
    <div className="notice" data-tone="warn" role="alert">
      {fill(common.stalledSince, { time: dateTime(live.since) })}
    </div>
  )
}
