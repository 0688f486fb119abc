import type { ScopedTx } from '../access/scope.ts'
import { localTime } from '../vocabulary/calendar.ts'
import { readRecentSignals, readRules } from './memory-queries.ts'
import { handSet, type MicroModel } from './micro/model.ts'
import { isOpenAt, knownAt, modalType, riskAt } from './micro.ts'
import { microModel, versionAt } from './rules/table.ts'
import type { Signal } from './signal.ts'
import { day, silentDays } from './thresholds.ts'

type Write = (line: string) => void

/** One CSV line (RFC 4180): quotes only where they are needed. */
function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map((cell) => (cell === null ? '' : /[",\r\n]/.test(String(cell)) ? `"${String(cell).replace(/"/g, '""')}"` : String(cell))).join(',')}\n`
}

/** Numbers of a second and later supplier of a source carry the supplier's name (formats.md 1). */
async function numbering(tx: ScopedTx): Promise<(source: string, supplier: string, number: string) => string> {
  const { rows } = await tx.query<{ source: string; supplier: string }>(
    `select distinct on (source) source, supplier from (select source, supplier, min(sequence) as first from intake.record where county = $1 group by 1, 2) s order by source, first`,
    [tx.county],
  )
  const first = new Map(rows.map((row) => [row.source, row.supplier]))
  return (source, supplier, number) =>
    `${source}:${(first.get(source) ?? supplier) === supplier ? number : `${supplier}/${number}`}`
}

const figure = (value: number | null): string => (value === null ? '' : String(Number(value.toPrecision(6))))

interface AlertLine {
  readonly id: string
  readonly level: string | null
  readonly kind: string
  readonly grade: string
  readonly raised_at: Date
  readonly as_of: Date
  readonly subject: string
  readonly place: string | null
  readonly town: string | null
  readonly type: string | null
  readonly observed: number | null
  readonly expected: number | null
  readonly probability: number | null
}

/** `export alerts` of formats.md: one row per alert as it was at its first raising; only members_later grows. Returns the rows written. */
export async function exportAlerts(tx: ScopedTx, write: Write): Promise<number> {
  write(
    csvLine([
      'alert',
      'level',
      'kind',
      'grade',
      'raised_at',
      'as_of',
      'subject',
      'place',
      'cause',
      'observed',
      'expected',
      'probability',
      'members',
      'members_later',
    ]),
  )
  const numberOf = await numbering(tx)
  const { rows: alerts } = await tx.query<AlertLine>(
    `select id, level, kind, grade_at_raising as grade, raised_at, as_of, subject, place, town, type, observed, expected, probability from warning.alert where county = $1 order by raised_at, raised_sequence, code`,
    [tx.county],
  )
  const { rows: members } = await tx.query<{
    alert: string
    source: string
    supplier: string
    number: string
    later: boolean
  }>(
    'select alert_id as alert, source, supplier, number, later from warning.alert_member where county = $1 order by alert_id, sequence',
    [tx.county],
  )
  const known = new Map<string, string[]>()
  const later = new Map<string, string[]>()
  for (const member of members) {
    const lists = member.later ? later : known
    const list = lists.get(member.alert) ?? []
    list.push(numberOf(member.source, member.supplier, member.number))
    lists.set(member.alert, list)
  }
  for (const alert of alerts)
    write(
      csvLine([
        alert.id,
        alert.level,
        alert.kind,
        alert.grade,
        localTime(alert.raised_at),
        localTime(alert.as_of),
        alert.subject,
        alert.place ?? alert.town,
        alert.type,
        figure(alert.observed),
        figure(alert.expected),
        figure(alert.probability),
        (known.get(alert.id) ?? []).join(';'),
        (later.get(alert.id) ?? []).join(';'),
      ]),
    )
  return alerts.length
}

interface RiskRow {
  readonly dispute: string
  readonly traceCode: string
  readonly town: string
  readonly probability: number
  readonly reasons: string
}

/** Risks of the open disputes among `signals` as known at `at`, highest first; pure. */
export function openRisks(signals: readonly Signal[], at: number, model: MicroModel = handSet): RiskRow[] {
  const disputes = new Map<string, Signal[]>()
  for (const signal of signals) {
    const list = disputes.get(signal.disputeId)
    if (list === undefined) disputes.set(signal.disputeId, [signal])
    else list.push(signal)
  }
  const rows: RiskRow[] = []
  for (const [dispute, list] of disputes) {
    if (!isOpenAt(list, at)) continue
    const known = knownAt(list, at)
    const risk = riskAt(list, at, at, model)
    const reasons = risk.factors.filter((factor) => factor.code !== 'type').slice(0, 4)
    rows.push({
      dispute,
      traceCode: known[0]!.traceCode,
      town: known.find((signal) => signal.town !== null)?.town ?? '',
      probability: risk.probability,
      reasons:
        (reasons.length > 0 ? reasons : risk.factors)
          .map((factor) => `${factor.reason} ${factor.contribution >= 0 ? '+' : ''}${factor.contribution.toFixed(2)}`)
          .join('；') || modalType(known),
    })
  }
  return rows.sort((one, other) => other.probability - one.probability || one.dispute.localeCompare(other.dispute))
}

/** `export risks` of formats.md for `asOf` (00:00 +08:00). Disputes merged since appear once, with the higher value. */
export async function exportRisks(tx: ScopedTx, asOf: Date, write: Write): Promise<number> {
  write(csvLine(['dispute', 'trace_code', 'probability_30d', 'rank', 'reasons']))
  const signals = await readRecentSignals(tx, new Date(asOf.getTime() - silentDays * day), asOf)
  const at = asOf.getTime() - 1
  const { rows: current } = await tx.query<{ record: string; dispute: string; trace: string }>(
    `select m.record_id as record, m.dispute_id as dispute, d.trace_code as trace from linking.dispute_record m
     join linking.dispute d on d.county = m.county and d.id = m.dispute_id where m.county = $1 and m.to_at is null`,
    [tx.county],
  )
  const now = new Map(current.map((row) => [row.record, row]))
  const names = new Map<string, { dispute: string; trace: string }>()
  for (const signal of signals)
    if (!names.has(signal.disputeId))
      names.set(signal.disputeId, now.get(signal.recordId) ?? { dispute: signal.disputeId, trace: signal.traceCode })
  const ranks = new Map<string, number>()
  const written = new Set<string>()
  for (const risk of openRisks(signals, at, microModel(versionAt(await readRules(tx), at)))) {
    const { dispute, trace } = names.get(risk.dispute)!
    if (written.has(dispute)) continue
    written.add(dispute)
    const rank = (ranks.get(risk.town) ?? 0) + 1
    ranks.set(risk.town, rank)
    write(csvLine([dispute, trace, risk.probability.toFixed(6), rank, risk.reasons]))
  }
  return written.size
}
