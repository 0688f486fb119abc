import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { parseVerifierKeys } from '../ledger/proof/note.ts'
import { logVerifierKey } from '../ledger/proofs.ts'
import { auditUpkeep } from './jobs.ts'
import { leafText, readLeafHash } from './leaf.ts'
import { checkReadProof, proveRead } from './read-proof.ts'
import { sealAll } from './sealing.ts'
import { verifyReads } from './verify.ts'

const county = '330681'
const officer = {
  kind: 'officer',
  county,
  officerId: '01890000-0000-7000-8000-000000000001',
  agencyId: '01890000-0000-7000-8000-0000000000a1',
  name: '王某',
  role: 'operator',
  reach: '*',
} as const
let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase('2023-08-20T09:00:00+08:00')
})
afterAll(() => database.close())

const asSystem = <T>(work: (tx: ScopedTx) => Promise<T>): Promise<T> =>
  withScope(database.services, systemScope(county, 'test'), 'audit', work)
const verify = () => asSystem(verifyReads)
const disputeId = (at: number): string => `01890000-0000-7000-8000-${String(at).padStart(12, '0')}`

/** As somebody who owns the database would do it: past every policy and grant. */
async function asOwner(sql: string, values: unknown[] = []): Promise<void> {
  await database.services.database.owner.query(sql, values)
}

async function read(count: number, first = 0): Promise<void> {
  await withScope(database.services, officer, 'handling', async (tx) => {
    for (let at = 0; at < count; at++)
      tx.logRead({ subjectKind: 'dispute', subject: disputeId(first + at), fields: ['masked'], reason: `查看 ${at}` })
  })
}

async function ids(): Promise<string[]> {
  const { rows } = await database.services.database.owner.query<{ id: string }>(
    'select id from access.read_log order by id',
  )
  return rows.map((row) => row.id)
}

describe('the log of reads in the ledger', () => {
  it('seals what waits, 1,000 a batch, one entry each, and finds all in order', async () => {
    await read(1_030)
    await withScope(database.services, officer, 'handling', async (tx) =>
      tx.logRead({ subjectKind: 'dispute', disputes: [disputeId(1), disputeId(2)], fields: ['list'] }),
    )
    expect(await sealAll(database.services, county)).toBe(2)
    expect(await sealAll(database.services, county)).toBe(0)
    expect(await verify()).toEqual({ batches: 2, reads: 1_031, retired: 0, waiting: 0, faults: [] })
    const { rows } = await database.services.database.owner.query(
      `select count(*)::int as count from ledger.entry where kind = 'read.logged'`,
    )
    expect(rows[0].count).toBe(2)
  })

  it('a line that still waits is said to wait, and is no fault', async () => {
    await read(3, 5_000)
    expect(await verify()).toMatchObject({ waiting: 3, faults: [] })
    await sealAll(database.services, county)
  })

  it('one changed byte of one line is found and named', async () => {
    const [id] = await ids()
    for (const [change, back] of [
      [`reason = reason || '。'`, `reason = '查看 0'`],
      [`at = at + interval '1 microsecond'`, `at = at - interval '1 microsecond'`],
      [`officer_id = '01890000-0000-7000-8000-000000000002'`, `officer_id = '${officer.officerId}'`],
      [`fields = '{timeline}'`, `fields = '{masked}'`],
      [`result = 'refused'`, `result = 'shown'`],
    ]) {
      await asOwner(`update access.read_log set ${change} where id = $1`, [id])
      expect((await verify()).faults).toEqual([{ kind: 'changed', read: id, batch: 1 }])
      await asOwner(`update access.read_log set ${back} where id = $1`, [id])
      expect((await verify()).faults).toEqual([])
    }
  })

  it('one removed line, one inserted line and one removed listing are found and named', async () => {
    const all = await ids()
    const gone = all[700]!
    await asOwner('create table public.kept as select * from access.read_log where id = $1'.replace('$1', `'${gone}'`))
    await asOwner('delete from access.read_log where id = $1', [gone])
    expect((await verify()).faults).toEqual([{ kind: 'removed', read: gone, batch: 1 }])
    await asOwner('insert into access.read_log select * from public.kept')
    await asOwner('drop table public.kept')

    const extra = '01890000-0000-7000-8000-00000000beef'
    await asOwner(
      `insert into access.read_log (county, id, at, actor, officer_id, agency_id, purpose, subject_kind, subject, dispute_id, fields, result)
       values ($1, $2, now(), 'officer', $3, $4, 'handling', 'dispute', $5, $5, '{masked}', 'shown')`,
      [county, extra, officer.officerId, officer.agencyId, disputeId(9)],
    )
    expect((await verify()).faults).toEqual([{ kind: 'inserted', read: extra, batch: null }])
    await asOwner('delete from access.read_log where id = $1', [extra])

    const { rows } = await database.services.database.owner.query<{ id: string }>(
      'select id from access.read_log where disputes is not null',
    )
    await asOwner('delete from access.read_listed where dispute_id = $1', [disputeId(2)])
    expect((await verify()).faults).toEqual([{ kind: 'unlisted', read: rows[0]!.id, batch: 2 }])
    await asOwner('insert into access.read_listed values ($1, $2, $3)', [county, disputeId(2), rows[0]!.id])
    expect((await verify()).faults).toEqual([])
  })

  it('whoever mends the seals after changing a line is found by the ledger', async () => {
    const id = (await ids())[3]!
    const { rows } = await database.services.database.owner.query<{
      salt: Buffer
      hidden_salt: Buffer
      line: Record<string, never>
    }>(
      `select s.salt, s.hidden_salt, to_jsonb(r) - 'at' || jsonb_build_object('at', to_char(r.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'purpose', 'audit') as line
       from audit.sealed_read s join access.read_log r on r.id = s.read_id where s.read_id = $1`,
      [id],
    )
    const { salt, hidden_salt, line } = rows[0]!
    const hash = readLeafHash(salt, leafText(line as never, hidden_salt))
    await asOwner(`update access.read_log set purpose = 'audit' where id = $1`, [id])
    await asOwner('update audit.sealed_read set leaf_hash = $2 where read_id = $1', [id, hash])
    const { faults } = await verify()
    expect(faults).toEqual([
      { kind: 'sealChanged', read: null, batch: 1 },
      { kind: 'ledgerChanged', read: null, batch: 1 },
    ])
    await asOwner(`update access.read_log set purpose = 'handling' where id = $1`, [id])
    const before = readLeafHash(salt, leafText({ ...line, purpose: 'handling' } as never, hidden_salt))
    await asOwner('update audit.sealed_read set leaf_hash = $2 where read_id = $1', [id, before])
    expect((await verify()).faults).toEqual([])
  })

  it('the worker seals at a thousand lines without waiting for the minute', async () => {
    const tick = auditUpkeep(database.services, county)
    await read(10, 9_000)
    await tick()
    expect(await verify()).toMatchObject({ waiting: 10, faults: [] })
    await read(990, 9_100)
    await tick()
    expect(await verify()).toMatchObject({ waiting: 0, faults: [] })
  })

  it('the program itself can neither change nor remove a line', async () => {
    for (const sql of [
      `update access.read_log set reason = 'x' where county = $1`,
      'delete from access.read_log where county = $1',
      'delete from audit.sealed_read where county = $1',
      `update audit.sealed_batch set count = 1 where county = $1`,
    ])
      await expect(asSystem((tx) => tx.query(sql, [county]))).rejects.toThrow(/permission denied/)
  })

  it('one read is proven offline, without the name of the officer, the reason or another dispute', async () => {
    const list = (
      await database.services.database.owner.query<{ id: string }>(
        'select id from access.read_log where disputes is not null',
      )
    ).rows[0]!.id
    const key = parseVerifierKeys(`${logVerifierKey({ county, keys: database.services.keys })}\n`)
    for (const [id, dispute] of [
      [(await ids())[17]!, disputeId(17)],
      [list, disputeId(2)],
    ] as const) {
      const proof = (await asSystem((tx) => proveRead(tx, id, dispute)))!
      const line = checkReadProof(proof, key)
      expect(line).toMatchObject({ id, agency_id: officer.agencyId, purpose: 'handling', result: 'shown' })
      const text = JSON.stringify(proof)
      expect(text).not.toContain(officer.officerId)
      expect(text).not.toContain('查看')
      expect(text).not.toContain(disputeId(1))
      // A changed purpose, another dispute and another place in the batch are refused.
      const changed = { ...proof, leaf: proof.leaf.replace('"handling"', '"audit"') }
      expect(() => checkReadProof(changed, key)).toThrow(/path/)
      expect(() => checkReadProof({ ...proof, dispute: disputeId(99) }, key)).toThrow(/another dispute/)
      expect(() => checkReadProof({ ...proof, position: proof.position + 1 }, key)).toThrow()
    }
  })

  it('lines whose period is over may be gone, younger ones may not', async () => {
    await sealAll(database.services, county)
    const old = (await ids())[2]!
    await asOwner('delete from access.read_log where id = $1', [old])
    expect((await verify()).faults).toEqual([{ kind: 'removed', read: old, batch: 1 }])
    // Three years (vocabulary/retention.ts) and a day later.
    database.clock.set(new Date('2026-08-21T09:00:00+08:00'), 0)
    expect(await verify()).toMatchObject({ retired: 1, faults: [] })
  })
})

describe('the leaf', () => {
  const salt = createHash('sha256').update('salt').digest()
  it('differs for every line that differs, and for every salt', () => {
    const line = fc.record({
      id: fc.uuid(),
      purpose: fc.string(),
      reason: fc.option(fc.string()),
      fields: fc.array(fc.string()),
      disputes: fc.option(fc.uniqueArray(fc.uuid(), { maxLength: 5 })),
    })
    fc.assert(
      fc.property(line, line, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b)
        expect(leafText(a, salt) === leafText(b, salt)).toBe(same)
        expect(readLeafHash(salt, leafText(a, salt)).equals(readLeafHash(Buffer.alloc(32), leafText(a, salt)))).toBe(
          false,
        )
      }),
    )
  })
})
