import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, county, type RightsCounty, rightsCounty } from '../../../tests/support/rights-county.ts'
import type { ReviewList, ReviewPair } from '../review/schema.ts'
import { bloom, dice } from './bloom.ts'
import { forgetTokens, matchTokens, storeTokens } from './commands.ts'
import { closeFrom } from './compare.ts'
import { readFieldMap, tokenRow } from './fields.ts'
import { readTokenCells, tokenCells } from './token-file.ts'
import { projectOf, readProjectKey, token } from './tokens.ts'

const key = Buffer.alloc(32, 5)
const map = {
  id: '编号',
  person: '姓名',
  document: '证件',
  phone: '电话',
  address: '地址',
  organisation: '单位',
} as const
const row = (cells: Partial<Record<string, string>>, clk = false) =>
  tokenRow(key, map, { 编号: 'N1', ...cells } as Record<string, string>, clk)!

describe('tokens', () => {
  it('are HMAC-SHA-256 over kind, NUL and normal form, other ones for each key and kind', () => {
    // Python 3: hmac.new(bytes([5] * 32), b'ph\\x0013800000001', 'sha256'), base64url without padding.
    expect(token(key, 'ph', '13800000001')).toBe('ph:vp4CZDQnFIx08_m7kzoVwdPLO9X2XKUw3UOWImzMfZo')
    expect(token(key, 'ph', '13800000001')).not.toBe(token(Buffer.alloc(32, 6), 'ph', '13800000001'))
    expect(token(key, 'ph', '13800000001')).not.toBe(token(key, 'id', '13800000001'))
  })

  it('of one person meet however the fields are written, and say nothing of them', () => {
    const one = row({ 姓名: '王 芳', 电话: '+86 138-0000-0001', 地址: '浣东街道江东社区3幢2单元501室' })
    const other = row({ 姓名: '王芳', 电话: '13800000001', 地址: '江东社区３栋２单元501' })
    expect(new Set(one.keys)).toEqual(new Set(other.keys))
    expect(JSON.stringify(tokenCells(one))).not.toMatch(/王芳|138|江东|N1/)
  })

  it('a masked name, a wrong check digit and an office line tell nobody apart', () => {
    expect(tokenRow(key, map, { 编号: '1', 证件: '330681199001011239' }, false)).toBeNull()
    expect(tokenRow(key, map, { 编号: '1', 电话: '12345' }, false)).toBeNull()
    expect(tokenRow(key, map, { 编号: '1', 姓名: '张某' }, false)).toBeNull()
    // A full name alone is shared by hundreds: it does not even leave.
    expect(tokenRow(key, map, { 编号: '1', 姓名: '王芳' }, false)).toBeNull()
  })

  it('come back from their file; anything raw in a token’s place is refused', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[一-龥]{2,4}$/), fc.stringMatching(/^1[3-9]\d{9}$/), (姓名, 电话) => {
        const made = tokenRow(key, map, { 编号: 'A', 姓名, 电话 }, false)
        if (made) expect(readTokenCells(tokenCells(made))).toEqual(made)
      }),
    )
    const cells = tokenCells(row({ 姓名: '王芳', 电话: '13800000001' }))
    for (const raw of ['13800000001', '王芳', '33068119900101123X'])
      for (const column of ['ph', 'nm', 'row', 'project', 'clk'] as const)
        expect(readTokenCells({ ...cells, [column]: raw })).toBeNull()
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('project', 'row', 'kind', 'ph', 'clk', 'fb'), fc.string()), (cells) => {
        expect(readTokenCells(cells)).toBeNull()
      }),
    )
  })

  it('a map of fields and a key say what is wrong with them', () => {
    expect(readFieldMap({ id: 'a', person: 'b' }, ['a', 'b'])).toEqual({ id: 'a', person: 'b' })
    expect(readFieldMap({ person: 'b' }, ['b'])).toContain('id is missing')
    expect(readFieldMap({ id: 'a', name: 'b' }, ['a', 'b'])).toContain('unknown field name')
    expect(readFieldMap({ id: 'a', phone: 'c' }, ['a'])).toContain('no column c')
    expect(readProjectKey(Buffer.alloc(31).toString('base64'))).toBeNull()
    expect(readProjectKey('not a key')).toBeNull()
    expect(readProjectKey(`${key.toString('base64')}\n`)).toEqual(key)
  })
})

describe('filters', () => {
  const of = (name: string, sound: string, salt = '1980') => bloom(key, { name, sound, salt })
  it('have as many ones as zeros, whatever the name, and another look each year and under each key', () => {
    const ones = (filter: Buffer) =>
      [...filter].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)
    fc.assert(
      fc.property(
        fc.stringMatching(/^[一-龥]{2,4}$/),
        fc.stringMatching(/^[a-z]{2,6}( [a-z]{1,6}){1,2}$/),
        (name, sound) => {
          expect(ones(of(name, sound))).toBe(512)
        },
      ),
    )
    const wang = of('王建芳', 'wan jian fan')
    expect(dice(wang, wang)).toBe(1)
    expect(dice(wang, of('王建芳', 'wan jian fan', '1981'))).toBeLessThan(closeFrom)
    expect(
      dice(wang, bloom(Buffer.alloc(32, 6), { name: '王建芳', sound: 'wan jian fan', salt: '1980' })),
    ).toBeLessThan(closeFrom)
  })

  it('bring a misspelt name near, and another of the same family not', () => {
    const name = of('王建芳', 'wan jian fan')
    expect(dice(name, of('王健芳', 'wan jian fan'))).toBeGreaterThan(closeFrom)
    expect(dice(name, of('王志强', 'wan zi qian'))).toBeLessThan(closeFrom)
    expect(dice(name, of('王伟', 'wan wei'))).toBeLessThan(closeFrom)
  })
})

describe('over the store', () => {
  let place: RightsCounty
  let operator: Browser
  let cadre: Browser
  beforeAll(async () => {
    place = await rightsCounty('2023-08-10T09:00:00+08:00')
    ;[operator, cadre] = (await Promise.all([place.officer('op'), place.officer('hd')])) as [Browser, Browser]
    const call = (number: string, name: string, phone: string, more: Record<string, string> = {}) =>
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
          ...more,
        },
      ] as const
    await place.load([
      call('A1', '李静', '13900000003'),
      call('A2', '钱伟', '13900000004'),
      call('A3', '孙丽', '13900000005'),
    ])
  })
  afterAll(() => place.close())

  it('proposes whom the tokens name, to a person only; stores nothing that can be read; the answer joins nothing', async () => {
    const { services } = place.database
    const rows = [
      row({ 编号: 'D1', 姓名: '李静', 电话: '13900000003' }),
      // Same name, another phone: no candidate at all.
      row({ 编号: 'D2', 姓名: '钱伟', 电话: '13700000009' }),
      row({ 编号: 'D3', 姓名: '赵敏', 电话: '13600000001' }),
    ].map((one, index) => ({ ...one, reference: `${'x'.repeat(23)}${index}` }))
    expect(await matchTokens(services, county, key)).toBeNull()
    await storeTokens(services, county, projectOf(key), '诸暨市民政局', rows)
    expect(await matchTokens(services, county, key)).toEqual({ records: 3, proposed: 1 })
    // Again: it goes on from where it stopped, and proposes nothing twice.
    expect(await matchTokens(services, county, key)).toEqual({ records: 0, proposed: 0 })
    await place.load([
      [
        'police110',
        {
          警情编号: 'A4',
          报警时间: '2023-08-02 20:00',
          接收时间: '2023-08-02 20:00',
          报警人: '赵敏',
          联系电话: '13600000001',
          对方当事人: '吴刚',
          警情内容: '拖欠工资',
          区划代码: '330681002',
        },
      ],
    ])
    expect(await matchTokens(services, county, key)).toEqual({ records: 1, proposed: 1 })

    const list = await operator<ReviewList>('GET', '/reviews?view=token')
    expect(list.body.items.length).toBe(2)
    expect((await cadre<ReviewList>('GET', '/reviews?view=token')).body.items).toEqual([])
    const pairs = await Promise.all(
      list.body.items.map(async ({ id }) => (await operator<ReviewPair>('GET', `/reviews/${id}`)).body),
    )
    const pair = pairs.find((one) => one.sides[1].elsewhere?.reference.endsWith('0'))!
    expect(pair).toMatchObject({
      kind: 'token',
      barred: null,
      halfSeen: null,
      sides: [{ open: true }, { open: false, elsewhere: { agency: '诸暨市民政局' } }],
    })
    expect(pair.evidence.map((part) => part.line)).toEqual(['电话相同', '姓名相同'])
    expect(JSON.stringify(pair)).not.toContain('李静')
    const before = await place.within(
      async (tx) =>
        (await tx.query('select count(*)::int as n from linking.operation where county = $1', [county])).rows,
    )
    const answered = await operator<{ settled: boolean }>('POST', `/reviews/${pair.id}/answers`, {
      answer: 'same',
      reason: '编号或电话能对上',
    })
    expect(answered.status).toBe(200)
    const after = await place.within(
      async (tx) =>
        (await tx.query('select count(*)::int as n from linking.operation where county = $1', [county])).rows,
    )
    expect(after).toEqual(before)
    const stored = await place.within(
      async (tx) => (await tx.query('select * from linking.gateway_row where county = $1', [county])).rows,
    )
    expect(JSON.stringify(stored)).not.toMatch(/李静|13900000003|诸暨/)
    expect(await forgetTokens(services, county, key)).toBe(3)
    expect(await matchTokens(services, county, key)).toEqual({ records: 0, proposed: 0 })
  })
})
