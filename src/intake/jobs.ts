import { type NewIdentity, storeIdentities } from '../access/custody/store.ts'
import { type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { seal, unsealText, unwrapRecordKey } from '../access/seal.ts'
import type { Schedule, Services } from '../platform/services.ts'
import type { SourceKey } from '../vocabulary/sources.ts'
import { identityPlace, type Payload, payloadPlace } from './queries.ts'
import { splitSealed } from './redaction.ts'
import { sealReasons } from './sealing.ts'

const batchSize = 200

interface OldRow {
  readonly id: string
  readonly source: SourceKey
  readonly occurred_at: Date
  readonly payload: Buffer
  readonly identity: Buffer
  readonly wrapped: Buffer | null
}

/** One batch in one transaction: sealed in the store, then the old column emptied and the texts redacted. Returns its size. */
async function moveBatch(tx: ScopedTx): Promise<number> {
  const { rows } = await tx.query<OldRow>(
    `select r.id, r.source, r.occurred_at, r.payload, r.identity, k.wrapped from intake.record r
     left join intake.record_key k on k.county = r.county and k.record_id = r.id
     where r.county = $1 and r.identity is not null order by r.id limit $2 for update of r skip locked`,
    [tx.county, batchSize],
  )
  const identities: NewIdentity[] = []
  const payloads: { id: string; payload: Buffer }[] = []
  for (const old of rows) {
    // Without its key an erased record's identity is noise: it is only taken away.
    if (!old.wrapped) {
      payloads.push({ id: old.id, payload: old.payload })
      continue
    }
    const key = unwrapRecordKey(tx.keys, old.wrapped, old.id)
    const open = JSON.parse(unsealText(key, old.payload, payloadPlace(old.id))) as Payload
    const apart = JSON.parse(unsealText(key, old.identity, identityPlace(old.id))) as Payload
    const whole: Payload = { row: { ...open.row, ...apart.row }, raw: { ...open.raw, ...apart.raw } }
    const split = splitSealed(old.source, whole)
    const reasons = sealReasons(old.source, whole.row, old.occurred_at)
    identities.push({
      recordId: old.id,
      reasons: reasons.length > 0 ? reasons : ['confidentialCaller'],
      identity: split.identity,
    })
    payloads.push({ id: old.id, payload: seal(key, JSON.stringify(split.open), payloadPlace(old.id)) })
  }
  await storeIdentities(tx, identities)
  await tx.query(
    `update intake.record r set identity = null, payload = n.payload
     from unnest($2::uuid[], $3::bytea[]) as n (id, payload) where r.county = $1 and r.id = n.id`,
    [tx.county, payloads.map((row) => row.id), payloads.map((row) => row.payload)],
  )
  return rows.length
}

/**
 * Moves identities that were stored under the record's own key into their own store (migration 0016). Idempotent; a crash
 * repeats a batch or nothing, and until a record's turn readers find its identity in the old place. Returns the number moved.
 */
export async function moveIdentities(services: Services, county: string): Promise<number> {
  let moved = 0
  for (;;) {
    const batch = await withScope(services, systemScope(county, 'custody'), 'pipeline', moveBatch)
    if (batch === 0) return moved
    moved += batch
  }
}

const hour = 3_600_000

/** Once an hour, because an older program may still have written; an empty partial index answers when there is nothing. */
export const intakeSchedules: readonly Schedule[] = [
  {
    name: 'intake.moveIdentities',
    next: (after) => new Date((Math.floor(after.getTime() / hour) + 1) * hour),
    run: async (services, county) => {
      await moveIdentities(services, county)
    },
  },
]
