import type { Actor } from '../../src/access/tables.ts'
import type { Relation } from './worlds.ts'

/**
 * What each table's rows are to a reader, written by hand from docs/decisions/0001 and 0004 and not from any policy: the
 * reader is the whole county, a town, an agency that sees what was handed to it, or the party of the `handed` dispute.
 */
export const kinds = ['county', 'town', 'handed', 'party'] as const
export type Kind = (typeof kinds)[number]
export type Verb = 'select' | 'insert' | 'update' | 'delete'

type Rows = Readonly<Record<Kind, readonly Relation[]>>

const wholeCounty: readonly Relation[] = ['ownTown', 'otherTown', 'handed', 'unrelated', 'sealed']
const inTown: readonly Relation[] = ['ownTown', 'sealed']
const none: readonly Relation[] = []
const related: readonly Relation[] = ['handed']

const everywhere: readonly Relation[] = [...wholeCounty, 'otherCounty']

/** Same for everybody whom the table admits at all. */
const shared: Rows = { county: wholeCounty, town: wholeCounty, handed: wholeCounty, party: wholeCounty }
/** No row-level rule: names of offices, hashes; the reason stands beside the table in `openTables`. */
const unruled: Rows = { county: everywhere, town: everywhere, handed: everywhere, party: everywhere }
const matter: Rows = { county: wholeCounty, town: [...inTown, 'handed'], handed: related, party: related }
const work: Rows = { county: wholeCounty, town: [...inTown, 'handed'], handed: related, party: none }
const centre: Rows = { county: wholeCounty, town: none, handed: none, party: none }
const nobody: Rows = { county: none, town: none, handed: none, party: none }
/** What the reader in person did or was given: the `handed` row. */
const own: Rows = { county: related, town: related, handed: related, party: none }

interface Group {
  readonly tables: readonly string[]
  readonly rows: Rows
  /** Where writing reaches further or less far than reading. */
  readonly writing?: Partial<Record<'insert' | 'update' | 'delete', Rows>>
  /** Roles that meet other rows than their kind. */
  readonly except?: Partial<Record<Actor, readonly Relation[]>>
}

const groups: readonly Group[] = [
  {
    tables: ['intake.record', 'intake.record_key', 'intake.photo', 'reading.reading', 'reading.mention'],
    rows: matter,
    writing: { insert: centre, update: centre },
  },
  {
    tables: [
      'linking.dispute',
      'linking.dispute_record',
      'linking.dispute_party',
      'linking.operation',
      'linking.proposal',
      'linking.review_sample',
      'linking.review_answer',
      'linking.party',
      'linking.party_member',
    ],
    rows: matter,
    writing: { insert: shared },
  },
  {
    tables: [
      'linking.party_key',
      'linking.item',
      'linking.block',
      'linking.phone_holder',
      'linking.organisation_signature',
      'linking.party_proposal',
      'linking.request',
      'linking.judgement',
      'linking.review_day',
      'linking.gateway_project',
      'linking.gateway_row',
      'linking.gateway_match',
    ],
    rows: shared,
  },
  {
    tables: [
      'warning.signal',
      'warning.sighting',
      'warning.key_week',
      'warning.county_week',
      'warning.series_week',
      'warning.source_day',
    ],
    rows: centre,
  },
  { tables: ['warning.alert', 'warning.alert_member', 'warning.decision'], rows: work },
  // Whoever sees an alert sees who was told of it; a grid worker sees no alert, so only what the own agency was given.
  {
    tables: ['tasks.task', 'tasks.action', 'tasks.delivery', 'tasks.charge'],
    rows: work,
    except: { gridWorker: related },
  },
  {
    tables: ['tasks.visit_list', 'tasks.dwelling', 'tasks.grid_report', 'tasks.verification'],
    rows: { ...work, town: inTown, handed: none },
  },
  // The lender alone, never a town; the reader's agency is the lender of the `handed` contract where the reader is a bank.
  {
    tables: ['contracts.contract', 'contracts.repayment'],
    rows: { county: wholeCounty, town: none, handed: none, party: related },
    except: { bank: related },
  },
  { tables: ['mediation.plan', 'mediation.mediation', 'mediation.party', 'mediation.action'], rows: matter },
  // Who asked how to sue is nobody's business but the centre's, the town's, the party's and the officer's who gave the pack.
  { tables: ['mediation.filing'], rows: matter },
  // What was chosen for a dispute is seen by whoever handles the dispute.
  { tables: ['mediation.route_choice'], rows: work },
  { tables: ['documents.document'], rows: matter, writing: { update: shared } },
  {
    // Handed over is what the giver sees, never more.
    tables: ['access.handed'],
    rows: { county: wholeCounty, town: wholeCounty, handed: related, party: none },
    writing: { insert: matter },
  },
  { tables: ['access.read_log'], rows: { ...shared, party: related }, writing: { insert: shared } },
  {
    tables: ['reports.advice', 'reports.advice_action'],
    rows: { county: wholeCounty, town: related, handed: related, party: none },
    writing: { insert: shared },
  },
  {
    tables: [
      'ledger.entry',
      'ledger.subtree',
      'ledger.head',
      'intake.import_run',
      'intake.reject',
      'intake.mapping_profile',
      'intake.source_arrival',
      'intake.reference_row',
      'reports.report',
      'reports.education',
      'reports.education_result',
      'warning.rule_version',
      'warning.backtest',
      'warning.micro_fit',
    ],
    rows: shared,
  },
  {
    tables: ['indicators.fact', 'indicators.daily', 'indicators.dispute'],
    rows: shared,
    writing: { insert: centre, update: centre },
  },
  {
    tables: [
      'access.agency',
      'access.officer',
      'access.session',
      'access.attempt',
      'access.party_code',
      'intake.counter',
    ],
    rows: unruled,
  },
  // What somebody asked to see: the custodian all, each asker the own request; the `handed` one is the reader's.
  {
    tables: ['access.custody_request', 'access.custody_opening'],
    rows: own,
    except: { system: wholeCounty, identityCustodian: wholeCounty },
  },
  {
    tables: ['access.custody_decision'],
    rows: own,
    except: { system: wholeCounty, identityCustodian: wholeCounty },
    // In the own name, on somebody else's request: the reader signs those of `ownTown` and `handed`, and asked for the latter.
    writing: { insert: { ...own, handed: ['ownTown'] } },
  },
  // A grant runs for the reader's own request alone.
  { tables: ['access.sealed_identity'], rows: own, except: { system: wholeCounty } },
  {
    tables: ['audit.export', 'audit.export_decision', 'audit.export_file'],
    rows: own,
    writing: { insert: shared },
    except: { system: wholeCounty, privacyOfficer: wholeCounty, leader: wholeCounty, auditor: wholeCounty },
  },
  {
    tables: ['audit.break_glass', 'audit.break_glass_event'],
    rows: { ...own, county: wholeCounty },
    writing: { insert: shared },
    except: { auditor: wholeCounty, privacyOfficer: wholeCounty },
  },
  {
    tables: [
      'access.read_listed',
      'access.read_pending',
      'audit.sealed_batch',
      'audit.sealed_read',
      'audit.finding',
      'audit.finding_decision',
    ],
    rows: shared,
  },
  // Those of the reader's agency stand for the own ones.
  { tables: ['rights.notice'], rows: { county: wholeCounty, town: related, handed: related, party: none } },
  {
    tables: ['rights.request', 'rights.action'],
    rows: { county: wholeCounty, town: related, handed: related, party: related },
  },
  { tables: ['rights.hold', 'rights.retention_report'], rows: centre },
  { tables: ['access.post', 'access.absence', 'access.staff_event'], rows: shared },
  // Asked for and decided in the own name; administrators and leaders have no reach.
  {
    tables: ['access.staff_request'],
    rows: shared,
    writing: { insert: { ...nobody, handed: related }, update: { ...nobody, handed: wholeCounty } },
  },
  { tables: ['access.representation'], rows: matter },
  // Sign-in's own: the program before anybody is signed in, and no officer's or party's transaction.
  {
    tables: [
      'access.password',
      'access.session',
      'access.second_factor',
      'access.recovery_code',
      'access.sign_in_event',
      'access.party_code',
    ],
    rows: nobody,
    except: { system: wholeCounty },
  },
  { tables: ['platform.outbox'], rows: nobody, writing: { insert: shared }, except: { system: wholeCounty } },
  {
    tables: [
      'platform.migration',
      'platform.clock',
      'platform.event',
      'platform.idempotency',
      'platform.schedule',
      'platform.pipeline_cursor',
      'platform.setting',
      'platform.rate_window',
    ],
    rows: unruled,
  },
]

const groupOf = new Map(groups.flatMap((group) => group.tables.map((table) => [table, group] as const)))

/** Rows that a reader of this kind may meet with this verb; null for a table of which nobody has said it yet. */
export function rowsFor(table: string, actor: Actor, kind: Kind, verb: Verb): readonly Relation[] | null {
  const group = groupOf.get(table)
  if (!group) return null
  return (verb === 'select' ? undefined : group.writing?.[verb])?.[kind] ?? group.except?.[actor] ?? group.rows[kind]
}

/** Tables in which a row is one person's matter: no leader, auditor, administrator or custodian ever meets one. */
export const caseTables: readonly string[] = groups
  .filter(({ rows }) => rows === matter || rows === work)
  .flatMap(({ tables }) => tables)

/** A row that hangs on another one is written only where that one is seen; the other's table, or null where it stands alone. */
export function hangsOn(table: string, kind: Kind, relation: Relation): string | null {
  const parent = parents[table]
  if (parent) return parent
  if (table === 'access.handed' && kind !== 'county') return 'linking.dispute'
  // A town meets tasks and plans of others through the alert or the mediation that they belong to.
  if (kind === 'town' && relation !== 'handed')
    return table === 'tasks.task' ? 'warning.alert' : table === 'mediation.plan' ? 'mediation.mediation' : null
  return null
}

const parents: Readonly<Record<string, string>> = {
  'warning.alert_member': 'warning.alert',
  'warning.decision': 'warning.alert',
  'tasks.action': 'tasks.task',
  'tasks.delivery': 'tasks.task',
  'tasks.charge': 'tasks.task',
  'tasks.dwelling': 'tasks.visit_list',
  'mediation.route_choice': 'linking.dispute',
  'mediation.party': 'mediation.mediation',
  'mediation.action': 'mediation.mediation',
  'rights.action': 'rights.request',
  'access.custody_decision': 'access.custody_request',
  'access.custody_opening': 'access.custody_request',
}

/** Tables whose `handed` row is one officer's own: over HTTP, where each role is a person of its own, the town cadre's. */
export const personal: readonly string[] = groups
  .filter(({ rows }) => rows === own || rows.town === related)
  .flatMap(({ tables }) => tables)
  .filter((table) => /^(access\.custody_|access\.sealed_|audit\.)/.test(table))
