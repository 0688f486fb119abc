import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts'
import { runJobsOnce } from '../../platform/jobs.ts'
import { messagePort, readUnsent } from '../../platform/message-port.ts'
import type { Services } from '../../platform/services.ts'
import { signInJobs } from './jobs.ts'
import { sendPartyCode, signInParty } from './parties.ts'
import { asSignIn, readSession } from './sessions.ts'

/** A server on a loopback port that stands as the gateway of a telecom. */
let gateway: Server
let answer: (request: IncomingMessage, reply: ServerResponse) => void
let closedPort = ''
let received: { body: string; headers: IncomingMessage['headers'] }[] = []

let database: TestDatabase
let services: Services
const phone = '15400000011'
const traceCode = '330681-7K4M-2Q9F-A'
const party = {
  disputeId: '01890000-0000-7000-8000-000000000001',
  partyId: '01890000-0000-7000-8000-000000000002',
  traceCode,
}
const findParty = async () => party

beforeAll(async () => {
  database = await testDatabase()
  gateway = createServer((request, reply) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      received.push({ body, headers: request.headers })
      answer(request, reply)
    })
  }).listen(0, '127.0.0.1')
  await once(gateway, 'listening')
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  closedPort = `http://127.0.0.1:${(closed.address() as AddressInfo).port}/`
  closed.close()
  await once(closed, 'close')
  const config = {
    ...database.services.config,
    mode: 'production' as const,
    smsUrl: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/send`,
    smsHeaders: { authorization: 'Bearer key', 'content-type': 'application/json' },
    smsBody: '{"mobile":"{to}","content":"{text}","params":["{code}"]}',
  }
  services = { ...database.services, config, messages: messagePort(config) }
})
beforeEach(() => {
  received = []
  answer = (_, reply) => reply.end('{"ok":true}')
})
afterAll(async () => {
  gateway.closeAllConnections()
  gateway.close()
  await database.close()
})

const work = () => runJobsOnce(services, signInJobs)
const unsent = () => asSignIn(services, (tx) => readUnsent(tx, '330681', 10))
const stored = async () =>
  (
    await services.database.owner.query(
      'select "to", text, state, attempts, failure from platform.outbox order by id desc',
    )
  ).rows[0]
/** The queue's own waiting between two attempts is not waited for; it writes a failure down a moment after the job's end. */
async function again(): Promise<void> {
  const before = received.length
  for (let tries = 0; tries < 100 && received.length === before; tries++) {
    await services.database.owner.query('update graphile_worker._private_jobs set run_at = now()')
    await work()
    if (received.length === before) await sleep(20)
  }
}

it('a one-time code reaches the phone through the gateway, after the commit, and opens the session', async () => {
  await sendPartyCode(services, findParty, traceCode, phone)
  expect(received).toEqual([])
  await work()
  expect(received).toHaveLength(1)
  expect(received[0]!.headers.authorization).toBe('Bearer key')
  const { mobile, content, params } = JSON.parse(received[0]!.body)
  expect(mobile).toBe(phone)
  expect(params[0]).toMatch(/^\d{6}$/)
  expect(content).toContain(params[0])
  // Phone and code are forgotten once they have left.
  expect(await stored()).toMatchObject({ to: '154****0011', text: '', state: 'delivered', attempts: 1 })
  const { token } = await signInParty(services, traceCode, phone, params[0])
  expect((await readSession(services, token))?.scope).toMatchObject({ kind: 'party', traceCode })
  await expect(signInParty(services, traceCode, phone, params[0])).rejects.toMatchObject({ code: 'access.wrongCode' })
})

it('a gateway that fails is asked again, then the failure is kept and shown without phone or text', async () => {
  answer = (_, reply) => {
    reply.statusCode = 503
    reply.end('busy')
  }
  await sendPartyCode(services, findParty, traceCode, phone)
  await work()
  expect(await unsent()).toMatchObject([
    { to: '154****0011', kind: 'oneTimeCode', state: 'waiting', attempts: 1, failure: 'the gateway answered 503' },
  ])
  for (let attempt = 2; attempt <= 5; attempt++) {
    await again()
  }
  expect(received).toHaveLength(5)
  expect(await stored()).toMatchObject({ to: '154****0011', text: '', state: 'failed', attempts: 5 })
  await work()
  expect(received).toHaveLength(5)
})

it('a gateway that recovers delivers; a redirect, a closed port and a rolled-back change send nothing', async () => {
  answer = (_, reply) => {
    reply.statusCode = 302
    reply.setHeader('location', '/elsewhere')
    reply.end()
  }
  await sendPartyCode(services, findParty, traceCode, '15400000022')
  await work()
  expect(received).toHaveLength(1)
  answer = (_, reply) => reply.end()
  await again()
  expect(await stored()).toMatchObject({ state: 'delivered', attempts: 2 })
  const shut = { ...services, config: { ...services.config, smsUrl: closedPort } }
  await sendPartyCode(shut, findParty, traceCode, '15400000033')
  await runJobsOnce(shut, signInJobs)
  expect((await unsent())[0]).toMatchObject({ state: 'waiting', failure: 'ECONNREFUSED' })
  await asSignIn(services, async (tx) => {
    await services.messages.send(tx, {
      county: '330681',
      to: phone,
      channel: 'sms',
      kind: 'oneTimeCode',
      text: 'x',
      at: new Date(),
    })
    throw new Error('undone')
  }).catch(() => {})
  const before = received.length
  await work()
  expect(received).toHaveLength(before)
})

it('production without a gateway refuses before it looks at the phone, and keeps other notices as failed', async () => {
  const config = { ...services.config, smsUrl: '' }
  const without = { ...services, config, messages: messagePort(config) }
  for (const find of [findParty, async () => null])
    await expect(sendPartyCode(without, find, traceCode, '15400000044')).rejects.toMatchObject({
      code: 'access.noMessages',
    })
  await asSignIn(without, (tx) =>
    without.messages.send(tx, {
      county: '330681',
      to: phone,
      channel: 'sms',
      kind: 'notice',
      text: '某事',
      at: new Date(),
    }),
  )
  expect(await stored()).toMatchObject({
    to: '154****0011',
    text: '',
    state: 'failed',
    failure: 'no gateway is configured',
  })
})

it('asking for codes again and again is slowed down, whether the phone belongs to the dispute or not', async () => {
  for (const find of [findParty, async () => null]) {
    const at = new Date('2026-11-24T08:00:00Z')
    const target = find === findParty ? '15400000055' : '15400000066'
    for (let count = 0; count < 10; count++) await sendPartyCode(services, find, traceCode, target, at)
    await expect(sendPartyCode(services, find, traceCode, target, at)).rejects.toMatchObject({
      code: 'access.locked',
    })
  }
})
