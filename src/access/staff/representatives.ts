import type { Keys } from '../../platform/keys.ts'
import { Problem } from '../../platform/problem.ts'
import type { EvidenceKind, Power, RepresentationKind } from '../../vocabulary/staff.ts'
import { representationReasons } from '../../vocabulary/words/staff.ts'
import { blind } from '../blind.ts'
import type { Representing, ScopedTx } from '../scope.ts'
import { seal, unsealText } from '../seal.ts'
import type { Change } from './events.ts'
import { powersOf, representationRefusal, type WantedRepresentation } from './representation.ts'

/** A dispute with its parties as the linking room knows it. */
export interface Matter {
  readonly disputeId: string
  readonly traceCode: string
  readonly town: string | null
  readonly parties: readonly {
    readonly partyId: string
    readonly kind: 'person' | 'organisation'
    /** Keyed hashes of phones and credit codes. */
    readonly keys: readonly string[]
  }[]
}

interface Person {
  readonly name: string
  readonly phone: string
}

const place = (id: string): string => `access.representation|person|${id}`
const openPerson = (keys: Keys, sealed: Buffer, id: string): Person =>
  JSON.parse(unsealText(keys.master, sealed, place(id))) as Person

export interface StoredRepresentation {
  readonly id: string
  readonly kind: RepresentationKind
  readonly disputeId: string | null
  readonly partyId: string | null
  readonly whole: boolean
  readonly person: Person
  readonly powers: readonly Power[]
  readonly special: boolean
  readonly conflict: boolean
  readonly evidenceKind: EvidenceKind
  readonly evidenceDigest: string
  readonly since: Date
  readonly until: Date
  readonly byOfficer: string | null
  readonly byParty: string | null
  readonly grantedAt: Date
  readonly reason: string
  readonly revokedAt: Date | null
  readonly revokedReason: string | null
}

const columns = `r.id, r.kind, r.dispute_id as "disputeId", r.party_id as "partyId", r.credit_key is not null as whole, r.person_sealed as sealed, r.powers, r.special, r.conflict,
  r.evidence_kind as "evidenceKind", r.evidence_digest as "evidenceDigest", r.since, r.until,
  (select o.name from access.officer o where o.county = r.county and o.id = r.granted_by_officer) as "byOfficer",
  r.granted_by_party as "byParty", r.granted_at as "grantedAt", r.reason, r.revoked_at as "revokedAt", r.revoked_reason as "revokedReason"`

type Row = Omit<StoredRepresentation, 'person'> & { readonly sealed: Buffer }

const opened = (tx: ScopedTx, { sealed, ...row }: Row): StoredRepresentation => ({
  ...row,
  person: openPerson(tx.keys, sealed, row.id),
})

/** Everybody who acts or acted for a party of the dispute, newest first; the caller masks or logs what it shows. */
export async function readRepresentations(tx: ScopedTx, matter: Matter): Promise<StoredRepresentation[]> {
  const { rows } = await tx.query<Row>(
    `select ${columns} from access.representation r where r.county = $1 and (r.dispute_id = $2 or r.credit_key = any($3::text[]))
     order by r.granted_at desc, r.id desc limit 200`,
    [tx.county, matter.disputeId, matter.parties.flatMap((party) => [...party.keys])],
  )
  return rows.map((row) => opened(tx, row))
}

export async function readRepresentation(tx: ScopedTx, id: string): Promise<StoredRepresentation | null> {
  const { rows } = await tx.query<Row>(
    `select ${columns} from access.representation r where r.county = $1 and r.id = $2`,
    [tx.county, id],
  )
  return rows[0] ? opened(tx, rows[0]) : null
}

const live = `r.revoked_at is null and r.since <= $2 and r.until > $2`

/** How far a representative may go now, for a running session; null once revoked or over: the session is over too. */
export async function representingNow(tx: ScopedTx, id: string): Promise<Representing | null> {
  const { rows } = await tx.query<Representing>(
    `select r.id, r.kind, r.powers, r.conflict, r.until from access.representation r where r.county = $1 and ${live} and r.id = $3`,
    [tx.county, tx.context.now(), id],
  )
  return rows[0] ?? null
}

/**
 * The party of a dispute for which the holder of a phone (keyed hash) acts now; null when for none. Where one acts for several,
 * the widest power, then the oldest, is taken: others are reached by their own trace codes.
 */
export async function findRepresented(
  tx: ScopedTx,
  matter: Matter,
  phoneKey: string,
): Promise<{ readonly partyId: string; readonly representationId: string } | null> {
  const { rows } = await tx.query<{ id: string; partyId: string | null; creditKey: string | null }>(
    `select r.id, r.party_id as "partyId", r.credit_key as "creditKey" from access.representation r
     where r.county = $1 and ${live} and r.phone_key = $3 and (r.dispute_id = $4 or r.credit_key = any($5::text[]))
     order by cardinality(r.powers) desc, r.granted_at, r.id`,
    [tx.county, tx.context.now(), phoneKey, matter.disputeId, matter.parties.flatMap((party) => [...party.keys])],
  )
  for (const row of rows) {
    const party = matter.parties.find((one) =>
      row.creditKey === null ? one.partyId === row.partyId : one.keys.includes(row.creditKey),
    )
    if (party) return { partyId: party.partyId, representationId: row.id }
  }
  return null
}

export interface GrantRequest {
  readonly partyId: string
  readonly kind: RepresentationKind
  readonly whole: boolean
  readonly name: string
  /** Normal form, eleven digits. */
  readonly phone: string
  readonly special: boolean
  readonly conflict: boolean
  readonly evidenceKind: EvidenceKind
  /** SHA-256 of the paper, 64 hex digits. */
  readonly evidenceDigest: string
  readonly since: Date
  readonly until: Date
  readonly reason: string
}

function phoneOwner(matter: Matter, partyId: string, key: string): WantedRepresentation['phoneOf'] {
  const owners = matter.parties.filter((party) => party.keys.includes(key))
  if (owners.some((party) => party.partyId !== partyId)) return 'another'
  return owners.length > 0 ? 'represented' : null
}

/** Registers who acts for a party. Throws staff.representation with the reason. Returns its id. */
export async function grantRepresentation({ tx, note }: Change, matter: Matter, wanted: GrantRequest): Promise<string> {
  const { scope } = tx
  const refuse = (reason: string): never => {
    throw new Problem('staff.representation', { reason })
  }
  const party = matter.parties.find((one) => one.partyId === wanted.partyId) ?? refuse(representationReasons.noParty)
  const phoneKey = blind(tx.keys, 'ph', wanted.phone)
  const creditKey = party.keys.find((key) => key.startsWith('us:')) ?? null
  if (wanted.whole && party.kind === 'organisation' && creditKey === null) refuse(representationReasons.noCode)
  if (wanted.whole && (scope.kind !== 'officer' || scope.reach !== '*')) refuse(representationReasons.wholeAtCentre)
  const refusal = representationRefusal(
    {
      ...wanted,
      partyKind: party.kind,
      by: scope.kind === 'party' ? (scope.representation ? 'representative' : 'party') : 'officer',
      phoneOf: phoneOwner(matter, party.partyId, phoneKey),
    },
    tx.context.now(),
  )
  if (refusal) refuse(refusal)
  const id = tx.context.id()
  const powers = powersOf(wanted.kind, wanted.special, wanted.conflict)
  await tx.query(
    `insert into access.representation (county, id, kind, dispute_id, party_id, credit_key, town, person_sealed, phone_key, powers, special, conflict,
       evidence_kind, evidence_digest, since, until, granted_by_officer, granted_by_party, granted_at, reason)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
    [
      tx.county,
      id,
      wanted.kind,
      wanted.whole ? null : matter.disputeId,
      wanted.whole ? null : party.partyId,
      wanted.whole ? creditKey : null,
      wanted.whole ? null : matter.town,
      seal(tx.keys.master, JSON.stringify({ name: wanted.name, phone: wanted.phone } satisfies Person), place(id)),
      phoneKey,
      powers,
      wanted.special,
      wanted.conflict,
      wanted.evidenceKind,
      wanted.evidenceDigest,
      wanted.since,
      wanted.until,
      scope.kind === 'officer' ? scope.officerId : null,
      scope.kind === 'party' ? scope.partyId : null,
      tx.context.now(),
      wanted.reason,
    ],
  )
  note({
    kind: 'representation.granted',
    subjectKind: 'representation',
    subject: id,
    traceCode: matter.traceCode,
    reason: wanted.reason,
    data: {
      kind: wanted.kind,
      powers,
      evidence: wanted.evidenceKind,
      digest: wanted.evidenceDigest,
      until: wanted.until.toISOString(),
      whole: wanted.whole,
    },
  })
  return id
}

/** Ends a representation now; those who acted stay on record. Throws platform.notFound or staff.representationOver. */
export async function revokeRepresentation(
  { tx, note }: Change,
  id: string,
  reason: string,
  traceCode: string | null,
): Promise<void> {
  const { scope } = tx
  const { count } = await tx.query(
    `update access.representation set revoked_at = $3, revoked_by = $4, revoked_reason = $5
     where county = $1 and id = $2 and revoked_at is null and until > $3`,
    [
      tx.county,
      id,
      tx.context.now(),
      scope.kind === 'officer' ? scope.officerId : scope.kind === 'party' ? `party:${scope.partyId}` : scope.name,
      reason,
    ],
  )
  if (count === 0) throw new Problem('staff.representationOver')
  note({
    kind: 'representation.revoked',
    subjectKind: 'representation',
    subject: id,
    traceCode,
    reason,
    data: {},
  })
}
