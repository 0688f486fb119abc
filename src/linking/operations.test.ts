import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { storeRows } from '../intake/commands.ts'
import { objectRow } from '../intake/json-lines.ts'
import { resolveMapping } from '../intake/mapping.ts'
import { readBatch as readRecordBatch } from '../intake/queries.ts'
import { readRow } from '../intake/read-row.ts'
import { readBatch } from '../reading/commands.ts'
import type { SourceKey } from '../vocabulary/sources.ts'
import { linkBatch } from './commands.ts'
import { attachRecords, mergeDisputes, splitDispute } from './operations.ts'
import { mergePersons, partPerson } from './people-operations.ts'
import { checkState, rebuildDerived, stateHash } from './rebuild.ts'
import { undoOperation } from './undo.ts'

type Cells = Record<string, string>

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase('2023-09-30T09:00:00+08:00')
})
afterAll(async () => database.close())

const system = <T>(county: string, work: (tx: ScopedTx) => Promise<T>): Promise<T> =>
  withScope(database.services, systemScope(county, 'test'), 'pipeline', work)
const officer = (county: string) =>
  ({
    kind: 'officer',
    county,
    officerId: '01900000-0000-7000-8000-000000000001',
    agencyId: '01900000-0000-7000-8000-000000000002',
    name: '操作员',
    role: 'operator',
    reach: '*',
  }) as const
const as = <T>(county: string, work: (tx: ScopedTx) => Promise<T>): Promise<T> =>
  withScope(database.services, officer(county), 'review', work)

async function load(county: string, rows: readonly Cells[], size = 1_000): Promise<void> {
  const source: SourceKey = 'complaint'
  const drafts = rows.map((cells) => {
    const raw = objectRow(2, cells)
    const mapping = resolveMapping(source, { name: 'f', header: Object.keys(cells), samples: [raw] })
    const outcome = readRow(mapping, raw, {
      supplier: source,
      county,
      counties: new Set([county]),
      now: database.clock.now(),
    })
    if (outcome.kind !== 'draft') throw new Error(JSON.stringify(outcome))
    return outcome.draft
  })
  await system(county, (tx) => storeRows(tx, { drafts }))
  for (;;) {
    const taken = await system(county, async (tx) => {
      const { rows: last } = await tx.query<{ sequence: number }>(
        'select coalesce(max(sequence), 0) as sequence from linking.dispute_record where county = $1',
        [county],
      )
      const records = await readRecordBatch(tx, county, last[0]!.sequence, size)
      const readings = await readBatch(tx, records)
      await linkBatch(
        tx,
        records.map((record, index) => ({ record, reading: readings[index]! })),
      )
      return records.length
    })
    if (taken === 0) return
  }
}

const call = (number: string, day: number, name: string, phone: string, against: string, text: string): Cells => {
  const at = `2023-0${3 + Math.floor(day / 28)}-${String(1 + (day % 28)).padStart(2, '0')} 10:00`
  return {
    工单号: number,
    来电时间: at,
    接收时间: at,
    诉求人: name,
    联系电话: phone,
    被反映对象: against,
    内容: text,
    区划代码: `${'330681'}005`,
  }
}

const hash = (county: string): Promise<string> => system(county, stateHash)
const sound = async (county: string): Promise<unknown> =>
  (await checkState(database.services, county)).parts.filter((part) => part.different > 0)

interface Standing {
  readonly code: string
  readonly records: readonly string[]
}

async function disputes(county: string): Promise<Standing[]> {
  const { rows } = await system(county, (tx) =>
    tx.query<Standing>(
      `select d.trace_code as code, array_agg(r.record_id order by r.sequence) as records from linking.dispute d
       join linking.dispute_record r on r.county = d.county and r.dispute_id = d.id and r.to_at is null
       where d.county = $1 group by d.trace_code, d.first_sequence order by d.first_sequence, d.trace_code`,
      [county],
    ),
  )
  return rows
}

async function persons(county: string): Promise<{ id: string; records: string[] }[]> {
  const { rows } = await system(county, (tx) =>
    tx.query<{ id: string; records: string[] }>(
      `select p.id, array_agg(distinct m.record_id) as records from linking.party p
       join linking.party_member m on m.county = p.county and m.party_id = p.id and m.to_at is null
       where p.county = $1 and p.kind = 'person' group by p.id, p.first_sequence order by p.first_sequence, p.id`,
      [county],
    ),
  )
  return rows
}

async function operations(county: string): Promise<{ id: string; kind: string; rule: string }[]> {
  const { rows } = await system(county, (tx) =>
    tx.query<{ id: string; kind: string; rule: string }>(
      'select id, kind, rule from linking.operation where county = $1 order by sequence',
      [county],
    ),
  )
  return rows
}

/** Three people with matters of their own; 毛小芳 rings from two phones, so that nobody but a person takes them for one. */
const world = (): Cells[] => [
  call('W1', 1, '边玉梅', '13810000001', '绍兴明澈装饰工程有限公司', '装修公司增项收费，装修质量差'),
  call('W2', 9, '边玉梅', '13810000001', '绍兴明澈装饰工程有限公司', '装修公司仍未返工'),
  call('W3', 10, '裘亚男', '13810000002', '绍兴明澈装饰工程有限公司', '装修公司增项收费'),
  call('W4', 12, '裘亚男', '13810000002', '绍兴安和物业服务有限公司', '物业公司乱收物业费'),
  call('W5', 14, '毛小芳', '13810000003', '绍兴安和物业服务有限公司', '物业公司乱收停车费'),
  call('W6', 40, '毛小芳', '13810000004', '绍兴恒悦健身服务有限公司', '健身房关门，会员卡退卡不退款'),
  call('W7', 41, '毛小芳', '13810000004', '绍兴恒悦健身服务有限公司', '健身房关门，仍不退款'),
  call('W8', 42, '楼三妹', '13810000005', '绍兴恒悦健身服务有限公司', '健身房关门'),
]

describe('the log of operations', () => {
  test('replays to what is stored, and says so when it does not', async () => {
    const county = '330602'
    await load(county, world(), 3)
    await load(county, [
      call('W2', 9, '边玉梅', '13810000001', '绍兴明澈装饰工程有限公司', '装修公司仍未返工，要求退款'),
    ])
    expect(await sound(county)).toEqual([])
    // A row changed behind the program's back is found and named.
    const [first, second] = await disputes(county)
    await system(county, (tx) =>
      tx.query(
        `update linking.dispute_record set dispute_id = (select id from linking.dispute where county = $1 and trace_code = $3)
         where county = $1 and record_id = $2 and to_at is null`,
        [county, second!.records[0]!, first!.code],
      ),
    )
    const check = await checkState(database.services, county)
    expect(check.sound).toBe(false)
    expect(check.parts.find((part) => part.part === 'records')).toMatchObject({
      compared: 8,
      different: 1,
      named: [expect.stringContaining(second!.records[0]!)],
    })
    await expect(
      system(county, (tx) => tx.query(`update linking.operation set reason = 'x' where county = $1`, [county])),
    ).rejects.toThrow(/permission denied/)
  })

  test('folds are written anew from the memberships', async () => {
    const county = '330603'
    await load(county, world())
    const before = await hash(county)
    await system(county, async (tx) => {
      await tx.query('update linking.dispute set records = 99 where county = $1', [county])
      await tx.query('delete from linking.dispute_party where county = $1', [county])
      await tx.query(`update linking.party set keys = '{}' where county = $1 and kind = 'person'`, [county])
    })
    expect((await checkState(database.services, county)).sound).toBe(false)
    await rebuildDerived(database.services, county)
    expect(await sound(county)).toEqual([])
    expect(await hash(county)).toBe(before)
  })
})

describe('undoing', () => {
  test('of each kind leads back to the same bytes, and undoing that leads forth again', async () => {
    const county = '330604'
    await load(county, world())
    const [first, second] = await disputes(county)
    const people = await persons(county)
    const twice = people.filter((person) => person.records.length >= 1)
    const kinds: readonly [string, (tx: ScopedTx) => Promise<{ operationId: string }>][] = [
      ['merge', (tx) => mergeDisputes(tx, second!.code, first!.code, '同一家庭的两位成员')],
      ['split', (tx) => splitDispute(tx, first!.code, [first!.records[1]!], '两件不同的事')],
      ['attach', (tx) => attachRecords(tx, first!.code, [first!.records[1]!], second!.code, '应属另一件')],
      ['persons joined', (tx) => mergePersons(tx, twice[2]!.id, twice[3]!.id, '核对身份证后认定为同一人')],
      ['person parted', (tx) => partPerson(tx, twice[0]!.id, [first!.records[0]!], '同名两人')],
    ]
    for (const [name, act] of kinds) {
      const before = await hash(county)
      const { operationId } = await as(county, act)
      const after = await hash(county)
      expect(after, name).not.toBe(before)
      const undone = await as(county, (tx) => undoOperation(tx, operationId, '核实有误'))
      expect(await hash(county), name).toBe(before)
      await expect(as(county, (tx) => undoOperation(tx, operationId, '再次撤销'))).rejects.toMatchObject({
        code: 'linking.notUndoable',
      })
      const again = await as(county, (tx) => undoOperation(tx, undone.operationId, '撤销错了'))
      expect(await hash(county), name).toBe(after)
      await as(county, (tx) => undoOperation(tx, again.operationId, '确实有误'))
      expect(await hash(county), name).toBe(before)
      expect(await sound(county), name).toEqual([])
    }
  })

  test('of the linker’s own link lets the record stand by itself, and is refused while later work rests on it', async () => {
    const county = '330605'
    await load(county, world())
    const [first] = await disputes(county)
    const attach = (await operations(county)).find((operation) => operation.kind === 'attach')!
    const undone = await as(county, (tx) => undoOperation(tx, attach.id, '不是同一件'))
    const parted = await disputes(county)
    expect(parted.map((dispute) => dispute.records.length)).toContain(1)
    expect(parted.find((dispute) => dispute.code === first!.code)!.records).toEqual([first!.records[0]])
    // A merge that absorbed what the undoing made: that is undone first, and the message says so.
    const merged = await as(county, (tx) => mergeDisputes(tx, undone.otherTraceCode!, parted[2]!.code, '并案'))
    await expect(as(county, (tx) => undoOperation(tx, undone.operationId, '原来没错'))).rejects.toMatchObject({
      code: 'linking.undoFirst',
      parameters: { later: '并案' },
    })
    await as(county, (tx) => undoOperation(tx, merged.operationId, '先撤销并案'))
    await as(county, (tx) => undoOperation(tx, undone.operationId, '原来没错'))
    expect((await disputes(county)).find((dispute) => dispute.code === first!.code)!.records).toEqual(first!.records)
    expect(await sound(county)).toEqual([])
  })

  test('what came later goes with what remains: a corrected record follows, a new one stays', async () => {
    const county = '330606'
    await load(county, world())
    const [first, second] = await disputes(county)
    const merged = await as(county, (tx) => mergeDisputes(tx, second!.code, first!.code, '并案'))
    await load(county, [
      call('W3', 10, '裘亚男', '13810000002', '绍兴明澈装饰工程有限公司', '装修公司增项收费，要求退还'),
      call('W9', 30, '边玉梅', '13810000001', '绍兴明澈装饰工程有限公司', '装修公司仍未返工'),
    ])
    await as(county, (tx) => undoOperation(tx, merged.operationId, '两户'))
    const now = await disputes(county)
    const sizes = [first!.code, second!.code].map(
      (code) => now.find((dispute) => dispute.code === code)!.records.length,
    )
    expect(sizes).toEqual([3, 1])
    expect(await sound(county)).toEqual([])
  })

  test('what people said holds when more arrives', async () => {
    const county = '330607'
    await load(county, world())
    const personOf = async (number: string): Promise<string> => {
      const { rows } = await system(county, (tx) =>
        tx.query<{ party: string }>(
          `select m.party_id as party from linking.party_member m join intake.record r on r.county = m.county and r.id = m.record_id
           where m.county = $1 and r.number = $2 and m.side = 'claimant' and m.to_at is null`,
          [county, number],
        ),
      )
      return rows[0]!.party
    }
    const disputeOf = async (number: string): Promise<string> => {
      const { rows } = await system(county, (tx) =>
        tx.query<{ code: string }>(
          `select d.trace_code as code from linking.dispute_record m join intake.record r on r.county = m.county and r.id = m.record_id
           join linking.dispute d on d.county = m.county and d.id = m.dispute_id where m.county = $1 and r.number = $2 and m.to_at is null`,
          [county, number],
        ),
      )
      return rows[0]!.code
    }
    const record = async (number: string): Promise<string> => {
      const { rows } = await system(county, (tx) =>
        tx.query<{ id: string }>('select id from intake.record where county = $1 and number = $2', [county, number]),
      )
      return rows[0]!.id
    }
    expect(await disputeOf('W7')).toBe(await disputeOf('W6'))
    // Two phones of one woman; two women of one phone; a call that the linker joined and an officer took out.
    await as(county, async (tx) => mergePersons(tx, await personOf('W5'), await personOf('W6'), '核对身份证'))
    await as(county, async (tx) => partPerson(tx, await personOf('W3'), [await record('W4')], '姐妹两人共用电话'))
    const attach = (await operations(county)).find((operation) => operation.kind === 'attach')!
    await as(county, (tx) => undoOperation(tx, attach.id, '不是同一件'))
    const apart = [await disputeOf('W1'), await disputeOf('W2')]
    expect(apart[0]).not.toBe(apart[1])
    expect(await sound(county)).toEqual([])
    await load(county, [
      call('X1', 60, '毛小芳', '13810000003', '绍兴安和物业服务有限公司', '物业公司仍在乱收停车费'),
      call('X2', 61, '毛小芳', '13810000004', '绍兴恒悦健身服务有限公司', '健身房仍不退款'),
      call('X3', 62, '裘亚男', '13810000002', '绍兴安和物业服务有限公司', '物业公司仍在乱收物业费'),
      call('X4', 63, '边玉梅', '13810000001', '绍兴明澈装饰工程有限公司', '装修公司仍未返工'),
    ])
    const one = await personOf('W5')
    expect(await Promise.all(['W6', 'W7', 'X1', 'X2'].map(personOf))).toEqual([one, one, one, one])
    expect(await personOf('W3')).not.toBe(await personOf('W4'))
    expect([await disputeOf('W1'), await disputeOf('W2')]).toEqual(apart)
    expect(await sound(county)).toEqual([])
  })

  type Tried = (work: (tx: ScopedTx) => Promise<{ operationId: string }>) => Promise<boolean>
  interface Act {
    readonly kind: 'merge' | 'split' | 'attach' | 'join' | 'part' | 'undo' | 'arrive'
    readonly a: number
    readonly b: number
    readonly c: number
  }
  const actOf = (...kinds: Act['kind'][]) =>
    fc.record({ kind: fc.constantFrom(...kinds), a: fc.nat(50), b: fc.nat(50), c: fc.nat(50) })
  const pick = <T>(list: readonly T[], at: number): T => list[at % list.length]!

  /** Does one act of a person as far as it may be done; `arrivals` says whether what the linker did may be undone too. */
  async function perform(county: string, { kind, a, b, c }: Act, tried: Tried, arrivals: boolean): Promise<boolean> {
    const [now, people] = [await disputes(county), await persons(county)]
    const [one, two] = [pick(now, a), pick(now, b)]
    const [person, other] = [pick(people, a), pick(people, b)]
    const record = pick(one.records, c)
    if (kind === 'merge') return tried((tx) => mergeDisputes(tx, one.code, two.code, '随机并案'))
    if (kind === 'split') return tried((tx) => splitDispute(tx, one.code, [record], '随机拆案'))
    if (kind === 'attach') return tried((tx) => attachRecords(tx, one.code, [record], two.code, '随机移动'))
    if (kind === 'join') return tried((tx) => mergePersons(tx, person.id, other.id, '随机认定'))
    if (kind === 'part') return tried((tx) => partPerson(tx, person.id, [pick(person.records, c)], '随机分开'))
    const { kind: was, rule, id } = pick(await operations(county), a)
    // A record's arrival stays: undoing its link does not lead back to before (its own test).
    if (!arrivals && was !== 'undo' && rule !== 'officer' && rule !== 'person') return false
    return tried((tx) => undoOperation(tx, id, '随机撤销'))
  }

  /** What cannot be done is refused in words and changes nothing. */
  const refusing =
    (county: string, done: (before: string, id: string) => void): Tried =>
    async (work) => {
      const before = await hash(county)
      try {
        done(before, (await as(county, work)).operationId)
        return true
      } catch (error) {
        expect((error as { code?: string }).code, String(error)).toMatch(/^linking\./)
        expect(await hash(county)).toBe(before)
        return false
      }
    }

  test('random sequences of operations, undone in reverse, meet the same state at every step', async () => {
    let round = 0
    const covered = new Set<string>()
    const act = actOf('merge', 'split', 'attach', 'join', 'part', 'undo')
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 6, maxLength: 10 }), async (acts) => {
        const county = `33${String(2000 + round++)}`
        await load(county, world(), 3)
        const trail: { readonly before: string; readonly id: string }[] = []
        const tried = refusing(county, (before, id) => trail.push({ before, id }))
        for (const one of acts) if (await perform(county, one, tried, false)) covered.add(one.kind)
        expect(await sound(county)).toEqual([])
        for (const { before, id } of trail.toReversed()) {
          await as(county, (tx) => undoOperation(tx, id, '逐项撤销'))
          expect(await hash(county)).toBe(before)
        }
        expect(await sound(county)).toEqual([])
      }),
      { numRuns: 12, seed: 23, endOnFailure: true },
    )
    expect([...covered].sort()).toEqual(['attach', 'join', 'merge', 'part', 'split', 'undo'])
  }, 120_000)

  test('the log replays to the store whatever people and arriving records do by turns', async () => {
    let round = 0
    const act = actOf('merge', 'split', 'attach', 'join', 'part', 'undo', 'arrive', 'arrive')
    const [names, phones] = [
      ['边玉梅', '裘亚男', '毛小芳'],
      ['13810000001', '13810000002', '13810000003', '13810000004'],
    ]
    const texts = ['装修公司增项收费', '物业公司乱收物业费', '健身房退卡不退款']
    const firms = ['绍兴明澈装饰工程有限公司', '绍兴安和物业服务有限公司', '绍兴恒悦健身服务有限公司']
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 12 }), async (acts) => {
        const county = `34${String(2000 + round++)}`
        await load(county, world(), 3)
        const tried = refusing(county, () => {})
        for (const one of acts)
          if (one.kind !== 'arrive') await perform(county, one, tried, true)
          else {
            // A new record, or a corrected version of an earlier one.
            const number = one.a % 3 === 0 ? `W${1 + (one.b % 8)}` : `Y${one.a}`
            const about = one.c % 3
            await load(county, [
              call(number, one.b, pick(names, one.c), pick(phones, one.b), firms[about]!, `${texts[about]}${one.a}`),
            ])
          }
        expect(await sound(county)).toEqual([])
      }),
      { numRuns: 12, seed: 24, endOnFailure: true },
    )
  }, 120_000)
})
