import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tablesWithoutRule } from '../../src/access/policies.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

/** Small local tables that stay on the coordinator: queue, sessions, events, settings (storage rules of the house). */
const local = new Set([
  'platform.migration',
  'platform.clock',
  'platform.event',
  'platform.outbox',
  'platform.idempotency',
  'platform.rate_window',
  'access.session',
  'access.attempt',
])

/** Counters without content. */
const counters = new Set(['intake.counter'])

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

async function rows<Row>(sql: string): Promise<Row[]> {
  return (await database.services.database.owner.query(sql)).rows as Row[]
}

const own = `n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker', 'public') and n.nspname not like 'pg_%'`

describe('rights in the store', () => {
  it('every table has its rule, and one without is found', async () => {
    const { owner } = database.services.database
    expect(await tablesWithoutRule(owner)).toEqual([])
    await owner.query('create table linking.forgotten (county char(6) primary key)')
    expect(await tablesWithoutRule(owner)).toEqual(['linking.forgotten'])
    await owner.query('drop table linking.forgotten')
  })
})

describe('the schema can be sharded by county', () => {
  it('county comes first in every primary key and stands in every unique one', async () => {
    const keys = await rows<{ table: string; name: string; columns: string[] }>(`
      select format('%s.%s', n.nspname, c.relname) as table, i.indexrelid::regclass::text as name,
        (select array_agg(a.attname::text order by k.ordinality) from unnest(i.indkey::int2[]) with ordinality k(attnum, ordinality)
         join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum) as columns
      from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
      where i.indisunique and ${own}`)
    const wrong = keys.filter((key) => !local.has(key.table) && (key.columns ?? [])[0] !== 'county')
    expect(wrong).toEqual([])
    expect(keys.length).toBeGreaterThan(20)
  })

  it('foreign keys hold the county, and there are no triggers but those of foreign keys', async () => {
    const foreign = await rows<{ name: string; columns: string[] }>(`
      select conrelid::regclass::text || '.' || conname as name,
        (select array_agg(a.attname::text) from pg_attribute a where a.attrelid = conrelid and a.attnum = any(conkey)) as columns
      from pg_constraint c join pg_namespace n on n.oid = c.connamespace where contype = 'f' and ${own}`)
    expect(foreign.filter((key) => !key.columns.includes('county'))).toEqual([])
    expect(
      await rows(
        `select t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace where not t.tgisinternal and ${own}`,
      ),
    ).toEqual([])
  })

  it('the application role owns nothing, bypasses nothing, and views ask as their caller', async () => {
    expect(
      await rows(`select rolname from pg_roles where rolname = 'suyuan_app' and (rolsuper or rolbypassrls)`),
    ).toEqual([])
    expect(
      await rows(
        `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'v' and ${own} and not coalesce('security_invoker=true' = any(c.reloptions), false)`,
      ),
    ).toEqual([])
    expect(
      await rows(
        `select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prosecdef and ${own} and not coalesce(array_to_string(p.proconfig, ',') like '%search_path%', false)`,
      ),
    ).toEqual([])
  })

  it('every table with personal or case data stands under forced row-level security', async () => {
    const open = await rows<{ table: string }>(`
      select format('%s.%s', n.nspname, c.relname) as table from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname in ('intake', 'reading', 'linking', 'warning', 'tasks', 'contracts', 'mediation', 'documents', 'reports', 'indicators', 'ledger')
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'county' and not a.attisdropped)
        and not (c.relrowsecurity and c.relforcerowsecurity)`)
    expect(open.map((row) => row.table).filter((table) => !counters.has(table))).toEqual([])
  })

  it('the ledger can only be appended to', async () => {
    const grants = await rows<{ privilege: string }>(`
      select privilege_type as privilege from information_schema.role_table_grants
      where grantee = 'suyuan_app' and table_schema = 'ledger' and table_name = 'entry' and privilege_type in ('DELETE', 'TRUNCATE')`)
    expect(grants).toEqual([])
  })
})
