import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { systemScope, withScope } from '../access/scope.ts'
import { seal, unwrapRecordKey } from '../access/seal.ts'
import { eraseRecord, type StoreResult, storeRows } from './commands.ts'
import { moveIdentities } from './jobs.ts'
import { objectRow } from './json-lines.ts'
import { resolveMapping } from './mapping.ts'
import { identityPlace, payloadPlace, readBatch, readRecords, readSourceArrivals } from './queries.ts'
import { type RecordDraft, readRow } from './read-row.ts'

let database: TestDatabase
const county = '330681'
const scope = systemScope(county, 'test')

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => database.close())

function draft(cells: Record<string, string>): RecordDraft {
  const raw = objectRow(2, cells)
  const mapping = resolveMapping('complaint', { name: 'f', header: Object.keys(cells), samples: [raw] })
  const outcome = readRow(mapping, raw, {
    supplier: '12345',
    county,
    counties: new Set([county]),
    now: database.clock.now(),
  })
  if (outcome.kind !== 'draft') throw new Error(JSON.stringify(outcome))
  return outcome.draft
}
const store = (...rows: Record<string, string>[]): Promise<StoreResult> =>
  withScope(database.services, scope, 'handling', (tx) => storeRows(tx, { drafts: rows.map(draft) }))
const all = () => withScope(database.services, scope, 'pipeline', (tx) => readBatch(tx, county, 0, 1000))

describe('storing', () => {
  test('a row comes back as it was sent, numbered from one, with both clocks', async () => {
    const result = await store(
      {
        工单号: ' Ａ-1 ',
        来电时间: '2023年7月30日 9:05',
        诉求人: '周甲',
        联系电话: '13800001111',
        内容: '房子漏水',
        区划代码: '330681005014',
        备注: '二次来电',
        关联编号: 'B1;B2',
      },
      { 工单号: 'A-2', 内容: '"逗号",\\反斜杠\t制表\n换行', 接收时间: '2023-07-31 10:00' },
    )
    expect(result).toMatchObject({ accepted: 2, duplicates: 0, updated: 0, rejects: [] })
    expect(await all()).toMatchObject([
      {
        sequence: 1,
        number: 'Ａ-1',
        version: 1,
        place: '330681005014',
        town: '330681005',
        sealed: false,
        occurredAt: new Date('2023-07-30T01:05:00Z'),
        receivedAt: database.clock.now(),
        relatedNumbers: ['B1', 'B2'],
      },
      {
        sequence: 2,
        number: 'A-2',
        place: null,
        occurredAt: new Date('2023-07-31T02:00:00Z'),
        receivedAt: new Date('2023-07-31T02:00:00Z'),
      },
    ])
    expect((await all())[1]!.row).toEqual({
      工单号: 'A-2',
      内容: '"逗号",\\反斜杠\t制表\n换行',
      接收时间: '2023-07-31 10:00:00',
    })
  })

  test('nothing personal lies readable in the table', async () => {
    const { rows } = await database.services.database.owner.query(
      'select row_to_json(r)::text as text from intake.record r',
    )
    for (const { text } of rows) expect(text).not.toMatch(/周甲|13800001111|漏水/)
  })

  test('the ledger has one entry a record, without personal data', async () => {
    const { rows } = await database.services.database.owner.query(
      `select kind, payload from ledger.entry order by index`,
    )
    expect(rows).toHaveLength(2)
    expect(rows[0]).toMatchObject({ kind: 'record.received' })
    expect(JSON.stringify(rows)).not.toMatch(/周甲|漏水/)
  })

  test('freshness of the source is noted', async () => {
    const arrivals = await withScope(database.services, scope, 'handling', readSourceArrivals)
    expect(arrivals).toEqual([
      {
        source: 'complaint',
        supplier: '12345',
        records: 2,
        lastReceivedAt: database.clock.now(),
        days: ['2023-07-31', '2023-08-01'],
      },
    ])
  })
})

// Each expected column is formats.md 1 "Identity", applied by hand.
describe('versions', () => {
  test('same content is a duplicate, other content the next version, an old file again changes nothing', async () => {
    expect(
      await store({ 工单号: 'V1', 内容: 'a' }, { 工单号: 'Ｖ１', 内容: 'a', 接收时间: '2023-07-01' }),
    ).toMatchObject({ accepted: 1, duplicates: 1 })
    expect(await store({ 工单号: 'V1', 内容: 'b' })).toMatchObject({ updated: 1 })
    expect(await store({ 工单号: 'V1', 内容: 'a' }, { 工单号: 'V1', 内容: 'b' })).toMatchObject({
      accepted: 0,
      updated: 0,
      duplicates: 2,
    })
    const versions = (await all()).filter((record) => record.number === 'V1')
    expect(versions.map(({ version, replaces }) => [version, replaces])).toEqual([
      [1, null],
      [2, versions[0]!.id],
    ])
  })

  test('an explicit version: conflict, higher replaces, lower is stored and not current', async () => {
    expect(await store({ 工单号: 'V2', 内容: 'a', 版本: '2' })).toMatchObject({ accepted: 1 })
    const conflict = await store({ 工单号: 'V2', 内容: 'x', 版本: '2' })
    expect(conflict).toMatchObject({
      accepted: 0,
      updated: 0,
      duplicates: 0,
      rejects: [{ code: 'conflict', parameters: { number: 'V2', version: 2 } }],
    })
    expect(await store({ 工单号: 'V2', 内容: 'b', 版本: '5' }, { 工单号: 'V2', 内容: 'old', 版本: '1' })).toMatchObject(
      { updated: 1, accepted: 1 },
    )
    const { rows } = await database.services.database.owner.query(
      `select version, current, sequence is null as late from intake.record where number = 'V2' order by version`,
    )
    expect(rows).toEqual([
      { version: 1, current: false, late: true },
      { version: 2, current: false, late: false },
      { version: 5, current: true, late: false },
    ])
    expect((await all()).filter((record) => record.number === 'V2').map((record) => record.version)).toEqual([2, 5])
  })

  test('two versions in one batch leave one current', async () => {
    expect(await store({ 工单号: 'V3', 内容: 'a' }, { 工单号: 'V3', 内容: 'b' })).toMatchObject({
      accepted: 1,
      updated: 1,
    })
    const { rows } = await database.services.database.owner.query(
      `select version, current from intake.record where number = 'V3' order by version`,
    )
    expect(rows).toEqual([
      { version: 1, current: false },
      { version: 2, current: true },
    ])
  })

  test('imports at once never store a row twice, and the sequence has no gaps', async () => {
    const rows = Array.from({ length: 200 }, (_, index) => ({ 工单号: `C${index}`, 内容: 'x' }))
    const results = await Promise.all([store(...rows), store(...rows), store(...rows)])
    expect(results.reduce((sum, result) => sum + result.accepted, 0)).toBe(200)
    const sequences = (await all()).map((record) => record.sequence)
    expect(sequences).toEqual(sequences.map((_, index) => index + 1))
  })
})

const officer = {
  kind: 'officer',
  county,
  name: '',
  role: 'townCadre',
  reach: '330681001',
  place: '330681001',
} as const

test('a sealed row keeps identity and address apart: the pipeline has them, an officer does not', async () => {
  const { ids } = await store({
    工单号: 'S1',
    是否保密: '是',
    诉求人: '吴乙',
    联系电话: '13900002222',
    地址: '某村1号',
    内容: '噪声',
    区划代码: '330681001',
  })
  const cadre = { ...officer, officerId: ids[0]!, agencyId: ids[0]! }
  const [seen] = await withScope(database.services, cadre, 'handling', (tx) => readRecords(tx, ids))
  expect(seen).toMatchObject({ sealed: true, row: { 工单号: 'S1', 内容: '噪声' } })
  expect(seen!.row).not.toHaveProperty('诉求人')
  expect(seen!.row).not.toHaveProperty('地址')
  const [piped] = await withScope(database.services, scope, 'pipeline', (tx) => readRecords(tx, ids))
  expect(piped!.row).toMatchObject({ 诉求人: '吴乙', 联系电话: '13900002222', 地址: '某村1号' })
  const elsewhere = await withScope(database.services, { ...cadre, reach: '330681002' }, 'handling', (tx) =>
    readRecords(tx, ids),
  )
  expect(elsewhere).toEqual([])
})

/** Puts a record back to how it was stored before migration 0016: identity under the record's own key, texts as received. */
async function asBefore(id: string): Promise<void> {
  await withScope(database.services, scope, 'pipeline', async (tx) => {
    const [record] = await readRecords(tx, [id])
    const { rows } = await tx.query<{ wrapped: Buffer }>('select wrapped from intake.record_key where record_id = $1', [
      id,
    ])
    const key = unwrapRecordKey(tx.keys, rows[0]!.wrapped, id)
    const { 诉求人, 联系电话, 地址, ...open } = record!.row
    const written = (row: object, place: string) => seal(key, JSON.stringify({ row, raw: {} }), place)
    await tx.query('update intake.record set payload = $2, identity = $3 where id = $1', [
      id,
      written(open, payloadPlace(id)),
      written({ 诉求人, 联系电话, 地址 }, identityPlace(id)),
    ])
    await tx.query('delete from access.sealed_identity where record_id = $1', [id])
  })
}

describe('identities stored by an older program', () => {
  const cells = { 是否保密: '是', 诉求人: '吴乙丙', 联系电话: '13900002233', 地址: '某村1号' }
  const clear = async (id: string) =>
    (
      await database.services.database.owner.query(
        `select r.identity is not null as old, s.reason_kinds as kinds from intake.record r
         left join access.sealed_identity s on s.county = r.county and s.record_id = r.id where r.id = $1`,
        [id],
      )
    ).rows[0]

  test('are read where they are, moved once, redacted, and lost never', async () => {
    const { ids } = await store(
      { 工单号: 'M1', 内容: '吴乙丙说噪声大', ...cells },
      { 工单号: 'M2', 内容: 'x', ...cells },
      { 工单号: 'M3', 内容: '被丈夫殴打', ...cells },
    )
    for (const id of ids) await asBefore(id)
    await withScope(database.services, scope, 'handling', (tx) => eraseRecord(tx, ids[1]!))
    const piped = () => withScope(database.services, scope, 'pipeline', (tx) => readRecords(tx, ids))
    const before = await piped()
    expect(before[0]!.row).toMatchObject({ 诉求人: '吴乙丙', 内容: '吴乙丙说噪声大' })
    const elsewhere = withScope(database.services, scope, 'pipeline', async (tx) => {
      await tx.query('select from intake.record where id = $1 for update', [ids[2]])
      return moveIdentities(database.services, county)
    })
    // What somebody else holds waits for the next time.
    expect(await elsewhere).toBe(2)
    expect(await moveIdentities(database.services, county)).toBe(1)
    expect(await moveIdentities(database.services, county)).toBe(0)
    expect(await piped()).toEqual(before)
    expect(await clear(ids[0]!)).toEqual({ old: false, kinds: ['confidentialCaller'] })
    expect(await clear(ids[1]!)).toEqual({ old: false, kinds: null })
    expect(await clear(ids[2]!)).toEqual({ old: false, kinds: ['confidentialCaller', 'domesticViolence'] })
    const cadre = { ...officer, officerId: ids[0]!, agencyId: ids[0]!, reach: '*' } as const
    const [seen] = await withScope(database.services, cadre, 'handling', (tx) => readRecords(tx, [ids[0]!]))
    expect(seen!.row.内容).toBe('吴某某说噪声大')
  })

  test('a batch that fails leaves every one in its old place', async () => {
    const { ids } = await store({ 工单号: 'M4', 内容: 'x', ...cells })
    await asBefore(ids[0]!)
    await database.services.database.owner.query(
      `alter table access.sealed_identity add constraint broken check (stored_at < '2000-01-01') not valid`,
    )
    await expect(moveIdentities(database.services, county)).rejects.toThrow('broken')
    expect(await clear(ids[0]!)).toEqual({ old: true, kinds: null })
    await database.services.database.owner.query('alter table access.sealed_identity drop constraint broken')
    expect(await moveIdentities(database.services, county)).toBe(1)
  })
})

test('an erased record stays in its place, empty, and is not brought back by the same file', async () => {
  const { ids } = await store({ 工单号: 'E1', 诉求人: '郑丙', 内容: 'x' })
  await withScope(database.services, scope, 'handling', (tx) => eraseRecord(tx, ids[0]!))
  const [erased] = await withScope(database.services, scope, 'pipeline', (tx) => readRecords(tx, ids))
  expect(erased).toMatchObject({ number: 'E1', row: {}, sealed: true })
  expect(await store({ 工单号: 'E1', 诉求人: '郑丙', 内容: 'x' })).toMatchObject({ duplicates: 1, accepted: 0 })
})

test('without a scope nothing can be read', async () => {
  await expect(database.services.database.application.query('select from intake.record')).rejects.toMatchObject({
    code: '42501',
  })
})
