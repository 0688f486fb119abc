import { handOver, type ScopedTx } from '../access/scope.ts'
import { append } from '../ledger/commands.ts'
import { enqueue } from '../platform/jobs.ts'
import { Problem } from '../platform/problem.ts'
import { dayOf, startOfDay } from '../vocabulary/calendar.ts'
import { agreementNumberWords } from '../vocabulary/words/mediation.ts'
import { type Act, type Actor, applyAct, type Mediation, nextDue, type Refusal, refusalOf } from './mediation.ts'
import { type Content, readNames, type StoredMediation, sealContent } from './stored.ts'
import { fill } from './terms.ts'

type NewEntry = Parameters<typeof append>[1][number]

/** One action on one mediation, with its texts. */
export interface Work {
  readonly mediation: StoredMediation
  readonly act: Omit<Act, 'id' | 'at'>
  readonly content: Content
}

export interface Done {
  readonly id: string
  readonly folded: Mediation
}

interface Prepared {
  readonly mediation: StoredMediation
  readonly act: Act
  readonly content: Content
  readonly before: Mediation
  readonly after: Mediation
  readonly sequence: number
}

/** Decides one action; answers the refusal instead of throwing, so that a batch can go on. */
export function decide(work: Work): Refusal | null {
  return refusalOf(work.mediation.folded, {
    ...work.act,
    hasReason: (work.content.reason ?? '').trim() !== '',
    hasText: (work.content.text ?? '').trim() !== '',
  })
}

const ledgerKindOf = {
  apply: 'mediation.applied',
  consent: 'consent.given',
  withdraw: 'consent.withdrawn',
  chooseBody: 'mediation.bodyChosen',
  propose: 'mediation.proposed',
  sign: 'agreement.signatureGiven',
  recordPaperSignature: 'agreement.signatureGiven',
  seal: 'agreement.signed',
  perform: 'performance.recorded',
  confirmPerformance: 'performance.recorded',
  contestPerformance: 'performance.recorded',
  end: 'mediation.ended',
} as const satisfies Partial<Record<Act['action'], NewEntry['kind']>>

/** Ids, hashes, versions and sums: what was done, never by whom in words. */
function ledgerEntry({ mediation, act, after }: Prepared): NewEntry | null {
  if (!(act.action in ledgerKindOf)) return null
  const actorSide =
    act.actor.kind === 'party'
      ? (mediation.parties.find((party) => party.partyId === (act.actor as { partyId: string }).partyId)?.side ??
        'party')
      : 'officer'
  return {
    kind: ledgerKindOf[act.action as keyof typeof ledgerKindOf],
    subject: mediation.id,
    traceCode: mediation.traceCode,
    at: act.at,
    payload: {
      action: act.action,
      by: actorSide,
      officer: act.actor.kind === 'officer' ? act.actor.officerId : null,
      state: after.state,
      textVersion: act.textVersion ?? null,
      body: act.bodyId ?? null,
      agreementVersion: after.agreement?.version ?? null,
      textHash: act.textHash ?? act.proposal?.textHash ?? null,
      instalment: act.instalment ?? null,
      ...behind(act.actor),
    },
  }
}

/** Who really acted, where somebody stood in for the party or the officer: kept with the act and in the ledger. */
function behind(actor: Actor): { representation?: { id: string; kind: string } } | { actsFor?: string } {
  if (actor.kind === 'party') return actor.representation ? { representation: actor.representation } : {}
  return actor.actsFor === undefined ? {} : { actsFor: actor.actsFor }
}

const actorKey = (actor: Actor): string => (actor.kind === 'party' ? `party:${actor.partyId}` : actor.officerId)

async function storeActs(
  tx: ScopedTx,
  prepared: readonly Prepared[],
  indexes: readonly (number | null)[],
): Promise<void> {
  await tx.query(
    `insert into mediation.action (county, mediation_id, sequence, id, at, action, actor, officer_id, agency_id, party_id,
       from_state, to_state, data, content, ledger_index)
     select $1, a.mediation_id, a.sequence, a.id, a.at, a.action, a.actor, a.officer_id, a.agency_id, a.party_id,
       a.from_state, a.to_state, a.data, decode(a.content, 'base64'), a.ledger_index
     from jsonb_to_recordset($2::text::jsonb) as a(mediation_id uuid, sequence int, id uuid, at timestamptz, action text, actor text,
       officer_id uuid, agency_id uuid, party_id uuid, from_state text, to_state text, data jsonb, content text, ledger_index bigint)`,
    [
      tx.county,
      JSON.stringify(
        prepared.map(({ mediation, act, content, before, after, sequence }, index) => {
          const { id, at, action, actor, ...data } = act
          return {
            mediation_id: mediation.id,
            sequence,
            id,
            at: at.toISOString(),
            action,
            actor: actorKey(actor),
            officer_id: actor.kind === 'officer' ? actor.officerId : null,
            agency_id: actor.kind === 'officer' ? actor.agencyId : null,
            party_id: actor.kind === 'party' ? actor.partyId : (act.partyId ?? null),
            from_state: action === 'apply' ? null : before.state,
            to_state: after.state,
            data: { ...data, ...behind(actor) },
            content: sealContent(mediation.key, id, content)?.toString('base64') ?? null,
            ledger_index: indexes[index],
          }
        }),
      ),
    ],
  )
}

/** Columns that lists read, folded anew. */
async function storeStates(
  tx: ScopedTx,
  prepared: readonly Prepared[],
  numbers: ReadonlyMap<string, string>,
): Promise<void> {
  await tx.query(
    `update mediation.mediation m set actions = s.actions, state = s.state, body_id = s.body_id, mediator_id = s.mediator_id,
       consents_given = s.consents_given, next_due = s.next_due, agreed_at = s.agreed_at, ended_at = s.ended_at,
       agreement_number = coalesce(m.agreement_number, s.number)
     from jsonb_to_recordset($2::text::jsonb) as s(id uuid, actions int, state text, body_id uuid, mediator_id uuid, consents_given int,
       next_due date, agreed_at timestamptz, ended_at timestamptz, number text)
     where m.county = $1 and m.id = s.id`,
    [
      tx.county,
      JSON.stringify(
        prepared.map(({ mediation, after, sequence }) => ({
          id: mediation.id,
          actions: sequence,
          state: after.state,
          body_id: after.bodyId,
          mediator_id: after.mediatorId,
          consents_given: after.consents.size,
          next_due: nextDue(after),
          agreed_at: after.agreement?.effectiveAt?.toISOString() ?? null,
          ended_at: after.endedAt?.toISOString() ?? null,
          number: numbers.get(mediation.id) ?? null,
        })),
      ),
    ],
  )
}

/** （2023）…人调字第12号: agreements of one body are numbered within the year. */
async function numberAgreements(tx: ScopedTx, prepared: readonly Prepared[]): Promise<Map<string, string>> {
  const numbers = new Map<string, string>()
  const sealed = prepared.filter(({ act }) => act.action === 'seal')
  if (sealed.length === 0) return numbers
  const names = await readNames(tx)
  for (const bodyId of new Set(sealed.map(({ after }) => after.bodyId!))) {
    const year = dayOf(tx.context.now()).slice(0, 4)
    // The sealing officer belongs to the body, so all its agreements are within reach of this count.
    const { rows } = await tx.query<{ taken: number }>(
      `select count(*) as taken from mediation.mediation where county = $1 and body_id = $2 and agreed_at >= $3 and agreed_at < $4`,
      [tx.county, bodyId, startOfDay(`${year}-01-01`), startOfDay(`${Number(year) + 1}-01-01`)],
    )
    let number = rows[0]!.taken
    for (const { mediation, after } of sealed) {
      if (after.bodyId !== bodyId) continue
      number++
      const body = (names.agencies.get(bodyId) ?? '').replace(agreementNumberWords.ending, '')
      numbers.set(mediation.id, fill(agreementNumberWords.form, { year, body, number }))
    }
  }
  return numbers
}

/** Hands the dispute to the body that was chosen, tells screens, and passes agreements on to the documents room. */
async function announce(tx: ScopedTx, prepared: readonly Prepared[]): Promise<void> {
  const chosen = new Map<string, string[]>()
  for (const { mediation, act, after } of prepared) {
    if (act.action === 'chooseBody')
      chosen.set(after.bodyId!, [...(chosen.get(after.bodyId!) ?? []), mediation.disputeId])
    const news = { town: mediation.town, subject: mediation.id, data: { state: after.state } }
    tx.emit({ kind: 'mediation.changed', ...news })
    if (act.action === 'seal') {
      tx.emit({ kind: 'mediation.agreed', ...news })
      await enqueue(
        tx,
        'mediation.agreed',
        { county: tx.county, mediationId: mediation.id },
        `mediation.agreed:${mediation.id}`,
      )
    }
    if (act.action === 'confirmPerformance') tx.emit({ kind: 'performance.recorded', ...news })
  }
  for (const [bodyId, disputes] of chosen) await handOver(tx, bodyId, disputes, 'mediation')
}

/**
 * Stores actions that `decide` let pass: one ledger append, one insert and one update for any number of mediations. At most
 * one action a mediation in one call.
 */
export async function recordActs(tx: ScopedTx, works: readonly Work[]): Promise<Done[]> {
  if (works.length === 0) return []
  const prepared = works.map(({ mediation, act, content }): Prepared => {
    const whole: Act = { ...act, id: tx.context.id(), at: tx.context.now() }
    const after = act.action === 'apply' ? mediation.folded : applyAct(mediation.folded, whole)
    return { mediation, act: whole, content, before: mediation.folded, after, sequence: mediation.actions + 1 }
  })
  await announce(tx, prepared)
  const numbers = await numberAgreements(tx, prepared)
  const entries = prepared.map(ledgerEntry)
  const appended = await append(
    tx,
    entries.filter((entry) => entry !== null),
  )
  let next = 0
  const indexes = entries.map((entry) => (entry === null ? null : appended[next++]!.index))
  await storeActs(tx, prepared, indexes)
  await storeStates(tx, prepared, numbers)
  return prepared.map(({ mediation, after }) => ({ id: mediation.id, folded: after }))
}

/** Decides and stores one action. Throws the Problem of the refusal. */
export async function act(tx: ScopedTx, work: Work): Promise<Done> {
  const refusal = decide(work)
  if (refusal) throw new Problem(refusal.code, refusal.parameters)
  return (await recordActs(tx, [work]))[0]!
}
