import type pg from 'pg'
import { county, reader, thing, type World, worlds } from './worlds.ts'

export interface Column {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly generated: boolean
  /** Table and column that a foreign key points to. */
  readonly target: string | null
}

export interface Table {
  /** `schema.table` */
  readonly name: string
  readonly columns: readonly Column[]
  readonly key: readonly string[]
  /** A column that the application role may change, or null. */
  readonly changeable: string | null
}

/** Schemas that are the program's own. */
export const ownSchemas = `n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'graphile_worker', 'public', 'matrix')`

/** Every table of the store as the catalogue has it, in the order of its name. */
export async function readTables(owner: pg.Pool): Promise<Table[]> {
  const { rows } = await owner.query<Table>(`
    select format('%s.%s', n.nspname, c.relname) as name,
      (select jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
          'required', a.attnotnull and not a.atthasdef and a.attidentity = '',
          'generated', a.attgenerated <> '' or a.attidentity = 'a',
          'target', (select format('%s.%s.%s', fn.nspname, fc.relname, fa.attname)
             from pg_constraint f join pg_class fc on fc.oid = f.confrelid join pg_namespace fn on fn.oid = fc.relnamespace
             cross join lateral unnest(f.conkey, f.confkey) as k(own, other)
             join pg_attribute fa on fa.attrelid = f.confrelid and fa.attnum = k.other
             where f.conrelid = c.oid and f.contype = 'f' and k.own = a.attnum and fa.attname <> 'county' limit 1))
          order by a.attnum)
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
      coalesce((select jsonb_agg(a.attname order by k.place) from pg_index i
        cross join lateral unnest(i.indkey::int2[]) with ordinality as k(number, place)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
        where i.indrelid = c.oid and i.indisprimary), '[]') as key,
      (select a.attname from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        and a.attgenerated = '' and has_column_privilege('suyuan_app', c.oid, a.attnum, 'update')
        order by a.attname = 'county', a.attnum desc limit 1) as changeable
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and ${ownSchemas} order by 1`)
  return rows
}

/** Columns whose value a check or the meaning fixes; `null` where a check wants it empty. */
export type Fixed = Readonly<Record<string, (world: World) => unknown>>
const fixed: Fixed = {
  'platform.clock.id': () => 1,
  'platform.clock.rate': () => 1,
  'access.session.party_id': () => null,
  'access.agency.id': (world) => agencyOf(world),
  'mediation.party.side': () => 'claimant',
  'mediation.filing.kind': () => 'suit',
  'linking.dispute.merged_into': () => null,
  'linking.dispute_record.to_at': () => null,
  'linking.dispute_record.end_op_id': () => null,
  'linking.party_member.to_at': () => null,
  'access.handed.subject': (world) => thing(world, 'dispute'),
  'access.handed.officer_id': () => wholeAgency,
  // The lender is found by the name of its agency, a repayment by the number of its contract.
  'contracts.contract.lender': (world) => `name of ${world.relation}`,
  'contracts.repayment.contract_number': (world) => `number of ${world.relation}`,
  'linking.gateway_row.kind': () => 'person',
  'linking.gateway_match.decision': () => null,
  'linking.gateway_match.evidence': () => '[]',
  'linking.review_answer.kind': () => 'link',
  'linking.review_answer.answer': () => 'same',
  'linking.judgement.subject': () => 'party',
  'linking.judgement.verdict': () => 'different',
  'linking.judgement.other': (world) => thing(world, 'another party'),
  'mediation.route_choice.kind': () => 'petition',
  'linking.request.kind': () => 'merge',
  'linking.request.decision': () => null,
  'linking.request.decided_by': () => null,
  'intake.photo.position': () => 0,
  'tasks.verification.finding': () => null,
  'tasks.task.paused_at': () => null,
  'tasks.task.pause_reason': () => null,
  'tasks.task.pauses': () => '[]',
  'tasks.task.extension': () => null,
  'warning.rule_version.state': () => 'refused',
  'warning.rule_version.rows': () => '[]',
  'warning.rule_version.preview': () => null,
  'warning.rule_version.decided_by': () => null,
  'warning.rule_version.effective_at': () => null,
  'warning.backtest.result': () => null,
  'warning.rule_version.model': () => null,
  'warning.micro_fit.done_at': () => null,
  'warning.micro_fit.report': () => null,
  'warning.micro_fit.model': () => null,
  'access.custody_request.parts': () => ['name'],
  'access.custody_request.reason_kinds': () => ['minor'],
  'access.custody_opening.result': () => 'shown',
  'access.custody_opening.refusal': () => null,
  'access.custody_decision.step': () => 1,
  'access.custody_decision.kind': () => 'granted',
  'access.custody_decision.at': () => '2023-08-01T00:30:00Z',
  'access.custody_decision.until': () => '2023-08-01T12:00:00Z',
  'access.custody_decision.officer_id': (world) => (world.relation === 'ownTown' ? reader.officerId : officerOf(world)),
  'access.sealed_identity.reason_kinds': () => ['minor'],
  'access.absence.substitute_id': (world) => thing(world, 'substitute'),
  'access.staff_request.decided_by': () => null,
  'access.staff_request.decision': () => null,
  'access.staff_event.subject_kind': () => 'officer',
  'access.representation.credit_key': () => null,
  'access.representation.granted_by_party': () => null,
  'access.representation.evidence_digest': () => 'ab'.repeat(32),
  'access.session.step': () => null,
  'audit.break_glass_event.kind': () => 'started',
  'platform.outbox.state': () => 'delivered',
  'rights.notice.recipient': (world) => agencyOf(world),
  'documents.document.subject': (world) => thing(world, 'dispute'),
  'documents.document.personal': () => true,
}

const wholeAgency = '00000000-0000-0000-0000-000000000000'

/** What was handed over belongs to the reader's agency; the rest to agencies that nobody here serves. */
function agencyOf(world: World): string {
  return world.relation === 'handed' ? reader.agencyId : thing(world, 'agency')
}

/** What was handed over was also done by the reader in person. */
function officerOf(world: World): string {
  return world.relation === 'handed' ? reader.officerId : thing(world, 'officer')
}

const aliases: Record<string, string> = { into: 'dispute', list: 'visit_list', dispute: 'dispute' }

/** Which thing of its world a column of ids points at. */
function conceptOf(table: string, column: Column): string {
  const [, own] = table.split('.') as [string, string]
  const target = column.target?.split('.')
  const name = target && target[2] === 'id' ? target[1]! : column.name === 'id' ? own : column.name.replace(/_id$/, '')
  return aliases[name.replace(/^(other_|merged_)/, '')] ?? name.replace(/^other_/, '')
}

function plantedValue(table: string, column: Column, world: World, more: Fixed): unknown {
  const rule = more[`${table}.${column.name}`] ?? fixed[`${table}.${column.name}`]
  if (rule) return rule(world)
  const number = world.at + 1
  if (column.name === 'county') return world.county
  if (/^town$/.test(column.name))
    return world.town ?? (column.required ? (column.type === 'text' ? '' : world.county.padEnd(9, '0')) : null)
  if (column.name === 'place') return world.town ?? world.county
  if (column.name === 'sealed') return world.sealed
  if (column.name === 'agency_id' || column.name === 'body_id') return agencyOf(world)
  if (/^(officer_id|entered_by|asked_by)$/.test(column.name)) return officerOf(world)
  // Ends, withdrawals and destructions are about rows that are over; these rows are in force.
  if (
    !column.required &&
    /^(until|.*_until|withdrawn_at|ended_at|end_.*|revoked_at|disabled_at|expires_on|destroyed_at|left_on)$/.test(
      column.name,
    )
  )
    return null
  const type = column.type.replace(/\(.*\)/, '')
  if (type === 'uuid') return thing(world, conceptOf(table, column))
  if (type === 'uuid[]') return [thing(world, 'record')]
  if (type === 'text[]') return [`${column.name} ${world.relation}`]
  if (type.endsWith('[]')) return []
  if (type === 'boolean') return false
  if (/^(smallint|integer|bigint|real|double precision|numeric)$/.test(type)) return number
  if (type === 'date') return `2023-08-0${number}`
  if (type.startsWith('timestamp'))
    return /^(expires|until)/.test(column.name) ? '2099-01-01T00:00:00+08:00' : `2023-08-0${number}T01:00:00+08:00`
  if (type === 'bytea') return Buffer.alloc(32, number)
  if (type === 'jsonb' || type === 'json') return '{}'
  if (type === 'character') return `${column.name}${number}`.slice(-Number(column.type.match(/\d+/)?.[0] ?? 1))
  return `${column.name} of ${world.relation}`
}

export interface Planted {
  readonly table: Table
  readonly world: World
  readonly values: Readonly<Record<string, unknown>>
}

/**
 * Plants one row a world in every table, as the owner. Tables with one row a county (or one at all) hold fewer: only what
 * was stored is returned. `more` says columns (`schema.table.column`) besides the usual ones. Throws with the table's name where a value breaks one of its checks.
 */
export async function plant(owner: pg.Pool, tables: readonly Table[], more: Fixed = {}): Promise<Planted[]> {
  const planted: Planted[] = []
  const client = await owner.connect()
  try {
    await client.query('begin')
    // Rows meet by their names, so the order of the tables does not matter; the foreign keys are checked below.
    await client.query('set local session_replication_role = replica')
    for (const table of tables)
      for (const world of worlds) {
        const values = Object.fromEntries(
          table.columns
            .filter((column) => !column.generated)
            .map((column) => [column.name, plantedValue(table.name, column, world, more)]),
        )
        const names = Object.keys(values)
        const { rowCount } = await client
          .query(
            `insert into ${table.name} (${names.map((name) => `"${name}"`).join(', ')}) values (${names.map((_, at) => `$${at + 1}`).join(', ')}) on conflict do nothing`,
            Object.values(values),
          )
          .catch((error: Error) => {
            throw new Error(`${table.name}, ${world.relation}: ${error.message}`)
          })
        if (rowCount === 1) planted.push({ table, world, values })
      }
    // A hand-over is of a dispute or of an alert; the table's own row above is the dispute's.
    await client.query(
      `insert into access.handed (county, agency_id, subject, reason, at) values ($1, $2, $3, 'matrix', '2023-08-01T00:00:00Z')`,
      [county, reader.agencyId, thing(worlds.find(({ relation }) => relation === 'handed')!, 'alert')],
    )
    await client.query('commit')
  } finally {
    client.release()
  }
  return planted
}
