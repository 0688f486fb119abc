import { afterAll, beforeAll } from 'vitest'
import { type ScopedTx, systemScope, withScope } from '../../src/access/scope.ts'
import { storeRows } from '../../src/intake/commands.ts'
import { objectRow } from '../../src/intake/json-lines.ts'
import { resolveMapping } from '../../src/intake/mapping.ts'
import { readBatch as readRecordBatch } from '../../src/intake/queries.ts'
import { readRow } from '../../src/intake/read-row.ts'
import { linkBatch } from '../../src/linking/commands.ts'
import { checkState, stateHash } from '../../src/linking/rebuild.ts'
import { readBatch } from '../../src/reading/commands.ts'
import type { SourceKey } from '../../src/vocabulary/sources.ts'
import { type TestDatabase, testDatabase } from './database.ts'

type Cells = Record<string, string>

let database: TestDatabase

/** A database of the test file's own, closed with it; each test takes a county of its own. */
export function openLinkingStore(): void {
  beforeAll(async () => {
    database = await testDatabase('2023-09-30T09:00:00+08:00')
  })
  afterAll(async () => database.close())
}

export const storeServices = (): TestDatabase['services'] => database.services

export const system = <T>(county: string, work: (tx: ScopedTx) => Promise<T>): Promise<T> =>
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
export const as = <T>(county: string, work: (tx: ScopedTx) => Promise<T>): Promise<T> =>
  withScope(database.services, officer(county), 'review', work)

export async function load(county: string, rows: readonly Cells[], size = 1_000): Promise<void> {
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

export const call = (
  number: string,
  day: number,
  name: string,
  phone: string,
  against: string,
  text: string,
): Cells => {
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

export const hash = (county: string): Promise<string> => system(county, stateHash)
export const sound = async (county: string): Promise<unknown> =>
  (await checkState(database.services, county)).parts.filter((part) => part.different > 0)

interface Standing {
  readonly code: string
  readonly records: readonly string[]
}

export async function disputes(county: string): Promise<Standing[]> {
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

export async function persons(county: string): Promise<{ id: string; records: string[] }[]> {
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

export async function operations(county: string): Promise<{ id: string; kind: string; rule: string }[]> {
  const { rows } = await system(county, (tx) =>
    tx.query<{ id: string; kind: string; rule: string }>(
      'select id, kind, rule from linking.operation where county = $1 order by sequence',
      [county],
    ),
  )
  return rows
}

/** Three people with matters of their own; 毛小芳 rings from two phones, so that nobody but a person takes them for one. */
export const world = (): Cells[] => [
  call('W1', 1, '边玉梅', '13810000001', '绍兴明澈装饰工程有限公司', '装修公司增项收费，装修质量差'),
  call('W2', 9, '边玉梅', '13810000001', '绍兴明澈装饰工程有限公司', '装修公司仍未返工'),
  call('W3', 10, '裘亚男', '13810000002', '绍兴明澈装饰工程有限公司', '装修公司增项收费'),
  call('W4', 12, '裘亚男', '13810000002', '绍兴安和物业服务有限公司', '物业公司乱收物业费'),
  call('W5', 14, '毛小芳', '13810000003', '绍兴安和物业服务有限公司', '物业公司乱收停车费'),
  call('W6', 40, '毛小芳', '13810000004', '绍兴恒悦健身服务有限公司', '健身房关门，会员卡退卡不退款'),
  call('W7', 41, '毛小芳', '13810000004', '绍兴恒悦健身服务有限公司', '健身房关门，仍不退款'),
  call('W8', 42, '楼三妹', '13810000005', '绍兴恒悦健身服务有限公司', '健身房关门'),
]
