import { readAgencies } from '../access/queries.ts'
import type { ScopedTx } from '../access/scope.ts'
import { placeByCode } from '../vocabulary/places.ts'
import { readOwnStatements } from './disputes.ts'
import { makeFilingPack } from './filing-pack.ts'
import type { MediationDispute } from './openings.ts'
import type { FilingPack } from './schema.ts'

/** The pack as of now; with the party's own statements where a party asks, without any where an officer prints it. */
export async function packFor(
  tx: ScopedTx,
  dispute: MediationDispute,
  kind: FilingPack['kind'],
  partyId: string | null,
): Promise<FilingPack> {
  const agencies = await readAgencies(tx)
  const named = (agencyKind: string) =>
    agencies.filter((agency) => agency.kind === agencyKind).map((agency) => agency.name)
  const facts = {
    traceCode: dispute.traceCode,
    type: dispute.type,
    countyName: placeByCode(tx.county)?.name ?? tx.county,
    courts: named('court'),
    petitionOffices: named('petitionOffice'),
    statements: partyId === null ? [] : await readOwnStatements(tx, dispute.disputeId, partyId),
  }
  return makeFilingPack(kind, facts, tx.context.now())
}
