import { randomBytes } from 'node:crypto'
import type { Keys } from '../platform/keys.ts'
import type { LedgerKind } from '../vocabulary/ledger-kinds.ts'
import { canonicalJson, type JsonValue } from './proof/canonical-json.ts'
import { commitText, saltSize, writeLeaf } from './proof/leaf.ts'
import { hashLeaf } from './proof/tree.ts'

/** One event to be entered. `payload` is committed to and must hold no personal data, or only a digest of it. */
export interface NewEntry {
  readonly kind: LedgerKind
  /** Id of what the event is about: record, dispute, alert, task … */
  readonly subject: string
  readonly traceCode: string | null
  readonly payload: JsonValue
  /** When it happened; the transaction's clock if absent. */
  readonly at?: Date
}

/** Where the chain of one trace code ends. */
export interface TraceEnd {
  readonly sequence: number
  readonly leafHash: Buffer
}

/** A leaf ready to be stored. */
export interface PreparedEntry {
  readonly leaf: string
  readonly leafHash: Buffer
  readonly sequence: number
  readonly payload: string
  readonly salt: Buffer
  readonly at: Date
}

/** Name of a county's log, and of the key that signs its checkpoints. */
export function logOrigin(county: string): string {
  return `suyuan/${county}`
}

/** Turns events into signed leaves; `ends` holds the end of every trace code's chain and is moved on. */
export function prepareEntries(
  entries: readonly NewEntry[],
  ends: Map<string, TraceEnd>,
  from: { org: string; now: Date; keys: Pick<Keys, 'signing' | 'kid'> },
): PreparedEntry[] {
  const salts = randomBytes(saltSize * entries.length)
  return entries.map((entry, at) => {
    const end = entry.traceCode === null ? undefined : ends.get(entry.traceCode)
    const salt = salts.subarray(at * saltSize, (at + 1) * saltSize)
    const sequence = entry.traceCode === null ? 0 : (end?.sequence ?? 0) + 1
    const time = entry.at ?? from.now
    const payload = canonicalJson(entry.payload)
    const leaf = writeLeaf(
      {
        v: 1,
        code: entry.traceCode,
        seq: sequence,
        org: from.org,
        kind: entry.kind,
        ts: time.toISOString(),
        prev: end ? end.leafHash.toString('hex') : null,
        ...commitText(salt, payload),
      },
      from.keys.kid,
      from.keys.signing,
    )
    const leafHash = hashLeaf(Buffer.from(leaf))
    if (entry.traceCode !== null) ends.set(entry.traceCode, { sequence, leafHash })
    return { leaf, leafHash, sequence, payload, salt, at: time }
  })
}
