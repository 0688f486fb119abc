import type { ScopedTx } from '../access/scope.ts'
import { disputeTypes } from '../vocabulary/dispute-types.ts'
import { placeName } from '../vocabulary/places.ts'
import { titleWords } from '../vocabulary/words/warning.ts'
import { memberOf } from './memory.ts'
import { reportsWithPlace, scanDays, scanPlaces, seedOf } from './meso/places.ts'
import { longestWindow } from './meso/scan.ts'
import { complainantsOf, mesoGrade } from './meso.ts'
import type { Signal } from './signal.ts'
import { day, mesoDismissedDays, scanMinimum, scanOverlap, scanProbability, scanRatio } from './thresholds.ts'
import type { Raise } from './ticks.ts'

export type PlacedSignal = Pick<
  Signal,
  | 'recordId'
  | 'sequence'
  | 'disputeId'
  | 'traceCode'
  | 'source'
  | 'supplier'
  | 'number'
  | 'complainants'
  | 'sealed'
  | 'place'
  | 'town'
  | 'occurredAt'
  | 'receivedAt'
  | 'cues'
>

/** Complaints of one type in the year before `at`, as known then; suits are no input. In order of sequence. */
export async function readPlaced(tx: ScopedTx, type: string, at: Date, upTo?: number): Promise<PlacedSignal[]> {
  const { rows } = await tx.query<PlacedSignal>(
    `select s.record_id as "recordId", s.sequence, s.dispute_id as "disputeId", s.trace_code as "traceCode", s.source, s.supplier, s.number, s.complainants, s.sealed, s.place, s.town,
       (extract(epoch from s.occurred_at) * 1000)::float8 as "occurredAt", (extract(epoch from s.received_at) * 1000)::float8 as "receivedAt", s.cues
     from warning.signal s where s.county = $1 and s.type = $2 and s.source <> 'court' and s.occurred_at > $3 and s.occurred_at <= $4 and s.received_at <= $4
       and ($5::bigint is null or s.sequence <= $5)
       and not exists (select 1 from warning.signal n where n.county = s.county and n.replaces = s.record_id and n.received_at <= $4 and ($5::bigint is null or n.sequence <= $5))
     order by s.sequence`,
    [tx.county, type, new Date(at.getTime() - scanDays * day), at, upTo ?? null],
  )
  return rows
}

/** Types of which some town had enough records in the window, one of them received since the last scan: most days few. */
async function typesToScan(tx: ScopedTx, at: Date): Promise<string[]> {
  const { rows } = await tx.query<{ type: string }>(
    `select distinct type from (
       select type, town, count(*) as records, max(received_at) as newest from warning.signal
       where county = $1 and source <> 'court' and type <> 'none' and town is not null and occurred_at > $2 and occurred_at <= $3 and received_at <= $3
       group by 1, 2) s where records >= $4 and newest > $5 order by type`,
    [tx.county, new Date(at.getTime() - longestWindow * day), at, scanMinimum, new Date(at.getTime() - day)],
  )
  return rows.map(({ type }) => type)
}

/** Records of meso alerts that run, or that somebody dismissed lately: one matter speaks once. */
async function readCovered(tx: ScopedTx, at: Date): Promise<Set<string>[]> {
  const { rows } = await tx.query<{ records: string[] }>(
    `select array_agg(m.record_id::text) as records from warning.alert a join warning.alert_member m on m.county = a.county and m.alert_id = a.id
     where a.county = $1 and a.level = 'meso' and m.removed_at is null
       and (a.state in ('raised', 'confirmed') or (a.state = 'dismissed' and a.triaged_at > $2))
     group by a.id`,
    [tx.county, new Date(at.getTime() - mesoDismissedDays * day)],
  )
  return rows.map(({ records }) => new Set(records))
}

/** Shared records over all records of two groups (Jaccard). */
function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let shared = 0
  for (const record of one) if (other.has(record)) shared++
  return shared / (one.size + other.size - shared)
}

/**
 * Looks for a village or town with unusually many complaints of one type, whoever they are against: what no common name
 * joins. Where an alert under a common name holds the same records already, that one stands.
 */
export async function judgePlaces(tx: ScopedTx, at: Date): Promise<Raise[]> {
  const raises: Raise[] = []
  const types = await typesToScan(tx, at)
  const covered = types.length === 0 ? [] : await readCovered(tx, at)
  for (const type of types) {
    const seed = seedOf(at.getTime(), type)
    const found = scanPlaces(reportsWithPlace(await readPlaced(tx, type, at)), at.getTime(), seed)
    if (found === null) continue
    const { result, members, places } = found
    const { cluster, probability, gumbel, replicates } = result
    const people = complainantsOf(members).size
    if (
      cluster === null ||
      probability > scanProbability ||
      cluster.observed < scanMinimum ||
      people < scanMinimum ||
      cluster.observed < scanRatio * cluster.expected
    )
      continue
    const records = new Set(members.map(({ recordId }) => recordId))
    if (covered.some((other) => overlap(records, other) >= scanOverlap)) continue
    covered.push(records)
    const urgent = members.some(({ cues }) => cues.some(({ kind }) => kind === 'collective' || kind === 'threat'))
    const place = places[0]!
    const zh = disputeTypes[type as keyof typeof disputeTypes]?.zh ?? type
    const seen = new Set<string>()
    raises.push({
      rule: 'scan',
      level: 'meso',
      kind: 'scan',
      grade: mesoGrade(cluster.observed, cluster.expected, urgent),
      title: titleWords.scan(placeName(place), zh, cluster.days),
      subject: `${placeName(place)}|${zh}`,
      town: place.slice(0, 9),
      type,
      observed: cluster.observed,
      expected: cluster.expected,
      probability,
      evidence: {
        of: 'scan',
        type,
        place,
        at: at.getTime(),
        days: cluster.days,
        observed: cluster.observed,
        expected: cluster.expected,
        people,
        logRatio: cluster.logRatio,
        probability,
        gumbel,
        replicates,
        seed,
      },
      members: members.map((member) => {
        const repeat = member.complainants.every((complainant) => seen.has(complainant))
        for (const complainant of member.complainants) seen.add(complainant)
        return memberOf(member as Signal, 'area', false, repeat)
      }),
    })
  }
  return raises
}
