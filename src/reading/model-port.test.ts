import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { modelPort } from './model-port.ts'
import { readTexts, type TextColumn } from './texts.ts'

let answer: (send: (status: number, body: string) => void) => void = () => {}
let asked: { authorization: string | undefined; body: string }[] = []
let server: Server
let address = ''
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      asked.push({ authorization: request.headers.authorization, body })
      answer((status, text) => response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(text))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const columns: TextColumn[] = [{ column: '内容', text: '村口阿毛晒的稻草挡了水沟，说了几回都没用。', title: false }]
const rules = { ...readTexts(columns), respondent: '', place: '' }
const says = (content: string) => (send: (status: number, body: string) => void) =>
  send(200, JSON.stringify({ choices: [{ message: { content } }] }))

test('no address, no model', () => {
  expect(modelPort({ address: '', model: '', keyFile: '' })).toBeNull()
})

test('words of the text are taken with their place, others are not', async () => {
  asked = []
  const port = modelPort({ address, model: 'county', keyFile: '' })!
  answer = says('好的：{"respondent": "阿毛", "place": "诸暨市人民政府"}')
  const reading = await port.ask(columns, rules)
  expect(reading).toMatchObject({ respondent: '阿毛', place: '' })
  expect(reading.mentions.at(-1)).toMatchObject({ column: '内容', start: 2, end: 4, text: '阿毛' })
  expect(JSON.parse(asked[0]!.body)).toMatchObject({ model: 'county', temperature: 0 })
  // The rules' own finding is not asked about again.
  await port.ask(columns, { ...rules, respondent: '阿毛' })
  expect(asked).toHaveLength(1)
})

test.each([
  ['an error', (send: (status: number, body: string) => void) => send(500, '')],
  ['a redirect', (send: (status: number, body: string) => void) => send(307, '')],
  ['no JSON', says('抱歉')],
  ['another shape', says('{"respondent": {"a": 1}}')],
  ['an endless answer', (send: (status: number, body: string) => void) => send(200, 'x'.repeat(200_000))],
  ['silence', () => {}],
])('%s: the rules stand', async (_name, behaviour) => {
  answer = behaviour
  const port = modelPort({ address, model: '', keyFile: '' }, 200)!
  expect(await port.ask(columns, rules)).toEqual(rules)
})

test('an address that fails five times is left alone; a missing key file is a failure, not a crash', async () => {
  asked = []
  answer = (send) => send(500, '')
  const port = modelPort({ address, model: '', keyFile: '' })!
  for (let turn = 0; turn < 8; turn++) expect(await port.ask(columns, rules)).toEqual(rules)
  expect(asked).toHaveLength(5)
  expect(port.counts).toEqual({ used: 0, nothing: 0, failed: 5 })
  expect(await modelPort({ address, model: '', keyFile: '/nowhere/key' })!.ask(columns, rules)).toEqual(rules)
  expect(asked).toHaveLength(5)
})
