import { createHash } from 'node:crypto'
import type pg from 'pg'
import { openTables, tables } from './tables.ts'

const list = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ')

/**
 * SQL condition on the settings of the transaction: one subselect, so that it is evaluated once a statement and costs a row
 * one look at a boolean (bench/least-view.ts).
 */
function condition(actors: readonly string[], purposes: readonly string[] | null): string {
  if (actors.length === 0) return 'false'
  const role = `access.setting('role') in (${list(actors)})`
  if (purposes === null) return `(select ${role})`
  return `(select ${role} and (access.setting('role') in ('system', 'party') or access.setting('purpose') in (${list(purposes)})))`
}

/** The restrictive policies of one table, as SQL. */
function policiesOf(name: string, rule: (typeof tables)[keyof typeof tables]): string[] {
  const read = condition(rule.select, rule.purposes)
  const make = (policy: string, clause: string): string =>
    `drop policy if exists ${policy} on ${name}; create policy ${policy} on ${name} as restrictive ${clause};`
  return [
    make('role_select', `for select using (${read})`),
    make('role_insert', `for insert with check (${condition(rule.insert, null)})`),
    make(
      'role_update',
      `for update using (${condition(rule.update, null)}) with check (${condition(rule.update, null)})`,
    ),
    make('role_delete', `for delete using (${condition(rule.delete, null)})`),
  ]
}

async function storedTables(owner: pg.Pool): Promise<{ name: string; forced: boolean }[]> {
  const { rows } = await owner.query<{ name: string; forced: boolean }>(
    `select format('%s.%s', n.nspname, c.relname) as name, c.relforcerowsecurity as forced
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker', 'public')
       and n.nspname not like 'pg\\_%'`,
  )
  return rows
}

/** Tables of the store that neither `tables` nor `openTables` knows, or that stand in the wrong one: they would be without a rule. */
export async function tablesWithoutRule(owner: pg.Pool): Promise<string[]> {
  return (await storedTables(owner))
    .filter(({ name, forced }) => (forced ? !(name in tables) : !(name in openTables)))
    .map(({ name }) => name)
}

/** Throws when a table has no rule: the program does not start with one. */
export async function assertEveryTableHasRule(owner: pg.Pool): Promise<void> {
  const without = await tablesWithoutRule(owner)
  if (without.length > 0) throw new Error(`tables without a rule (src/access/tables.ts): ${without.join(', ')}`)
}

/** Writes the table of rights into PostgreSQL as restrictive policies; nothing is done while their text is the one already there. */
export async function applyPolicies(owner: pg.Pool): Promise<void> {
  const stored = await storedTables(owner)
  const known = new Set(stored.map(({ name }) => name))
  const sql = Object.entries(tables)
    .filter(([name]) => known.has(name))
    .flatMap(([name, rule]) => policiesOf(name, rule))
  const digest = createHash('sha256').update(sql.join('\n')).digest('hex')
  const client = await owner.connect()
  try {
    await client.query('begin')
    await client.query(`select pg_advisory_xact_lock(7306810002)`)
    const { rows } = await client.query<{ value: string }>(
      `select value from platform.setting where county = '000000' and name = 'access.policies'`,
    )
    if (rows[0]?.value !== digest) {
      await client.query(sql.join('\n'))
      await client.query(
        `insert into platform.setting (county, name, value) values ('000000', 'access.policies', $1::text::jsonb)
         on conflict (county, name) do update set value = excluded.value`,
        [JSON.stringify(digest)],
      )
    }
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}
