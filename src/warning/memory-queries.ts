import type { ScopedTx } from '../access/scope.ts'
import type { LiveAlert, LiveMember } from './alert.ts'
import { asOfOf, type Memory } from './memory.ts'
import { type Sighting, sightingOf, weekOf } from './meso.ts'
import { longestWindow, type RuleVersion } from './rules/table.ts'
import type { Signal } from './signal.ts'
import { baselineWeeks, day, mesoDismissedDays } from './thresholds.ts'

/** All SQL that fills the memory of a batch: a constant number of statements, each bounded by the batch's keys and times. */

const milliseconds = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`
const signalColumns = `s.record_id as "recordId", s.sequence, s.dispute_id as "disputeId", s.trace_code as "traceCode", s.opened, s.source, s.supplier, s.number, s.type, s.town, s.place,
  ${milliseconds('s.occurred_at')} as "occurredAt", ${milliseconds('s.received_at')} as "receivedAt", s.complainants, s.keys, s.label, s.site, s.cues, s.people, s.outcome,
  ${milliseconds('s.closed_at')} as "closedAt", s.sealed, s.replaces`

/** Signals of these disputes, in order of sequence. */
export async function readSignals(tx: ScopedTx, disputeIds: readonly string[]): Promise<Signal[]> {
  const { rows } = await tx.query<Signal>(
    `select ${signalColumns} from warning.signal s where s.county = $1 and s.dispute_id = any($2::uuid[]) order by s.sequence`,
    [tx.county, disputeIds],
  )
  return rows
}

/** Signals of disputes that had one received in (after, before): for the risks of a whole county. */
export async function readRecentSignals(tx: ScopedTx, after: Date, before: Date): Promise<Signal[]> {
  const { rows } = await tx.query<Signal>(
    `select ${signalColumns} from warning.signal s where s.county = $1 and s.received_at < $3 and s.dispute_id in (
       select dispute_id from warning.signal where county = $1 and received_at >= $2 and received_at < $3) order by s.sequence`,
    [tx.county, after, before],
  )
  return rows
}

interface KeyRange {
  from: number
  to: number
}

function rangesOf(signals: readonly Signal[], days: number): Map<string, KeyRange> {
  const ranges = new Map<string, KeyRange>()
  for (const signal of signals)
    for (const key of signal.keys) {
      const from = signal.occurredAt - days * day
      const to = Math.max(asOfOf(signal), signal.occurredAt + days * day)
      const known = ranges.get(key)
      if (known === undefined) ranges.set(key, { from, to })
      else {
        known.from = Math.min(known.from, from)
        known.to = Math.max(known.to, to)
      }
    }
  return ranges
}

async function readSightings(tx: ScopedTx, ranges: ReadonlyMap<string, KeyRange>): Promise<Map<string, Sighting[]>> {
  const found = new Map<string, Sighting[]>([...ranges.keys()].map((key) => [key, []]))
  if (ranges.size === 0) return found
  const keys = [...ranges]
  const { rows } = await tx.query<Signal & { key: string }>(
    `select k.key, ${signalColumns} from unnest($2::text[], $3::timestamptz[], $4::timestamptz[]) as k(key, lo, hi)
     join warning.sighting g on g.county = $1 and g.key = k.key and g.occurred_at >= k.lo and g.occurred_at <= k.hi and g.replaced_by is null
     join warning.signal s on s.county = $1 and s.record_id = g.record_id
     order by s.sequence`,
    [
      tx.county,
      keys.map(([key]) => key),
      keys.map(([, range]) => new Date(range.from).toISOString()),
      keys.map(([, range]) => new Date(range.to).toISOString()),
    ],
  )
  const known = new Map<string, Sighting>()
  for (const row of rows) {
    const sighting = known.get(row.recordId) ?? sightingOf(row)
    known.set(row.recordId, sighting)
    found.get(row.key)!.push(sighting)
  }
  return found
}

async function readKeyWeeks(
  tx: ScopedTx,
  keys: readonly string[],
  from: number,
): Promise<Map<string, Map<number, number>>> {
  const weeks = new Map<string, Map<number, number>>()
  if (keys.length === 0) return weeks
  const { rows } = await tx.query<{ key: string; week: number; count: number }>(
    'select key, week, count from warning.key_week where county = $1 and key = any($2) and week >= $3',
    [tx.county, keys, from],
  )
  for (const { key, week, count } of rows) {
    const map = weeks.get(key) ?? new Map<number, number>()
    map.set(week, count)
    weeks.set(key, map)
  }
  return weeks
}

const alertColumns = `a.id, a.code, a.level, a.kind, a.rule, a.grade, a.grade_at_raising as "gradeAtRaising", a.state, ${milliseconds('a.raised_at')} as "raisedAt", ${milliseconds('a.as_of')} as "asOf",
  a.raised_sequence as "raisedSequence", ${milliseconds('a.changed_at')} as "changedAt", a.title, a.subject, a.place, a.town, a.type, a.observed, a.expected, a.probability,
  a.current_observed as "currentObserved", a.care_path as "carePath", a.sealed, a.keys, a.dispute_id as "disputeId", a.evidence, ${milliseconds('a.last_member_at')} as "lastMemberAt",
  ${milliseconds('a.triaged_at')} as "triagedAt", a.observed_at_triage as "observedAtTriage", ${milliseconds('a.closed_at')} as "closedAt"`

/** The alerts' members by alert, in order of sequence. */
export async function readMembers(tx: ScopedTx, alertIds: readonly string[]): Promise<Map<string, LiveMember[]>> {
  const members = new Map<string, LiveMember[]>(alertIds.map((id) => [id, []]))
  if (alertIds.length === 0) return members
  const { rows } = await tx.query<LiveMember & { alertId: string }>(
    `select m.alert_id as "alertId", m.record_id as "recordId", m.sequence, m.dispute_id as "disputeId", m.trace_code as "traceCode", m.source, m.supplier, m.number,
       ${milliseconds('m.occurred_at')} as "occurredAt", ${milliseconds('m.received_at')} as "receivedAt", m.complainants, m.reason, m.later, m.sealed, m.urgent, m.repeat,
       m.removed_at is not null as removed, false as fresh
     from warning.alert_member m where m.county = $1 and m.alert_id = any($2::uuid[]) order by m.sequence`,
    [tx.county, alertIds],
  )
  for (const row of rows) members.get(row.alertId)!.push(row)
  return members
}

/** One alert with its members, or null where there is none or it is out of the reader's reach. */
export async function readAlert(tx: ScopedTx, id: string): Promise<LiveAlert | null> {
  const { rows } = await tx.query<LiveAlert>(
    `select ${alertColumns} from warning.alert a where a.county = $1 and a.id = $2::uuid`,
    [tx.county, id],
  )
  const row = rows[0]
  if (row === undefined) return null
  return { ...row, members: (await readMembers(tx, [id])).get(id)!, fresh: false, touched: false }
}

async function readAlerts(
  tx: ScopedTx,
  keys: readonly string[],
  disputeIds: readonly string[],
  since: number,
): Promise<LiveAlert[]> {
  const { rows } = await tx.query<LiveAlert>(
    `select ${alertColumns} from warning.alert a where a.county = $1 and a.id in (
         select id from warning.alert where county = $1 and keys && $2::text[]
         union select id from warning.alert where county = $1 and dispute_id = any($3::uuid[]))
       and (a.state in ('raised', 'confirmed', 'historical') or (a.state = 'dismissed' and a.triaged_at >= $4) or (a.state = 'closed' and a.closed_at >= $4))
     order by a.raised_sequence, a.id`,
    [tx.county, keys, disputeIds, new Date(since)],
  )
  const members = await readMembers(
    tx,
    rows.map((row) => row.id),
  )
  return rows.map((row) => ({ ...row, members: members.get(row.id)!, fresh: false, touched: false }))
}

/** The tables of rules that were ever in force, oldest first. */
export async function readRules(tx: ScopedTx): Promise<RuleVersion[]> {
  const { rows } = await tx.query<RuleVersion>(
    `select version, ${milliseconds('effective_at')} as "effectiveAt", rows, model from warning.rule_version
     where county = $1 and effective_at is not null order by version`,
    [tx.county],
  )
  return rows
}

/** All signals received in [from, before), in order of sequence: for replays of the rules alone. */
export async function readSignalsBetween(tx: ScopedTx, from: Date, before: Date): Promise<Signal[]> {
  const { rows } = await tx.query<Signal>(
    `select ${signalColumns} from warning.signal s where s.county = $1 and s.received_at >= $2 and s.received_at < $3 order by s.sequence`,
    [tx.county, from, before],
  )
  return rows
}

/** Everything the walk over `signals` may look at. */
export async function loadMemory(tx: ScopedTx, signals: readonly Signal[]): Promise<Memory> {
  const rules = await readRules(tx)
  const ranges = rangesOf(signals, longestWindow(rules))
  const sightings = await readSightings(tx, ranges)
  // Keys that members of the batch's keys carry besides: needed to see that two names mean one respondent.
  const whole = [...ranges.values()].reduce(
    (all, range) => ({ from: Math.min(all.from, range.from), to: Math.max(all.to, range.to) }),
    { from: Number.POSITIVE_INFINITY, to: 0 },
  )
  const further = new Map<string, KeyRange>()
  for (const list of sightings.values())
    for (const sighting of list) for (const key of sighting.keys) if (!ranges.has(key)) further.set(key, whole)
  for (const [key, list] of await readSightings(tx, further)) sightings.set(key, list)
  const times = signals.map((signal) => signal.receivedAt)
  const earliest = Math.min(...times, whole.from)
  const disputes = new Map<string, Signal[]>()
  for (const signal of await readSignals(tx, [...new Set(signals.map((signal) => signal.disputeId))])) {
    const list = disputes.get(signal.disputeId)
    if (list === undefined) disputes.set(signal.disputeId, [signal])
    else list.push(signal)
  }
  const weeks = await readKeyWeeks(tx, [...sightings.keys()], weekOf(earliest) - baselineWeeks - 27)
  const { rows: totals } = await tx.query<{ week: number; count: number }>(
    'select week, count from warning.county_week where county = $1',
    [tx.county],
  )
  const { rows: raised } = await tx.query<{ day: string; count: number }>(
    'select substr(code, 3, 8) as day, count(*)::int as count from warning.alert where county = $1 and raised_at >= $2 and raised_at <= $3 group by 1',
    [tx.county, new Date(Math.min(...times) - day), new Date(Math.max(...times) + day)],
  )
  return {
    sightings,
    weeks,
    disputes,
    countyWeeks: new Map(totals.map(({ week, count }) => [week, count])),
    alerts: await readAlerts(
      tx,
      [...ranges.keys()],
      [...disputes.keys(), ...signals.map((signal) => signal.disputeId)],
      earliest - mesoDismissedDays * day,
    ),
    raisedOn: new Map(raised.map(({ day: date, count }) => [date, count])),
    rules,
  }
}
