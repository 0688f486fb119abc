import type { ScopedTx } from '../access/scope.ts'
import { amountInCapitals } from '../vocabulary/amount-in-capitals.ts'
import { dayOf, localTime } from '../vocabulary/calendar.ts'
import { mediationWords } from '../vocabulary/words/mediation.ts'
import { readMediationDispute } from './disputes.ts'
import { packFor } from './filing.ts'
import type { Actor } from './mediation.ts'
import { readMediations, readNames } from './stored.ts'
import { clausesOf, fill } from './terms.ts'
import { confirmationUntil, currentTerms, signerName } from './views.ts'

/** Instalments of agreements that fall due in [from, to), by town: performed by their day, or late as known now. */
export async function performanceDue(
  tx: ScopedTx,
  from: Date,
  to: Date,
): Promise<{ town: string | null; due: number; onTime: number; late: number }[]> {
  const { rows } = await tx.query<{ town: string | null; due: number; on_time: number; late: number }>(
    `select m.town, count(*) as due,
       count(*) filter (where r.reported <= o.due) as on_time,
       count(*) filter (where coalesce(r.reported, $4::date) > o.due) as late
     from mediation.mediation m
     cross join lateral (
       select a.data -> 'proposal' -> 'obligations' as obligations from mediation.action a
       where a.county = m.county and a.mediation_id = m.id and a.action = 'propose' order by a.sequence desc limit 1) as terms
     cross join lateral (
       select position, (line ->> 'due')::date as due
       from jsonb_array_elements(terms.obligations) with ordinality as e(line, position)) as o
     left join lateral (
       select (max(a.at) at time zone 'Asia/Shanghai')::date as reported from mediation.action a
       where a.county = m.county and a.mediation_id = m.id and a.action = 'perform'
         and (a.data ->> 'instalment')::bigint = o.position) as r on true
     where m.county = $1 and m.agreed_at is not null and o.due >= $2 and o.due < $3
     group by m.town order by m.town`,
    [tx.county, dayOf(from), dayOf(to), dayOf(tx.context.now())],
  )
  return rows.map(({ town, due, on_time: onTime, late }) => ({ town, due, onTime, late }))
}

/**
 * What the agreement's document is made of, or null before it is in force or out of reach. Facts of persons that the platform
 * does not hold (gender, age, occupation) are left null: the form keeps a blank for the hand.
 */
export async function agreementDocumentData(tx: ScopedTx, mediationId: string) {
  const [mediation] = await readMediations(tx, [mediationId])
  const agreement = mediation?.folded.agreement
  const terms = mediation && currentTerms(mediation)
  if (!mediation || !agreement?.effectiveAt || !terms || mediation.agreementNumber === null) return null
  const names = await readNames(tx)
  const reader: Actor = { kind: 'officer', officerId: mediation.folded.mediatorId!, agencyId: mediation.folded.bodyId! }
  const until = confirmationUntil(mediation)
  return {
    disputeId: mediation.disputeId,
    traceCode: mediation.traceCode,
    town: mediation.town,
    date: dayOf(agreement.effectiveAt),
    draft: false,
    number: mediation.agreementNumber,
    body: names.agencies.get(mediation.folded.bodyId!) ?? '',
    parties: mediation.parties.map(({ side, kind, name }) => ({
      side,
      kind,
      name,
      gender: null,
      ethnicity: null,
      age: null,
      occupation: null,
      phone: null,
      address: null,
      identity: null,
      legalRepresentative: null,
    })),
    facts: terms.facts,
    clauses: clausesOf(terms),
    instalments: terms.obligations.map(({ due, amount, act, obligor }, index) => ({
      number: index + 1,
      due,
      amount,
      act,
      obligor: mediationWords.side[obligor],
    })),
    total: terms.total,
    totalInCapitals: terms.total > 0 ? amountInCapitals(terms.total) : '',
    performance: fill(mediationWords.clause.manner, { manner: terms.manner, place: terms.place }),
    copies: mediation.parties.length + 1,
    mediator: names.officers.get(mediation.folded.mediatorId!)?.name ?? '',
    recorder: null,
    signatures: agreement.signatures.map((signature) => ({
      by: signature.by,
      name: signerName(mediation, signature, reader, names),
      at: localTime(signature.at),
      manner: signature.manner,
    })),
    textHash: agreement.textHash,
    confirmationUntil: agreement.onlineSigning ? until : null,
  }
}

/**
 * What a filing pack's document is made of, or null outside the reader's reach. Under a party's scope it holds the party's own
 * statements and name; printed by an officer it holds neither.
 */
export async function filingPackDocumentData(tx: ScopedTx, disputeId: string, form: 'suit' | 'petition') {
  const dispute = await readMediationDispute(tx, { disputeId })
  if (!dispute) return null
  const partyId = tx.scope.kind === 'party' ? tx.scope.partyId : null
  const { kind, givenAt, ...pack } = await packFor(tx, dispute, form, partyId)
  return {
    ...pack,
    form: kind,
    disputeId: dispute.disputeId,
    town: dispute.town,
    date: givenAt.slice(0, 10),
    draft: false,
    applicant: dispute.parties.find((party) => party.partyId === partyId)?.name ?? '',
  }
}
