import type { OfficerScope } from '../../access/requests.ts'
import type { ScopedTx } from '../../access/scope.ts'
import { mayRole } from '../../access/scopes.ts'
import { append } from '../../ledger/commands.ts'
import { enqueue } from '../../platform/jobs.ts'
import { Problem } from '../../platform/problem.ts'
import { localTime } from '../../vocabulary/calendar.ts'
import { rowFaultWords } from '../../vocabulary/words/warning.ts'
import type { MicroModel } from '../micro/model.ts'
import type { BacktestList, BacktestRequest, RuleList, RuleVersionShape } from './schema.ts'
import { faultsOf, type RuleRow, usualMeso, usualMicro } from './table.ts'

interface StoredVersion {
  readonly version: number
  readonly state: RuleVersionShape['state']
  readonly rows: RuleVersionShape['rows']
  readonly reason: string
  readonly proposedBy: string
  readonly proposerId: string
  readonly proposedAt: Date
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
  readonly decidedReason: string | null
  readonly effectiveAt: Date | null
  readonly preview: RuleVersionShape['preview']
  readonly fitted: boolean
}

const columns = `version, state, rows, reason, proposed_name as "proposedBy", proposed_by as "proposerId", proposed_at as "proposedAt",
  decided_name as "decidedBy", decided_at as "decidedAt", decided_reason as "decidedReason", effective_at as "effectiveAt", preview, model is not null as fitted`

/** Every version, newest first. Alerts by name are for those who see alerts; others get the figures. */
export async function listRules(tx: ScopedTx, officer: OfficerScope): Promise<RuleList> {
  const { rows } = await tx.query<StoredVersion>(
    `select ${columns} from warning.rule_version where county = $1 order by version desc limit 50`,
    [tx.county],
  )
  const seesAlerts = mayRole(officer.role, 'rules.propose')
  const iso = (at: Date | null) => at?.toISOString() ?? null
  return {
    inForce: rows.find(({ effectiveAt }) => effectiveAt !== null)?.version ?? 0,
    usual: { meso: { ...usualMeso }, micro: { ...usualMicro } },
    fit: await newestFit(tx),
    mayPropose: seesAlerts && !rows.some(({ state }) => state === 'proposed'),
    versions: rows.map(({ proposerId, ...row }) => ({
      ...row,
      proposedAt: row.proposedAt.toISOString(),
      decidedAt: iso(row.decidedAt),
      effectiveAt: iso(row.effectiveAt),
      preview: row.preview === null || seesAlerts ? row.preview : { ...row.preview, changed: [] },
      mayDecide:
        row.state === 'proposed' &&
        row.preview !== null &&
        proposerId !== officer.officerId &&
        mayRole(officer.role, 'rules.decide'),
    })),
  }
}

/**
 * Proposes a whole table in place of the one in force; the worker computes what it would have changed.
 * @throws Problem warning.rulesWrong, warning.rulesOpen, warning.fitMissing
 */
export async function proposeRules(
  tx: ScopedTx,
  officer: OfficerScope,
  rows: readonly RuleRow[],
  reason: string,
  fitted = false,
): Promise<void> {
  const [fault] = faultsOf(rows)
  if (fault !== undefined)
    throw new Problem('warning.rulesWrong', { row: fault.row + 1, fault: rowFaultWords[fault.fault] })
  // Two proposals at once: the second sees the first.
  await tx.query(`select pg_advisory_xact_lock(hashtext('warning.rules'), hashtext($1))`, [tx.county])
  const { rows: known } = await tx.query<{ version: number; state: string }>(
    'select version, state from warning.rule_version where county = $1 order by version desc limit 1',
    [tx.county],
  )
  const last = known[0]
  if (last?.state === 'proposed') throw new Problem('warning.rulesOpen', { version: last.version })
  const version = (last?.version ?? 0) + 1
  const model = fitted ? await usableModel(tx) : null
  await tx.query(
    `insert into warning.rule_version (county, version, rows, reason, state, proposed_by, proposed_name, proposed_at, model)
     values ($1, $2, $3::text::jsonb, $4, 'proposed', $5, $6, $7, $8::text::jsonb)`,
    [
      tx.county,
      version,
      JSON.stringify(rows),
      reason,
      officer.officerId,
      officer.name,
      tx.context.now(),
      model === null ? null : JSON.stringify(model),
    ],
  )
  await enqueue(tx, 'warning.rulePreview', { county: tx.county, version }, `warning.rulePreview:${tx.county}`)
  await append(tx, [
    {
      kind: 'rules.proposed',
      subject: `rules:${version}`,
      traceCode: null,
      payload: { version, reason, fitted, rows: rows.map((row) => ({ ...row, limits: { ...row.limits } })) },
    },
  ])
}

/**
 * A second person puts a proposed table in force, or refuses it. It holds for records received from now on; alerts raised
 * under an earlier table stay as they are.
 * @throws Problem platform.notFound, warning.rulesDecided, warning.rulesSecondPerson, warning.rulesNoPreview
 */
export async function decideRules(
  tx: ScopedTx,
  officer: OfficerScope,
  version: number,
  decision: 'approve' | 'refuse',
  reason: string,
): Promise<void> {
  const { rows } = await tx.query<StoredVersion>(
    `select ${columns} from warning.rule_version where county = $1 and version = $2 for update`,
    [tx.county, version],
  )
  const proposal = rows[0]
  if (proposal === undefined) throw new Problem('platform.notFound', { what: `${version}` })
  if (proposal.state !== 'proposed') throw new Problem('warning.rulesDecided', { version })
  // The proposer may take it back, never put it in force.
  if (proposal.proposerId === officer.officerId && decision === 'approve')
    throw new Problem('warning.rulesSecondPerson')
  if (proposal.preview === null && decision === 'approve') throw new Problem('warning.rulesNoPreview', { version })
  const at = tx.context.now()
  const own = proposal.proposerId === officer.officerId
  await tx.query(
    `update warning.rule_version set state = $3, decided_by = $4, decided_name = $5, decided_at = $6, decided_reason = $7, effective_at = $8
     where county = $1 and version = $2`,
    [
      tx.county,
      version,
      decision === 'approve' ? 'effective' : 'refused',
      own ? null : officer.officerId,
      officer.name,
      at,
      reason,
      decision === 'approve' ? at : null,
    ],
  )
  await append(tx, [
    { kind: 'rules.decided', subject: `rules:${version}`, traceCode: null, payload: { version, decision, reason } },
  ])
}

async function newestFit(tx: ScopedTx): Promise<RuleList['fit']> {
  const { rows } = await tx.query<{ askedBy: string; askedAt: Date; doneAt: Date | null; report: never }>(
    `select asked_name as "askedBy", asked_at as "askedAt", done_at as "doneAt", report from warning.micro_fit
     where county = $1 order by asked_at desc, id desc limit 1`,
    [tx.county],
  )
  const fit = rows[0]
  if (fit === undefined) return null
  return { ...fit, askedAt: fit.askedAt.toISOString(), doneAt: fit.doneAt?.toISOString() ?? null }
}

/** Model of the newest fit, where it earned it. */
async function usableModel(tx: ScopedTx): Promise<MicroModel> {
  const { rows } = await tx.query<{ model: MicroModel | null; better: boolean | null }>(
    `select model, (report->>'better')::boolean as better from warning.micro_fit where county = $1 order by asked_at desc, id desc limit 1`,
    [tx.county],
  )
  const fit = rows[0]
  if (!fit?.model || fit.better !== true) throw new Problem('warning.fitMissing')
  return fit.model
}

/** Asks the worker to fit the weights for single disputes to what happened in the past three years. */
export async function askFit(tx: ScopedTx, officer: OfficerScope): Promise<void> {
  const id = tx.context.id()
  await tx.query('insert into warning.micro_fit (county, id, asked_name, asked_at) values ($1, $2, $3, $4)', [
    tx.county,
    id,
    officer.name,
    tx.context.now(),
  ])
  await enqueue(tx, 'warning.microFit', { county: tx.county, id }, `warning.microFit:${tx.county}`)
}

const longest = 3 * 366

/** Asks for a back-test of the rules as they were in force; the worker computes it. @throws Problem warning.backtestPeriod */
export async function askBacktest(tx: ScopedTx, officer: OfficerScope, { from, to }: BacktestRequest): Promise<void> {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000
  if (!(days >= 0 && days <= longest) || to > localTime(tx.context.now()).slice(0, 10))
    throw new Problem('warning.backtestPeriod')
  const id = tx.context.id()
  await tx.query(
    'insert into warning.backtest (county, id, from_day, to_day, asked_name, asked_at) values ($1, $2, $3, $4, $5, $6)',
    [tx.county, id, from, to, officer.name, tx.context.now()],
  )
  await enqueue(tx, 'warning.backtest', { county: tx.county, id }, `warning.backtest:${id}`)
}

/** The newest twelve, newest first. */
export async function listBacktests(tx: ScopedTx): Promise<BacktestList> {
  const { rows } = await tx.query<{
    id: string
    from: string
    to: string
    askedBy: string
    askedAt: Date
    result: BacktestList['items'][number]['result']
  }>(
    `select id, from_day::text as from, to_day::text as to, asked_name as "askedBy", asked_at as "askedAt", result
     from warning.backtest where county = $1 order by asked_at desc, id desc limit 12`,
    [tx.county],
  )
  return { items: rows.map((row) => ({ ...row, askedAt: row.askedAt.toISOString() })) }
}
