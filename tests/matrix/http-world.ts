import { createHash } from 'node:crypto'
import { sealIdentity } from '../../src/access/custody/cipher.ts'
import { newRecordKey, seal } from '../../src/access/seal.ts'
import { openPartySession } from '../../src/access/sign-in/sessions.ts'
import { roleNames } from '../../src/access/tables.ts'
import type { Keys } from '../../src/platform/keys.ts'
import type { Services } from '../../src/platform/services.ts'
import { drawTraceCode } from '../../src/vocabulary/identity.ts'
import type { Role } from '../../src/vocabulary/roles.ts'
import { sessionOf } from '../support/sign-in.ts'
import { type Fixed, plant, readTables } from './plant.ts'
import { county, named, ownTown, type Relation, reader, thing, type World, worlds } from './worlds.ts'

/** What identifies the matter of one relation to anybody who reads a response: nobody out of its reach may meet one of these. */
export interface Subject {
  readonly world: World
  readonly code: string
  readonly person: string
  readonly phone: string
  readonly idNumber: string
  readonly number: string
  readonly id: (concept: string) => string
}

const letters = '甲乙丙丁戊己'

function subjectOf(world: World): Subject {
  // Each draw takes other bytes: a check character that is no digit or letter of the code asks for another draw.
  let drawn = 0
  const bytes = (count: number): Uint8Array =>
    createHash('sha256').update(`code ${drawn++} of ${world.relation}`).digest().subarray(0, count)
  return {
    world,
    code: drawTraceCode(world.county, bytes),
    person: `欧阳${letters[world.at]}验证`,
    phone: `1390000771${world.at}`,
    idNumber: `33068119900101771${world.at}`,
    number: `工单771${world.at}`,
    id: (concept) => thing(world, concept),
  }
}

export const subjects: ReadonlyMap<Relation, Subject> = new Map(
  worlds.map((world) => [world.relation, subjectOf(world)]),
)

const subject = (world: World): Subject => subjects.get(world.relation)!
const bank = { agencyId: named('bank agency'), name: '诸暨某某银行' }
const text = (world: World): string => `${subject(world).person}反映，电话${subject(world).phone}`

/** The columns that must mean something to the program: sealed contents, codes, words of its tables. */
function meaningful(keys: Keys): Fixed {
  const made = new Map<string, ReturnType<typeof newRecordKey>>()
  const keyOf = (id: string) => {
    const key = made.get(id) ?? newRecordKey(keys, id)
    made.set(id, key)
    return key
  }
  const wrappedOf = (concept: string) => (world: World) => keyOf(thing(world, concept)).wrapped
  const sealedUnder =
    (concept: string, place: (id: string) => string, content: (world: World) => string | Buffer) => (world: World) =>
      seal(keyOf(thing(world, concept)).key, content(world), place(thing(world, concept)))
  const row = (world: World) => ({
    工单号: subject(world).number,
    诉求人: subject(world).person,
    联系电话: subject(world).phone,
    证件号码: subject(world).idNumber,
    被反映对象: `${letters[world.at]}某房地产公司`,
    标题: '商品房宣传不符',
    内容: text(world),
  })
  const isSealed = (world: World) => world.sealed
  const identityOf = (world: World) =>
    sealIdentity(keys.custody, keys.custodySuite, JSON.stringify({ row: row(world), raw: {} }), {
      county: world.county,
      id: thing(world, 'sealed_identity'),
      recordId: thing(world, 'record'),
      version: 1,
    })
  const identities = new Map(worlds.map((world) => [world, identityOf(world)]))
  const code = (world: World) => subject(world).code
  const type = () => 'homePurchase'
  const terms = {
    facts: '双方因宣传内容不符发生争议。',
    obligations: [{ obligor: 'respondent', act: '补偿款', amount: 1_000, due: '2023-09-30' }],
    total: 1_000,
    manner: '银行转账',
    place: '诸暨市',
    defaultConsequence: '另一方可以向人民法院起诉。',
    further: [],
    concernsIdentity: false,
  }
  const codes = Object.fromEntries(
    [
      'linking.dispute',
      'warning.signal',
      'warning.alert_member',
      'tasks.task',
      'contracts.contract',
      'mediation.mediation',
      'mediation.filing',
      'documents.document',
      'indicators.fact',
      'access.custody_request',
      'audit.break_glass',
      'rights.request',
      'rights.notice',
      'rights.hold',
      'ledger.entry',
    ].map((table) => [`${table}.trace_code`, code]),
  )
  const types = Object.fromEntries(
    [
      'linking.dispute',
      'linking.dispute_record',
      'reading.reading',
      'warning.alert',
      'warning.signal',
      'warning.series_week',
      'mediation.mediation',
      'indicators.fact',
      'indicators.daily',
      'indicators.dispute',
      'reports.advice',
      'reports.education',
      'access.custody_request',
      'audit.export',
    ].map((table) => [`${table}.type`, type]),
  )
  const sources = Object.fromEntries(
    [
      'intake.record',
      'intake.import_run',
      'intake.mapping_profile',
      'intake.source_arrival',
      'linking.dispute_record',
      'warning.signal',
      'warning.alert_member',
      'warning.series_week',
      'warning.source_day',
      'indicators.fact',
      'indicators.daily',
      'access.custody_request',
    ].map((table) => [`${table}.source`, () => 'complaint']),
  )
  return {
    ...codes,
    ...types,
    ...sources,
    'access.agency.place': (world) => (world.relation === 'handed' ? ownTown : (world.town ?? world.county)),
    'access.agency.kind': () => 'town',
    'access.agency.parent_code': () => null,
    'access.officer.roles': () => ['townCadre'],
    'access.post.role': () => 'townCadre',
    'access.post.until': () => null,
    'access.post.absence_id': () => null,
    'access.post.for_post_id': () => null,
    'access.post.for_officer_id': () => null,
    'access.post.since': () => '2020-01-01T00:00:00Z',
    'access.absence.kind': () => 'leave',
    'access.staff_request.kind': () => 'post',
    'access.staff_request.data': () =>
      JSON.stringify({
        agencyId: reader.agencyId,
        role: 'townCadre',
        title: null,
        head: false,
        since: null,
        until: null,
      }),
    'access.staff_request.decided_at': () => null,
    'access.staff_request.decision_reason': () => null,
    'access.staff_event.kind': () => 'officer.stored',
    'access.representation.kind': () => 'agent',
    'access.representation.powers': () => ['look', 'speak'],
    'access.representation.evidence_kind': () => 'powerOfAttorney',
    'access.representation.revoked_at': () => null,
    'access.representation.revoked_by': () => null,
    'access.representation.revoked_reason': () => null,
    'access.representation.person_sealed': (world) =>
      seal(
        keys.master,
        JSON.stringify({ name: subject(world).person, phone: subject(world).phone }),
        `access.representation|person|${thing(world, 'representation')}`,
      ),
    'access.sealed_identity.suite': () => keys.custodySuite,
    'access.sealed_identity.version': () => 1,
    'access.sealed_identity.wrapped': (world) => identities.get(world)!.wrapped,
    'access.sealed_identity.ciphertext': (world) => identities.get(world)!.ciphertext,
    'access.custody_request.purpose': () => 'contact',
    'access.read_log.actor': () => 'officer',
    'access.read_log.subject_kind': () => 'dispute',
    'access.read_log.subject': (world) => thing(world, 'dispute'),
    'access.read_log.purpose': () => 'handling',
    'access.read_log.result': () => 'shown',
    'access.read_log.role': () => 'townCadre',
    'access.read_log.disputes': () => null,
    'access.session.look_as': () => null,
    'intake.record.number': (world) => subject(world).number,
    'intake.record.supplier': () => 'complaint',
    'intake.record.replaces': () => null,
    'intake.record.identity': () => null,
    'intake.record.current': () => true,
    'intake.record.payload': sealedUnder(
      'record',
      (id) => `intake.record|payload|${id}`,
      (world) =>
        JSON.stringify({
          row: isSealed(world) ? { 工单号: subject(world).number, 标题: '商品房宣传不符' } : row(world),
          raw: {},
        }),
    ),
    'intake.record_key.wrapped': wrappedOf('record'),
    'intake.import_run.status': () => 'done',
    'intake.reject.code': () => 'numberMissing',
    'intake.reject.parameters': () => JSON.stringify({ column: '工单号' }),
    'intake.counter.last': () => 1_000,
    'reading.reading.spans': () => '',
    'reading.mention.kind': () => 'person',
    'reading.mention.column_name': () => '诉求人',
    'reading.mention.role': () => 'claimant',
    'reading.mention.side': () => 'claimant',
    'reading.mention.start_at': () => 0,
    'reading.mention.end_at': () => 5,
    'linking.party.kind': () => 'person',
    'linking.party.name': () => null,
    'linking.party.structured': () => true,
    'linking.party_member.side': () => 'claimant',
    'linking.dispute_party.side': () => 'claimant',
    'linking.dispute.matter': () => 'dispute',
    'linking.dispute.status': () => 'open',
    'linking.dispute.closed_at': () => null,
    'linking.dispute.sources': () => ['complaint'],
    'linking.dispute_record.closed_at': () => null,
    'linking.operation.kind': () => 'attach',
    'linking.operation.rule': () => null,
    'linking.operation.evidence': () => '[]',
    'linking.operation.other_dispute_id': () => null,
    'linking.operation.undoes': () => null,
    'linking.operation.undone_by': () => null,
    'linking.proposal.decision': () => null,
    'linking.proposal.evidence': () => '[]',
    'linking.proposal.other_dispute_id': (world) => thing(world, 'other dispute'),
    'warning.alert.level': () => 'meso',
    'warning.alert.kind': () => 'cluster',
    'warning.alert.rule': () => 'meso',
    'warning.alert.evidence': () => JSON.stringify({ of: 'given', why: ['同一对象多人反映'] }),
    'warning.alert_member.reason': () => 'respondent',
    'warning.alert.grade': () => 'orange',
    'warning.alert.grade_at_raising': () => 'orange',
    'warning.alert.state': () => 'raised',
    'warning.alert.closed_at': () => null,
    'warning.alert.closing_summary': () => null,
    'warning.alert.triaged_at': () => null,
    'warning.alert_member.removed_at': () => null,
    'warning.alert_member.removed_reason': () => null,
    'warning.decision.kind': () => 'raised',
    'tasks.task.kind': () => 'investigate',
    'tasks.task.state': () => 'delivered',
    'tasks.task.grade': () => 'orange',
    'tasks.action.action': () => 'deliver',
    'tasks.action.from_state': () => 'sent',
    'tasks.action.to_state': () => 'delivered',
    'tasks.action.evidence': () => '[]',
    'tasks.action.result': () => null,
    'tasks.visit_list.expires_at': () => '2023-12-31T00:00:00Z',
    'tasks.dwelling.outcome': () => null,
    'tasks.dwelling.visited_at': () => null,
    'contracts.contract.lender': (world) => (world.relation === 'handed' ? bank.name : `lender of ${world.relation}`),
    'contracts.contract.lender_code': () => null,
    'contracts.contract.method': () => 'equalInstalment',
    'contracts.contract.help': () => 'none',
    'contracts.contract.instalments': () => 3,
    'contracts.contract.day_count': () => 'actual/365',
    'mediation.mediation.key_wrapped': wrappedOf('mediation'),
    'mediation.mediation.state': () => 'assigned',
    'mediation.mediation.agreed_at': () => null,
    'mediation.mediation.ended_at': () => null,
    'mediation.mediation.actions': () => 1,
    'mediation.mediation.agreement_number': () => null,
    'mediation.mediation.mediator_id': () => named('officer mediator'),
    'mediation.party.kind': () => 'person',
    'mediation.party.name': (world) =>
      seal(
        keyOf(thing(world, 'mediation')).key,
        subject(world).person,
        `mediation.party|name|${thing(world, 'mediation')}|${thing(world, 'party')}`,
      ),
    'mediation.action.sequence': () => 1,
    'mediation.action.action': () => 'apply',
    'mediation.action.actor': (world) => `party:${thing(world, 'party')}`,
    'mediation.action.from_state': () => null,
    'mediation.action.to_state': () => 'consentPending',
    'mediation.action.content': (world) =>
      seal(
        keyOf(thing(world, 'mediation')).key,
        JSON.stringify({ reason: text(world) }),
        `mediation.action|content|${thing(world, 'action')}`,
      ),
    'mediation.plan.key_wrapped': wrappedOf('plan'),
    'mediation.plan.content': sealedUnder(
      'plan',
      (id) => `mediation.plan|content|${id}`,
      (world) => JSON.stringify({ reason: text(world), terms }),
    ),
    'mediation.plan.left_out': () => [],
    'documents.document.kind': () => 'filingPack',
    'documents.document.wrapped_key': wrappedOf('document'),
    'documents.document.file': sealedUnder(
      'document',
      (id) => `documents.document|file|${id}`,
      (world) => Buffer.from(text(world)),
    ),
    'reports.report.period': () => 'month',
    'reports.report.facts': () => '{}',
    'reports.report.decisions': () => '{}',
    'reports.advice_action.action': () => 'draft',
    'reports.advice_action.position': () => 0,
    'reports.advice_action.text': () =>
      JSON.stringify({ opening: ['一'], problems: ['二'], causes: ['三'], suggestions: ['四'], replyRequest: '五' }),
    'reports.advice.evidence': () => JSON.stringify({ tables: [], figures: [], records: [], causes: [], law: [] }),
    'rights.request.kind': () => 'copy',
    'rights.request.channel': () => 'portal',
    'rights.request.asked_as': () => 'self',
    'rights.request.state': () => 'received',
    'rights.request.outcome': () => null,
    'rights.request.decided_at': () => null,
    'rights.request.waiting_since': () => null,
    'rights.request.key_wrapped': wrappedOf('request'),
    'rights.request.content': sealedUnder(
      'request',
      (id) => `rights.request|content|${id}`,
      (world) => JSON.stringify({ text: text(world) }),
    ),
    'rights.request.actions': () => 1,
    'rights.action.position': () => 0,
    'rights.action.action': () => 'ask',
    'rights.retention_report.classes': () => '[]',
    'rights.action.actor': () => 'party',
    'rights.action.to_state': () => 'received',
    'rights.action.from_state': () => null,
    'rights.action.content': () => null,
    'rights.notice.recipient_kind': () => 'agency',
    'rights.notice.kind': () => 'wrongLink',
    'rights.notice.state': () => 'delivered',
    'rights.notice.channel': () => 'inbox',
    'rights.hold.held': () => true,
    'audit.finding.detector': () => 'night',
    'audit.finding.reads': () => [],
    'audit.finding_decision.decision': () => 'explained',
    'audit.export.kind': () => 'disputes',
    'audit.export.until': () => '2023-12-31T00:00:00Z',
    'audit.export.reach': (world) => world.town ?? '*',
    'audit.export.role': () => 'townCadre',
    'audit.export_decision.approved': () => true,
    'audit.export_decision.role': () => 'leader',
    'audit.export_file.wrapped_key': wrappedOf('export'),
    'audit.export_file.file': sealedUnder('export', (id) => `audit.export_file|file|${id}`, text),
    'audit.break_glass.until': () => '2099-12-31T00:00:00Z',
    'audit.break_glass.role': () => 'townCadre',
  }
}

export interface Visitor {
  readonly name: string
  readonly role: Role | 'party' | null
  readonly cookie: string | null
  /** Of a party: whose dispute it is party to. */
  readonly own: Relation | null
}

/** Plants the six matters with everything that hangs on them, and signs every role in, two parties, and nobody. */
export async function openHttpWorld(services: Services, cookieName: string): Promise<Visitor[]> {
  const { owner } = services.database
  // The ledger, the queue of messages and the program's own settings are real from the first request on.
  const tables = (await readTables(owner)).filter(({ name }) => !/^(ledger|platform)\./.test(name))
  await plant(owner, tables, meaningful(services.keys))
  await owner.query(
    `insert into access.agency (county, id, code, name, kind, place) values ($1::char(6), $2, 'BANK', $3, 'bank', $1::text)`,
    [county, bank.agencyId, bank.name],
  )
  await owner.query(
    `insert into access.handed (county, agency_id, subject, reason, at) values ($1, $2, $3, 'matrix', '2023-08-01T00:00:00Z')`,
    [county, bank.agencyId, subjects.get('handed')!.id('dispute')],
  )
  for (const role of roleNames) {
    const agencyId = role === 'bank' ? bank.agencyId : reader.agencyId
    // What the planted officer of `handed` did, the town cadre did.
    const id = role === 'townCadre' ? reader.officerId : named(`officer ${role}`)
    await owner.query('delete from access.post where officer_id = $1', [id])
    await owner.query(
      `insert into access.officer (county, id, login, name, agency_id, roles) values ($1, $2, $3, '韩某', $4, array[$3::text])
       on conflict (county, id) do update set login = excluded.login, disabled_at = null`,
      [county, id, role, agencyId],
    )
    await owner.query(
      `insert into access.post (county, id, officer_id, agency_id, role, since, granted_by, granted_at) values ($1, $2, $3, $4, $5, '2020-01-01', 'matrix', '2020-01-01')`,
      [county, named(`post ${role}`), id, agencyId, role],
    )
  }
  const visitors: Visitor[] = [{ name: 'nobody', role: null, cookie: null, own: null }]
  for (const role of roleNames)
    visitors.push({ name: role, role, cookie: `${cookieName}=${await sessionOf(services, role)}`, own: null })
  for (const [name, relation] of [
    ['party', 'handed'],
    ['other party', 'ownTown'],
  ] as const) {
    const { code, id } = subjects.get(relation)!
    const party = { disputeId: id('dispute'), partyId: id('party'), traceCode: code }
    visitors.push({
      name,
      role: 'party',
      cookie: `${cookieName}=${await openPartySession(services, { ...party, representationId: null })}`,
      own: relation,
    })
  }
  return visitors
}
