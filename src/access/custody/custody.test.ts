import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts'
import { type Row, storeAndRun } from '../../../tests/support/records.ts'
import { eraseRecord } from '../../intake/commands.ts'
import { append } from '../../ledger/commands.ts'
import { disputePage, listDisputes } from '../../linking/pages.ts'
import { readSealedMatter } from '../../linking/queries.ts'
import { recordView } from '../../linking/record-view.ts'
import { revealField } from '../../linking/reveal.ts'
import type { Role } from '../../vocabulary/roles.ts'
import { storeAgencies } from '../commands.ts'
import type { OfficerScope } from '../requests.ts'
import { handOver, systemScope, withScope } from '../scope.ts'
import { openIdentity } from './cipher.ts'
import { askForIdentity, decideOnIdentity, openIdentityFor } from './commands.ts'
import { type CustodyDecision, openedColumns, stateOf } from './custody.ts'
import { listRequests, readOwnRequests } from './queries.ts'
import type { AskForIdentity, DecideOnIdentity } from './schema.ts'
import { readIdentities } from './store.ts'

const county = '330681'
const system = systemScope(county, 'test')
const doors = { append, sealedMatter: readSealedMatter }
const secret = { name: '汤静怡', phone: '13912340007', address: '枫桥镇云栖花园3幢2单元501室' }

let database: TestDatabase
let agency: string
beforeAll(async () => {
  database = await testDatabase('2023-09-30T09:00:00+08:00')
  await withScope(database.services, system, 'administration', async (tx) => {
    await storeAgencies(tx, [
      { code: 'HD', name: '浣东街道办事处', kind: 'town', place: '330681002', parentCode: null },
    ])
    const { rows } = await tx.query<{ id: string }>('select id from access.agency where county = $1', [county])
    agency = rows[0]!.id
  })
  await store(
    [
      'complaint',
      call('S1', '2023-09-01 10:00', { 内容: `我叫${secret.name}，住云栖花园3幢，物业公司乱收物业费`, 是否保密: '是' }),
    ],
    ['complaint', call('S2', '2023-09-05 10:00', { 内容: '物业公司仍在乱收物业费', 是否保密: '是' })],
    ['complaint', call('S3', '2023-09-06 10:00', { 内容: '物业公司乱收物业费，第三次反映' })],
  )
})
afterAll(() => database.close())

const call = (number: string, at: string, more: Record<string, string>): Record<string, string> => ({
  工单号: number,
  来电时间: at,
  接收时间: at,
  诉求人: secret.name,
  联系电话: secret.phone,
  地址: secret.address,
  被反映对象: '绍兴安和物业服务有限公司',
  区划代码: '330681002',
  ...more,
})

const store = (...rows: readonly Row[]) => storeAndRun(database.services, rows)

const id = (digit: number): string => `01890000-0000-7000-8000-00000000000${digit}`
const officer = (digit: number, role: Role, reach: string): OfficerScope => ({
  kind: 'officer',
  county,
  officerId: id(digit),
  agencyId: agency,
  name: `第${digit}号`,
  role,
  reach,
})
const cadre = () => officer(1, 'townCadre', '330681002')
const colleague = () => officer(2, 'townCadre', '330681002')
const custodian = () => officer(3, 'identityCustodian', '-')

async function recordOf(number: string): Promise<{ recordId: string; code: string }> {
  const { rows } = await database.services.database.owner.query(
    `select r.id as "recordId", d.trace_code as code from intake.record r
     join linking.dispute_record m on m.county = r.county and m.record_id = r.id and m.to_at is null
     join linking.dispute d on d.county = m.county and d.id = m.dispute_id where r.number = $1`,
    [number],
  )
  return rows[0]
}
const asked = (recordId: string, more: Partial<AskForIdentity> = {}): AskForIdentity => ({
  recordId,
  purpose: 'contact',
  parts: ['name', 'phone'],
  reason: '需要回访本人核实收费情况',
  ...more,
})
const count = async (sql: string): Promise<number> =>
  Number((await database.services.database.owner.query(`select count(*) as n from ${sql}`)).rows[0].n)
const advance = (hours: number): void =>
  database.clock.set(new Date(database.clock.now().getTime() + hours * 3_600_000), 0)

describe('the store of sealed identities', () => {
  test('nothing of the person stands in clear or under another key, and two sealed calls by one phone link', async () => {
    const [one, two] = [await recordOf('S1'), await recordOf('S2')]
    expect(two.code).toBe(one.code)
    const { rows: tables } = await database.services.database.owner.query(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    for (const { name } of tables) {
      const { rows } = await database.services.database.owner.query(`select t::text as line from ${name} t`)
      for (const { line } of rows)
        for (const value of [secret.name, secret.phone, '云栖花园3幢', '501室'])
          expect(`${name}: ${line}`).not.toContain(value)
    }
    expect(await count('intake.record where identity is not null')).toBe(0)
    // What an officer of the town can open with the record's own key is redacted.
    const seen = await withScope(database.services, cadre(), 'handling', (tx) => recordView(tx, one.recordId))
    // Ids are random digits and letters; the person's own digits are looked for elsewhere.
    const words = JSON.stringify(seen).replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '')
    expect(words).not.toMatch(/静怡|1391|0007|云栖|501/)
    expect(seen!.columns.find((column) => column.column === '内容')!.value).toBe(
      '我叫***，住******，物业公司乱收物业费',
    )
  })

  test('a ciphertext moved to another row, column or county does not open', async () => {
    const { owner } = database.services.database
    const { rows } = await owner.query('select * from access.sealed_identity order by stored_at, id')
    const [one, two] = rows
    const open = (row: typeof one) =>
      openIdentity(
        database.services.keys.custody,
        { suite: row.suite, wrapped: row.wrapped, ciphertext: row.ciphertext },
        { county: row.county, id: row.id, recordId: row.record_id, version: row.version },
      )
    expect(JSON.parse(open(one)).row.诉求人).toBe(secret.name)
    for (const moved of [
      { ...one, wrapped: two.wrapped, ciphertext: two.ciphertext },
      { ...one, ciphertext: two.ciphertext },
      { ...one, wrapped: one.ciphertext, ciphertext: one.wrapped },
      { ...one, county: '330602' },
      { ...one, record_id: two.record_id },
      { ...one, version: 2 },
    ])
      expect(() => open(moved)).toThrow()
    // The same through the program: bytes exchanged in the table are noticed when the pipeline reads them.
    const exchange = 'update access.sealed_identity set wrapped = $2, ciphertext = $3 where id = $1'
    await owner.query(exchange, [one.id, two.wrapped, two.ciphertext])
    await expect(
      withScope(database.services, system, 'pipeline', (tx) => readIdentities(tx, [one.record_id])),
    ).rejects.toThrow()
    await owner.query(exchange, [one.id, one.wrapped, one.ciphertext])
  })

  test('both suites stand side by side, each row under its own', async () => {
    const services = {
      ...database.services,
      keys: { ...database.services.keys, custodySuite: 'sm4-ctr-hmac-sm3' as const },
    }
    const before = database
    database = { ...before, services }
    const [recordId] = await store([
      'complaint',
      call('S4', '2023-09-07 10:00', { 内容: '物业公司乱收费', 是否保密: '是' }),
    ])
    database = before
    const { rows } = await database.services.database.owner.query(
      'select distinct suite from access.sealed_identity order by suite',
    )
    expect(rows.map((row) => row.suite)).toEqual(['aes-256-gcm', 'sm4-ctr-hmac-sm3'])
    const found = await withScope(database.services, system, 'pipeline', (tx) => readIdentities(tx, [recordId!]))
    expect(found.get(recordId!)!.row.联系电话).toBe(secret.phone)
  })
})

describe('asking, deciding, opening', () => {
  test('the custodian sees who asks and why, never the identity; the reader opens what was granted while it runs', async () => {
    const { recordId, code } = await recordOf('S1')
    const request = await askForIdentity(database.services, doors, cadre(), code, asked(recordId))
    await expect(askForIdentity(database.services, doors, cadre(), code, asked(recordId))).rejects.toMatchObject({
      code: 'custody.alreadyAsked',
    })
    const waiting = await withScope(database.services, custodian(), 'custody', async (tx) => ({
      list: await listRequests(tx, { view: 'waiting' }),
      identities: (await tx.query('select * from access.sealed_identity')).rows,
      records: (await tx.query('select * from intake.record')).rows,
      disputes: (await tx.query('select * from linking.dispute')).rows,
    }))
    expect(waiting).toMatchObject({ identities: [], records: [], disputes: [] })
    expect(waiting.list.items).toMatchObject([
      {
        traceCode: code,
        type: 'propertyService',
        source: 'complaint',
        protection: ['confidentialCaller'],
        reader: { name: '第1号', role: 'townCadre', agency: '浣东街道办事处' },
        reason: '需要回访本人核实收费情况',
        parts: ['name', 'phone'],
        state: 'waiting',
        own: false,
      },
    ])
    expect(JSON.stringify(waiting)).not.toMatch(/静怡|1391/)

    await expect(openIdentityFor(database.services, doors, cadre(), request.id, '回访本人')).rejects.toMatchObject({
      code: 'custody.notReleased',
    })
    const grant: DecideOnIdentity = {
      decision: 'grant',
      hours: 4,
      parts: ['name', 'phone'],
      reason: '理由充分，限回访',
    }
    await decideOnIdentity(database.services, doors, custodian(), request.id, grant)
    await expect(
      decideOnIdentity(database.services, doors, custodian(), request.id, { decision: 'refuse', reason: '再想一想' }),
    ).rejects.toMatchObject({ code: 'custody.decided' })

    const opened = await openIdentityFor(database.services, doors, cadre(), request.id, '回访本人')
    expect(opened.items).toEqual([
      { column: '诉求人', part: 'name', value: secret.name },
      { column: '联系电话', part: 'phone', value: secret.phone },
    ])
    // Another reader, the same record: neither the row nor the request.
    for (const other of [colleague(), custodian()])
      await expect(openIdentityFor(database.services, doors, other, request.id, '也想看看')).rejects.toThrow()
    const visible = async (scope: OfficerScope, number: string) =>
      withScope(
        database.services,
        scope,
        'handling',
        async (tx) => (await readIdentities(tx, [(await recordOf(number)).recordId])).size,
      )
    expect(await visible(cadre(), 'S1')).toBe(1)
    expect(await visible(cadre(), 'S2')).toBe(0)
    expect(await visible(colleague(), 'S1')).toBe(0)

    advance(4)
    expect(await visible(cadre(), 'S1')).toBe(0)
    await expect(openIdentityFor(database.services, doors, cadre(), request.id, '再次回访')).rejects.toMatchObject({
      code: 'custody.notReleased',
    })
    expect(
      (
        await database.services.database.owner.query(
          `select result, refusal from access.custody_opening where request_id = $1 order by at, id`,
          [request.id],
        )
      ).rows,
    ).toEqual([
      { result: 'refused', refusal: 'waiting' },
      { result: 'shown', refusal: null },
      { result: 'refused', refusal: 'over' },
    ])
    const reads = await database.services.database.owner.query(
      `select result, reason, fields from access.read_log where subject = $1 and reason like '%回访%' order by at, id`,
      [recordId],
    )
    expect(reads.rows).toEqual([
      { result: 'refused', reason: '回访本人', fields: ['name', 'phone'] },
      { result: 'shown', reason: '回访本人', fields: ['诉求人', '联系电话'] },
      { result: 'refused', reason: '再次回访', fields: ['name', 'phone'] },
    ])
    const entries = await database.services.database.owner.query(
      `select kind, trace_code, payload::text as payload from ledger.entry where subject = $1 order by index`,
      [request.id],
    )
    expect(entries.rows.map((entry) => [entry.kind, entry.trace_code])).toEqual([
      ['custody.requested', null],
      ['custody.openingRefused', null],
      ['custody.granted', null],
      ['custody.opened', null],
      ['custody.openingRefused', null],
    ])
    expect(JSON.stringify(entries.rows)).not.toMatch(/静怡|1391|回访|第1号/)
  })

  test('a grant gives no more than was asked, ends when it is taken back, and a refusal has its reason', async () => {
    const { recordId, code } = await recordOf('S2')
    const request = await askForIdentity(
      database.services,
      doors,
      cadre(),
      code,
      asked(recordId, { parts: ['address'] }),
    )
    const grant = { decision: 'grant', hours: 24, reason: '同意查看地址' } as const
    await expect(
      decideOnIdentity(database.services, doors, custodian(), request.id, { ...grant, parts: ['address', 'name'] }),
    ).rejects.toMatchObject({ code: 'custody.morePartsThanAsked' })
    await decideOnIdentity(database.services, doors, custodian(), request.id, { ...grant, parts: ['address'] })
    const { items } = await openIdentityFor(database.services, doors, cadre(), request.id, '上门送达')
    expect(items).toEqual([{ column: '地址', part: 'address', value: secret.address }])
    await decideOnIdentity(database.services, doors, custodian(), request.id, {
      decision: 'revoke',
      reason: '事项已办结',
    })
    await expect(openIdentityFor(database.services, doors, cadre(), request.id, '上门送达')).rejects.toMatchObject({
      code: 'custody.notReleased',
      parameters: { state: '批准已撤回' },
    })

    const second = await askForIdentity(database.services, doors, cadre(), code, asked(recordId))
    await decideOnIdentity(database.services, doors, custodian(), second.id, {
      decision: 'refuse',
      reason: '可由12345回访',
    })
    const own = await withScope(database.services, cadre(), 'handling', (tx) => readOwnRequests(tx, [recordId]))
    expect(own.get(recordId)!.decisions).toMatchObject([{ kind: 'refused', reason: '可由12345回访' }])
  })

  test('nobody decides the own request, in the program and in PostgreSQL', async () => {
    const { recordId, code } = await recordOf('S1')
    const both = { ...cadre(), officerId: custodian().officerId }
    const request = await askForIdentity(database.services, doors, both, code, asked(recordId))
    const grant = { decision: 'grant', hours: 1, parts: ['name'], reason: '自己批准' } as const
    await expect(
      decideOnIdentity(database.services, doors, custodian(), request.id, { ...grant, parts: ['name'] }),
    ).rejects.toMatchObject({ code: 'custody.ownRequest' })
    const insert = (scope: OfficerScope, until: Date, by = scope.officerId) =>
      withScope(database.services, scope, 'custody', (tx) =>
        tx.query(
          `insert into access.custody_decision (county, request_id, step, kind, at, officer_id, officer_name, reason, parts, until)
           values ($1, $2, 1, 'granted', $3, $4, '', '自己批准', '{name}', $5)`,
          [county, request.id, tx.context.now(), by, until],
        ),
      )
    const later = (hours: number) => new Date(database.clock.now().getTime() + hours * 3_600_000)
    await expect(insert(custodian(), later(1))).rejects.toThrow('row-level security')
    await expect(insert(custodian(), later(1), id(9))).rejects.toThrow('row-level security')
    await expect(insert(officer(1, 'townCadre', '330681002'), later(1))).rejects.toThrow('row-level security')
    const another = officer(4, 'identityCustodian', '-')
    await expect(insert(another, later(25))).rejects.toThrow('check constraint')
    await insert(another, later(24))
    // Append-only by grant: nobody rewrites what was decided.
    for (const sql of [
      `update access.custody_decision set until = now() + interval '1 year'`,
      'delete from access.custody_decision',
      'delete from access.custody_request',
      'delete from access.custody_opening',
      `update access.sealed_identity set version = 2`,
    ])
      await expect(withScope(database.services, system, 'custody', (tx) => tx.query(sql))).rejects.toThrow(
        'permission denied',
      )
  })

  test('a reader who lost the dispute, and an identity that was destroyed, open nothing', async () => {
    const [recordId] = await store([
      'complaint',
      call('S5', '2023-09-08 10:00', { 诉求人: '何秋平', 联系电话: '13700000005', 内容: '欠薪不发', 是否保密: '是' }),
    ])
    const { code } = await recordOf('S5')
    const { disputeId } = (await withScope(database.services, system, 'pipeline', (tx) => readSealedMatter(tx, code)))!
    const guest = { ...officer(5, 'department', '-'), agencyId: id(8) }
    await expect(askForIdentity(database.services, doors, guest, code, asked(recordId!))).rejects.toMatchObject({
      code: 'platform.notFound',
    })
    await withScope(database.services, system, 'task', (tx) => handOver(tx, guest.agencyId, [disputeId], 'test'))
    const request = await askForIdentity(database.services, doors, guest, code, asked(recordId!))
    const grant = { decision: 'grant', hours: 2, parts: ['name'], reason: '同意核实' } as const
    await decideOnIdentity(database.services, doors, custodian(), request.id, { ...grant, parts: ['name'] })
    expect((await openIdentityFor(database.services, doors, guest, request.id, '核实工资')).items).toHaveLength(1)
    await withScope(database.services, system, 'task', (tx) =>
      tx.query('update access.handed set withdrawn_at = $2 where agency_id = $1', [guest.agencyId, tx.context.now()]),
    )
    await expect(openIdentityFor(database.services, doors, guest, request.id, '核实工资')).rejects.toMatchObject({
      code: 'custody.outOfReach',
    })
    advance(0.1)
    await withScope(database.services, system, 'task', (tx) => handOver(tx, guest.agencyId, [disputeId], 'again'))
    await withScope(database.services, system, 'administration', (tx) => eraseRecord(tx, recordId!))
    await expect(openIdentityFor(database.services, doors, guest, request.id, '核实工资')).rejects.toMatchObject({
      code: 'custody.notSealed',
    })
    expect(await count(`access.sealed_identity where record_id = '${recordId}'`)).toBe(0)
  })
})

describe('what the dispute shows of a sealed person', () => {
  test('an open record of the same dispute does not name them either', async () => {
    const { recordId, code } = await recordOf('S3')
    expect(code).toBe((await recordOf('S1')).code)
    const shown = await withScope(database.services, cadre(), 'handling', async (tx) =>
      JSON.stringify([await disputePage(tx, code, ''), await listDisputes(tx, {})]),
    )
    expect(shown).toContain('已封存')
    expect(shown).not.toMatch(/汤|静怡|1391|云栖/)
    const { parties } = (await withScope(database.services, cadre(), 'handling', (tx) => disputePage(tx, code, '')))!
    const person = parties.find((party) => party.kind === 'person')!
    expect(person.revealable).toEqual([])
    const before = await count(
      `access.read_log where result = 'refused' and fields = array['party:${person.partyId}:name']`,
    )
    await expect(
      revealField(database.services, cadre(), code, `party:${person.partyId}:name`, '想知道是谁'),
    ).rejects.toMatchObject({ code: 'linking.sealedField' })
    const refused = `access.read_log where result = 'refused' and fields = array['party:${person.partyId}:name']`
    expect(await count(refused)).toBe(before + 1)
    // The open record is covered as well: opened, it would name the caller of the sealed ones.
    const view = (await withScope(database.services, cadre(), 'handling', (tx) => recordView(tx, recordId)))!
    expect(view.sealed).toBe(true)
    expect(JSON.stringify(view)).not.toMatch(/汤|静怡|1391|云栖/)
    await expect(
      revealField(database.services, cadre(), code, `record:${recordId}:联系电话`, '核对来电'),
    ).rejects.toMatchObject({ code: 'linking.sealedField' })
    expect(await count(`access.read_log where reason = '核对来电' and result = 'refused'`)).toBe(1)
  })

  test('where the sealed record lies in another town nobody of the dispute is named', async () => {
    const far = { 诉求人: '蒋三妹', 联系电话: '13600000009', 被反映对象: '诸暨云澜置业有限公司' }
    const from = (number: string, day: number, more: Record<string, string>) =>
      [
        'complaint',
        call(number, `2023-09-0${day} 10:00`, { ...far, 内容: '开发商虚假宣传，要求退房', ...more }),
      ] as const
    await store(from('F1', 2, {}), from('F2', 3, {}), from('F3', 4, { 是否保密: '是', 区划代码: '330681005' }))
    const [first, third] = [await recordOf('F1'), await recordOf('F3')]
    expect(third.code).toBe(first.code)
    for (const reader of [cadre(), officer(7, 'operator', '*')]) {
      const shown = await withScope(database.services, reader, 'handling', async (tx) => {
        const page = await disputePage(tx, first.code, '')
        expect(page!.parties.some((party) => party.sealed)).toBe(true)
        return JSON.stringify([page, await recordView(tx, first.recordId)])
      })
      expect(shown).not.toMatch(/蒋|三妹|1360/)
    }
  })

  test('what is not sealed is masked, and opened with one line; a role that may not ask sees no numbers', async () => {
    const [recordId] = await store([
      'complaint',
      call('O1', '2023-09-10 10:00', { 诉求人: '俞大海', 联系电话: '13500000007', 被反映对象: '', 内容: '路灯不亮' }),
    ])
    const { code } = await recordOf('O1')
    const worker = officer(6, 'gridWorker', '330681002')
    const view = (await withScope(database.services, worker, 'handling', (tx) => recordView(tx, recordId!)))!
    expect(view.columns.map((column) => column.column)).not.toContain('联系电话')
    expect(view.columns.every((column) => column.revealable === null)).toBe(true)
    expect(view.columns.find((column) => column.column === '地址')!.value).toBe('枫桥镇云栖花园3幢*******')
    const desk = (await withScope(database.services, cadre(), 'handling', (tx) => recordView(tx, recordId!)))!
    const field = `record:${recordId}:联系电话`
    expect(desk.columns.find((column) => column.column === '联系电话')).toMatchObject({
      value: '135****0007',
      revealable: field,
    })
    expect(await revealField(database.services, cadre(), code, field, '核对来电')).toEqual({
      field,
      value: '13500000007',
    })
    expect(await count(`access.read_log where subject = '${recordId}' and reason is not null`)).toBe(1)
  })
})

describe('pure', () => {
  const decision = (kind: CustodyDecision['kind'], until: Date | null = null): CustodyDecision => ({
    kind,
    at: new Date(0),
    officerName: '',
    reason: '',
    parts: null,
    until,
  })
  test('the end of a grant is outside it', () => {
    const grant = [decision('granted', new Date(1_000))]
    expect(stateOf([], new Date(0))).toBe('waiting')
    expect(stateOf(grant, new Date(999))).toBe('granted')
    expect(stateOf(grant, new Date(1_000))).toBe('over')
    expect(stateOf([...grant, decision('revoked')], new Date(1))).toBe('revoked')
    expect(stateOf([decision('refused')], new Date(1))).toBe('refused')
  })
  test('cells of columns that nobody listed are never opened', () => {
    const row = { 诉求人: '甲', 联系电话: '1', 地址: '乙', 内容: '丙', 微信: '丁' }
    expect(openedColumns(row, ['name', 'phone', 'document', 'address', 'text']).map((item) => item.column)).toEqual([
      '诉求人',
      '联系电话',
      '地址',
      '内容',
    ])
    expect(openedColumns(row, ['address'])).toEqual([{ column: '地址', part: 'address', value: '乙' }])
  })
})
