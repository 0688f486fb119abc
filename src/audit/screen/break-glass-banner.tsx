import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { get, post } from '../../ui/api.ts'
import { useNow } from '../../ui/clock.ts'
import { Button } from '../../ui/controls.tsx'
import { To, useGo } from '../../ui/navigation.tsx'
import { tellDone, tellWrong } from '../../ui/overlays.tsx'
import { useMay } from '../../ui/session.tsx'
import { breakGlassWords as text } from '../../ui/words/audit.ts'
import { fill } from '../../ui/words.ts'
import type { BreakGlassRunning } from '../schema.ts'
import './audit.css'

/** `29:07` until an instant; never below zero. */
export function countdown(until: string, now: number): string {
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - now) / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Stands on every page of whoever has a break-glass running, and of whoever supervises one. */
export function BreakGlassBanner() {
  const may = useMay()
  const client = useQueryClient()
  const now = useNow(1000)
  const go = useGo()
  const concerned = may('breakGlass.ask') || may('breakGlass.read')
  const result = useQuery({
    queryKey: ['break-glass', 'running'],
    queryFn: ({ signal }) => get<BreakGlassRunning>('/break-glass/running', signal),
    refetchInterval: 15_000,
    enabled: concerned,
  })
  const own = (result.data?.items ?? []).filter((item) => Date.parse(item.until) > now)
  const ids = own.map((item) => item.id).join(' ')
  const before = useRef(ids)
  // What was opened in the emergency does not stay on the screen when it is over.
  useEffect(() => {
    const ended = before.current.split(' ').some((id) => id !== '' && !ids.includes(id))
    before.current = ids
    if (!ended) return
    go('/break-glass')
    client.removeQueries({ predicate: (query) => !['session', 'break-glass'].includes(String(query.queryKey[0])) })
  }, [ids, client, go])
  const supervised = result.data?.supervised ?? 0
  const toReview = result.data?.toReview ?? 0
  if (!concerned || (own.length === 0 && supervised === 0 && toReview === 0)) return null
  const stop = async (id: string): Promise<void> => {
    try {
      await post(`/break-glass/${id}/stop`)
      tellDone(text.stopped)
    } catch (cause) {
      tellWrong(cause)
    } finally {
      await client.invalidateQueries({ queryKey: ['break-glass'] })
    }
  }
  return (
    <div className="notice break-glass-banner" data-tone="warn" role="status">
      {own.map((item) => (
        <p key={item.id} className="row">
          <To path={`/disputes/${item.traceCode}`}>
            <strong>{fill(text.banner, { code: item.traceCode, time: countdown(item.until, now) })}</strong>
          </To>
          <Button onClick={() => void stop(item.id)}>{text.stop}</Button>
        </p>
      ))}
      {supervised > 0 && <To path="/break-glass">{fill(text.supervised, { n: supervised })}</To>}
      {toReview > 0 && (
        <To path="/break-glass">{fill(text.toReview, { n: toReview, late: result.data?.overdue ?? 0 })}</To>
      )}
    </div>
  )
}
