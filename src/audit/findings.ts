import { blind } from '../access/blind.ts'
import { type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import type { Services } from '../platform/services.ts'
import { parsePhone } from '../vocabulary/identity.ts'
import {
  type DetectedRead,
  findAll,
  type Hour,
  longestBack,
  type MadeExport,
  type NearDispute,
  type NewFinding,
  type SharedDispute,
  sharedAgencies,
} from './detectors.ts'

const hour = 3_600_000
/** Most reads that a finding names; the others are in the log under the same officer and time. */
const mostReads = 200

async function readsBetween(tx: ScopedTx, from: Date, to: Date): Promise<DetectedRead[]> {
  const { rows } = await tx.query<DetectedRead>(
    `select r.id, r.at, r.officer_id as "officerId", r.agency_id as "agencyId", r.subject_kind as kind, r.dispute_id as "disputeId",
       coalesce(cardinality(r.disputes), 0) as listed, r.result,
       exists (select from audit.break_glass b where b.county = r.county and b.officer_id = r.officer_id and b.dispute_id = r.dispute_id
         and r.at >= b.at and r.at <= b.until) as "breakGlass"
     from access.read_log r
     where r.county = $1 and r.at >= $2 and r.at < $3 and r.officer_id is not null and r.agency_id is not null
       and r.subject_kind not in ('readLog', 'breakGlass')
     order by r.at, r.id`,
    [tx.county, from, to],
  )
  return rows
}

/**
 * Agencies that have work on a dispute: the town it lies in, a running hand-over that is no break-glass, a task for the
 * dispute or for an alert it belongs to, a mediation.
 */
const working = `
  select a.id from linking.dispute d join access.agency a on a.county = d.county and a.place like d.town || '%' where d.county = $1 and d.id = x.dispute_id and d.town is not null
  union select h.agency_id from access.handed h where h.county = $1 and h.subject = x.dispute_id and h.reason <> 'breakGlass'
  union select t.agency_id from tasks.task t where t.county = $1 and t.dispute_id = x.dispute_id
  union select t.agency_id from warning.alert_member m join tasks.task t on t.county = m.county and t.alert_id = m.alert_id where m.county = $1 and m.dispute_id = x.dispute_id
  union select m.body_id from mediation.mediation m where m.county = $1 and m.dispute_id = x.dispute_id and m.body_id is not null`

async function workingOn(tx: ScopedTx, disputes: readonly string[]): Promise<Map<string, Set<string>>> {
  const { rows } = await tx.query<{ dispute: string; agencies: string[] }>(
    `select x.dispute_id as dispute, array(${working})::text[] as agencies from unnest($2::uuid[]) as x(dispute_id)`,
    [tx.county, disputes],
  )
  return new Map(rows.map((row) => [row.dispute, new Set(row.agencies)]))
}

/** Disputes of this hour in which a party has the phone of the reader or of a colleague, or the reader's name: by keyed hash alone. */
async function nearDisputes(tx: ScopedTx, reads: readonly DetectedRead[]): Promise<NearDispute[]> {
  const opened = reads.filter((read) => read.disputeId !== null && read.result === 'shown')
  if (opened.length === 0) return []
  const disputes = [...new Set(opened.map((read) => read.disputeId!))]
  const agencies = [...new Set(opened.map((read) => read.agencyId))]
  const { rows: officers } = await tx.query<{ id: string; name: string; phone: string | null; agency: string }>(
    'select id, name, phone, agency_id as agency from access.officer where county = $1 and agency_id = any($2::uuid[])',
    [tx.county, agencies],
  )
  const phoneKey = (phone: string | null): string | null => {
    const normal = phone === null ? null : (parsePhone(phone)?.normal ?? null)
    return normal === null ? null : blind(tx.keys, 'ph', normal)
  }
  const known = officers.map((officer) => ({
    ...officer,
    phoneKey: phoneKey(officer.phone),
    nameKey: blind(tx.keys, 'nm', officer.name),
  }))
  const keys = known.flatMap((officer) => [officer.nameKey, ...(officer.phoneKey ? [officer.phoneKey] : [])])
  const { rows: matches } = await tx.query<{ dispute: string; key: string }>(
    `select distinct s.dispute_id as dispute, k.key from linking.party_key k
     join linking.dispute_party s on s.county = k.county and s.party_id = k.party_id
     where k.county = $1 and k.key = any($2::text[]) and s.dispute_id = any($3::uuid[])`,
    [tx.county, keys, disputes],
  )
  if (matches.length === 0) return []
  const keysOf = new Map<string, Set<string>>()
  for (const { dispute, key } of matches) keysOf.set(dispute, (keysOf.get(dispute) ?? new Set()).add(key))
  const work = await workingOn(tx, [...keysOf.keys()])
  const near = new Map<string, NearDispute>()
  for (const read of opened) {
    const found = keysOf.get(read.disputeId!)
    if (!found) continue
    const own = known.find((officer) => officer.id === read.officerId)
    const colleague = known.some(
      (officer) =>
        officer.agency === read.agencyId &&
        officer.id !== read.officerId &&
        officer.phoneKey !== null &&
        found.has(officer.phoneKey),
    )
    // The own phone is a conflict of interest even with a task; a colleague's phone or a common name only without one.
    const by =
      own?.phoneKey && found.has(own.phoneKey)
        ? 'ownPhone'
        : work.get(read.disputeId!)?.has(read.agencyId)
          ? null
          : colleague
            ? 'colleaguePhone'
            : own && found.has(own.nameKey)
              ? 'ownName'
              : null
    if (by !== null)
      near.set(`${read.officerId} ${read.disputeId}`, { officerId: read.officerId, disputeId: read.disputeId!, by })
  }
  return [...near.values()]
}

/** Disputes opened in this hour that agencies besides the centre have opened within the week. */
async function sharedDisputes(tx: ScopedTx, reads: readonly DetectedRead[], to: Date): Promise<SharedDispute[]> {
  const disputes = [...new Set(reads.flatMap((read) => (read.result === 'shown' && read.disputeId) || []))]
  if (disputes.length === 0) return []
  const { rows } = await tx.query<{ dispute: string; agencies: string[]; reads: string[] }>(
    `select r.dispute_id as dispute, array_agg(distinct r.agency_id)::text[] as agencies, (array_agg(r.id order by r.at desc))[1:${mostReads}]::text[] as reads
     from access.read_log r join access.agency a on a.county = r.county and a.id = r.agency_id and a.kind <> 'centre'
     where r.county = $1 and r.dispute_id = any($2::uuid[]) and r.at >= $3 and r.at < $4 and r.result = 'shown'
     group by r.dispute_id having count(distinct r.agency_id) >= $5`,
    [tx.county, disputes, new Date(to.getTime() - 7 * 24 * hour), to, sharedAgencies],
  )
  if (rows.length === 0) return []
  const work = await workingOn(
    tx,
    rows.map((row) => row.dispute),
  )
  return rows.map((row) => ({
    disputeId: row.dispute,
    agencies: row.agencies,
    working: [...(work.get(row.dispute) ?? [])],
    reads: row.reads,
  }))
}

async function exportsBetween(tx: ScopedTx, from: Date, to: Date): Promise<MadeExport[]> {
  const { rows } = await tx.query<MadeExport>(
    `select e.id, e.officer_id as "officerId", f.at, f.rows from audit.export_file f
     join audit.export e on e.county = f.county and e.id = f.export_id where f.county = $1 and f.at >= $2 and f.at < $3`,
    [tx.county, from, to],
  )
  return rows
}

export async function storeFindings(tx: ScopedTx, found: readonly NewFinding[]): Promise<void> {
  if (found.length === 0) return
  await tx.query(
    `insert into audit.finding (county, id, detector, key, at, from_at, to_at, officer_id, dispute_id, count, threshold, evidence, reads)
     select $1, f.id, f.detector, f.key, $2, f.from_at, f.to_at, f.officer, f.dispute, f.count, f.threshold, f.facts, f.reads
     from jsonb_to_recordset($3::text::jsonb) as f(id uuid, detector text, key text, from_at timestamptz, to_at timestamptz, officer uuid, dispute uuid,
       count int, threshold int, facts jsonb, reads uuid[])
     on conflict (county, detector, key) do nothing`,
    [
      tx.county,
      tx.context.now(),
      JSON.stringify(
        found.map((finding) => ({
          id: tx.context.id(),
          detector: finding.detector,
          key: finding.key,
          from_at: finding.from.toISOString(),
          to_at: finding.to.toISOString(),
          officer: finding.officerId,
          dispute: finding.disputeId,
          count: finding.count,
          threshold: finding.threshold,
          facts: finding.facts,
          reads: finding.reads.slice(0, mostReads),
        })),
      ),
    ],
  )
}

/** Judges the hour that ends at `to` (a full hour of the county's clock). Runs again over the same hour without adding anything. */
export async function judgeHour(services: Services, county: string, to: Date): Promise<NewFinding[]> {
  return withScope(services, systemScope(county, 'readFindings'), 'audit', async (tx) => {
    const from = new Date(to.getTime() - hour)
    const reads = await readsBetween(tx, new Date(to.getTime() - longestBack * hour), to)
    const now = reads.filter((read) => read.at >= from)
    const window: Hour = {
      from,
      to,
      reads,
      near: await nearDisputes(tx, now),
      shared: await sharedDisputes(tx, now, to),
      exports: await exportsBetween(tx, from, to),
    }
    const found = findAll(window)
    await storeFindings(tx, found)
    return found
  })
}

/**
 * Judges every full hour of the day before `to` in which somebody read, and the night that ends with it. Hours judged before
 * add nothing, so that it may run each hour and once more each morning.
 */
export async function judgeDay(services: Services, county: string, to: Date): Promise<void> {
  const last = new Date(Math.floor(to.getTime() / hour) * hour)
  const { rows } = await withScope(services, systemScope(county, 'readFindings'), 'audit', (tx) =>
    tx.query<{ end: Date }>(
      `select distinct date_trunc('hour', at) + interval '1 hour' as "end" from access.read_log
       where county = $1 and at >= $2 and at < $3 order by 1`,
      [county, new Date(last.getTime() - 24 * hour), last],
    ),
  )
  const ends = rows.map((row) => row.end.getTime())
  const morning = ends.length > 0 && !ends.includes(last.getTime()) ? [last.getTime()] : []
  for (const end of [...ends, ...morning]) await judgeHour(services, county, new Date(end))
}
