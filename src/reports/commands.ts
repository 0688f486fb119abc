import { type Scope, type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { readLastPosition } from '../indicators/queries.ts'
import { append } from '../ledger/commands.ts'
import { contextAt } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { dayOf } from '../vocabulary/calendar.ts'
import { placeByCode } from '../vocabulary/places.ts'
import { canonical, hashOf, reportFacts } from './facts.ts'
import { type Decisions, decisionsOf, readDecisions, readInputs } from './inputs.ts'
import type { Period } from './period.ts'
import { readReport, type StoredReport } from './queries.ts'
import type { ReportFacts } from './schema.ts'

interface Author {
  readonly name: string | null
  readonly officerId: string | null
}

/** Throws reports.place or reports.future. */
export function checkRequest(county: string, place: string, period: Period, today: string): void {
  if (!place.startsWith(county) || !placeByCode(place)) throw new Problem('reports.place', { place })
  if (period.to >= today)
    throw new Problem('reports.future', { period: `${period.from}..${period.to}`, until: period.to })
}

/**
 * Makes and freezes the reports of `places` (all `place` or below it) in one transaction under the system scope, with one
 * ledger entry each.
 */
async function storeReports(
  tx: ScopedTx,
  place: string,
  places: readonly string[],
  period: Period,
  author: Author,
): Promise<string[]> {
  const sequence = await readLastPosition(tx)
  const decisions = await readDecisions(tx, place, period)
  const inputs = await readInputs(tx, place, period, sequence, decisions)
  const madeAt = tx.context.now()
  const rows = places.map((code) => {
    const built = reportFacts(inputs, code)
    const facts = canonical(built)
    return {
      id: tx.context.id(),
      place: code,
      period: built.period,
      title: built.title,
      facts,
      decisions: canonical(decisionsOf(decisions, code)),
      hash: hashOf(facts),
    }
  })
  await tx.query(
    `insert into reports.report (county, id, place, from_day, to_day, period, title, sequence, made_at, made_by, officer_id, facts, decisions, hash)
     select $1, r.id, r.place, $2, $3, r.period, r.title, $4, $5, $6, $7, r.facts, r.decisions, r.hash
     from jsonb_to_recordset($8::text::jsonb) as r(id uuid, place text, period text, title text, facts text, decisions text, hash text)`,
    [tx.county, period.from, period.to, sequence, madeAt, author.name, author.officerId, JSON.stringify(rows)],
  )
  tx.emit({
    kind: 'report.published',
    town: place.length === 9 ? place : null,
    subject: rows[0]!.id,
    data: { reports: rows.length },
  })
  await append(
    tx,
    rows.map((row) => ({
      kind: 'report.published' as const,
      subject: row.id,
      traceCode: null,
      payload: { place: row.place, from: period.from, to: period.to, sequence, hash: row.hash },
    })),
  )
  return rows.map((row) => row.id)
}

/** A report on request; the same place and period again gives a new one, for more may be known by now. */
export async function makeReport(
  services: Services,
  scope: Extract<Scope, { kind: 'officer' }> | null,
  county: string,
  place: string,
  period: Period,
): Promise<string> {
  checkRequest(county, place, period, dayOf(services.context.now()))
  const author = { name: scope?.name ?? null, officerId: scope?.officerId ?? null }
  const [id] = await withScope(services, systemScope(county, 'reports'), 'report', (tx) =>
    storeReports(tx, place, [place], period, author),
  )
  return id!
}

/** The reports of a period for the county and each of its towns, by schedule. */
export async function makeScheduledReports(
  services: Services,
  county: string,
  towns: readonly string[],
  period: Period,
): Promise<string[]> {
  return withScope(services, systemScope(county, 'reports'), 'report', (tx) =>
    storeReports(tx, county, [county, ...towns], period, { name: null, officerId: null }),
  )
}

/** Builds the facts of a stored report again, from the records up to its number and the decisions kept with it; true for the same bytes. */
export async function recomputes(
  services: Services,
  county: string,
  report: StoredReport & { readonly facts: string; readonly decisions: string },
): Promise<boolean> {
  const then = { ...services, context: contextAt(services.context, report.madeAt) }
  const facts = await withScope(then, systemScope(county, 'reports'), 'report', async (tx) => {
    const inputs = await readInputs(
      tx,
      report.place,
      report,
      report.sequence,
      JSON.parse(report.decisions) as Decisions,
    )
    return canonical(reportFacts(inputs, report.place))
  })
  return hashOf(facts) === report.hash && facts === report.facts
}

/** A stored report with its facts as an object. Throws platform.notFound. */
export async function openReport(
  tx: ScopedTx,
  id: string,
): Promise<StoredReport & { facts: string; decisions: string; parsed: ReportFacts }> {
  const report = /^[0-9a-f-]{36}$/.test(id) ? await readReport(tx, id) : null
  if (!report) throw new Problem('platform.notFound', { what: id })
  return { ...report, parsed: JSON.parse(report.facts) as ReportFacts }
}
