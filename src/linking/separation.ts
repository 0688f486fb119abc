import type { ScopedTx } from '../access/scope.ts'
import type { Side } from './schema.ts'
import { comparePersons } from './score.ts'
import { storePartyKeys } from './store.ts'

/** One person who was taken for two: `records` now belong to `into`, the others stay with `party`. */
export interface Separation {
  readonly party: string
  readonly into: string
  readonly records: readonly string[]
}

interface MemberRow {
  readonly party_id: string
  readonly mention_id: string
  readonly record_id: string
  readonly side: Side
  readonly keys: string[]
  readonly rest: boolean
}

interface PersonRow {
  readonly id: string
  readonly keys: string[]
  readonly structured: boolean
}

const noGeneric: ReadonlySet<string> = new Set()
const union = (members: readonly MemberRow[]): Set<string> => new Set(members.flatMap((member) => member.keys))

/**
 * After records left a dispute: a person who stands in both parts stays one person only where number, phone or dwelling say
 * so by themselves. Who was the same by a name within the dispute alone, and whoever `told` names, becomes two; the pair is
 * remembered, so that the linker never takes the one for the other again. Records of further disputes go with the part whose
 * own signs they bear.
 */
export async function separateParties(
  tx: ScopedTx,
  opId: string,
  rest: string,
  moved: readonly string[],
  told: ReadonlySet<string> = new Set(),
): Promise<Separation[]> {
  const { rows: members } = await tx.query<MemberRow>(
    `select m.party_id, m.mention_id, m.record_id, m.side, n.keys, coalesce(r.dispute_id = $3, false) as rest
     from linking.party_member m
     join reading.mention n on n.county = m.county and n.record_id = m.record_id and n.id = m.mention_id
     left join linking.dispute_record r on r.county = m.county and r.record_id = m.record_id and r.to_at is null
     where m.county = $1 and m.to_at is null and m.party_id in (
       select party_id from linking.party_member where county = $1 and record_id = any($2::uuid[]) and to_at is null)`,
    [tx.county, moved, rest],
  )
  const { rows: persons } = await tx.query<PersonRow>(
    `select id, keys, structured from linking.party where county = $1 and kind = 'person' and id = any($2::uuid[]) order by first_sequence, id`,
    [tx.county, [...new Set(members.map((member) => member.party_id))]],
  )
  const chosen = new Set(moved)
  const separations: Separation[] = []
  for (const person of persons) {
    const own = members.filter((member) => member.party_id === person.id)
    const gone = own.filter((member) => chosen.has(member.record_id))
    const stay = own.filter((member) => member.rest && !chosen.has(member.record_id))
    if (gone.length === 0 || stay.length === 0) continue
    const [goneKeys, stayKeys] = [union(gone), union(stay)]
    if (!told.has(person.id) && comparePersons([...goneKeys], stayKeys, noGeneric).linked) continue
    const further = own.filter((member) => !member.rest && !chosen.has(member.record_id))
    const following = further.filter(
      (member) =>
        comparePersons(member.keys, goneKeys, noGeneric).linked &&
        !comparePersons(member.keys, stayKeys, noGeneric).linked,
    )
    const into = await divide(tx, opId, person, [...gone, ...following])
    separations.push({
      party: person.id,
      into,
      records: [...new Set([...gone, ...following].map((member) => member.record_id))],
    })
  }
  return separations
}

/** A new person for these mentions; the old one keeps the keys of the others. */
async function divide(tx: ScopedTx, opId: string, person: PersonRow, members: readonly MemberRow[]): Promise<string> {
  const into = tx.context.id()
  const at = tx.context.now()
  const held = new Set(person.keys)
  // A phone that tells nobody apart was left out of the person's keys; it stays out.
  const keys = [...union(members)].filter((key) => held.has(key)).sort()
  const records = [...new Set(members.map((member) => member.record_id))]
  const { rows } = await tx.query<{ first: number | null }>(
    'select min(sequence) as first from linking.dispute_record where county = $1 and record_id = any($2::uuid[])',
    [tx.county, records],
  )
  await tx.query(
    `insert into linking.party (county, id, kind, name, keys, structured, first_sequence)
     values ($1, $2, 'person', null, $3::text[], $4, $5)`,
    [tx.county, into, keys, person.structured, rows[0]!.first ?? 0],
  )
  await storePartyKeys(tx, [{ id: into, keys: new Set(keys), storedKeys: new Set() }])
  await reassign(tx, opId, at, members, into)
  await tx.query(
    `insert into linking.distinct_party (county, party_id, other_id, op_id, at)
     values ($1, $2, $3, $4, $5), ($1, $3, $2, $4, $5)`,
    [tx.county, person.id, into, opId, at],
  )
  await renewPartyKeys(tx, [person.id])
  return into
}

async function reassign(
  tx: ScopedTx,
  opId: string,
  at: Date,
  members: readonly Pick<MemberRow, 'mention_id' | 'record_id' | 'side'>[],
  into: string,
): Promise<void> {
  await tx.query(
    `update linking.party_member set to_at = $3
     where county = $1 and mention_id = any($2::uuid[]) and to_at is null and op_id <> $4`,
    [tx.county, members.map((member) => member.mention_id), at, opId],
  )
  await tx.query(
    `insert into linking.party_member (county, mention_id, record_id, party_id, side, from_at, op_id)
     select $1, m.mention, m.record, $5, m.side, $6, $7
     from unnest($2::uuid[], $3::uuid[], $4::text[]) as m(mention, record, side)`,
    [
      tx.county,
      members.map((member) => member.mention_id),
      members.map((member) => member.record_id),
      members.map((member) => member.side),
      into,
      at,
      opId,
    ],
  )
}

/**
 * A person's keys are those of the mentions that belong to it now: what a corrected, moved or erased record said no longer
 * leads anywhere. Phones left out as general stay out.
 */
export async function renewPartyKeys(tx: ScopedTx, partyIds: readonly string[]): Promise<void> {
  if (partyIds.length === 0) return
  await tx.query(
    `update linking.party p set keys = coalesce((
       select array_agg(distinct k order by k) from linking.party_member m
       join reading.mention n on n.county = m.county and n.record_id = m.record_id and n.id = m.mention_id
       cross join unnest(n.keys) as k
       where m.county = p.county and m.party_id = p.id and m.to_at is null and k = any(p.keys)), '{}')
     where p.county = $1 and p.id = any($2::uuid[])`,
    [tx.county, partyIds],
  )
  await tx.query(
    `delete from linking.party_key k using linking.party p
     where k.county = $1 and p.county = $1 and p.id = k.party_id and p.id = any($2::uuid[]) and not k.key = any(p.keys)`,
    [tx.county, partyIds],
  )
}

/** Takes back what an operation told apart: the split that made them two was itself the mistake. */
export async function rejoinParties(tx: ScopedTx, separatedBy: string, opId: string): Promise<void> {
  // The one that the separation made is the one without a membership from before it.
  const { rows } = await tx.query<{ party_id: string; other_id: string }>(
    `select d.party_id, d.other_id from linking.distinct_party d where d.county = $1 and d.op_id = $2
       and not exists (select from linking.party_member m where m.county = d.county and m.party_id = d.other_id and m.from_at < d.at)
       and exists (select from linking.party_member m where m.county = d.county and m.party_id = d.party_id and m.from_at < d.at)`,
    [tx.county, separatedBy],
  )
  for (const { party_id: party, other_id: other } of rows) {
    const { rows: members } = await tx.query<{ mention_id: string; record_id: string; side: Side }>(
      'select mention_id, record_id, side from linking.party_member where county = $1 and party_id = $2 and to_at is null',
      [tx.county, other],
    )
    await reassign(tx, opId, tx.context.now(), members, party)
    await tx.query(
      `update linking.party p set keys = (select array_agg(distinct k order by k) from unnest(p.keys || o.keys) as k)
       from linking.party o where p.county = $1 and p.id = $2 and o.county = $1 and o.id = $3`,
      [tx.county, party, other],
    )
    const { rows: now } = await tx.query<{ keys: string[] }>(
      'select keys from linking.party where county = $1 and id = $2',
      [tx.county, party],
    )
    await storePartyKeys(tx, [{ id: party, keys: new Set(now[0]!.keys), storedKeys: new Set() }])
    await renewPartyKeys(tx, [other])
  }
  await tx.query('delete from linking.distinct_party where county = $1 and op_id = $2', [tx.county, separatedBy])
}

/** A person's "not the same" about two disputes: no later record proposes to join them. */
export async function rememberDifferent(
  tx: ScopedTx,
  disputeId: string,
  otherId: string,
  reason: string,
): Promise<void> {
  const by = tx.scope.kind === 'officer' ? tx.scope.name : 'system'
  const at = tx.context.now()
  await tx.query(
    `update linking.proposal set decision = 'different', decided_by = $4, decided_at = $5, reason = $6
     where county = $1 and decision is null
       and (dispute_id, other_dispute_id) in (($2::uuid, $3::uuid), ($3::uuid, $2::uuid))`,
    [tx.county, disputeId, otherId, by, at, reason],
  )
  await tx.query(
    `insert into linking.proposal (county, id, dispute_id, other_dispute_id, at, weight, evidence, decision, decided_by, decided_at, reason)
     select $1, $7, $2, $3, $5, 0, '[]', 'different', $4, $5, $6
     where not exists (select from linking.proposal where county = $1
       and (dispute_id, other_dispute_id) in (($2::uuid, $3::uuid), ($3::uuid, $2::uuid)))`,
    [tx.county, disputeId, otherId, by, at, reason, tx.context.id()],
  )
}
