import type { Purpose } from '../vocabulary/purposes.ts'
import type { Role } from '../vocabulary/roles.ts'

/** Who stands behind a transaction, as the policies see it. */
export type Actor = Role | 'system' | 'party'

interface TableRule {
  /** Who may see rows at all; which rows is said by the row policies of the migrations. */
  readonly select: readonly Actor[]
  readonly insert: readonly Actor[]
  readonly update: readonly Actor[]
  readonly delete: readonly Actor[]
  /** For which purposes officers may see rows; null: any. The program and a party at the own matter are not asked. */
  readonly purposes: readonly Purpose[] | null
}

export const roleNames = [
  'operator',
  'townCadre',
  'gridWorker',
  'mediator',
  'judge',
  'department',
  'bank',
  'leader',
  'auditor',
  'administrator',
  'identityCustodian',
  'privacyOfficer',
] as const satisfies readonly Role[]

const nobody = [] as const
const program = ['system'] as const
const officers = ['system', ...roleNames] as const
const everybody = ['system', 'party', ...roleNames] as const
/** Those who handle cases. Leaders, auditors, administrators, custodians read none. */
const casework = ['system', 'operator', 'townCadre', 'gridWorker', 'mediator', 'judge', 'department'] as const
const desks = ['system', 'operator', 'townCadre', 'mediator', 'judge', 'department'] as const
/** Work on a case; never figures, administration or audit. */
const casePurposes = ['handling', 'triage', 'task', 'mediation', 'review', 'report', 'export'] as const

const writtenByProgram = { insert: program, update: program, delete: nobody } as const
const caseFile = { select: [...casework, 'bank', 'party'], ...writtenByProgram, purposes: casePurposes } as const
const linkers = ['system', 'operator'] as const
/** Disputes are also changed by the operator's merge, split and review. */
const linked = { ...caseFile, insert: linkers, update: linkers } as const
/** Keyed hashes by which linking finds its way: nobody else has a use for them. */
const linkKeys = { ...linked, select: linkers, delete: linkers } as const
const importing = ['system', 'operator'] as const
const internal = { select: program, insert: program, update: nobody, delete: nobody, purposes: null } as const
const alert = {
  select: desks,
  insert: ['system', 'operator'],
  update: ['system', 'operator'],
  delete: nobody,
  purposes: casePurposes,
} as const
const task = { select: casework, insert: casework, update: casework, delete: nobody, purposes: casePurposes } as const
const mediators = ['system', 'party', 'operator', 'townCadre', 'mediator', 'judge', 'bank'] as const
const mediation = {
  select: [...mediators, 'gridWorker', 'department'],
  insert: mediators,
  update: nobody,
  delete: nobody,
  purposes: casePurposes,
} as const
const figures = { select: officers, ...writtenByProgram, purposes: null } as const
const published = { ...figures, update: nobody } as const
const written = { select: everybody, insert: everybody, update: nobody, delete: nobody, purposes: null } as const
/** Administrators, and a leader who agrees to what gives power. */
const staffKeepers = ['system', 'administrator', 'leader'] as const
const appended = { insert: program, update: nobody, delete: nobody, purposes: null } as const
const exporters = ['system', 'operator', 'townCadre', 'leader', 'privacyOfficer', 'auditor'] as const
/** The officer who asked, those who supervise, and the auditor. */
const breakGlassReaders = [...casework, 'privacyOfficer', 'auditor'] as const
/** Who enters and decides what persons ask about their data. */
const rightsKeepers = ['system', 'party', 'operator', 'townCadre', 'privacyOfficer'] as const
const askers = ['operator', 'townCadre', 'mediator', 'judge', 'department'] as const
const custody = {
  select: [...desks, 'identityCustodian'],
  update: nobody,
  delete: nobody,
  purposes: ['handling', 'custody'],
} as const
const reporters = ['system', 'operator', 'townCadre', 'judge'] as const

/** Ways in: read and written by the program's own steps, in no officer's transaction. */
const secrets = { select: program, insert: program, update: program, delete: program, purposes: null } as const

/**
 * The store's tables under row-level security → who may touch them, whatever their row policies say. The restrictive
 * policies `role_select`, `role_insert`, `role_update`, `role_delete` on each table are written from here (policies.ts), so
 * that a forgotten check in the program shows nothing.
 */
export const tables = {
  // Which rows (the own request, a grant that runs) is said by 0016_custody.sql.
  'access.sealed_identity': { select: desks, insert: program, update: nobody, delete: program, purposes: ['handling'] },
  'access.custody_request': { ...custody, insert: askers },
  'access.custody_decision': { ...custody, insert: ['identityCustodian'] },
  'access.custody_opening': { ...custody, insert: askers },
  'access.session': secrets,
  'access.password': secrets,
  'access.second_factor': secrets,
  'access.recovery_code': secrets,
  'access.party_code': secrets,
  // Deleted by rights.purge alone, as the outbox, when the period is over.
  'access.sign_in_event': { ...secrets, update: nobody },
  // Whoever acts may send; phones and one-time codes are read by the program alone.
  'platform.outbox': { ...secrets, insert: everybody },
  'access.handed': {
    select: [...casework, 'bank', 'party', 'privacyOfficer'],
    // A party that applies to a mediation body, and a bank, hand over their own matter.
    insert: [...desks, 'bank', 'party'],
    update: ['system', 'operator', 'privacyOfficer'],
    delete: nobody,
    purposes: null,
  },
  'access.read_log': {
    ...written,
    select: ['system', 'party', 'auditor', 'privacyOfficer'],
    // By rights.purge alone, when the period of retention is over: the program itself has no grant.
    delete: program,
  },
  'access.read_listed': { ...written, select: ['system', 'auditor', 'privacyOfficer'], delete: program },
  'access.read_pending': { select: program, insert: everybody, update: nobody, delete: program, purposes: null },
  'audit.sealed_batch': { ...appended, select: ['system', 'auditor'] },
  'audit.sealed_read': { ...appended, select: ['system', 'auditor'] },
  'audit.finding': { ...appended, select: ['system', 'auditor'] },
  'audit.finding_decision': { ...appended, select: ['system', 'auditor'], insert: ['auditor'] },
  'audit.export': { ...appended, select: exporters, insert: ['operator', 'townCadre'] },
  'audit.export_decision': { ...appended, select: exporters, insert: ['leader', 'privacyOfficer'] },
  'audit.export_file': {
    select: exporters,
    insert: ['operator', 'townCadre'],
    update: program,
    delete: nobody,
    purposes: null,
  },
  'audit.break_glass': { ...appended, select: breakGlassReaders },
  'audit.break_glass_event': { ...appended, select: breakGlassReaders, insert: ['system', 'privacyOfficer'] },
  'access.post': { select: officers, insert: staffKeepers, update: staffKeepers, delete: nobody, purposes: null },
  'access.absence': { select: officers, insert: staffKeepers, update: staffKeepers, delete: nobody, purposes: null },
  'access.staff_request': {
    select: [...staffKeepers, 'auditor'],
    insert: ['system', 'administrator'],
    update: staffKeepers,
    delete: nobody,
    purposes: ['administration', 'audit'],
  },
  'access.staff_event': {
    select: [...staffKeepers, 'auditor', 'privacyOfficer', ...desks],
    insert: [...staffKeepers, 'party', ...desks],
    update: nobody,
    delete: nobody,
    purposes: null,
  },
  'access.representation': {
    select: [...desks, 'party'],
    insert: [...desks, 'party'],
    update: [...desks, 'party'],
    delete: nobody,
    purposes: casePurposes,
  },
  // Payload and salt go with the person's data, by ledger.erase alone.
  'ledger.entry': { ...written, update: program },
  'ledger.subtree': written,
  'ledger.head': { ...written, update: everybody },
  'intake.record': caseFile,
  'intake.photo': { ...caseFile, update: nobody, delete: program },
  'intake.record_key': { ...caseFile, update: nobody, delete: program },
  'intake.import_run': { ...internal, select: officers, insert: importing, update: importing },
  // Deleted by rights.purge alone, when its period is over.
  'intake.reject': { ...internal, select: importing, insert: importing, delete: program },
  'intake.mapping_profile': { ...internal, select: officers, insert: importing },
  'intake.source_arrival': { ...internal, select: officers, update: program },
  'intake.reference_row': { ...internal, select: everybody },
  'reading.reading': { ...caseFile, update: nobody, delete: program },
  'reading.mention': { ...caseFile, delete: program },
  'linking.party': linked,
  'linking.party_key': linkKeys,
  'linking.party_member': linked,
  'linking.dispute': linked,
  'linking.dispute_record': linked,
  'linking.dispute_party': { ...linked, delete: linkers },
  'linking.operation': linked,
  'linking.proposal': linked,
  'linking.item': linkKeys,
  'linking.block': linkKeys,
  'linking.phone_holder': linkKeys,
  'linking.organisation_signature': linkKeys,
  'linking.party_proposal': { ...linkKeys, delete: nobody },
  'linking.request': { ...linkKeys, delete: nobody },
  'linking.judgement': { ...linkKeys, update: nobody, delete: nobody },
  // What is looked at afterwards, and what was said about it; answers are stored by the program after the reach was looked at.
  'linking.review_sample': { ...linkKeys, select: [...linkers, 'townCadre'], update: nobody, delete: nobody },
  'linking.review_answer': {
    ...linkKeys,
    select: [...linkers, 'townCadre'],
    insert: program,
    update: nobody,
    delete: nobody,
  },
  'linking.review_day': { ...linkKeys, delete: nobody },
  // Tokens of departments that may not share raw values: the program compares, the county's reviewers see the outcome.
  'linking.gateway_project': { ...linkKeys, insert: program, update: program, delete: nobody },
  'linking.gateway_row': { ...secrets },
  'linking.gateway_match': { ...linkKeys, insert: program, update: program, delete: nobody },
  'warning.signal': alert,
  'warning.sighting': alert,
  'warning.key_week': alert,
  'warning.county_week': alert,
  'warning.series_week': alert,
  'warning.source_day': alert,
  'warning.alert': alert,
  'warning.alert_member': alert,
  'warning.decision': { ...alert, update: nobody },
  // Figures about rules; the decision is another person's than the proposal (commands).
  'warning.micro_fit': {
    select: ['system', 'operator', 'townCadre', 'leader', 'auditor'],
    insert: ['system', 'operator'],
    update: program,
    delete: nobody,
    purposes: null,
  },
  'warning.backtest': {
    select: ['system', 'operator', 'townCadre', 'leader', 'auditor'],
    insert: ['system', 'operator', 'leader'],
    update: program,
    delete: nobody,
    purposes: null,
  },
  'warning.rule_version': {
    select: ['system', 'operator', 'townCadre', 'leader', 'auditor'],
    insert: ['system', 'operator'],
    update: ['system', 'operator', 'leader'],
    delete: nobody,
    purposes: null,
  },
  'tasks.task': task,
  'tasks.action': { ...task, update: nobody },
  'tasks.delivery': task,
  'tasks.charge': task,
  // What a worker has sent: written by the program's own step, listed to whoever sent it.
  'tasks.grid_report': {
    select: ['system', 'townCadre', 'gridWorker'],
    insert: program,
    update: program,
    delete: nobody,
    purposes: casePurposes,
  },
  'tasks.verification': {
    select: ['system', 'operator', 'townCadre', 'gridWorker'],
    insert: ['system', 'operator', 'townCadre'],
    update: ['system', 'townCadre', 'gridWorker'],
    delete: nobody,
    purposes: casePurposes,
  },
  'tasks.visit_list': task,
  'tasks.dwelling': { ...task, delete: ['system', 'operator', 'townCadre', 'gridWorker'] },
  'contracts.contract': { ...caseFile, select: ['system', 'party', 'operator', 'bank', 'mediator'] },
  'contracts.repayment': { ...caseFile, select: ['system', 'party', 'operator', 'bank', 'mediator'] },
  // Its key is destroyed when its period is over.
  'mediation.plan': { ...mediation, update: program },
  'mediation.mediation': { ...mediation, update: mediators },
  'mediation.party': mediation,
  'mediation.action': mediation,
  'mediation.route_choice': {
    select: casework,
    insert: ['system', 'operator', 'townCadre'],
    update: nobody,
    delete: nobody,
    purposes: casePurposes,
  },
  'mediation.filing': { ...mediation, insert: [...mediators, 'gridWorker', 'department'] },
  'documents.document': {
    select: [...desks, 'bank', 'gridWorker', 'party'],
    insert: [...desks, 'bank', 'gridWorker', 'party'],
    update: program,
    delete: nobody,
    purposes: casePurposes,
  },
  'indicators.fact': figures,
  'indicators.daily': figures,
  'indicators.dispute': { ...figures, delete: program },
  'reports.report': { ...published, insert: reporters },
  'reports.advice': { ...published, select: desks, insert: ['system', 'judge'] },
  'reports.advice_action': { ...published, select: desks, insert: ['system', 'judge', 'department'] },
  'reports.education': { ...published, insert: reporters },
  'rights.request': {
    select: rightsKeepers,
    insert: rightsKeepers,
    update: rightsKeepers,
    delete: nobody,
    purposes: ['rights'],
  },
  'rights.action': {
    select: rightsKeepers,
    insert: rightsKeepers,
    update: nobody,
    delete: nobody,
    purposes: ['rights'],
  },
  'rights.notice': {
    select: [...casework, 'bank', 'privacyOfficer', 'party'],
    insert: program,
    update: [...casework, 'bank'],
    delete: nobody,
    purposes: null,
  },
  'rights.hold': {
    select: ['system', 'operator', 'privacyOfficer'],
    insert: ['system', 'operator', 'privacyOfficer'],
    update: nobody,
    delete: nobody,
    purposes: ['rights'],
  },
  'rights.retention_report': {
    select: ['system', 'operator', 'privacyOfficer'],
    insert: program,
    update: nobody,
    delete: nobody,
    purposes: ['rights'],
  },
  'reports.education_result': { ...published, insert: [...casework] },
} as const satisfies Record<string, TableRule>

export type TableName = keyof typeof tables

/** Tables without row-level security, each with the reason why it holds nothing of a person in clear. */
export const openTables = {
  'access.agency': 'names of offices',
  'access.officer': 'read before anybody is signed in',
  'access.attempt': 'hashes of logins',
  'intake.counter': 'one number a county',
  'platform.migration': 'names of migrations',
  'platform.clock': 'one time',
  'platform.event': 'ids and counts',
  'platform.idempotency': 'keyed hashes of requests; answers sealed under a key of their own',
  'platform.rate_window': 'keyed hashes of accounts and addresses',
  'platform.schedule': 'times',
  'platform.pipeline_cursor': 'numbers',
  'platform.setting': 'settings',
} as const satisfies Record<string, string>

/** What the rules say of one table, role and purpose, before any row is looked at. */
export function mayTouch(
  table: TableName,
  verb: 'select' | 'insert' | 'update' | 'delete',
  actor: Actor,
  purpose: Purpose,
): boolean {
  const rule: TableRule = tables[table]
  if (!rule[verb].includes(actor)) return false
  return (
    verb !== 'select' ||
    rule.purposes === null ||
    actor === 'system' ||
    actor === 'party' ||
    rule.purposes.includes(purpose)
  )
}
