import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { systemScope, withScope } from '../access/scope.ts'
import { type ImportFilesOptions, importFiles } from './import.ts'
import { readProfiles } from './profiles.ts'
import { readBatch, readReference } from './queries.ts'
import { importReference } from './reference.ts'
import { mergeForReplay, type ReplayRow } from './replay.ts'
import { readRejects, readRuns } from './runs.ts'

let database: TestDatabase
let folder: string
const scope = systemScope('330681', 'test')

beforeAll(async () => {
  database = await testDatabase()
  folder = mkdtempSync(join(tmpdir(), 'suyuan-import-'))
})
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true })
})

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const run = (options: Omit<ImportFilesOptions, 'startedBy'>) => importFiles(database.services, options)
const records = () => withScope(database.services, scope, 'pipeline', (tx) => readBatch(tx, '330681', 0, 10_000))

describe('suyuan import', () => {
  test('GB18030 with semicolons: counts, rejects file with masked values, mended rows sent again', async () => {
    const head = '信访编号;登记时间;信访人;证件号码;内容分类;内容;区划代码\n'
    const rows = [
      'X1;2023/8/1 9:41:00;周某;110105194912310020;城建;房屋漏水;330681109',
      'X2;昨天;吴某;;城建;墙体开裂;330681109',
      ';2023-08-02;郑某;;城建;没有编号;330681109',
      'X4;2023-08-02;王某;;检举控告;不得入库;330681109',
      'X5;2023-08-02;冯某;;城建;外地;440106',
    ]
    const path = file('petition.csv', iconv.encode(head + rows.join('\n'), 'gb18030'))
    const dry = await run({ source: 'petition', files: [path], dryRun: true })
    expect(dry.counts).toMatchObject({ accepted: 2, duplicates: 0, updated: 0, rejected: 2, excluded: 1 })
    expect(await records()).toHaveLength(0)

    const first = await run({ source: 'petition', files: [path], supplier: '信访局' })
    expect(Object.keys(first.counts)).toEqual(['accepted', 'duplicates', 'updated', 'rejected', 'excluded', 'seconds'])
    expect(first.counts).toMatchObject({ accepted: 2, rejected: 2, excluded: 1 })
    expect(readFileSync(first.rejectsFiles[0]!, 'utf8').split('\r\n').slice(0, 3)).toEqual([
      '\ufeff文件,行号,列,值（已遮蔽）,原因,如何改正',
      'petition.csv,3,登记时间,昨天,“登记时间”不是可识别的时间,改成 2023-08-01 09:41 的形式',
      'petition.csv,4,信访编号,,缺少“信访编号”,填写“信访编号”后重新发送',
    ])
    expect((await records()).map((record) => [record.number, record.place])).toEqual([
      ['X1', '330681109'],
      ['X5', null],
    ])
    const { rows: stored } = await database.services.database.owner.query(
      'select count(*)::int as count from intake.record',
    )
    expect(stored[0].count).toBe(2)

    const mended = file('petition-mended.csv', head + rows.join('\n').replace('昨天', '2023-08-01'))
    expect((await run({ source: 'petition', files: [mended], supplier: '信访局' })).counts).toMatchObject({
      accepted: 1,
      duplicates: 2,
      rejected: 1,
      excluded: 1,
    })
    const { items } = await withScope(database.services, scope, 'handling', (tx) => readRuns(tx, null, 10))
    expect(items.map((one) => [one.status, one.rows, one.counts.accepted])).toEqual([
      ['done', 5, 1],
      ['done', 5, 2],
    ])
    const rejects = await withScope(database.services, scope, 'handling', (tx) => readRejects(tx, items[1]!.id))
    expect(rejects).toMatchObject([
      { row: 3, code: 'timeUnreadable' },
      { row: 4, code: 'numberMissing' },
    ])
  })

  test('rows with 接收时间 are numbered by it; recordings never come in', async () => {
    const path = file(
      'grid.csv',
      '事件编号,接收时间,事件描述,通话录音\nG3,2023-07-03,c,x.wav\nG1,2023-07-01,a,\nG2,2023-07-02,b,\n',
    )
    const before = (await records()).length
    const { counts, droppedColumns } = await run({ source: 'grid', files: [path] })
    expect(counts).toMatchObject({ accepted: 3 })
    expect(droppedColumns).toEqual(['通话录音'])
    expect((await records()).slice(before).map((record) => record.number)).toEqual(['G1', 'G2', 'G3'])
  })

  test('a mapping file becomes a profile of its supplier and is used without being named', async () => {
    const path = file('messages.csv', '留言编号,留言时间,留言详情\nM1,2019/2/28 11:25:05,x\n')
    await expect(run({ source: 'complaint', files: [path] })).rejects.toMatchObject({
      code: 'intake.mappingNeeded',
      parameters: { proposal: '{"columns":{"留言编号":"工单号","留言时间":"来电时间","留言详情":"内容"}}' },
    })
    const mapping = file(
      'mailbox.json',
      JSON.stringify({ supplier: '市长信箱', columns: { 留言编号: '工单号', 留言时间: '来电时间', 留言详情: '内容' } }),
    )
    expect((await run({ source: 'complaint', files: [path], mapping })).counts.accepted).toBe(1)
    const again = { source: 'complaint', files: [path] }
    expect((await run({ ...again, mapping: 'mailbox' })).counts.duplicates).toBe(1)
    expect((await run({ ...again, supplier: '市长信箱' })).counts.duplicates).toBe(1)
    const profiles = await withScope(database.services, scope, 'handling', (tx) => readProfiles(tx))
    expect(profiles).toMatchObject([{ name: 'mailbox', supplier: '市长信箱', version: 1 }])
    await expect(run({ ...again, mapping: 'nobody' })).rejects.toMatchObject({ code: 'intake.mappingUnknown' })
  })

  test('a file that breaks off keeps its earlier batches, says where it broke, and can be sent again', async () => {
    const rows = Array.from({ length: 5_100 }, (_, index) => `K${index},x`).join('\n')
    const path = file('broken.csv', `工单号,内容\n${rows}\nK9999,"offen\n`)
    await expect(run({ source: 'complaint', files: [path] })).rejects.toMatchObject({
      code: 'intake.quote',
      parameters: { row: 5_102 },
    })
    const { items } = await withScope(database.services, scope, 'handling', (tx) => readRuns(tx, null, 1))
    expect(items[0]).toMatchObject({
      status: 'failed',
      counts: { accepted: 5_000 },
      problem: expect.stringContaining('引号'),
    })
    const mended = file('broken.csv', `工单号,内容\n${rows}\nK9999,"offen"\n`)
    expect((await run({ source: 'complaint', files: [mended] })).counts).toMatchObject({
      accepted: 101,
      duplicates: 5_000,
    })
  })
})

test('a replay merges by 接收时间, then event time, file name and row', async () => {
  const directory = mkdtempSync(join(folder, 'replay-'))
  writeFileSync(
    join(directory, 'complaint-1.csv'),
    '工单号,来电时间,接收时间\nA1,2023-01-01,2023-01-05\nA2,2023-01-02,\nA3,,\nA4,2023-01-01,2023-01-03 08:00\n',
  )
  writeFileSync(join(directory, 'police110.csv'), '警情编号,报警时间\nP1,2023-01-05\nP2,bad\n')
  writeFileSync(join(directory, 'truth.csv'), 'a,b\n1,2\n')
  const { rows, summary } = await mergeForReplay(database.services, directory)
  const all: ReplayRow[] = []
  for await (const row of rows) all.push(row)
  expect(all.map(({ at, draft }) => [draft.number, at.toISOString().slice(0, 10)])).toEqual([
    ['A2', '2023-01-01'],
    ['A3', '2023-01-01'],
    ['A4', '2023-01-03'],
    ['A1', '2023-01-04'],
    ['P1', '2023-01-04'],
  ])
  expect(summary).toMatchObject({ rows: 6, rejectedRows: 1, files: ['complaint-1.csv', 'police110.csv'] })
})

test('reference data: checked whole, kept by version, read as of a day', async () => {
  const population = file(
    'population.csv',
    '区划代码,年份,常住人口,生效日期,来源\n330681109,2022,"70,100",2023-03-01,统计局\n330681109,2023,70500,2024-03-01,统计局\n',
  )
  expect(await importReference(database.services, { kind: 'population', file: population })).toEqual({
    kind: 'population',
    version: 1,
    rows: 2,
  })
  expect(await importReference(database.services, { kind: 'population', file: population })).toMatchObject({
    version: 1,
    rows: 0,
  })
  const read = (asOf: string) =>
    withScope(database.services, scope, 'statistics', (tx) => readReference(tx, 'population', asOf))
  expect(await read('2023-06-01')).toEqual([
    {
      version: 1,
      effectiveFrom: '2023-03-01',
      source: '统计局',
      row: { 区划代码: '330681109', 年份: '2022', 常住人口: '70100' },
    },
  ])
  expect(await read('2024-06-01')).toHaveLength(2)
  const routes = (rows: string, day: string) =>
    file('routes.csv', `层级,纠纷类型,接收机构编码,方式,生效日期\n${rows.replaceAll('D', day)}`)
  await importReference(database.services, {
    kind: 'routes',
    file: routes('meso,labour,A1,task,D\nmeso,labour,A2,task,D\n', '2023-01-01'),
  })
  await importReference(database.services, { kind: 'routes', file: routes('meso,labour,A3,task,D\n', '2023-09-01') })
  const codes = async (asOf: string) =>
    (await withScope(database.services, scope, 'handling', (tx) => readReference(tx, 'routes', asOf))).map(
      (row) => row.row.接收机构编码,
    )
  expect(await codes('2023-08-01')).toEqual(['A1', 'A2'])
  expect(await codes('2023-09-01')).toEqual(['A3'])
  const wrong = file('wrong.csv', '区划代码,年份,常住人口\n330681109,2022,viele\n')
  await expect(importReference(database.services, { kind: 'population', file: wrong })).rejects.toMatchObject({
    code: 'intake.referenceValue',
    parameters: { row: 2, column: '常住人口' },
  })
})

const messages = '../shared/data/citizen-messages/messages-2019H1.csv'
const absent = !existsSync(messages)
if (absent) console.warn(`skipped: ${messages} not found (third-party data, see ../shared/data/README.md)`)
test.skipIf(absent)('2,109 citizens’ messages: none lost, both date forms, twice the same', async () => {
  const mapping = file(
    'citizen.json',
    JSON.stringify({
      supplier: 'mailbox',
      columns: { 留言编号: '工单号', 留言用户: '诉求人', 留言主题: '标题', 留言时间: '来电时间', 留言详情: '内容' },
    }),
  )
  const before = (await records()).length
  expect((await run({ source: 'complaint', files: [messages], mapping })).counts).toMatchObject({
    accepted: 2109,
    duplicates: 0,
    updated: 0,
    rejected: 0,
    excluded: 0,
  })
  const stored = (await records()).slice(before)
  const times = new Map(stored.map((record) => [record.number, record.occurredAt.toISOString()]))
  expect(times.size).toBe(2109)
  expect(times.get('188006')).toBe('2019-02-28T03:25:05.000Z')
  expect([...times.values()].filter((time) => time < '2018-12-31T16:00')).toHaveLength(4)
  expect(stored.every((record) => record.row.标题 && record.row.内容 && record.row.诉求人)).toBe(true)
  expect((await run({ source: 'complaint', files: [messages], mapping: 'citizen' })).counts).toMatchObject({
    accepted: 0,
    duplicates: 2109,
  })
})
