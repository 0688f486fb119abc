import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Figure } from './page.ts'
import type { BenchServer } from './server.ts'

/** The value below which this share of the sorted values lies. */
export function centile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!
}

/** The event on which the cockpit refetches its figures. */
const visible = 'indicators.changed'
const warmUp = 10
const measured = 100

/** Follows the live stream; `next` resolves at the first visible event after the call. */
async function follow(server: BenchServer): Promise<{ next(): Promise<number>; close(): void }> {
  const ending = new AbortController()
  const answer = await fetch(`${server.url}/api/v1/events`, {
    headers: { cookie: server.cookie },
    signal: ending.signal,
  })
  if (!answer.ok || !answer.body) throw new Error(`the event stream answered ${answer.status}`)
  const waiting: ((at: number) => void)[] = []
  const reading = (async () => {
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of answer.body!) {
      text += decoder.decode(chunk as Uint8Array, { stream: true })
      const lines = text.split('\n')
      text = lines.pop()!
      if (lines.includes(`event: ${visible}`)) {
        for (const tell of waiting.splice(0)) tell(performance.now())
      }
    }
  })().catch(() => {})
  return {
    next: () =>
      new Promise((resolve) => {
        waiting.push(resolve)
      }),
    close() {
      ending.abort()
      void reading
    },
  }
}

/** Milliseconds from sending one record by HTTP to the event on the stream, records one after the other. */
export async function measureLatency(plan: {
  server: BenchServer
  rows: readonly Readonly<Record<string, string>>[]
  say: (text: string) => void
}): Promise<Figure[]> {
  const { server, rows, say } = plan
  const stream = await follow(server)
  const times: number[] = []
  const answers: number[] = []
  try {
    await sleep(500)
    for (let index = 0; index < Math.min(rows.length, warmUp + measured); index++) {
      const seen = stream.next()
      const sent = performance.now()
      const answer = await fetch(`${server.url}/api/v1/records`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie: server.cookie, 'idempotency-key': randomUUID() },
        body: JSON.stringify({ source: 'complaint', supplier: 'bench', rows: [{ ...rows[index], 接收时间: '' }] }),
      })
      if (!answer.ok) throw new Error(`POST /records answered ${answer.status}: ${await answer.text()}`)
      await answer.text()
      const answered = performance.now()
      const at = await Promise.race([seen, sleep(10_000).then(() => Number.POSITIVE_INFINITY)])
      if (index >= warmUp) {
        times.push(at - sent)
        answers.push(answered - sent)
      }
      await sleep(60)
    }
  } finally {
    stream.close()
  }
  const half = centile(times, 0.5)
  const high = centile(times, 0.95)
  say(`POST → event: p50 ${half.toFixed(0)} ms, p95 ${high.toFixed(0)} ms over ${times.length} records`)
  const kept = (value: number): string => (Number.isFinite(value) ? `${value.toFixed(0)} ms` : 'no event within 10 s')
  return [
    {
      what: 'POST /records → event on the screen, p50',
      figure: kept(half),
      peer: `answer to the POST ${centile(answers, 0.5).toFixed(0)} ms`,
      budget: '–',
      good: null,
    },
    {
      what: 'POST /records → event on the screen, p95',
      figure: kept(high),
      peer: `answer to the POST ${centile(answers, 0.95).toFixed(0)} ms`,
      budget: '≤ 2,000 ms (aim 1,000)',
      good: high <= 2_000,
    },
  ]
}
