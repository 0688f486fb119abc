import type pg from 'pg'
import type { Planted, Table } from './plant.ts'
import { reader } from './worlds.ts'

/**
 * Runs each statement in a sub-transaction that is always undone, and answers with its count or its SQLSTATE. SECURITY
 * INVOKER: it may do exactly what the caller may.
 */
export async function installProbe(owner: pg.Pool): Promise<void> {
  await owner.query(`
    create schema matrix;
    grant usage on schema matrix to suyuan_app;
    create function matrix.probe(statements text[]) returns text[] language plpgsql as $$
    declare answers text[] := '{}'; statement text; seen bigint;
    begin
      foreach statement in array statements loop
        begin
          seen := 1;
          if statement like 'insert%' then execute statement; else execute statement into seen; end if;
          raise exception using errcode = 'ZZ001', message = coalesce(seen, 0)::text;
        exception when others then
          answers := answers || case when sqlstate = 'ZZ001' then sqlerrm else sqlstate || ' ' || sqlerrm end;
        end;
      end loop;
      return answers;
    end $$`)
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'`
  if (Array.isArray(value)) return `'{${value.map((item) => `"${String(item)}"`).join(',')}}'`
  return `'${String(value).replaceAll("'", "''")}'`
}

/** Condition that finds a planted row. */
function finds(table: Table, row: Planted): string {
  const columns = table.key.filter((name) => row.values[name] !== undefined)
  // A key that the database makes says nothing; such tables are told apart by the place of the world in another column.
  const by =
    columns.length === table.key.length && columns.length > 0
      ? columns
      : Object.keys(row.values).filter(
          (name) =>
            row.values[name] !== null &&
            !/jsonb?|\[\]/.test(table.columns.find((column) => column.name === name)?.type ?? ''),
        )
  return by.map((name) => `t."${name}" = ${literal(row.values[name])}`).join(' and ')
}

/** The rows met, as a sum of bits: one for each world. */
function bits(table: Table, rows: readonly Planted[]): string {
  return `case ${rows.map((row) => `when ${finds(table, row)} then ${1 << row.world.at}`).join(' ')} else 0 end`
}

export interface Statements {
  readonly select: string
  readonly update: string | null
  readonly delete: string
  /** The same, one row at a time: asked where a refusal of one row ended the statement for all. */
  readonly updateOne: ReadonlyMap<Planted, string> | null
  readonly deleteOne: ReadonlyMap<Planted, string>
  /** The planted row once more: SQLSTATE 23505 says that the policies let it pass. */
  readonly insertOne: ReadonlyMap<Planted, string>
}

/** Where a policy says what a changed row must be: who decides, signs the decision. */
const changes: Readonly<Record<string, string>> = { 'access.staff_request': `decided_by = '${reader.officerId}'` }

/** What is tried on one table. */
export function statementsOf(table: Table, rows: readonly Planted[]): Statements {
  const met = bits(table, rows)
  const update =
    table.changeable &&
    `update ${table.name} as t set ${changes[table.name] ?? `"${table.changeable}" = t."${table.changeable}"`}`
  const counted = (sql: string): string =>
    `with done as (${sql} returning ${met} as bit) select coalesce(bit_or(bit), 0) from done`
  const each = (make: (row: Planted) => string): ReadonlyMap<Planted, string> =>
    new Map(rows.map((row) => [row, make(row)]))
  return {
    select: `select coalesce(bit_or(${met}), 0) from ${table.name} as t`,
    update: update && counted(update),
    delete: counted(`delete from ${table.name} as t`),
    updateOne: update ? each((row) => counted(`${update} where ${finds(table, row)}`)) : null,
    deleteOne: each((row) => counted(`delete from ${table.name} as t where ${finds(table, row)}`)),
    insertOne: each(({ values }) => {
      const names = Object.keys(values)
      return `insert into ${table.name} (${names.map((name) => `"${name}"`).join(', ')}) values (${names.map((name) => literal(values[name])).join(', ')})`
    }),
  }
}

/**
 * True when the policies and grants let a statement pass: it did its work, or met a key, a reference or a check behind them.
 * Throws on any other failure: an error is no refusal.
 */
export function passed(answer: string): boolean {
  if (/^(\d+$|23505|23503|23514|23502)/.test(answer)) return true
  if (answer.startsWith('42501')) return false
  throw new Error(`neither let pass nor refused: ${answer}`)
}
