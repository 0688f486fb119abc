import type { ScopedTx } from '../access/scope.ts'
import { readTimeCursor, writeTimeCursor } from '../platform/cursor.ts'
import { localTime } from '../vocabulary/calendar.ts'
import type { JudicialAdviceState } from '../vocabulary/states.ts'
import { type AdviceMove, foldAdvice } from './advice.ts'
import type { Period } from './period.ts'
import type { AdviceEvidence, AdviceText } from './schema.ts'

export interface StoredReport {
  readonly id: string
  readonly place: string
  readonly from: string
  readonly to: string
  readonly period: string
  readonly title: string
  readonly sequence: number
  readonly madeAt: Date
  readonly madeBy: string | null
  readonly hash: string
}

const reportColumns = `id, place, from_day as "from", to_day as "to", period, title, sequence, made_at as "madeAt", made_by as "madeBy", hash`

export interface PageOf<Row> {
  readonly rows: Row[]
  readonly next: string | null
}

function page<Row extends { readonly id: string }>(rows: Row[], limit: number, at: (row: Row) => Date): PageOf<Row> {
  const last = rows[limit - 1]
  return {
    rows: rows.slice(0, limit),
    next: rows.length > limit && last ? writeTimeCursor({ at: at(last), id: last.id }) : null,
  }
}

/** Reports, newest first. */
export async function listReports(
  tx: ScopedTx,
  filter: { readonly place?: string; readonly cursor?: string; readonly limit: number },
): Promise<PageOf<StoredReport>> {
  const cursor = readTimeCursor(filter.cursor)
  const { rows } = await tx.query<StoredReport>(
    `select ${reportColumns} from reports.report where county = $1 and ($2::text is null or place = $2)
       and ($3::timestamptz is null or (made_at, id) < ($3, $4::uuid)) order by made_at desc, id desc limit $5`,
    [tx.county, filter.place ?? null, cursor?.at ?? null, cursor?.id ?? null, filter.limit + 1],
  )
  return page(rows, filter.limit, (row) => row.madeAt)
}

/** One report with its frozen facts and the decisions that it rests on, both as canonical JSON; null where there is none. */
export async function readReport(
  tx: ScopedTx,
  id: string,
): Promise<(StoredReport & { facts: string; decisions: string }) | null> {
  const { rows } = await tx.query<StoredReport & { facts: string; decisions: string }>(
    `select ${reportColumns}, facts, decisions from reports.report where county = $1 and id = $2`,
    [tx.county, id],
  )
  return rows[0] ?? null
}

/** The latest report of exactly this place and period, or null. */
export async function findReport(tx: ScopedTx, place: string, { from, to }: Period): Promise<StoredReport | null> {
  const { rows } = await tx.query<StoredReport>(
    `select ${reportColumns} from reports.report where county = $1 and place = $2 and from_day = $3 and to_day = $4 order by made_at desc, id desc limit 1`,
    [tx.county, place, from, to],
  )
  return rows[0] ?? null
}

export interface PreviousReport {
  readonly sequence: number
  /** Version of each definition that it used. */
  readonly definitions: Readonly<Record<string, string>>
}

/** The first report of each place for one period: what the next one is compared with. */
export async function readPreviousReports(tx: ScopedTx, { from, to }: Period): Promise<Record<string, PreviousReport>> {
  const { rows } = await tx.query<{
    place: string
    sequence: number
    definitions: { name: string; version: string }[]
  }>(
    `select distinct on (place) place, sequence, facts::jsonb -> 'definitions' as definitions from reports.report
     where county = $1 and from_day = $2 and to_day = $3 order by place, made_at, id`,
    [tx.county, from, to],
  )
  return Object.fromEntries(
    rows.map((row) => [
      row.place,
      {
        sequence: row.sequence,
        definitions: Object.fromEntries(row.definitions.map(({ name, version }) => [name, version])),
      },
    ]),
  )
}

export interface StoredAdvice {
  readonly id: string
  readonly title: string
  readonly recipient: string
  readonly alertId: string | null
  readonly type: string | null
  readonly place: string | null
  readonly from: string
  readonly to: string
  readonly draftedAt: Date
  readonly draftedBy: string
  readonly court: string
  readonly evidence: AdviceEvidence
  readonly moves: readonly AdviceMove[]
}

const adviceSelect = `select a.id, a.title, a.recipient, a.alert_id as "alertId", a.type, a.place, a.from_day as "from", a.to_day as "to",
    a.drafted_at as "draftedAt", a.drafted_by as "draftedBy", a.court, a.evidence,
    (select jsonb_agg(jsonb_build_object('action', m.action, 'at', m.at, 'by', m.by_name, 'reason', m.reason, 'text', m.text, 'number', m.number) order by m.position)
     from reports.advice_action m where m.county = a.county and m.advice_id = a.id) as moves
  from reports.advice a`

type AdviceRowOfSql = Omit<StoredAdvice, 'moves'> & {
  readonly moves: readonly {
    action: AdviceMove['action']
    at: string
    by: string
    reason: string | null
    text: AdviceText | null
    number: string | null
  }[]
}

function storedAdvice(row: AdviceRowOfSql): StoredAdvice {
  return { ...row, moves: row.moves.map((move) => ({ ...move, at: new Date(move.at) })) }
}

export async function listAdvice(
  tx: ScopedTx,
  filter: { readonly alert?: string; readonly cursor?: string; readonly limit: number },
): Promise<PageOf<StoredAdvice>> {
  const cursor = readTimeCursor(filter.cursor)
  const { rows } = await tx.query<AdviceRowOfSql>(
    `${adviceSelect} where a.county = $1 and ($2::uuid is null or a.alert_id = $2)
       and ($3::timestamptz is null or (a.drafted_at, a.id) < ($3, $4::uuid)) order by a.drafted_at desc, a.id desc limit $5`,
    [tx.county, filter.alert ?? null, cursor?.at ?? null, cursor?.id ?? null, filter.limit + 1],
  )
  return page(rows.map(storedAdvice), filter.limit, (row) => row.draftedAt)
}

/** One letter of advice with all that was done with it; null where there is none in reach. */
export async function readAdvice(tx: ScopedTx, id: string): Promise<StoredAdvice | null> {
  const { rows } = await tx.query<AdviceRowOfSql>(`${adviceSelect} where a.county = $1 and a.id = $2`, [tx.county, id])
  return rows[0] ? storedAdvice(rows[0]) : null
}

/** Letters approved in the year of `day` so far: the next number follows. */
export async function countApprovedAdvice(tx: ScopedTx, year: string): Promise<number> {
  const { rows } = await tx.query<{ count: number }>(
    `select count(*)::int as count from reports.advice_action where county = $1 and action = 'approve' and number like $2`,
    [tx.county, `%〔${year}〕%`],
  )
  return rows[0]!.count
}

export interface AdviceLine {
  readonly id: string
  readonly number: string
  readonly recipient: string
  readonly title: string
  readonly place: string | null
  readonly state: JudicialAdviceState
  readonly replyDue: string | null
}

/** Letters drafted, or acted on, in [from, to), as they stand now. Withdrawn ones are left out. */
export async function readAdviceOfPeriod(tx: ScopedTx, from: Date, to: Date): Promise<AdviceLine[]> {
  const { rows } = await tx.query<AdviceRowOfSql>(
    `${adviceSelect} where a.county = $1 and exists (select from reports.advice_action m
       where m.county = a.county and m.advice_id = a.id and m.at >= $2 and m.at < $3) order by a.drafted_at, a.id`,
    [tx.county, from, to],
  )
  return rows.map(storedAdvice).flatMap((advice) => {
    const { state, number, replyDue } = foldAdvice(advice.moves)
    return state === 'withdrawn'
      ? []
      : [
          {
            id: advice.id,
            number,
            recipient: advice.recipient,
            title: advice.title,
            place: advice.place,
            state,
            replyDue,
          },
        ]
  })
}

export interface StoredEducation {
  readonly id: string
  readonly title: string
  readonly place: string
  readonly type: string
  readonly audience: string
  readonly form: string
  readonly until: string
  readonly alertId: string | null
  readonly createdAt: Date
  readonly createdBy: string
  readonly doneAt: Date | null
  readonly reached: number | null
  readonly result: string | null
}

const educationSelect = `select e.id, e.title, e.place, e.type, e.audience, e.form, e.until_day as until, e.alert_id as "alertId",
    e.created_at as "createdAt", e.created_by as "createdBy", r.done_at as "doneAt", r.reached, r.result
  from reports.education e left join reports.education_result r on r.county = e.county and r.education_id = e.id`

export async function listEducation(
  tx: ScopedTx,
  filter: { readonly alert?: string; readonly cursor?: string; readonly limit: number },
): Promise<PageOf<StoredEducation>> {
  const cursor = readTimeCursor(filter.cursor)
  const { rows } = await tx.query<StoredEducation>(
    `${educationSelect} where e.county = $1 and ($2::uuid is null or e.alert_id = $2)
       and ($3::timestamptz is null or (e.created_at, e.id) < ($3, $4::uuid)) order by e.created_at desc, e.id desc limit $5`,
    [tx.county, filter.alert ?? null, cursor?.at ?? null, cursor?.id ?? null, filter.limit + 1],
  )
  return page(rows, filter.limit, (row) => row.createdAt)
}

export async function readEducation(tx: ScopedTx, id: string): Promise<StoredEducation | null> {
  const { rows } = await tx.query<StoredEducation>(`${educationSelect} where e.county = $1 and e.id = $2`, [
    tx.county,
    id,
  ])
  return rows[0] ?? null
}

export type EducationLine = Pick<StoredEducation, 'id' | 'title' | 'place' | 'audience' | 'form' | 'reached'> & {
  readonly done: boolean
  readonly createdAt: string
}

/** Education tasks created or done in [from, to). */
export async function readEducationOfPeriod(tx: ScopedTx, from: Date, to: Date): Promise<EducationLine[]> {
  const { rows } = await tx.query<StoredEducation>(
    `${educationSelect} where e.county = $1 and ((e.created_at >= $2 and e.created_at < $3) or (r.done_at >= $2 and r.done_at < $3)) order by e.created_at, e.id`,
    [tx.county, from, to],
  )
  return rows.map(({ id, title, place, audience, form, reached, doneAt, createdAt }) => ({
    id,
    title,
    place,
    audience,
    form,
    reached,
    done: doneAt !== null,
    createdAt: localTime(createdAt),
  }))
}
