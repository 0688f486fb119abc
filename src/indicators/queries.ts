import type { ScopedTx } from '../access/scope.ts'
import type { DisputeType } from '../vocabulary/dispute-types.ts'
import type { SourceKey } from '../vocabulary/sources.ts'
import type { DisputeProgress, Fact, Measure } from './fact.ts'

const factColumns = `record_id as "recordId", sequence, source, type, cause, town, village, day, occurred_at as "occurredAt",
  received_at as "receivedAt", dispute_id as "disputeId", trace_code as "traceCode", opened, early, assigned,
  first_instance as "firstInstance", bulk, concluded_day as "concludedDay", settled, answer_due as "answerDue",
  answered_day as "answeredDay", respondent_id as "respondentId", respondent_name as "respondentName"`

/** Facts of these record versions. */
export async function readFacts(tx: ScopedTx, recordIds: readonly string[]): Promise<Fact[]> {
  if (recordIds.length === 0) return []
  const { rows } = await tx.query<Fact>(
    `select ${factColumns} from indicators.fact where county = $1 and record_id = any($2::uuid[])`,
    [tx.county, recordIds],
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
    0 as concluded, 0 as settled, 0 as answers_due, 0 as answers_timely, sequence, superseded_sequence from indicators.fact
  union all
  select county, concluded_day, town, village, type, source, 0, 0, 0, 0, 0, 1, settled::int, 0, 0, sequence, superseded_sequence
    from indicators.fact where concluded_day is not null
  union all
  select county, answer_due, town, village, type, source, 0, 0, 0, 0, 0, 0, 0, 1, coalesce(answered_day <= answer_due, false)::int, sequence, superseded_sequence
    from indicators.fact where answer_due is not null
)`

const sums = `coalesce(sum(records), 0)::int as records, coalesce(sum(opened), 0)::int as opened, coalesce(sum(early), 0)::int as early, coalesce(sum(suits), 0)::int as suits, coalesce(sum(bulk), 0)::int as bulk,
  coalesce(sum(concluded), 0)::int as concluded, coalesce(sum(settled), 0)::int as settled, coalesce(sum(answers_due), 0)::int as "answersDue", coalesce(sum(answers_timely), 0)::int as "answersTimely"`

/**
 * Sums of all measures by the given keys (columns of the answer; the others are ''). Towns and the county as known now come
 * from the table of days; villages, and any place as known at record number `sequence`, from facts. Ordered by the keys.
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
    where += ` and sequence <= $${known} and coalesce(superseded_sequence, $${known} + 1) > $${known}`
  }
  const { rows } = await tx.query<never>(
    `select ${[...selected, sums].join(', ')} from ${facts ? `${fromFacts} as f` : 'indicators.daily'} where ${where}
     ${keys.length > 0 ? `group by ${grouped} order by ${grouped}` : ''}`,
    values,
  )
  return rows
}
