import type { ScopedTx } from '../access/scope.ts'
import { comparePersons } from './score.ts'

/** One person who was taken for two: `records` now belong to `into`, the others stay with `party`. */
export interface Separation {
  readonly party: string
  readonly into: string
  readonly records: readonly string[]
  readonly mentions: readonly string[]
}

interface MemberRow {
  readonly party_id: string
  readonly mention_id: string
  readonly record_id: string
  readonly keys: string[]
  readonly rest: boolean
  readonly arrived: number
}

const noGeneric: ReadonlySet<string> = new Set()
const union = (members: readonly MemberRow[]): Set<string> => new Set(members.flatMap((member) => member.keys))

/**
 * Who is to be told apart when records leave a dispute: a person who stands in both parts stays one person only where number,
 * phone or dwelling say so by themselves. Who was the same by a name within the dispute alone, and whoever `told` names, becomes
 * two. Records of further disputes go with the part whose own signs they bear. A person of whom
 * all records came before number `since` in the log was one without the operation, and stays as he was. Writes the new persons' rows, without mentions yet.
 */
export async function separatePersons(
  tx: ScopedTx,
  rest: string,
  moved: readonly string[],
  told: ReadonlySet<string>,
  since: number,
): Promise<Separation[]> {
  const { rows: common } = await tx.query<{ id: string }>(
    `select distinct m.party_id as id from linking.dispute_record r
     join linking.party_member m on m.county = r.county and m.record_id = r.record_id and m.to_at is null
     join linking.party p on p.county = m.county and p.id = m.party_id and p.kind = 'person'
     where r.county = $1 and r.dispute_id = $3 and r.to_at is null and not r.record_id = any($2::uuid[]) and m.party_id in (
       select party_id from linking.party_member where county = $1 and record_id = any($2::uuid[]) and to_at is null)`,
    [tx.county, moved, rest],
  )
  if (common.length === 0) return []
  const { rows: members } = await tx.query<MemberRow>(
    `select m.party_id, m.mention_id, m.record_id, n.keys, coalesce(r.dispute_id = $3, false) as rest, coalesce((
         select min(o.sequence) from linking.party_member f join linking.operation o on o.county = f.county and o.id = f.op_id
         where f.county = m.county and f.mention_id = m.mention_id), 0) as arrived
     from linking.party_member m
     join reading.mention n on n.county = m.county and n.record_id = m.record_id and n.id = m.mention_id
     join linking.party p on p.county = m.county and p.id = m.party_id
     left join linking.dispute_record r on r.county = m.county and r.record_id = m.record_id and r.to_at is null
     where m.county = $1 and m.to_at is null and m.party_id = any($2::uuid[]) order by p.first_sequence, p.id`,
    [tx.county, common.map((row) => row.id), rest],
  )
  const chosen = new Set(moved)
  const separations: Separation[] = []
  for (const party of new Set(members.map((member) => member.party_id))) {
    const own = members.filter((member) => member.party_id === party)
    const gone = own.filter((member) => chosen.has(member.record_id))
    const stay = own.filter((member) => member.rest && !chosen.has(member.record_id))
    if (gone.length === 0 || stay.length === 0) continue
    const [goneKeys, stayKeys] = [union(gone), union(stay)]
    if (!told.has(party)) {
      if ([...gone, ...stay].every((member) => member.arrived < since)) continue
      if (comparePersons([...goneKeys], stayKeys, noGeneric).linked) continue
    }
    const following = own.filter(
      (member) =>
        !member.rest &&
        !chosen.has(member.record_id) &&
        comparePersons(member.keys, goneKeys, noGeneric).linked &&
        !comparePersons(member.keys, stayKeys, noGeneric).linked,
    )
    const leaving = [...gone, ...following]
    separations.push({
      party,
      into: await newPerson(tx, party),
      records: [...new Set(leaving.map((member) => member.record_id))],
      mentions: leaving.map((member) => member.mention_id),
    })
  }
  return separations
}

/** A person's row like that of `like`, to which nothing belongs yet. */
export async function newPerson(tx: ScopedTx, like: string): Promise<string> {
  const id = tx.context.id()
  await tx.query(
    `insert into linking.party (county, id, kind, name, keys, structured, first_sequence)
     select county, $3, kind, null, '{}', structured, first_sequence from linking.party where county = $1 and id = $2`,
    [tx.county, like, id],
  )
  return id
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
