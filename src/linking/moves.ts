import type { Changes } from './changes.ts'
import type { Moved, Moves } from './log.ts'
import type { Outcome } from './plan.ts'

/** What became of mentions and parties in a batch. */
export interface PeopleMoves {
  readonly mentions: readonly Moved[]
  /** Mentions that ended with the record that a newer version replaced. */
  readonly ended: readonly { readonly mentionId: string; readonly recordId: string; readonly partyId: string }[]
  readonly aliases: readonly { readonly from: string; readonly into: string }[]
}

/**
 * A batch's changes as the log keeps them, each with the operation that carries it. An alias is carried by the operation that
 * took the last of its members; where those went by a correction, by the one that took the earlier version out.
 */
export function batchMoves(
  outcome: Outcome,
  changes: Changes,
  people: PeopleMoves,
  codes: ReadonlyMap<string, string>,
): Moves {
  const detached = changes.operations.filter((operation) => operation.kind === 'detach')
  const detachOf = new Map(detached.map((operation) => [operation.records[0]!, operation]))
  const opened = new Map<string, string>()
  for (const operation of changes.operations) {
    if (operation.kind === 'detach') continue
    const target = operation.kind === 'split' ? operation.otherDisputeId! : operation.disputeId
    if (outcome.newDisputes.has(target) && !opened.has(target)) opened.set(target, operation.id)
  }
  const last = changes.operations.at(-1)?.id
  const codeOf = (id: string): string => codes.get(id)!
  const carrier = (from: string, into: string): string =>
    (
      changes.moves.find((move) => move.from === from && move.to === into) ??
      changes.moves.find((move) => move.from === from)
    )?.opId ??
    detached.find((operation) => operation.disputeId === from)?.id ??
    last!
  const carrierOfParty = (from: string, into: string): string =>
    (
      people.mentions.find((move) => move.from === from && move.to === into) ??
      people.mentions.find((move) => move.from === from)
    )?.opId ??
    detachOf.get(people.ended.find((row) => row.partyId === from)?.recordId ?? '')?.id ??
    last!
  return {
    records: [
      ...detached.map(({ id, records, disputeId }) => ({ opId: id, id: records[0]!, from: disputeId, to: null })),
      ...changes.moves.flatMap(({ opId, from, to, records }) => records.map((id) => ({ opId, id, from, to }))),
      ...[...changes.placed].map(([id, { opId, disputeId }]) => ({ opId, id, from: null, to: disputeId })),
    ],
    mentions: [
      ...people.ended.map(({ mentionId, recordId, partyId }) => ({
        opId: detachOf.get(recordId)!.id,
        id: mentionId,
        from: partyId,
        to: null,
      })),
      ...people.mentions,
    ],
    disputes: [
      ...[...opened].map(([id, opId]) => ({ opId, id, from: null, to: [codeOf(id), null] as const })),
      ...outcome.disputeMerges.map(({ from, into }) => ({
        opId: carrier(from, into),
        id: from,
        from: [codeOf(from), null] as const,
        to: [codeOf(from), into] as const,
      })),
    ],
    parties: people.aliases.map(({ from, into }) => ({
      opId: carrierOfParty(from, into),
      id: from,
      from: null,
      to: [into] as const,
    })),
  }
}
