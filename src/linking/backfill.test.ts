import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { storeRows } from '../intake/commands.ts'
import { objectRow } from '../intake/json-lines.ts'
import { resolveMapping } from '../intake/mapping.ts'
import { readBatch as readRecordBatch } from '../intake/queries.ts'
import { readRow } from '../intake/read-row.ts'
import { readMigrations } from '../platform/migrations.ts'
import { readBatch } from '../reading/commands.ts'
import { linkBatch } from './commands.ts'
import { checkState, stateHash } from './rebuild.ts'

const county = '330681'
let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase('2023-09-30T09:00:00+08:00')
})
afterAll(async () => database.close())

const within = <T>(work: (tx: ScopedTx) => Promise<T>): Promise<T> =>
  withScope(database.services, systemScope(county, 'test'), 'pipeline', work)

const call = (
  number: string,
  at: string,
  name: string,
  phone: string,
  against: string,
  received = at,
  version = '',
) => ({
  工单号: number,
  来电时间: `${at} 10:00`,
  接收时间: `${received} 10:00`,
  诉求人: name,
  联系电话: phone,
  被反映对象: against,
  内容: '装修公司增项收费，装修质量差',
  区划代码: `${county}005`,
  版本: version,
})

/** Each row at a time of its own: operations of one moment bore no order in an older store. Each in a batch of its own, so that components grow and what stood is moved. */
async function arrive(rows: readonly ReturnType<typeof call>[]): Promise<void> {
  for (const cells of rows) {
    const raw = objectRow(2, cells)
    const mapping = resolveMapping('complaint', { name: 'f', header: Object.keys(cells), samples: [raw] })
    const now = database.clock.now()
    const outcome = readRow(mapping, raw, { supplier: 'test', county, counties: new Set([county]), now })
    if (outcome.kind !== 'draft') throw new Error(JSON.stringify(outcome))
    await within(async (tx) => {
      await storeRows(tx, { drafts: [outcome.draft] })
      const { rows: last } = await tx.query<{ sequence: number }>(
        'select max(sequence) as sequence from intake.record where county = $1',
        [county],
      )
      const records = await readRecordBatch(tx, county, Number(last[0]!.sequence) - 1, 1)
      const readings = await readBatch(tx, records)
      await linkBatch(
        tx,
        records.map((record, index) => ({ record, reading: readings[index]! })),
      )
    })
  }
}

/** The tables of linking as migration 0022 left them: operations that say nothing of what moved. */
const olderStore = `
  drop table linking.judgement;
  drop index linking.operation_sequence, linking.dispute_merged, linking.party_merged;
  alter table linking.operation drop column sequence, drop column before, drop column after;
  alter table linking.dispute drop column void;
  alter table linking.party drop column void;
  grant update on linking.operation to suyuan_app;
  create table linking.distinct_party (
    county char(6) not null, party_id uuid not null, other_id uuid not null, op_id uuid not null, at timestamptz not null,
    primary key (county, party_id, other_id)
  );`

test('a store of before the log of operations replays to itself once it is migrated', async () => {
  await arrive([
    call('1', '2023-03-01', '边玉梅', '13810001001', '绍兴明芳商贸有限公司'),
    call('2', '2023-03-03', '裘亚男', '13810001002', '绍兴建国商贸有限公司'),
    call('3', '2023-03-05', '边玉梅', '13810001001', '绍兴明芳商贸有限公司'),
    // The second call was by the first caller: it leaves its dispute and its person.
    call('2', '2023-03-03', '边玉梅', '13810001001', '绍兴明芳商贸有限公司', '2023-03-07', '2'),
    call('4', '2023-03-08', '裘亚男', '13810001002', '绍兴建国商贸有限公司'),
    call('5', '2023-03-09', '俞秋生', '13810001003', '绍兴丽华商贸有限公司'),
  ])
  const before = await within(stateHash)
  const { owner } = database.services.database
  const backfill = readMigrations().filter(({ name }) => /^00(?:23|26)_/.test(name))
  await owner.query(olderStore)
  for (const { sql } of backfill) await owner.query(sql)

  expect(await within(stateHash)).toBe(before)
  const check = await checkState(database.services, county)
  expect(check.operations).toBeGreaterThanOrEqual(6)
  expect(check.parts.filter((part) => part.different > 0)).toEqual([])
  // What arrives afterwards is written on in the same log.
  await arrive([call('6', '2023-03-12', '边玉梅', '13810001001', '绍兴明芳商贸有限公司')])
  expect((await checkState(database.services, county)).parts.filter((part) => part.different > 0)).toEqual([])
})
