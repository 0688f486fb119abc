import type { ScopedTx } from '../access/scope.ts'
import type { WeekSeries } from './macro.ts'
import { denseWeek } from './memory.ts'
import { startOfWeek } from './meso.ts'
import type { Signal } from './signal.ts'
import { macroHistoryWeeks, macroMinimum } from './thresholds.ts'

interface Narrow {
  readonly town: string
  readonly type: string
  /** Only what was received by then: an alert is computed again from what was known. */
  readonly knownAt: Date
}

/**
 * The series that have at least the minimum in `week`, each with its history; sources in `masked` (floods) are left out
 * altogether. With `narrow`: one series, from the signals themselves instead of the roll-up.
 */
export async function readMacroWeek(
  tx: ScopedTx,
  week: number,
  narrow: Narrow | null = null,
  masked: readonly string[] = [],
): Promise<WeekSeries[]> {
  const from = week - macroHistoryWeeks
  const table = narrow
    ? `(select floor((extract(epoch from s.occurred_at) - ${startOfWeek(0) / 1000}) / 604800)::int as week, s.town, s.type, s.source, count(*)::int as count
        from warning.signal s where s.county = $1 and s.opened and s.town is not null and s.source <> 'court' and s.type <> 'none' and s.received_at <= $5
        group by 1, 2, 3, 4)`
    : 'warning.series_week'
  const county = narrow ? '' : 'w.county = $1 and '
  const source = `${table} w where ${county}w.week between $2 and $3 and not w.source = any($4::text[])`
  const values = [tx.county, from, week, masked, ...(narrow ? [narrow.knownAt] : [])]
  const current = narrow
    ? [{ town: narrow.town, type: narrow.type }]
    : (
        await tx.query<{ town: string; type: string }>(
          `select town, type from warning.series_week where county = $1 and week = $2 and not source = any($3::text[]) group by 1, 2 having sum(count) >= $4 order by 1, 2`,
          [tx.county, week, masked, macroMinimum],
        )
      ).rows
  if (current.length === 0) return []
  const { rows } = await tx.query<{ week: number; town: string | null; type: string | null; count: number }>(
    `select w.week, w.town, w.type, sum(w.count)::int as count from ${source} and w.type = any($${values.length + 1}::text[]) group by 1, 2, 3`,
    [...values, [...new Set(current.map((series) => series.type))]],
  )
  const shares = await tx.query<{ town: string; count: number }>(
    `select w.town, sum(w.count)::int as count from ${source} group by 1`,
    values,
  )
  const { rows: totals } = await tx.query<{ start: number | null }>(
    'select min(week) as start from warning.county_week where county = $1 and count >= $2',
    [tx.county, denseWeek],
  )
  const all = shares.rows.reduce((sum, row) => sum + row.count, 0)
  return current.map(({ town, type }) => {
    const counts = new Map<number, number>()
    const typeCounts = new Map<number, number>()
    for (const row of rows) {
      if (row.type !== type) continue
      typeCounts.set(row.week, (typeCounts.get(row.week) ?? 0) + row.count)
      if (row.town === town) counts.set(row.week, row.count)
    }
    return {
      town,
      type,
      week,
      counts,
      typeCounts,
      start: totals[0]?.start ?? null,
      townShare: (shares.rows.find((row) => row.town === town)?.count ?? 0) / Math.max(1, all),
    }
  })
}

/** New disputes of one series in one week as known at `at`, in order: the members of a trend alert. */
export async function readSeriesRecords(
  tx: ScopedTx,
  town: string,
  type: string,
  week: number,
  at: Date,
): Promise<Signal[]> {
  const { rows } = await tx.query<Signal>(
    `select s.record_id as "recordId", s.sequence, s.dispute_id as "disputeId", s.trace_code as "traceCode", s.source, s.supplier, s.number, s.complainants, s.sealed, s.place,
       (extract(epoch from s.occurred_at) * 1000)::float8 as "occurredAt", (extract(epoch from s.received_at) * 1000)::float8 as "receivedAt", s.cues, s.keys, s.type, s.town
     from warning.signal s where s.county = $1 and s.town = $2 and s.type = $3 and s.opened and s.source <> 'court' and s.occurred_at >= $4 and s.occurred_at < $5 and s.received_at <= $6 order by s.sequence`,
    [tx.county, town, type, new Date(startOfWeek(week)), new Date(startOfWeek(week + 1)), at],
  )
  return rows
}

/** Open or recent trend alerts by series, so that a trend speaks once. */
export async function readTrendSeries(tx: ScopedTx, since: Date): Promise<Set<string>> {
  const { rows } = await tx.query<{ series: string }>(
    `select town || '|' || type as series from warning.alert where county = $1 and kind = 'trend' and raised_at >= $2`,
    [tx.county, since],
  )
  return new Set(rows.map((row) => row.series))
}

export interface SourceVolume {
  readonly source: string
  /** Records of each of the last 29 local days, oldest first; the last one is the day that has just ended. */
  readonly days: readonly number[]
  readonly lastAt: Date | null
}

/** Daily volume of each source, for the watch over feeds. `day` = YYYY-MM-DD of the day that has just ended. */
export async function readSourceVolumes(tx: ScopedTx, day: string): Promise<SourceVolume[]> {
  const { rows } = await tx.query<{ source: string; days: number[]; lastAt: Date | null }>(
    `select s.source, array_agg(coalesce(d.count, 0) order by g.day) as days, max(d.last_at) as "lastAt"
     from (select distinct source from warning.source_day where county = $1 and day > $2::date - 29 and day <= $2::date) s
     cross join (select generate_series($2::date - 28, $2::date, interval '1 day')::date as day) g
     left join warning.source_day d on d.county = $1 and d.source = s.source and d.day = g.day
     group by 1 order by 1`,
    [tx.county, day],
  )
  return rows
}
