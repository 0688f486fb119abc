import { sourceTable } from '../../vocabulary/sources.ts'
import type { CustodyPart, CustodyState } from '../../vocabulary/words/custody.ts'

/** What a custodian decided about a request, in order: a grant or a refusal, then perhaps a withdrawal. */
export interface CustodyDecision {
  readonly kind: 'granted' | 'refused' | 'revoked'
  readonly at: Date
  readonly officerName: string
  readonly reason: string
  /** Of a grant. */
  readonly parts: readonly CustodyPart[] | null
  readonly until: Date | null
}

/** A request as its decisions leave it at `now`; the end of a grant is outside it. Pure. */
export function stateOf(decisions: readonly CustodyDecision[], now: Date): CustodyState {
  const last = decisions.at(-1)
  if (!last) return 'waiting'
  if (last.kind !== 'granted') return last.kind
  return last.until !== null && now < last.until ? 'granted' : 'over'
}

/** In which states a custodian may decide what. */
export const movesFrom = {
  grant: ['waiting'],
  refuse: ['waiting'],
  revoke: ['granted'],
} as const satisfies Record<string, readonly CustodyState[]>
export type CustodyMove = keyof typeof movesFrom

const parts = new Map<string, CustodyPart>()
for (const source of Object.values(sourceTable)) {
  for (const column of source.textColumns) parts.set(column, 'text')
  for (const column of source.placeColumns) parts.set(column, 'address')
  for (const party of source.parties) {
    parts.set(party.column, 'name')
    if (party.phone) parts.set(party.phone, 'phone')
    if (party.document) parts.set(party.document, 'document')
  }
}

/** The columns of an identity that `granted` opens, in the order in which they came. Cells of unknown columns stay shut. */
export function openedColumns(
  row: Readonly<Record<string, string>>,
  granted: readonly CustodyPart[],
): { readonly column: string; readonly part: CustodyPart; readonly value: string }[] {
  return Object.entries(row).flatMap(([column, value]) => {
    const part = parts.get(column)
    return part !== undefined && granted.includes(part) ? [{ column, part, value }] : []
  })
}
