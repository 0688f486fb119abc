import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Browser, county, type RightsCounty, rightsCounty } from '../../../tests/support/rights-county.ts'
import type { ReviewList, ReviewPair } from '../../linking/review/schema.ts'
import { addGatewayCommands, receiveTokens } from './gateway.ts'

let place: RightsCounty
let operator: Browser
let folder: string
const file = (name: string): string => join(folder, name)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gateway-'))
  place = await rightsCounty('2023-08-10T09:00:00+08:00')
  operator = await place.officer('op')
  const call = (number: string, name: string, phone: string) =>
    [
      'police110',
      {
        警情编号: number,
        报警时间: '2023-08-01 20:00',
        接收时间: '2023-08-01 20:00',
        报警人: name,
        联系电话: phone,
        对方当事人: '周强',
        警情内容: '因排水沟争吵',
        区划代码: '330681002',
      },
    ] as const
  await place.load([call('A1', '李静', '13900000003'), call('A2', '钱伟', '13900000004')])
  await writeFile(file('project.key'), `${Buffer.alloc(32, 9).toString('base64')}\n`)
  await writeFile(file('fields.json'), '{"id": "编号", "person": "姓名", "phone": "电话"}')
})
afterAll(async () => {
  await place.close()
  await rm(folder, { recursive: true })
})

async function tokens(rows: string): Promise<string> {
  await writeFile(file('rows.csv'), rows)
  const program = new Command().exitOverride()
  addGatewayCommands(program)
  await program.parseAsync(
    ['tokens', '--in', file('rows.csv'), '--fields', file('fields.json'), '--key', file('project.key')].concat([
      '--out',
      file('tokens.csv'),
    ]),
    { from: 'user' },
  )
  return readFile(file('tokens.csv'), 'utf8')
}
const receive = (name: string) =>
  receiveTokens(place.database.services, {
    in: file(name),
    key: file('project.key'),
    agency: '诸暨市民政局',
    county,
  })
const links = () =>
  place.within(async (tx) => {
    const { rows } = await tx.query<{ operations: number; members: number; parties: number }>(
      `select (select count(*)::int from linking.operation where county = $1) as operations,
         (select count(*)::int from linking.party_member where county = $1) as members,
         (select count(*)::int from linking.party where county = $1) as parties`,
      [county],
    )
    return rows[0]
  })

it('raw rows become tokens, tokens become a pair for a person’s eye, and nothing is linked', async () => {
  const before = await links()
  // The department's table bears N1 twice: corrected below. N3 names nobody who could be told apart.
  const sent = await tokens('编号,姓名,电话\nN1,李靖,13700000001\nN2,赵敏,13600000001\nN1,李静,13900000003\nN3,王某,\n')
  expect(sent.trim().split('\n').length).toBe(4)
  expect(sent).not.toMatch(/李|赵|139|N1/)
  expect(await receive('tokens.csv')).toMatchObject({ rows: 2, repeated: 1, records: 2, proposed: 1 })
  expect(await receive('tokens.csv')).toMatchObject({ rows: 2, repeated: 1, records: 2, proposed: 0 })
  const { body: list } = await operator<ReviewList>('GET', '/reviews?view=token')
  expect(list.items.length).toBe(1)
  const { body: pair } = await operator<ReviewPair>('GET', `/reviews/${list.items[0]!.id}`)
  expect(pair.evidence.map((part) => part.line)).toEqual(['电话相同', '姓名相同'])
  expect(pair.sides[1].elsewhere?.agency).toBe('诸暨市民政局')
  expect(await links()).toEqual(before)
})

it('an empty file, one with a header only, and one with a raw value are refused with nothing taken', async () => {
  const stored = () =>
    place.within(
      async (tx) =>
        (await tx.query('select reference from linking.gateway_row where county = $1', [county])).rows.length,
    )
  const before = await stored()
  const sent = await tokens('编号,姓名,电话\nN9,孙丽,13500000001\n')
  const [header, line] = sent.split('\n') as [string, string]
  await writeFile(file('none.csv'), '')
  await writeFile(file('header.csv'), `${header}\n`)
  await writeFile(file('raw.csv'), `${header}\n${line}\n${line.replace(/,[\w-]{43},/, ',13500000001,')}\n`)
  await expect(receive('none.csv')).rejects.toMatchObject({ code: 'intake.fileEmpty' })
  await expect(receive('header.csv')).rejects.toMatchObject({ code: 'intake.headerOnly' })
  await expect(receive('raw.csv')).rejects.toThrow(/line 3 holds something else/)
  await expect(tokens('编号,姓名,电话\n')).rejects.toMatchObject({ code: 'intake.headerOnly' })
  expect(await stored()).toBe(before)
})
