import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, county, type RightsCounty, rightsCounty } from '../../../tests/support/rights-county.ts'
import { storeOfficers } from '../../access/commands.ts'
import { figuresOf } from './quality.ts'
import { auditShare, doubleShare, type Given, isAsked, isDrawn, priorityOf, standingOf } from './review.ts'
import type { Quality, ReviewList, ReviewPair, ReviewResult } from './schema.ts'

const at = (day: number): Date => new Date(Date.UTC(2023, 7, day, 1))
const said = (officerId: string, answer: Given['answer'], day: number): Given => ({ officerId, answer, at: at(day) })

describe('where a pair stands', () => {
  it.each([
    ['nobody', [], false, 'open'],
    ['one, single', [said('a', 'same', 1)], false, 'settled same'],
    ['one cannot say', [said('a', 'unsure', 1)], false, 'second'],
    ['two cannot say', [said('a', 'unsure', 1), said('b', 'unsure', 1)], false, 'settled unsure'],
    ['the second can say', [said('a', 'unsure', 1), said('b', 'different', 1)], false, 'settled different'],
    ['one of two', [said('a', 'same', 1)], true, 'second'],
    ['two agree', [said('a', 'same', 1), said('b', 'same', 2)], true, 'settled same'],
    ['two differ', [said('a', 'same', 1), said('b', 'different', 2)], true, 'disputed'],
    [
      'a third decides',
      [said('a', 'same', 1), said('b', 'different', 2), said('c', 'different', 3)],
      true,
      'settled different',
    ],
    ['nobody else came for a week', [said('a', 'same', 1), said('a', 'same', 8)], true, 'settled same'],
  ] as const)('%s', (_, given, doubled, expected) => {
    const standing = standingOf(given, doubled)
    expect(standing.state === 'settled' ? `settled ${standing.answer}` : standing.state).toBe(expected)
  })

  it('asks the same officer once, again only when a week passed without another', () => {
    const given = [said('a', 'same', 1)]
    const second = standingOf(given, true)
    expect(isAsked(given, second, 'a', at(7))).toBe(false)
    expect(isAsked(given, second, 'b', at(1))).toBe(true)
    expect(isAsked(given, second, 'a', at(8))).toBe(true)
  })
})

describe('the lot', () => {
  it('draws its share, the same ids each time, others under another key', () => {
    const key = Buffer.alloc(32, 7)
    const ids = Array.from({ length: 50_000 }, (_, n) => `id-${n}`)
    const drawn = ids.filter((id) => isDrawn(key, 'audit', id, auditShare))
    // 1,000 expected; five standard deviations of a binomial are 157.
    expect(Math.abs(drawn.length - 1_000)).toBeLessThan(157)
    expect(ids.filter((id) => isDrawn(key, 'audit', id, auditShare))).toEqual(drawn)
    const other = new Set(ids.filter((id) => isDrawn(Buffer.alloc(32, 8), 'audit', id, auditShare)))
    expect(drawn.filter((id) => other.has(id)).length).toBeLessThan(60)
    expect(Math.abs(ids.filter((id) => isDrawn(key, 'double', id, doubleShare)).length - 2_500)).toBeLessThan(245)
  })

  it('puts first what is risky, uncertain and large', () => {
    const usual = { grade: null, weight: 10, records: 3 } as const
    expect(priorityOf(usual)).toBe(2)
    expect(priorityOf({ ...usual, grade: 'red' })).toBe(8)
    expect(priorityOf({ ...usual, weight: 14 })).toBe(1)
    expect(priorityOf({ ...usual, records: 15 })).toBe(4)
  })
})

describe('figures', () => {
  const links = Array.from({ length: 12 }, (_, n) => ({
    id: `l${n}`,
    rule: n < 8 ? 'bothSides' : 'repeat',
    undone: n === 11,
    parted: n >= 10,
  }))
  const answer = (pairId: string, officerId: string, verdict: Given['answer'], doubled = false) =>
    ({ pairId, kind: 'link', officerId, answer: verdict, at: at(1), doubled }) as const

  it('count what was judged and what was undone before; a rule with fewer than five stands in no line, nor does it follow', () => {
    const given = [
      ...Array.from({ length: 7 }, (_, n) => answer(`l${n}`, 'a', n === 0 ? 'different' : 'same')),
      answer('l8', 'a', 'same'),
      answer('l9', 'a', 'unsure'),
      answer('l9', 'b', 'unsure'),
    ]
    const found = figuresOf(links, given)
    expect(found).toMatchObject({ sampled: 12, answered: 9, undecided: 1, overtaken: 1, wrong: 2, agreement: null })
    expect(found.errorRate!.share).toBeCloseTo(2 / 9, 10)
    // Exact 95 % limits of 2 of 9 (Diem and Lentner 1970): 0.0281 to 0.6001.
    expect(found.errorRate!.low).toBeCloseTo(0.0281, 4)
    expect(found.errorRate!.high).toBeCloseTo(0.6001, 4)
    expect(found.byRule).toEqual([])
  })

  it('show nothing of four', () => {
    const found = figuresOf(
      links.slice(0, 4),
      links.slice(0, 4).map((link) => answer(link.id, 'a', 'same')),
    )
    expect(found).toMatchObject({ answered: 4, errorRate: null, byRule: [] })
  })
})

const wang = '13800000001'
const call = (number: string, when: string, text: string, phone: string, more: Record<string, string> = {}) =>
  [
    'police110',
    {
      警情编号: number,
      报警时间: when,
      接收时间: when,
      报警人: '王芳',
      联系电话: phone,
      对方当事人: '周强',
      警情内容: text,
      区划代码: '330681002',
      ...more,
    },
  ] as const

describe('over the store', () => {
  let place: RightsCounty
  let operator: Browser
  let second: Browser
  let cadre: Browser
  let elsewhere: Browser
  let privacy: Browser
  beforeAll(async () => {
    place = await rightsCounty('2023-08-10T09:00:00+08:00')
    await place.within((tx) =>
      storeOfficers(tx, [
        { login: 'op2', name: '孙值班', agencyCode: 'ZX', roles: ['operator'], phone: null },
        { login: 'wf', name: '王芳', agencyCode: 'ZX', roles: ['operator'], phone: null },
      ]),
    )
    ;[operator, second, cadre, elsewhere, privacy] = (await Promise.all(
      ['op', 'op2', 'hd', 'fq', 'privacy'].map((login) => place.officer(login)),
    )) as [Browser, Browser, Browser, Browser, Browser]
    // Two quarrels of two records each, which nothing but a person may join.
    await place.load([
      call('A1', '2023-08-01 20:00', '邻居周强因排水沟与王芳争吵', wang),
      call('A2', '2023-08-02 21:00', '周强又因排水沟与王芳争吵', wang),
      call('B1', '2023-08-03 20:00', '钱伟拖欠李静工资', '13900000003', { 报警人: '李静', 对方当事人: '钱伟' }),
      call('B2', '2023-08-04 20:00', '钱伟仍拖欠李静工资', '13900000003', { 报警人: '李静', 对方当事人: '钱伟' }),
    ])
  })
  afterAll(() => place.close())

  const disputeOf = async (number: string): Promise<string> =>
    place.within(
      async (tx) =>
        (
          await tx.query<{ id: string }>('select id from linking.dispute where county = $1 and trace_code = $2', [
            county,
            await place.codeOf(number),
          ])
        ).rows[0]!.id,
    )
  const propose = async (id: string): Promise<string> => {
    const [a, b] = [await disputeOf('A1'), await disputeOf('B1')]
    await place.within((tx) =>
      tx.query(
        `insert into linking.proposal (county, id, dispute_id, other_dispute_id, at, weight, evidence) values ($1, $2, $3, $4, $5, 9.5, $6::jsonb)`,
        [
          county,
          id,
          a,
          b,
          at(5),
          JSON.stringify([
            ['respondentNamed', 7.5],
            ['townSame', 2],
          ]),
        ],
      ),
    )
    return id
  }
  const idDrawn = (double: boolean): string => {
    const { keys, context } = place.database.services
    for (;;) {
      const id = context.id()
      if (isDrawn(keys.index, 'double', id, doubleShare) === double) return id
    }
  }
  const forget = (id: string) =>
    place.within((tx) =>
      tx.query('update linking.proposal set decision = $3 where county = $1 and id = $2', [county, id, 'void']),
    )

  it('a pair lies side by side, masked, with its waterfall; each look is logged for both; other towns meet nothing', async () => {
    const id = await propose(idDrawn(false))
    const list = await operator<ReviewList>('GET', '/reviews?view=merge')
    expect(list.body.items.map((row) => row.id)).toEqual([id])
    expect(list.body.counts.merge).toBe(1)
    const { body: pair } = await operator<ReviewPair>('GET', `/reviews/${id}`)
    expect(pair).toMatchObject({
      kind: 'merge',
      barred: null,
      halfSeen: null,
      evidence: [
        { line: '对方姓名相同', weight: 7.5 },
        { line: '同一镇街', weight: 2 },
      ],
    })
    expect(pair.sides.map((side) => side.records.map((record) => record.number).sort())).toEqual([
      ['A1', 'A2'],
      ['B1', 'B2'],
    ])
    const text = JSON.stringify(pair)
    for (const secret of ['王芳', '李静', wang, '13900000003']) expect(text).not.toContain(secret)
    const looks = await place.within((tx) =>
      tx.query<{ dispute_id: string }>(
        `select dispute_id from access.read_log where county = $1 and purpose = 'review' and subject_kind = 'dispute' and fields = '{masked}'`,
        [county],
      ),
    )
    expect(new Set(looks.rows.map((row) => row.dispute_id))).toEqual(
      new Set([await disputeOf('A1'), await disputeOf('B1')]),
    )
    expect((await cadre('GET', `/reviews/${id}`)).status).toBe(200)
    expect((await elsewhere('GET', `/reviews/${id}`)).status).toBe(404)
    expect((await elsewhere<ReviewList>('GET', '/reviews')).body.items).toEqual([])
    expect((await privacy('GET', '/reviews')).status).toBe(403)
  })

  it('nobody answers the own matter, nor sees it here', async () => {
    const own = await place.officer('wf')
    const { id } = (await operator<ReviewList>('GET', '/reviews')).body.items[0]!
    const { body } = await own<ReviewPair>('GET', `/reviews/${id}`)
    expect(body.barred).toContain('本人')
    expect(body.sides.every((side) => !side.open && side.parties.length === 0)).toBe(true)
    const refused = await own<{ code: string }>('POST', `/reviews/${id}/answers`, {
      answer: 'different',
      reason: '不是一回事',
    })
    expect([refused.status, refused.body.code]).toEqual([409, 'review.barred'])
    await forget(id)
  })

  it('a doubled pair waits for a second reader, who is told nothing; two who agree join the disputes', async () => {
    await place.within((tx) => tx.query(`update linking.proposal set decision = null where county = $1`, [county]))
    const { id: old } = (await operator<ReviewList>('GET', '/reviews')).body.items[0]!
    const id = idDrawn(true)
    await place.within((tx) =>
      tx.query('update linking.proposal set id = $3 where county = $1 and id = $2', [county, old, id]),
    )
    const first = await operator<ReviewResult>('POST', `/reviews/${id}/answers`, {
      answer: 'same',
      reason: '双方当事人和事由一致',
    })
    expect(first.body).toMatchObject({ settled: false, next: null })
    expect((await operator<ReviewPair>('GET', `/reviews/${id}`)).body.barred).toContain('另一位')
    const again = await operator('POST', `/reviews/${id}/answers`, { answer: 'same', reason: '双方当事人和事由一致' })
    expect(again.status).toBe(409)
    const blind = await second<ReviewPair>('GET', `/reviews/${id}`)
    expect(blind.body.barred).toBeNull()
    expect(JSON.stringify(blind.body)).not.toMatch(/王值班|双方当事人和事由一致/)
    expect(await place.codeOf('B1')).not.toBe(await place.codeOf('A1'))
    const last = await second<ReviewResult>('POST', `/reviews/${id}/answers`, {
      answer: 'same',
      reason: '双方当事人和事由一致',
    })
    expect(last.body).toMatchObject({ settled: true, undo: null })
    expect(await place.codeOf('B1')).toBe(await place.codeOf('A1'))
  })

  it('a drawn link is looked at by lot; judged wrong it leads to undo, and the figures say so', async () => {
    const drawnFrom = await place.within(async (tx) => {
      const { rows } = await tx.query<{ id: string; dispute: string }>(
        `select id, dispute_id as dispute from linking.operation where county = $1 and kind = 'attach' and officer_id is null order by id limit 1`,
        [county],
      )
      // The lot may have drawn none of four.
      await tx.query(
        `insert into linking.review_sample (county, operation_id, dispute_id, at, ticket) values ($1, $2, $3, $4, 1) on conflict do nothing`,
        [county, rows[0]!.id, rows[0]!.dispute, at(5)],
      )
      return rows[0]!.id
    })
    const row = (await second<ReviewList>('GET', '/reviews?view=link')).body.items.find((one) => one.id === drawnFrom)!
    expect(row).toMatchObject({ kind: 'link', records: 1 })
    const { body: pair } = await second<ReviewPair>('GET', `/reviews/${row.id}`)
    expect(pair.sides[0].recordCount).toBe(1)
    expect(pair.sides[1].recordCount).toBe(3)
    for (const reader of [second, operator])
      await reader('POST', `/reviews/${row.id}/answers`, { answer: 'different', reason: '同样的人，另一件事' })
    const todo = (await operator<ReviewList>('GET', '/reviews?view=undo')).body
    expect(todo.items.map((one) => one.id)).toEqual([row.id])
    expect((await operator<ReviewPair>('GET', `/reviews/${row.id}`)).body.undo).toBe(row.id)
    const { body: quality } = await operator<Quality>('GET', '/quality')
    expect(quality).toMatchObject({ links: 2, answered: 1, wrong: 1, errorRate: null, byRule: [] })
    expect((await operator('POST', `/operations/${row.id}/undo`, { reason: '抽查判定归错' })).status).toBe(200)
    expect((await operator<ReviewList>('GET', '/reviews?view=undo')).body.counts.undo).toBe(0)
    expect((await privacy('GET', '/quality')).status).toBe(403)
  })
})
