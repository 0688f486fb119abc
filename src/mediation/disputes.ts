import type { ScopedTx } from '../access/scope.ts'
import { disputeForMediation, ownStatements, readDispute } from '../linking/queries.ts'
import { Problem } from '../platform/problem.ts'
import { mediationWords } from '../vocabulary/words/mediation.ts'
import type { MediationDispute } from './openings.ts'
import type { Side } from './schema.ts'

interface Sided {
  readonly side: Side | 'other'
  readonly kind: 'person' | 'organisation'
}

/**
 * The two sides. A loan that nobody has disputed yet names lender and borrower without sides: the lender then stands as the one who
 * claims, so that a borrower in arrears can ask for mediation on the own page.
 */
export function sidesOf<Party extends Sided>(parties: readonly Party[]): (Party & { readonly side: Side })[] {
  const loan =
    parties.every((party) => party.side === 'other') && new Set(parties.map((party) => party.kind)).size === 2
  return parties.flatMap((party) => {
    const side = loan ? (party.kind === 'organisation' ? 'claimant' : 'respondent') : party.side
    return side === 'other' ? [] : [{ ...party, side }]
  })
}

/**
 * A dispute with the parties that stand on its two sides, opened, as linking knows it now; null outside the reader's reach.
 * Those who only appear in it (witness, neighbour) are left out: nobody becomes a party to a mediation by being mentioned.
 */
export async function readMediationDispute(
  tx: ScopedTx,
  key: string | { readonly disputeId: string },
): Promise<MediationDispute | null> {
  const dispute = await disputeForMediation(tx, key)
  if (!dispute) return null
  // An officer's request opened the parties' names; the persons concerned can see that it did.
  if (tx.scope.kind === 'officer')
    tx.logRead({
      subjectKind: 'dispute',
      subject: dispute.disputeId,
      disputeId: dispute.disputeId,
      fields: ['parties'],
    })
  return {
    disputeId: dispute.disputeId,
    traceCode: dispute.traceCode,
    type: dispute.type,
    town: dispute.town,
    separate: dispute.sealed || dispute.domesticViolence,
    domesticViolence: dispute.domesticViolence,
    parties: sidesOf(dispute.parties).map((party) => ({
      ...party,
      name: party.name ?? mediationWords.unnamed[party.kind],
    })),
  }
}

/** The same, or the Problem that there is no such dispute within reach. */
export async function requireDispute(
  tx: ScopedTx,
  key: string | { readonly disputeId: string },
): Promise<MediationDispute> {
  const dispute = await readMediationDispute(tx, key)
  if (!dispute) throw new Problem('mediation.notFound')
  return dispute
}

/** What this party itself has said in the dispute, oldest first; nobody else's words, no channel. */
export async function readOwnStatements(
  tx: ScopedTx,
  disputeId: string,
  partyId: string,
): Promise<{ at: Date; text: string }[]> {
  const statements = await ownStatements(tx, disputeId, partyId)
  return statements.map(({ at, text }) => ({ at, text })).sort((a, b) => a.at.getTime() - b.at.getTime())
}

/** Disputes among these for which no joint mediation may go on: sealed, or violence at home was reported since it began. */
export async function readSeparate(tx: ScopedTx, disputeIds: readonly string[]): Promise<Set<string>> {
  const separate = new Set<string>()
  for (const id of new Set(disputeIds)) {
    const dispute = await readDispute(tx, id)
    if (dispute?.sealed || dispute?.domesticViolence) separate.add(id)
  }
  return separate
}
