import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assertEveryTableHasRule } from '../../src/access/policies.ts'
import { type Scope, type ScopedTx, systemScope, withScope } from '../../src/access/scope.ts'
import { widestReach } from '../../src/access/scopes.ts'
import { type Actor, mayTouch, roleNames, tables as rules, type TableName } from '../../src/access/tables.ts'
import { openDatabase } from '../../src/platform/database.ts'
import type { Services } from '../../src/platform/services.ts'
import type { Purpose } from '../../src/vocabulary/purposes.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { caseTables, hangsOn, type Kind, rowsFor, type Verb } from './oracle.ts'
import { ownSchemas, type Planted, plant, readTables, type Table } from './plant.ts'
import { installProbe, passed, type Statements, statementsOf } from './probe.ts'
import { county, ownTown, type Relation, reader, relations, thing, worlds } from './worlds.ts'

const actors: readonly Actor[] = ['system', 'party', ...roleNames]
const states = ['fresh', 'reused', 'after a rolled-back transaction'] as const
/** Casework, and besides it what the role itself is there for. */
const purposesOf = (actor: Actor): readonly Purpose[] => ['handling', ownPurposes[actor] ?? 'statistics']
const ownPurposes: Partial<Record<Actor, Purpose>> = {
  party: 'rights',
  operator: 'rights',
  privacyOfficer: 'rights',
  leader: 'administration',
  administrator: 'administration',
  auditor: 'audit',
  identityCustodian: 'custody',
}
const verbs = ['select', 'insert', 'update', 'delete'] as const

let database: TestDatabase
let owner: pg.Pool
let stored: readonly Table[]
let planted: readonly Planted[]
let statements: ReadonlyMap<string, Statements>

const isRuled = (name: string): name is TableName => name in rules
const rowsOf = (name: string): readonly Planted[] => planted.filter(({ table }) => table.name === name)

function scopeOf(actor: Actor): Scope {
  const handed = worlds.find(({ relation }) => relation === 'handed')!
  if (actor === 'system') return systemScope(county, 'matrix')
  if (actor === 'party')
    return {
      kind: 'party',
      county,
      disputeId: thing(handed, 'dispute'),
      partyId: thing(handed, 'party'),
      traceCode: 'trace_code of handed',
    }
  return { kind: 'officer', county, ...reader, name: '韩某', role: actor, reach: widestReach(actor, ownTown) }
}

function kindOf(scope: Scope): Kind {
  if (scope.kind === 'party') return 'party'
  if (scope.kind === 'system' || scope.reach === '*') return 'county'
  return scope.reach === '-' ? 'handed' : 'town'
}

beforeAll(async () => {
  database = await testDatabase()
  owner = database.services.database.owner
  stored = await readTables(owner)
  planted = await plant(owner, stored)
  await installProbe(owner)
  statements = new Map(stored.map((table) => [table.name, statementsOf(table, rowsOf(table.name))]))
})
afterAll(() => database.close())

/** Services over one connection that `before` has used in its way. */
async function servicesIn(
  state: (typeof states)[number],
  before: Actor,
): Promise<{ services: Services; close(): Promise<void> }> {
  const single = openDatabase(database.services.database.connection, 1)
  const services = { ...database.services, database: single }
  const scope = scopeOf(before)
  if (state === 'reused')
    await withScope(services, scope, 'handling', (tx) => tx.query('select count(*) from linking.dispute'))
  if (state === 'after a rolled-back transaction')
    await withScope(services, scope, 'handling', async (tx) => {
      await tx.query('select count(*) from linking.dispute')
      throw new Error('rolled back')
    }).catch(() => {})
  return { services, close: () => single.close() }
}

async function probe(tx: Pick<ScopedTx, 'query'>, wanted: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query<{ answers: string[] }>('select matrix.probe($1::text[]) as answers', [wanted])
  return rows[0]!.answers
}

type Met = Readonly<Record<Verb, ReadonlySet<Relation>>>

const fromBits = (answer: string): ReadonlySet<Relation> =>
  new Set(passed(answer) ? relations.filter((_, at) => Number(answer) & (1 << at)) : [])

/** What the database lets this transaction do with each table. */
async function tryAll(tx: ScopedTx): Promise<ReadonlyMap<string, Met>> {
  const result = new Map<string, Met>()
  const wanted: string[] = []
  for (const table of stored) {
    const { select, update, delete: remove, insertOne } = statements.get(table.name)!
    wanted.push(select, update ?? 'select 0', remove, ...insertOne.values())
  }
  const answers = await probe(tx, wanted)
  for (const table of stored) {
    const rows = rowsOf(table.name)
    const { updateOne, deleteOne } = statements.get(table.name)!
    const [select, update, remove] = answers.splice(0, 3) as [string, string, string]
    const inserts = answers.splice(0, rows.length)
    const apart = async (whole: string, each: ReadonlyMap<Planted, string> | null): Promise<ReadonlySet<Relation>> => {
      if (/^\d+$/.test(whole) || !each || whole.includes('permission denied')) return fromBits(whole)
      const single = await probe(tx, [...each.values()])
      // A row that is there for the caller but fails behind the policies (a foreign key) was let pass.
      return new Set(
        rows.filter((_, at) => passed(single[at]!) && single[at] !== '0').map(({ world }) => world.relation),
      )
    }
    result.set(table.name, {
      select: fromBits(select),
      update: await apart(update, updateOne),
      delete: await apart(remove, deleteOne),
      insert: new Set(rows.filter((_, at) => passed(inserts[at]!)).map(({ world }) => world.relation)),
    })
  }
  return result
}

/** What the rules and the hand-written truth say together. */
function expected(table: string, actor: Actor, purpose: Purpose, verb: Verb, relation: Relation): boolean {
  const kind = kindOf(scopeOf(actor))
  const rows = rowsFor(table, actor, kind, verb)
  if (rows === null) throw new Error(`${table}: say in tests/matrix/oracle.ts how its rows stand to a reader`)
  if (!granted.get(table)!.has(verb) || (isRuled(table) && !mayTouch(table, verb, actor, purpose))) return false
  if (!rows.includes(relation)) return false
  // A row is found before it is changed.
  if (verb === 'update' || verb === 'delete') return expected(table, actor, purpose, 'select', relation)
  const parent = hangsOn(table, kind, relation)
  return parent === null || verb === 'select' || expected(parent, actor, purpose, 'select', relation)
}

let granted: ReadonlyMap<string, ReadonlySet<Verb>>
beforeAll(async () => {
  const { rows } = await owner.query<{ table: string; verb: Verb }>(`
    select format('%s.%s', n.nspname, c.relname) as table, verb from pg_class c join pg_namespace n on n.oid = c.relnamespace
    cross join unnest(array['select', 'insert', 'update', 'delete']) as verb
    where c.relkind in ('r', 'p') and ${ownSchemas}
      and case when verb in ('update', 'insert') then has_any_column_privilege('suyuan_app', c.oid, verb) else has_table_privilege('suyuan_app', c.oid, verb) end`)
  granted = new Map(
    stored.map(({ name }) => [name, new Set(rows.filter((row) => row.table === name).map((row) => row.verb))]),
  )
})

/** Done by a SECURITY DEFINER function alone (ledger.erase, rights.purge), which runs under the same policies. */
const byFunction: readonly string[] = [
  'ledger.entry update',
  'access.read_log delete',
  'access.read_listed delete',
  'access.sign_in_event delete',
  'intake.reject delete',
  'platform.outbox delete',
]

describe('the matrix in PostgreSQL', () => {
  it('every role meets in every table exactly the rows that the rules give it, whatever the connection did before', async () => {
    let cells = 0
    const leaks = new Map<string, number>()
    const refusals = new Map<string, number>()
    for (const actor of actors) {
      // The lender of the `handed` contract is the reader's agency, which is a bank only where the reader serves one.
      await owner.query('update access.agency set kind = $2 where id = $1', [
        reader.agencyId,
        actor === 'bank' ? 'bank' : 'department',
      ])
      for (const purpose of purposesOf(actor)) {
        const each = await Promise.all(
          states.map(async (state) => {
            const { services, close } = await servicesIn(state, actor === 'operator' ? 'system' : 'operator')
            try {
              return await withScope(services, scopeOf(actor), purpose, tryAll)
            } finally {
              await close()
            }
          }),
        )
        for (const met of each)
          for (const table of stored)
            for (const { world } of rowsOf(table.name))
              for (const verb of verbs) {
                if (verb === 'update' && !table.changeable && granted.get(table.name)!.has('update')) continue
                cells++
                const right = expected(table.name, actor, purpose, verb, world.relation)
                if (met.get(table.name)![verb].has(world.relation) === right) continue
                const cell = `${actor} ${verb} ${table.name} of ${world.relation} for ${purpose}`
                const list = right ? refusals : leaks
                list.set(cell, (list.get(cell) ?? 0) + 1)
              }
      }
    }
    process.stdout.write(
      `SQL matrix: ${cells} cells (${actors.length} actors × ${stored.length} tables × 4 verbs × 6 relations × ${states.length} states of a connection × 2 purposes), ${leaks.size} leaks, ${refusals.size} wrong refusals\n`,
    )
    expect({ leaks: [...leaks.keys()], refusals: [...refusals.keys()] }).toEqual({ leaks: [], refusals: [] })
    expect(cells).toBeGreaterThanOrEqual(25_000)
  }, 480_000)

  it('without a scope no table answers, in a new session and after a rolled-back transaction', async () => {
    for (const state of ['fresh', 'after a rolled-back transaction'] as const) {
      const { services, close } = await servicesIn(state, 'system')
      const ruled = stored.filter(({ name }) => isRuled(name))
      const client = await services.database.application.connect()
      try {
        const { rows } = await client.query<{ answers: string[] }>('select matrix.probe($1::text[]) as answers', [
          ruled.map(({ name }) => statements.get(name)!.select),
        ])
        expect(ruled.filter((_, at) => !rows[0]!.answers[at]!.startsWith('42501')).map(({ name }) => name)).toEqual([])
      } finally {
        client.release()
        await close()
      }
    }
  })

  it('who only counts, audits or keeps accounts and identities meets no row of a case, for no purpose', () => {
    const blind = ['leader', 'auditor', 'administrator', 'identityCustodian', 'privacyOfficer'] as const
    const open = caseTables.flatMap((table) =>
      blind
        .filter((role) => isRuled(table) && rules[table].select.includes(role as never))
        .map((role) => `${role} ${table}`),
    )
    expect(open).toEqual([])
  })

  it('no rule promises what the grants refuse, and nobody may change a row unseen', () => {
    const wrong = stored.flatMap(({ name }) => {
      if (!isRuled(name)) return []
      const rule: Readonly<Record<Verb, readonly Actor[]>> = rules[name]
      const empty = verbs
        .filter((verb) => rule[verb].length > 0 && !granted.get(name)!.has(verb))
        .filter((verb) => !byFunction.includes(`${name} ${verb}`))
        .map((verb) => `${name}: ${verb} is promised to ${rule[verb].join(', ')} but not granted`)
      const unseen = (['update', 'delete'] as const).flatMap((verb) =>
        rule[verb]
          .filter((actor) => !rule.select.includes(actor))
          .map((actor) => `${name}: ${actor} may ${verb} but not select`),
      )
      return [...empty, ...unseen]
    })
    expect(wrong).toEqual([])
  })
})

describe('what PostgreSQL itself promises', () => {
  it('roles bypass nothing, the application owns nothing, every ruled table is forced', async () => {
    const { rows } = await owner.query<{ what: string }>(`
      select 'role ' || rolname as what from pg_roles where pg_has_role('suyuan_app', oid, 'member') and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)
      union all select 'owned ' || c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${ownSchemas} and c.relowner = 'suyuan_app'::regrole
      union all select 'not forced ' || c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where ${ownSchemas} and c.relkind in ('r', 'p') and c.relrowsecurity and not c.relforcerowsecurity
      union all select 'truncate ' || c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where ${ownSchemas} and c.relkind in ('r', 'p') and (has_table_privilege('suyuan_app', c.oid, 'truncate') or has_table_privilege('suyuan_app', c.oid, 'trigger'))
      union all select 'create in ' || n.nspname from pg_namespace n where ${ownSchemas} and has_schema_privilege('suyuan_app', n.oid, 'create')
      union all select 'view ' || c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where ${ownSchemas} and c.relkind in ('v', 'm') and not coalesce('security_invoker=true' = any(c.reloptions), false)
      union all select 'function ' || p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where ${ownSchemas} and p.prosecdef and not coalesce(array_to_string(p.proconfig, ',') ~ 'search_path=(pg_catalog|""|''''), ?', false)
      union all select 'public may run ' || p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where ${ownSchemas} and p.prosecdef and has_function_privilege('public', p.oid, 'execute')`)
    expect(rows.map(({ what }) => what)).toEqual([])
  })

  it('a plain view shows everything and an invoker view what its caller may see: the second trap is real', async () => {
    await owner.query(`
      create view matrix.plain as select id from linking.dispute;
      create view matrix.invoker with (security_invoker = true) as select id from linking.dispute;
      grant select on matrix.plain, matrix.invoker to suyuan_app`)
    const scope = scopeOf('mediator')
    const count = (view: string) =>
      withScope(
        database.services,
        scope,
        'handling',
        async (tx) => (await tx.query(`select id from matrix.${view}`)).count,
      )
    expect([await count('plain'), await count('invoker')]).toEqual([6, 1])
    await owner.query('drop view matrix.plain, matrix.invoker')
  })

  it('a table that nobody has a rule for stops the program', async () => {
    await owner.query(
      'create table linking.dummy (county char(6) not null, id uuid not null, primary key (county, id))',
    )
    await expect(assertEveryTableHasRule(owner)).rejects.toThrow('linking.dummy')
    await owner.query(
      'alter table linking.dummy enable row level security; alter table linking.dummy force row level security',
    )
    await expect(assertEveryTableHasRule(owner)).rejects.toThrow('linking.dummy')
    await owner.query('drop table linking.dummy')
  })
})
