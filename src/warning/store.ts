import type { ScopedTx } from '../access/scope.ts'
import { deadlineOf } from '../vocabulary/calendar.ts'
import { grades } from '../vocabulary/grades.ts'
import { decisionWords, gradeChange } from '../vocabulary/words/warning.ts'
import type { LiveAlert, Regrade } from './alert.ts'
import { type Outcome, weeksOfOutcome } from './memory.ts'
import { weekOf } from './meso.ts'
import type { AlertGrade } from './schema.ts'
import type { Signal } from './signal.ts'
import { modelVersion, triageClocks } from './thresholds.ts'

/** All SQL that writes what a walk found: one statement a table, whatever the size of the batch. */

const iso = (at: number): string => new Date(at).toISOString()
const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at))

/** Until when a named person should have triaged an alert of this grade raised at `raisedAt` (milliseconds). */
export function triageDue(grade: AlertGrade, raisedAt: number): Date {
  return deadlineOf(triageClocks[grade], new Date(raisedAt)).at
}

export async function storeSignals(tx: ScopedTx, signals: readonly Signal[]): Promise<void> {
  await tx.query(
    `insert into warning.signal (county, record_id, sequence, dispute_id, trace_code, opened, source, supplier, number, type, town, place, occurred_at, received_at, complainants, keys, label, site, cues, people, outcome, closed_at, sealed, replaces)
     select $1, s.id, s.sequence, s.dispute, s.trace, s.opened, s.source, s.supplier, s.number, s.type, s.town, s.place, s.occurred, s.received, s.complainants, s.keys, s.label, s.site, s.cues, s.people, s.outcome, s.closed, s.sealed, s.replaces
     from jsonb_to_recordset($2::text::jsonb) as s(id uuid, sequence bigint, dispute uuid, trace text, opened boolean, source text, supplier text, number text, type text, town text, place text, occurred timestamptz, received timestamptz, complainants text[], keys text[], label text, site text, cues jsonb, people int, outcome text, closed timestamptz, sealed boolean, replaces uuid)
     on conflict (county, record_id) do nothing`,
    [
      tx.county,
      JSON.stringify(
        signals.map((signal) => ({
          id: signal.recordId,
          sequence: signal.sequence,
          dispute: signal.disputeId,
          trace: signal.traceCode,
          opened: signal.opened,
          source: signal.source,
          supplier: signal.supplier,
          number: signal.number,
          type: signal.type,
          town: signal.town,
          place: signal.place,
          occurred: iso(signal.occurredAt),
          received: iso(signal.receivedAt),
          complainants: signal.complainants,
          keys: signal.keys,
          label: signal.label,
          site: signal.site,
          cues: signal.cues,
          people: signal.people,
          outcome: signal.outcome,
          closed: isoOrNull(signal.closedAt),
          sealed: signal.sealed,
          replaces: signal.replaces,
        })),
      ),
    ],
  )
}

export async function storeSightings(tx: ScopedTx, { sightings }: Outcome, signals: readonly Signal[]): Promise<void> {
  const replacing = signals.filter((signal) => signal.replaces !== null)
  if (replacing.length > 0)
    await tx.query(
      `update warning.sighting set replaced_by = r.sequence from unnest($2::uuid[], $3::bigint[]) as r(id, sequence)
       where county = $1 and record_id = r.id and replaced_by is null`,
      [tx.county, replacing.map((signal) => signal.replaces), replacing.map((signal) => signal.sequence)],
    )
  if (sightings.length === 0) return
  await tx.query(
    `insert into warning.sighting (county, key, record_id, sequence, occurred_at, received_at, counted, urgent)
     select $1, g.key, g.id, g.sequence, g.occurred, g.received, g.counted, g.urgent
     from jsonb_to_recordset($2::text::jsonb) as g(key text, id uuid, sequence bigint, occurred timestamptz, received timestamptz, counted int, urgent boolean)
     on conflict do nothing`,
    [
      tx.county,
      JSON.stringify(
        sightings.map(({ key, sighting, counted }) => ({
          key,
          id: sighting.recordId,
          sequence: sighting.sequence,
          occurred: iso(sighting.occurredAt),
          received: iso(sighting.receivedAt),
          counted,
          urgent: sighting.urgent,
        })),
      ),
    ],
  )
  const weeks = weeksOfOutcome(sightings)
  if (weeks.length > 0)
    await tx.query(
      `insert into warning.key_week (county, key, week, count) select $1, * from unnest($2::text[], $3::int[], $4::int[])
       on conflict (county, key, week) do update set count = warning.key_week.count + excluded.count`,
      [tx.county, weeks.map((row) => row.key), weeks.map((row) => row.week), weeks.map((row) => row.count)],
    )
}

/** Roll-ups for the macro rule and for the watch over sources: new disputes by series and week, records by source and day. */
export async function storeRollUps(tx: ScopedTx, signals: readonly Signal[]): Promise<void> {
  const county = new Map<number, number>()
  const series = new Map<string, number>()
  const days = new Map<string, { count: number; last: number }>()
  for (const signal of signals) {
    const week = weekOf(signal.occurredAt)
    county.set(week, (county.get(week) ?? 0) + 1)
    // New disputes, so that one person's forty calls are one; suits are the business of the indicators.
    if (signal.opened && signal.town !== null && signal.source !== 'court' && signal.type !== 'none') {
      const key = `${week}|${signal.town}|${signal.type}|${signal.source}`
      series.set(key, (series.get(key) ?? 0) + 1)
    }
    const day = `${signal.source}|${new Date(signal.receivedAt + 8 * 3_600_000).toISOString().slice(0, 10)}`
    const known = days.get(day)
    days.set(day, { count: (known?.count ?? 0) + 1, last: Math.max(known?.last ?? 0, signal.receivedAt) })
  }
  await tx.query(
    `insert into warning.county_week (county, week, count) select $1, * from unnest($2::int[], $3::int[])
     on conflict (county, week) do update set count = warning.county_week.count + excluded.count`,
    [tx.county, [...county.keys()], [...county.values()]],
  )
  const rows = [...series].map(([key, count]) => [...key.split('|'), count])
  if (rows.length > 0)
    await tx.query(
      `insert into warning.series_week (county, week, town, type, source, count) select $1, * from unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::int[])
       on conflict (county, week, town, type, source) do update set count = warning.series_week.count + excluded.count`,
      [tx.county, ...[0, 1, 2, 3, 4].map((column) => rows.map((row) => row[column]))],
    )
  await tx.query(
    `insert into warning.source_day (county, source, day, count, last_at) select $1, * from unnest($2::text[], $3::date[], $4::int[], $5::timestamptz[])
     on conflict (county, source, day) do update set count = warning.source_day.count + excluded.count, last_at = greatest(warning.source_day.last_at, excluded.last_at)`,
    [
      tx.county,
      [...days.keys()].map((key) => key.split('|')[0]!),
      [...days.keys()].map((key) => key.split('|')[1]!),
      [...days.values()].map((value) => value.count),
      [...days.values()].map((value) => iso(value.last)),
    ],
  )
}

export interface NewDecision {
  readonly id: string
  readonly alertId: string
  readonly kind: string
  readonly at: number
  readonly officerId: string | null
  readonly byName: string | null
  readonly line: string
  readonly data: Readonly<Record<string, unknown>> | null
}

export async function storeDecisions(tx: ScopedTx, decisions: readonly NewDecision[]): Promise<void> {
  if (decisions.length === 0) return
  await tx.query(
    `insert into warning.decision (county, id, alert_id, kind, at, officer_id, by_name, line, data)
     select $1, d.id, d.alert, d.kind, d.at, d.officer, d.name, d.line, d.data
     from jsonb_to_recordset($2::text::jsonb) as d(id uuid, alert uuid, kind text, at timestamptz, officer uuid, name text, line text, data jsonb)`,
    [
      tx.county,
      JSON.stringify(
        decisions.map((decision) => ({
          id: decision.id,
          alert: decision.alertId,
          kind: decision.kind,
          at: iso(decision.at),
          officer: decision.officerId,
          name: decision.byName,
          line: decision.line,
          data: decision.data,
        })),
      ),
    ],
  )
}

async function insertAlerts(
  tx: ScopedTx,
  alerts: readonly LiveAlert[],
  references: ReadonlyMap<string, string>,
): Promise<void> {
  if (alerts.length === 0) return
  await tx.query(
    `insert into warning.alert (county, id, code, level, kind, rule, model_version, grade, grade_at_raising, state, raised_at, as_of, raised_sequence, changed_at, title, subject, place, town, type, observed, expected, probability, current_observed, care_path, sealed, keys, dispute_id, reference, evidence, last_member_at, members, members_later, triage_due_at)
     select $1, a.id, a.code, a.level, a.kind, a.rule, $3, a.grade, a."gradeAtRaising", a.state, a.raised, a."asOf", a.sequence, a.changed, a.title, a.subject, a.place, a.town, a.type, a.observed, a.expected, a.probability, a.current, a.care, a.sealed, a.keys, a.dispute, a.reference, a.evidence, a.last, a.members, a.later, a.due
     from jsonb_to_recordset($2::text::jsonb) as a(id uuid, code text, level text, kind text, rule text, grade text, "gradeAtRaising" text, state text, raised timestamptz, "asOf" timestamptz, sequence bigint, changed timestamptz, title text, subject text, place text, town text, type text, observed float8, expected float8, probability float8, current float8, care boolean, sealed boolean, keys text[], dispute uuid, reference uuid, evidence jsonb, last timestamptz, members int, later int, due timestamptz)`,
    [
      tx.county,
      JSON.stringify(
        alerts.map((alert) => ({
          id: alert.id,
          code: alert.code,
          level: alert.level,
          kind: alert.kind,
          rule: alert.rule,
          grade: alert.grade,
          gradeAtRaising: alert.gradeAtRaising,
          state: alert.state,
          raised: iso(alert.raisedAt),
          asOf: iso(alert.asOf),
          sequence: alert.raisedSequence,
          changed: iso(alert.changedAt),
          title: alert.title,
          subject: alert.subject,
          place: alert.place,
          town: alert.town,
          type: alert.type,
          observed: alert.observed,
          expected: alert.expected,
          probability: alert.probability,
          current: alert.currentObserved,
          care: alert.carePath,
          sealed: alert.sealed,
          keys: alert.keys,
          dispute: alert.disputeId,
          reference: references.get(alert.id) ?? null,
          evidence: alert.evidence,
          last: iso(alert.lastMemberAt),
          members: alert.members.filter((member) => !member.later).length,
          later: alert.members.filter((member) => member.later).length,
          due: alert.state === 'raised' ? triageDue(alert.grade, alert.raisedAt).toISOString() : null,
        })),
      ),
      modelVersion,
    ],
  )
}

async function updateAlerts(tx: ScopedTx, alerts: readonly LiveAlert[]): Promise<void> {
  if (alerts.length === 0) return
  await tx.query(
    `update warning.alert set grade = u.grade, changed_at = u.changed, title = u.title, current_observed = u.current, care_path = u.care, sealed = u.sealed, keys = u.keys, last_member_at = u.last, members_later = u.later,
       triage_due_at = case when warning.alert.state = 'raised' then least(warning.alert.triage_due_at, u.due) end
     from jsonb_to_recordset($2::text::jsonb) as u(id uuid, grade text, changed timestamptz, title text, current float8, care boolean, sealed boolean, keys text[], last timestamptz, later int, due timestamptz)
     where warning.alert.county = $1 and warning.alert.id = u.id`,
    [
      tx.county,
      JSON.stringify(
        alerts.map((alert) => ({
          id: alert.id,
          grade: alert.grade,
          changed: iso(alert.changedAt),
          title: alert.title,
          current: alert.currentObserved,
          care: alert.carePath,
          sealed: alert.sealed,
          keys: alert.keys,
          last: iso(alert.lastMemberAt),
          later: alert.members.filter((member) => member.later).length,
          due: triageDue(alert.grade, alert.changedAt).toISOString(),
        })),
      ),
    ],
  )
}

async function insertMembers(tx: ScopedTx, alerts: readonly LiveAlert[]): Promise<void> {
  const fresh = alerts.flatMap((alert) =>
    alert.members
      .filter((member) => member.fresh)
      .map((member) => ({
        alert: alert.id,
        ...member,
        occurred: iso(member.occurredAt),
        received: iso(member.receivedAt),
      })),
  )
  if (fresh.length === 0) return
  await tx.query(
    `insert into warning.alert_member (county, alert_id, record_id, sequence, dispute_id, trace_code, source, supplier, number, occurred_at, received_at, complainants, reason, later, sealed, urgent, repeat)
     select $1, m.alert, m."recordId", m.sequence, m."disputeId", m."traceCode", m.source, m.supplier, m.number, m.occurred, m.received, m.complainants, m.reason, m.later, m.sealed, m.urgent, m.repeat
     from jsonb_to_recordset($2::text::jsonb) as m(alert uuid, "recordId" uuid, sequence bigint, "disputeId" uuid, "traceCode" text, source text, supplier text, number text, occurred timestamptz, received timestamptz, complainants text[], reason text, later boolean, sealed boolean, urgent boolean, repeat boolean)
     on conflict do nothing`,
    [tx.county, JSON.stringify(fresh)],
  )
}

/**
 * Stores new and changed alerts with members, the rule's own decisions, ledger entries and news. `references`: alert id →
 * what a later room keys its alert by. Call it last: it appends to the ledger.
 */
export async function storeAlerts(
  tx: ScopedTx,
  alerts: readonly LiveAlert[],
  regrades: readonly Regrade[],
  newId: (at: number) => string,
  references: ReadonlyMap<string, string> = new Map(),
): Promise<NewLedgerEntry[]> {
  const fresh = alerts.filter((alert) => alert.fresh)
  const touched = alerts.filter((alert) => !alert.fresh && alert.touched)
  await insertAlerts(tx, fresh, references)
  await updateAlerts(tx, touched)
  await insertMembers(tx, [...fresh, ...touched])
  await storeDecisions(tx, [
    ...fresh.map((alert) => ({
      id: newId(alert.raisedAt),
      alertId: alert.id,
      kind: 'raise',
      at: alert.raisedAt,
      officerId: null,
      byName: null,
      line: decisionWords.raised,
      data: { grade: alert.gradeAtRaising, members: alert.members.filter((member) => !member.later).length },
    })),
    ...regrades.map((change) => ({
      id: newId(change.at),
      alertId: change.alertId,
      kind: 'regrade',
      at: change.at,
      officerId: null,
      byName: null,
      line: gradeChange(grades[change.from].zh, grades[change.to].zh),
      data: { from: change.from, to: change.to },
    })),
  ])
  announce(tx, fresh, touched)
  return ledgerEntries(fresh, touched)
}

export interface NewLedgerEntry {
  readonly kind: 'alert.raised' | 'alert.changed'
  readonly subject: string
  readonly traceCode: string | null
  readonly payload: Readonly<Record<string, string | number | boolean | null>>
  readonly at: Date
}

/** One entry for each alert, and one for each dispute that it names, so that a trace code shows its alerts. */
function ledgerEntries(fresh: readonly LiveAlert[], touched: readonly LiveAlert[]): NewLedgerEntry[] {
  const entries: NewLedgerEntry[] = []
  for (const alert of [...fresh, ...touched]) {
    const added = alert.members.filter((member) => member.fresh)
    const kind = alert.fresh ? 'alert.raised' : 'alert.changed'
    const payload = {
      code: alert.code,
      level: alert.level,
      kind: alert.kind,
      grade: alert.grade,
      observed: alert.currentObserved,
      model: modelVersion,
    }
    const at = new Date(alert.changedAt)
    if (alert.fresh) entries.push({ kind, subject: alert.id, traceCode: null, payload, at: new Date(alert.raisedAt) })
    for (const traceCode of new Set(added.map((member) => member.traceCode)))
      entries.push({ kind, subject: alert.id, traceCode, payload, at })
  }
  return entries
}

function announce(tx: ScopedTx, fresh: readonly LiveAlert[], touched: readonly LiveAlert[]): void {
  for (const alert of fresh)
    if (alert.state === 'raised')
      tx.emit({
        kind: 'alert.raised',
        town: alert.town,
        subject: alert.id,
        data: { grade: alert.grade, level: alert.level, alertKind: alert.kind, type: alert.type },
      })
  for (const alert of touched)
    if (alert.state !== 'historical')
      tx.emit({
        kind: 'alert.changed',
        town: alert.town,
        subject: alert.id,
        data: { grade: alert.grade, level: alert.level },
      })
}
