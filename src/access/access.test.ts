import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { storeAgencies, storeOfficers } from './commands.ts'
import { systemScope, withScope } from './scope.ts'
import { newRecordKey, seal, unsealText, unwrapRecordKey } from './seal.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  const { services } = database
  await withScope(services, systemScope('330681', 'test'), 'administration', async (tx) => {
    await storeAgencies(tx, [
      { code: 'HD', name: '浣东街道办事处', kind: 'town', place: '330681002', parentCode: null },
    ])
    await storeOfficers(tx, [{ login: 'hd01', name: '张三', agencyCode: 'HD', roles: ['townCadre'], phone: null }])
  })
})
afterAll(() => database.close())

describe('the scope of a transaction', () => {
  it('fails closed in a fresh session and after a rolled-back transaction', async () => {
    const client = await database.services.database.application.connect()
    try {
      await expect(client.query(`select access.setting('county')`)).rejects.toThrow('no scope')
      await client.query('begin')
      await client.query(`select set_config('suyuan.county', '330681', true)`)
      expect((await client.query(`select access.setting('county') as county`)).rows[0].county).toBe('330681')
      await client.query('rollback')
      await expect(client.query(`select access.setting('county')`)).rejects.toThrow('no scope')
    } finally {
      client.release()
    }
  })

  it('writes the log of reads with the transaction and not without it', async () => {
    const { services } = database
    const scope = systemScope('330681', 'test')
    const subject = services.context.id()
    const read = { subjectKind: 'record', subject, fields: ['name'] } as const
    await withScope(services, scope, 'handling', async (tx) => tx.logRead(read))
    await withScope(services, scope, 'handling', async (tx) => {
      tx.logRead(read)
      throw new Error('undone')
    }).catch(() => {})
    const rows = await withScope(services, scope, 'handling', (tx) =>
      tx.query('select purpose, fields from access.read_log where subject = $1', [subject]),
    )
    expect(rows.rows).toEqual([{ purpose: 'handling', fields: ['name'] }])
    await expect(services.database.application.query('select * from access.read_log')).rejects.toThrow('no scope')
  })
})

describe('sealing', () => {
  it('opens only with the same key and at the same place', () => {
    const { keys } = database.services
    const { key, wrapped } = newRecordKey(keys, 'r1')
    const sealed = seal(key, '诸暨 𬭊', 'record|payload|r1')
    expect(unsealText(unwrapRecordKey(keys, wrapped, 'r1'), sealed, 'record|payload|r1')).toBe('诸暨 𬭊')
    expect(() => unsealText(key, sealed, 'record|payload|r2')).toThrow()
    expect(() => unwrapRecordKey(keys, wrapped, 'r2')).toThrow()
  })
})
