import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, county, type RightsCounty, rightsCounty } from '../../tests/support/rights-county.ts'
import { storeOfficers } from '../access/commands.ts'
import { isEstablished } from './requests.ts'
import type { ReviewList, ReviewPair } from './review/schema.ts'
import type { DisputePage, RequestedOperation, Timeline } from './schema.ts'

it('established is what an agency works on, a person has judged, or three records say', () => {
  fc.assert(
    fc.property(fc.nat(9), fc.boolean(), fc.boolean(), (records, handed, confirmed) => {
      expect(isEstablished({ records, handed, confirmed })).toBe(handed || confirmed || records > 2)
    }),
  )
})

const call = (number: string, day: number, who: string, against: string, phone: string, text: string) =>
  [
    'police110',
    {
      警情编号: number,
      报警时间: `2023-08-0${day} 20:00`,
      接收时间: `2023-08-0${day} 20:00`,
      报警人: who,
      联系电话: phone,
      对方当事人: against,
      警情内容: text,
      区划代码: '330681002',
    },
  ] as const

interface Refused {
  readonly code: string
}

describe('over HTTP', () => {
  let place: RightsCounty
  let asks: Browser
  let confirms: Browser
  let cadre: Browser
  const because = '核对过双方和事由'
  beforeAll(async () => {
    place = await rightsCounty('2023-08-10T09:00:00+08:00')
    await place.within((tx) =>
      storeOfficers(tx, [{ login: 'op2', name: '孙值班', agencyCode: 'ZX', roles: ['operator'], phone: null }]),
    )
    ;[asks, confirms, cadre] = (await Promise.all(['op', 'op2', 'hd'].map((login) => place.officer(login)))) as [
      Browser,
      Browser,
      Browser,
    ]
    const drain = (number: string, day: number) =>
      call(number, day, '边玉梅', '周强', '13900000001', '邻居周强因排水沟与边玉梅争吵')
    const wage = (number: string, day: number) => call(number, day, '李静', '钱伟', '13900000003', '钱伟拖欠李静工资')
    const rent = (number: string, day: number) =>
      call(number, day, '裘亚男', '吴刚', '13900000005', '吴刚不退裘亚男租房押金')
    const fence = (number: string, day: number) =>
      call(number, day, '毛小芳', '郑强', '13900000007', '郑强的围墙占了毛小芳家的地')
    await place.load([
      ...[drain('A1', 1), drain('A2', 2), drain('A3', 3), drain('A4', 4)],
      ...[wage('B1', 1), wage('B2', 2), wage('B3', 3)],
      ...[rent('C1', 1), rent('C2', 2)],
      ...[fence('D1', 1), fence('D2', 2)],
    ])
  })
  afterAll(() => place.close())

  const ask = async (from: string, verb: string, body: object) =>
    asks<RequestedOperation & Refused>('POST', `/disputes/${await place.codeOf(from)}/${verb}`, {
      ...body,
      reason: because,
    })
  const answer = (who: Browser, id: string, said: string) =>
    who<{ settled: boolean } & Refused>('POST', `/reviews/${id}/answers`, { answer: said, reason: '两侧内容属实' })
  const waits = async (who: Browser) => (await who<ReviewList>('GET', '/reviews?view=request')).body

  it('the linker made of the calls what the tests below start from', async () => {
    const codes = await Promise.all(['A1', 'A4', 'B1', 'B3', 'C1', 'C2', 'D1', 'D2'].map(place.codeOf))
    expect(new Set(codes).size).toBe(4)
  })

  it('moving a record of an established dispute waits for a second named person, who sees what and why', async () => {
    const [from, to] = [await place.codeOf('A4'), await place.codeOf('B1')]
    const sent = await ask('A4', 'attach', { records: [await place.idOf('A4')], to })
    expect(sent.body).toMatchObject({ operationId: null, proposal: expect.any(String) })
    const id = sent.body.proposal!
    // Asked twice it waits once.
    expect((await ask('A4', 'attach', { records: [await place.idOf('A4')], to })).body.proposal).toBe(id)
    expect(await place.codeOf('A4')).toBe(from)
    // Both pages say that something waits, for whom it concerns.
    for (const [here, there] of [
      [from, to],
      [to, from],
    ]) {
      const { body: page } = await confirms<DisputePage>('GET', `/disputes/${here}`)
      expect(page.requests).toMatchObject([{ id, kind: 'attach', actor: '王值班', other: there }])
    }
    expect((await waits(asks)).items).toEqual([])
    expect((await waits(cadre)).items).toEqual([])
    expect((await cadre('GET', `/reviews/${id}`)).status).toBe(404)
    expect((await waits(confirms)).items).toMatchObject([{ id, kind: 'request', records: 1, codes: [from, to] }])
    const { body: pair } = await confirms<ReviewPair>('GET', `/reviews/${id}`)
    expect(pair.asked).toContain('王值班')
    expect(pair.asked).toContain(because)
    expect(pair.asked).toContain(`移动记录：左侧 1 条自 ${from} 移入 ${to}`)
    expect(pair.sides.map((side) => side.records.map((record) => record.number).sort())).toEqual([
      ['A4'],
      ['B1', 'B2', 'B3'],
    ])
    expect(JSON.stringify(pair)).not.toMatch(/边玉梅|13900000001/)
    // Who asked cannot confirm, however often.
    expect((await asks<ReviewPair>('GET', `/reviews/${id}`)).body.barred).toContain('由您提出')
    expect((await answer(asks, id, 'same')).body.code).toBe('review.barred')
    expect(await place.codeOf('A4')).toBe(from)
    expect((await answer(confirms, id, 'same')).body).toMatchObject({ settled: true })
    expect(await place.codeOf('A4')).toBe(to)
    const { body: trace } = await confirms<Timeline>('GET', `/disputes/${to}/timeline`)
    expect(JSON.stringify(trace)).not.toContain('null（')
    const kept = await place.within(
      async (tx) =>
        (
          await tx.query<{ actor: string; by: string; reason: string }>(
            `select q.actor, q.decided_by as by, o.reason from linking.request q
             join linking.operation o on o.county = q.county and o.id = q.operation_id where q.county = $1`,
            [county],
          )
        ).rows,
    )
    expect(kept).toEqual([{ actor: '王值班', by: '孙值班', reason: `${because}（王值班提出）；两侧内容属实（复核）` }])
  })

  it('two established ones are merged, and one is parted, by two people; what the second refuses is not done', async () => {
    const merge = await ask('A1', 'merge', { other: await place.codeOf('B1') })
    expect((await answer(confirms, merge.body.proposal!, 'different')).body.settled).toBe(true)
    expect(await place.codeOf('A1')).not.toBe(await place.codeOf('B1'))
    expect((await answer(confirms, merge.body.proposal!, 'same')).status).toBe(409)
    const split = await ask('A1', 'split', { records: [await place.idOf('A2'), await place.idOf('A3')] })
    expect(await place.codeOf('A3')).toBe(await place.codeOf('A1'))
    await answer(confirms, split.body.proposal!, 'same')
    expect(await place.codeOf('A3')).not.toBe(await place.codeOf('A1'))
    expect((await waits(confirms)).counts.request).toBe(0)
  })

  it('a record does not go back to where a person took it from, until that is undone', async () => {
    const refused = await ask('A3', 'attach', { records: [await place.idOf('A3')], to: await place.codeOf('A1') })
    expect([refused.status, refused.body.code]).toEqual([409, 'linking.takenOut'])
  })

  it('what is fresh is changed at once; all of its records leaving is a merge, and the message says so', async () => {
    const all = await ask('D1', 'attach', {
      records: [await place.idOf('D1'), await place.idOf('D2')],
      to: await place.codeOf('C1'),
    })
    expect([all.status, all.body.code]).toEqual([409, 'linking.attachAll'])
    const moved = await ask('D1', 'attach', { records: [await place.idOf('D2')], to: await place.codeOf('C1') })
    expect(moved.body).toMatchObject({ operationId: expect.any(String), proposal: null })
    expect(await place.codeOf('D2')).toBe(await place.codeOf('C1'))
    // Now a person has had a hand in both: the next one needs two.
    const again = await ask('C1', 'split', { records: [await place.idOf('D2')] })
    expect(again.body.operationId).toBeNull()
    // Taking back is not held up.
    expect((await asks('POST', `/operations/${moved.body.operationId}/undo`, { reason: because })).status).toBe(200)
    expect(await place.codeOf('D2')).toBe(await place.codeOf('D1'))
    // What was asked for rests on what is gone: the second person is told, and nothing happens.
    expect((await answer(confirms, again.body.proposal!, 'same')).body.code).toBe('linking.notMember')
  })
})
