import type { ScopedTx } from '../access/scope.ts'
import { addDays } from '../vocabulary/calendar.ts'
import type { DisputeType } from '../vocabulary/dispute-types.ts'
import type { SourceKey } from '../vocabulary/sources.ts'
import type { DisputeProgress, Fact, Measure } from './fact.ts'

const factColumns = `record_id as "recordId", sequence, source, type, cause, town, village, day, occurred_at as "occurredAt",
  received_at as "receivedAt", dispute_id as "disputeId", trace_code as "traceCode", opened, early, assigned,
  first_instance as "firstInstance", bulk, concluded_day as "concludedDay", settled, answer_due as "answerDue",
  answered_day as "answeredDay", respondent_id as "respondentId", respondent_name as "respondentName"`

/** Facts of these record versions as they stand now. */
export async function readFacts(tx: ScopedTx, recordIds: readonly string[]): Promise<Fact[]> {
  if (recordIds.length === 0) return []
  const { rows } = await tx.query<Fact>(
    `select ${factColumns} from indicators.fact where county = $1 and record_id = any($2::uuid[]) and known_until is null`,
    [tx.county, recordIds],
  )
  return rows
}

/** Facts of all records that belong to these disputes now, in the order of their records. */
export async function readFactsOfDisputes(tx: ScopedTx, disputeIds: readonly string[]): Promise<Fact[]> {
  if (disputeIds.length === 0) return []
  const { rows } = await tx.query<Fact>(
    `select ${factColumns} from indicators.fact where county = $1 and dispute_id = any($2::uuid[]) and known_until is null order by sequence`,
    [tx.county, disputeIds],
  )
  return rows
}

export async function readProgress(tx: ScopedTx, disputeIds: readonly string[]): Promise<DisputeProgress[]> {
  if (disputeIds.length === 0) return []
  const { rows } = await tx.query<DisputeProgress>(
    `select dispute_id as "disputeId", opened_day as "openedDay", town, type, assigned, mediated, agreed, settled_day as "settledDay",
       relapsed_day as "relapsedDay"
     from indicators.dispute where county = $1 and dispute_id = any($2::uuid[])`,
    [tx.county, disputeIds],
  )
  return rows
}

/** 6, 9 or 12 digits, and days with both ends included. */
export interface PlaceAndPeriod {
  readonly place: string
  readonly from: string
  readonly to: string
}

export type CountRow = Readonly<Record<Measure, number>> & {
  readonly day: string
  readonly town: string
  readonly type: DisputeType
  readonly source: SourceKey
}

export type CountKey = 'day' | 'month' | 'town' | 'type' | 'source'

const keyExpressions: Readonly<Record<CountKey, string>> = {
  day: 'day::text',
  month: `to_char(day, 'YYYY-MM')`,
  town: 'town',
  type: 'type',
  source: 'source',
}

/** Day totals of a village, or of any place as known up to a sequence number, made from facts in the form of the table of days. */
const fromFacts = `(
  select county, day, town, village, type, source, 1 as records, opened::int as opened, early::int as early, first_instance::int as suits, bulk::int as bulk,
    0 as concluded, 0 as settled, 0 as answers_due, 0 as answers_timely, known_from, known_until from indicators.fact
  union all
  select county, concluded_day, town, village, type, source, 0, 0, 0, 0, 0, 1, settled::int, 0, 0, known_from, known_until
    from indicators.fact where concluded_day is not null
  union all
  select county, answer_due, town, village, type, source, 0, 0, 0, 0, 0, 0, 0, 1, coalesce(answered_day <= answer_due, false)::int, known_from, known_until
    from indicators.fact where answer_due is not null
)`

const sums = `coalesce(sum(records), 0)::int as records, coalesce(sum(opened), 0)::int as opened, coalesce(sum(early), 0)::int as early, coalesce(sum(suits), 0)::int as suits, coalesce(sum(bulk), 0)::int as bulk,
  coalesce(sum(concluded), 0)::int as concluded, coalesce(sum(settled), 0)::int as settled, coalesce(sum(answers_due), 0)::int as "answersDue", coalesce(sum(answers_timely), 0)::int as "answersTimely"`

/**
 * Sums of all measures by the given keys (columns of the answer; the others are ''). Towns and the county as known now come
 * from the table of days; villages, and any place as known at position `sequence`, from facts. Ordered by the keys.
 */
export async function readCounts(
  tx: ScopedTx,
  { place, from, to }: PlaceAndPeriod,
  keys: readonly CountKey[],
  sequence: number | null = null,
): Promise<(Omit<CountRow, 'day' | 'town' | 'type' | 'source'> & Readonly<Partial<Record<CountKey, string>>>)[]> {
  const facts = sequence !== null || place.length === 12
  const selected = keys.map((key) => `${keyExpressions[key]} as "${key}"`)
  const grouped = keys.map((_, index) => index + 1).join(', ')
  const values: (string | number)[] = [tx.county, from, to]
  let where = 'county = $1 and day between $2::date and $3::date'
  if (place.length === 9) where += ` and town = $${values.push(place)}`
  if (place.length === 12) where += ` and village = $${values.push(place)}`
  if (facts) {
    const known = values.push(sequence ?? Number.MAX_SAFE_INTEGER)
    where += ` and known_from <= $${known} and coalesce(known_until, $${known} + 1) > $${known}`
  }
  const { rows } = await tx.query<never>(
    `select ${[...selected, sums].join(', ')} from ${facts ? `${fromFacts} as f` : 'indicators.daily'} where ${where}
     ${keys.length > 0 ? `group by ${grouped} order by ${grouped}` : ''}`,
    values,
  )
  return rows
}

/** Which versions of facts are meant: all that stand now (null), or those known at position N (record number × 1000). */
export type Known = number | null

function knownCondition(alias: string, values: (string | number | readonly string[])[], sequence: Known): string {
  if (sequence === null) return `${alias}.known_until is null`
  const known = values.push(sequence)
  return `${alias}.known_from <= $${known} and coalesce(${alias}.known_until, $${known} + 1) > $${known}`
}

function placeCondition(alias: string, values: (string | number | readonly string[])[], place: string): string {
  if (place.length === 9) return ` and ${alias}.town = $${values.push(place)}`
  if (place.length === 12) return ` and ${alias}.village = $${values.push(place)}`
  return ''
}

/** Days after a settlement in which a dispute may come back. */
export const relapseDays = 90

/**
 * Of the disputes settled in the period 90 days earlier, so that all have been watched for as long: how many came back within
 * 90 days by a call, complaint, petition or grid event. Suits do not count. By town of the settled record.
 */
export async function readRelapses(
  tx: ScopedTx,
  { place, from, to }: PlaceAndPeriod,
  sequence: Known = null,
): Promise<{ town: string; watched: number; relapsed: number }[]> {
  const values: (string | number | readonly string[])[] = [
    tx.county,
    addDays(from, -relapseDays),
    addDays(to, -relapseDays),
    relapseDays,
  ]
  const known = knownCondition('f', values, sequence)
  const later = knownCondition('g', values, sequence)
  const at = placeCondition('f', values, place)
  const { rows } = await tx.query<{ town: string; watched: number; relapsed: number }>(
    `with settled as (
       select f.dispute_id, min(f.town) as town, min(coalesce(f.concluded_day, f.answered_day, f.day)) as settled_day from indicators.fact f
       where f.county = $1 and f.settled and ${known} and f.type <> 'none'${at} and f.day <= $3::date
       group by f.dispute_id
       having min(coalesce(f.concluded_day, f.answered_day, f.day)) between $2::date and $3::date
     )
     select town, count(*)::int as watched, count(*) filter (where exists (
         select from indicators.fact g where g.county = $1 and g.dispute_id = s.dispute_id and ${later} and not g.settled
           and g.source in ('police110', 'complaint', 'petition', 'grid') and g.day > s.settled_day and g.day <= s.settled_day + $4::int
       ))::int as relapsed
     from settled s group by town order by town`,
    values,
  )
  return rows
}

/** The same for the county or a town as known now, from the table that the pipeline keeps. */
export async function readRelapsesNow(
  tx: ScopedTx,
  { place, from, to }: PlaceAndPeriod,
): Promise<{ watched: number; relapsed: number }> {
  const values: (string | number | readonly string[])[] = [
    tx.county,
    addDays(from, -relapseDays),
    addDays(to, -relapseDays),
    relapseDays,
  ]
  const at = placeCondition('d', values, place)
  const { rows } = await tx.query<{ watched: number; relapsed: number }>(
    `select count(*)::int as watched, count(*) filter (where relapsed_day <= settled_day + $4::int)::int as relapsed
     from indicators.dispute d where d.county = $1 and d.settled_day between $2::date and $3::date${at}`,
    values,
  )
  return rows[0]!
}

export interface RespondentCount {
  readonly respondentId: string
  readonly subject: string
  readonly type: DisputeType
  /** Nine digits, or ''. */
  readonly town: string
  readonly count: number
}

/** New disputes by organisation, type and town. */
export async function readRespondents(
  tx: ScopedTx,
  { place, from, to }: PlaceAndPeriod,
  sequence: Known = null,
): Promise<RespondentCount[]> {
  const values: (string | number | readonly string[])[] = [tx.county, from, to]
  const known = knownCondition('f', values, sequence)
  const at = placeCondition('f', values, place)
  const { rows } = await tx.query<RespondentCount>(
    `select respondent_id as "respondentId", max(respondent_name) as subject, type, town, count(*)::int as count from indicators.fact f
     where f.county = $1 and f.day between $2::date and $3::date and f.opened and f.respondent_id is not null and f.respondent_name is not null
       and ${known}${at} group by respondent_id, type, town order by 1, 3, 4`,
    values,
  )
  return rows
}

/** Court cases of first instance by 案由 and town, perhaps of one dispute type. */
export async function readCauses(
  tx: ScopedTx,
  { place, from, to }: PlaceAndPeriod,
  type: string | null,
  sequence: Known = null,
): Promise<{ cause: string; town: string; count: number }[]> {
  const values: (string | number | readonly string[])[] = [tx.county, from, to]
  const known = knownCondition('f', values, sequence)
  const at = placeCondition('f', values, place)
  const kind = type === null ? '' : ` and f.type = $${values.push(type)}`
  const { rows } = await tx.query<{ cause: string; town: string; count: number }>(
    `select cause, town, count(*)::int as count from indicators.fact f
     where f.county = $1 and f.day between $2::date and $3::date and f.first_instance and f.cause is not null and ${known}${at}${kind}
     group by cause, town order by cause, town`,
    values,
  )
  return rows
}

/** Records of a period by town: all, and those that came more than seven days after they happened. */
export async function readLateness(
  tx: ScopedTx,
  { place, from, to }: PlaceAndPeriod,
  sequence: Known = null,
): Promise<{ town: string; records: number; late: number }[]> {
  const values: (string | number | readonly string[])[] = [tx.county, from, to]
  const known = knownCondition('f', values, sequence)
  const at = placeCondition('f', values, place)
  const { rows } = await tx.query<{ town: string; records: number; late: number }>(
    `select town, count(*)::int as records, count(*) filter (where received_at > occurred_at + interval '7 days')::int as late
     from indicators.fact f where f.county = $1 and f.day between $2::date and $3::date and ${known}${at} group by town order by town`,
    values,
  )
  return rows
}

/** Records of a period that became known after position `after` and up to `until`, by town. */
export async function readArrivedBetween(
  tx: ScopedTx,
  { place, from, to }: PlaceAndPeriod,
  after: number,
  until: number,
): Promise<{ town: string; count: number }[]> {
  const values: (string | number | readonly string[])[] = [tx.county, from, to, after, until]
  const at = placeCondition('f', values, place)
  const { rows } = await tx.query<{ town: string; count: number }>(
    `select town, count(*)::int as count from indicators.fact f
     where f.county = $1 and f.day between $2::date and $3::date and f.known_from > $4 and f.known_from <= $5 and f.known_from = f.sequence * 1000${at} group by town order by town`,
    values,
  )
  return rows
}

/** Disputes registered in the period and how far they have come by now. */
export async function readFunnel(
  tx: ScopedTx,
  { place, from, to }: PlaceAndPeriod,
): Promise<{ disputeId: string; assigned: boolean; mediated: boolean; agreed: boolean }[]> {
  const values: string[] = [tx.county, from, to]
  const at = placeCondition('d', values, place)
  const { rows } = await tx.query<{ disputeId: string; assigned: boolean; mediated: boolean; agreed: boolean }>(
    `select dispute_id as "disputeId", assigned, mediated, agreed from indicators.dispute d
     where d.county = $1 and d.opened_day between $2::date and $3::date${at}`,
    values,
  )
  return rows
}

/** First and last day on which the place has any record; null without records. */
export async function readSpan(tx: ScopedTx, place: string): Promise<{ first: string; last: string } | null> {
  const values: string[] = [tx.county]
  const at = place.length === 9 ? ` and town = $${values.push(place)}` : ''
  const { rows } = await tx.query<{ first: string | null; last: string | null }>(
    `select min(day)::text as first, max(day)::text as last from indicators.daily where county = $1${at} and records > 0`,
    values,
  )
  const { first, last } = rows[0]!
  return first === null || last === null ? null : { first, last }
}

/** Those of the given towns for which some source has reported at least once. */
export async function readReportingTowns(tx: ScopedTx, towns: readonly string[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ town: string }>(
    `select t.town from unnest($2::text[]) as t(town)
     where exists (select from indicators.daily d where d.county = $1 and d.town = t.town and d.records > 0)`,
    [tx.county, towns],
  )
  return new Set(rows.map((row) => row.town))
}

/** Position of the last record or correction that the figures hold; 0 before the first. */
export async function readLastPosition(tx: ScopedTx): Promise<number> {
  const { rows } = await tx.query<{ last: number }>(
    'select coalesce(max(known_from), 0) as last from indicators.fact where county = $1',
    [tx.county],
  )
  return rows[0]!.last
}

export interface FactRow {
  readonly recordId: string
  readonly disputeId: string
  readonly traceCode: string
  readonly source: SourceKey
  readonly type: DisputeType
  readonly cause: string | null
  readonly town: string | null
  readonly occurredAt: Date
  readonly receivedAt: Date
}

/** What makes a record count: column and day column of the fact. Written by us, never by a reader. */
export const recordFilters = {
  opened: { condition: 'f.opened', day: 'f.day' },
  early: { condition: 'f.early', day: 'f.day' },
  suits: { condition: 'f.first_instance', day: 'f.day' },
  suitsWithoutBulk: { condition: 'f.first_instance and not f.bulk', day: 'f.day' },
  concluded: { condition: 'f.concluded_day is not null', day: 'f.concluded_day' },
  settled: { condition: 'f.concluded_day is not null and f.settled', day: 'f.concluded_day' },
  answersDue: { condition: 'f.answer_due is not null', day: 'f.answer_due' },
  answersTimely: { condition: 'f.answered_day <= f.answer_due', day: 'f.answer_due' },
} as const
export type RecordFilter = keyof typeof recordFilters

/** Records behind a figure, newest first, as far as the reader's reach goes: the county, the own town, or what was handed over. */
export async function readRecordsBehind(
  tx: ScopedTx,
  { place, from, to }: PlaceAndPeriod,
  filter: RecordFilter,
  options: {
    readonly type: string | null
    readonly cursor: { readonly at: Date; readonly id: string } | null
    readonly limit: number
  },
): Promise<{ rows: FactRow[]; total: number }> {
  const { condition, day } = recordFilters[filter]
  const values: (string | number | readonly string[])[] = [tx.county, from, to]
  let where = `f.county = $1 and ${day} between $2::date and $3::date and ${condition} and f.known_until is null${placeCondition('f', values, place)}`
  if (options.type !== null) where += ` and f.type = $${values.push(options.type)}`
  where += ` and ((select access.setting('reach')) in ('*', f.town) or exists (select from access.handed h where h.county = f.county
    and h.agency_id = (select access.setting('agency'))::uuid and h.subject in (f.record_id, f.dispute_id)))`
  const { rows: counted } = await tx.query<{ total: number }>(
    `select count(*)::int as total from indicators.fact f where ${where}`,
    values,
  )
  if (options.cursor)
    where += ` and (f.occurred_at, f.record_id) < ($${values.push(options.cursor.at.toISOString())}::timestamptz, $${values.push(options.cursor.id)}::uuid)`
  const { rows } = await tx.query<FactRow>(
    `select f.record_id as "recordId", f.dispute_id as "disputeId", f.trace_code as "traceCode", f.source, f.type, f.cause,
       nullif(f.town, '') as town, f.occurred_at as "occurredAt", f.received_at as "receivedAt"
     from indicators.fact f where ${where} order by f.occurred_at desc, f.record_id desc limit $${values.push(options.limit)}`,
    values,
  )
  return { rows, total: counted[0]!.total }
}

/** Latest news of the kinds that the cockpit prints, newest first. */
export async function readFeed(
  tx: ScopedTx,
  kinds: readonly string[],
  limit: number,
): Promise<{ at: Date; kind: string; town: string | null; data: Readonly<Record<string, unknown>> | null }[]> {
  const { rows } = await tx.query<{
    at: Date
    kind: string
    town: string | null
    data: Readonly<Record<string, unknown>> | null
  }>('select at, kind, town, data from platform.event where county = $1 and kind = any($2) order by id desc limit $3', [
    tx.county,
    kinds,
    limit,
  ])
  return rows
}
