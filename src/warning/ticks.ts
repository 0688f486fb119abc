import { type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { append } from '../ledger/commands.ts'
import { contextAt } from '../platform/context.ts'
import type { Schedule, Services } from '../platform/services.ts'
import { addDays, dayOf, startOfDay } from '../vocabulary/calendar.ts'
import { disputeTypes } from '../vocabulary/dispute-types.ts'
import { placeName } from '../vocabulary/places.ts'
import { isSourceKey, sources } from '../vocabulary/sources.ts'
import { decisionWords, titleWords } from '../vocabulary/words/warning.ts'
import type { Evidence, LiveAlert } from './alert.ts'
import { type FeedFault, feedFaults } from './feed.ts'
import { judgeWeek, macroGrade } from './macro.ts'
import { readMacroWeek, readSeriesRecords, readSourceVolumes, readTrendSeries } from './macro-queries.ts'
import { memberOf } from './memory.ts'
import { weekOf } from './meso.ts'
import { judgePlaces } from './scan-ticks.ts'
import type { AlertGrade } from './schema.ts'
import { type NewLedgerEntry, storeAlerts, storeDecisions } from './store.ts'
import { day, macroRepeatWeeks, type RuleKey, silentDays } from './thresholds.ts'

/** 06:00 +08:00, one instant for all daily work: a replay has to stop only once a day. Yesterday is complete, the offices are closed. */
const tickHour = 6 * 3_600_000

export function nextTick(after: Date): Date {
  const today = new Date(startOfDay(dayOf(after)).getTime() + tickHour)
  return today > after ? today : new Date(today.getTime() + day)
}

export interface Raise {
  readonly rule: RuleKey
  readonly level: LiveAlert['level']
  readonly kind: LiveAlert['kind']
  readonly grade: AlertGrade
  readonly title: string
  readonly subject: string
  readonly town: string | null
  readonly type: string | null
  readonly observed: number | null
  readonly expected: number | null
  readonly probability: number | null
  readonly evidence: Evidence
  readonly members: LiveAlert['members']
}

/** How many alerts carry the code of this local day. */
export async function countRaised(tx: ScopedTx, at: Date): Promise<number> {
  const { rows } = await tx.query<{ count: number }>(
    `select count(*)::int as count from warning.alert where county = $1 and code like $2`,
    [tx.county, `A-${dayOf(at).replaceAll('-', '')}-%`],
  )
  return rows[0]!.count
}

/** A fresh alert that a tick or a later room raises at `at`. */
export function freshAlert(id: string, at: Date, number: number, sequence: number, raise: Raise): LiveAlert {
  const time = at.getTime()
  return {
    id,
    code: `A-${dayOf(at).replaceAll('-', '')}-${String(number).padStart(3, '0')}`,
    level: raise.level,
    kind: raise.kind,
    rule: raise.rule,
    grade: raise.grade,
    gradeAtRaising: raise.grade,
    state: 'raised',
    raisedAt: time,
    asOf: time,
    raisedSequence: sequence,
    changedAt: time,
    title: raise.title,
    subject: raise.subject,
    place: raise.town,
    town: raise.town,
    type: raise.type,
    observed: raise.observed,
    expected: raise.expected,
    probability: raise.probability,
    currentObserved: raise.observed,
    carePath: false,
    sealed: raise.members.some((member) => member.sealed),
    keys: [],
    disputeId: null,
    evidence: raise.evidence,
    lastMemberAt: Math.max(0, ...raise.members.map((member) => member.occurredAt)) || time,
    triagedAt: null,
    observedAtTriage: null,
    closedAt: null,
    members: raise.members,
    fresh: true,
    touched: false,
  }
}

export async function lastSequence(tx: ScopedTx): Promise<number> {
  const { rows } = await tx.query<{ sequence: number }>(
    'select coalesce(max(sequence), 0) as sequence from warning.signal where county = $1',
    [tx.county],
  )
  return rows[0]!.sequence
}

async function storeRaised(tx: ScopedTx, at: Date, raises: readonly Raise[]): Promise<NewLedgerEntry[]> {
  if (raises.length === 0) return []
  const newId = () => contextAt(tx.context, at).id()
  const before = await countRaised(tx, at)
  const sequence = await lastSequence(tx)
  return storeAlerts(
    tx,
    raises.map((raise, index) => freshAlert(newId(), at, before + index + 1, sequence, raise)),
    [],
    newId,
  )
}

/** Micro alerts whose dispute closed or fell silent, and clusters silent for 180 days, expire; only where nobody has triaged. */
export async function expireAlerts(tx: ScopedTx, at: Date): Promise<number> {
  const { rows } = await tx.query<{ id: string }>(
    `update warning.alert a set state = 'expired', changed_at = $2, triage_due_at = null
     where a.county = $1 and a.state = 'raised' and a.kind <> 'feed' and (
       a.last_member_at < $3
       or (a.dispute_id is not null and not a.care_path and exists (
         select 1 from warning.signal c where c.county = a.county and c.dispute_id = a.dispute_id and c.closed_at <= $2
           and c.closed_at >= (select max(s.received_at) from warning.signal s where s.county = a.county and s.dispute_id = a.dispute_id))))
     returning a.id`,
    [tx.county, at, new Date(at.getTime() - silentDays * day)],
  )
  const newId = () => contextAt(tx.context, at).id()
  await storeDecisions(
    tx,
    rows.map(({ id }) => ({
      id: newId(),
      alertId: id,
      kind: 'expire',
      at: at.getTime(),
      officerId: null,
      byName: null,
      line: decisionWords.expiredSilent,
      data: null,
    })),
  )
  for (const { id } of rows) tx.emit({ kind: 'alert.changed', subject: id })
  return rows.length
}

const feedRaise = (fault: FeedFault): Raise => {
  const name = isSourceKey(fault.source) ? sources[fault.source].zh : fault.source
  return {
    rule: fault.kind,
    level: null,
    kind: 'feed',
    grade: fault.kind === 'feedSilent' ? 'yellow' : 'blue',
    title: fault.kind === 'feedSilent' ? titleWords.feedSilent(name) : titleWords.feedFlood(name),
    subject: fault.source,
    town: null,
    type: null,
    observed: fault.observed,
    expected: fault.expected,
    probability: null,
    evidence: {
      of: 'feed',
      source: fault.source,
      observed: fault.observed,
      expected: fault.expected,
      hours: fault.hours,
    },
    members: [],
  }
}

/** Watches the feeds over the day that has just ended; a fault that is open already is not raised twice. */
async function watchFeeds(tx: ScopedTx, at: Date): Promise<Raise[]> {
  const faults = feedFaults(await readSourceVolumes(tx, addDays(dayOf(at), -1)))
  const { rows } = await tx.query<{ subject: string; rule: string; id: string }>(
    `select id, subject, rule from warning.alert where county = $1 and kind = 'feed' and state in ('raised', 'confirmed')`,
    [tx.county],
  )
  // A feed that delivers again, or a flood that is over, ends by itself: nobody has to tidy data alerts.
  const over = rows.filter((row) => !faults.some((fault) => fault.source === row.subject && fault.kind === row.rule))
  if (over.length > 0)
    await tx.query(
      `update warning.alert set state = 'expired', changed_at = $3, triage_due_at = null where county = $1 and id = any($2::uuid[])`,
      [tx.county, over.map((row) => row.id), at],
    )
  return faults
    .filter((fault) => !rows.some((row) => row.subject === fault.source && row.rule === fault.kind))
    .map(feedRaise)
}

/** Judges every series of the week that has just ended. Sources in flood during it are left out. */
export async function judgeTrends(tx: ScopedTx, at: Date): Promise<Raise[]> {
  const week = weekOf(at.getTime()) - 1
  const { rows } = await tx.query<{ subject: string }>(
    `select distinct subject from warning.alert where county = $1 and rule = 'feedFlood' and raised_at >= $2 and raised_at <= $3`,
    [tx.county, new Date(at.getTime() - 7 * day), at],
  )
  const masked = rows.map((row) => row.subject)
  const series = await readMacroWeek(tx, week, null, masked)
  if (series.length === 0) return []
  const recent = await readTrendSeries(tx, new Date(at.getTime() - macroRepeatWeeks * 7 * day))
  const raises: Raise[] = []
  for (const one of series) {
    const judged = judgeWeek(one)
    if (!judged.alerts || recent.has(`${one.town}|${one.type}`)) continue
    const members = (await readSeriesRecords(tx, one.town, one.type, week, at)).filter(
      (record) => !masked.includes(record.source),
    )
    const type = disputeTypes[one.type as keyof typeof disputeTypes]?.zh ?? one.type
    raises.push({
      rule: 'macro',
      level: 'macro',
      kind: 'trend',
      grade: macroGrade(judged),
      title: titleWords.macro(placeName(one.town), type),
      subject: `${placeName(one.town)}|${type}`,
      town: one.town,
      type: one.type,
      observed: judged.observed,
      expected: judged.expected,
      probability: judged.probability,
      evidence: {
        of: 'macro',
        week,
        observed: judged.observed,
        expected: judged.expected,
        shape: judged.shape,
        low: judged.low,
        high: judged.high,
        probability: judged.probability,
        threshold: judged.threshold,
        historyWeeks: judged.historyWeeks,
        own: judged.own,
        season: judged.season,
        start: one.start,
        masked,
        weeks: [...one.counts].filter(([number]) => number > week - 26).sort((first, second) => first[0] - second[0]),
      },
      members: members.map((record) => memberOf(record, 'series', false, false)),
    })
  }
  return raises
}

/** The daily work of this room at domain time `at`: expiry, feeds, and on Mondays the trends of the week. */
export async function runDaily(services: Services, county: string, at: Date): Promise<void> {
  await withScope(services, systemScope(county, 'warning'), 'pipeline', async (tx) => {
    await expireAlerts(tx, at)
    const raises = await watchFeeds(tx, at)
    const entries = await storeRaised(tx, at, raises)
    entries.push(...(await storeRaised(tx, at, await judgePlaces(tx, at))))
    const monday = new Date(at.getTime() + 8 * 3_600_000).getUTCDay() === 1
    if (monday) entries.push(...(await storeRaised(tx, at, await judgeTrends(tx, at))))
    await append(tx, entries)
  })
}

export const warningSchedules: readonly Schedule[] = [{ name: 'warning.daily', next: nextTick, run: runDaily }]
