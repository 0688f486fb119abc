import { Writable } from 'node:stream'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { refusedRequests } from './refused-requests.ts'

it('logs what guards refuse once a minute for each kind, and how often it was in between', () => {
  const lines: Record<string, unknown>[] = []
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(JSON.parse(String(chunk)))
      done()
    },
  })
  let now = 0
  const note = refusedRequests(pino({ base: undefined }, sink), () => now)
  const foreign = { status: 403, code: 'platform.foreignOrigin', method: 'POST', route: '/api/v1/tasks', account: null }
  for (now = 0; now < 30_000; now += 10) note(foreign)
  note({ ...foreign, code: 'platform.tooMany', status: 429, account: 'officer-1' })
  note({ ...foreign, status: 404, code: 'platform.notFound' })
  now = 61_000
  note(foreign)
  expect(lines.map(({ code, account, unsaid, level }) => [code, account, unsaid, level])).toEqual([
    ['platform.foreignOrigin', null, 0, 40],
    ['platform.tooMany', 'officer-1', 0, 40],
    ['platform.foreignOrigin', null, 2999, 40],
  ])
})
