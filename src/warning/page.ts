import type { ScopedTx } from '../access/scope.ts'
import { Problem } from '../platform/problem.ts'
import { budgetWords, memberReasons, notFoundWords, systemName } from '../vocabulary/words/warning.ts'
import { explain } from './explain.ts'
import { readAlert } from './memory-queries.ts'
import { readAccuracy, readDecisions, readRelated, readRemovals, readRow } from './queries.ts'
import type { AlertPage } from './schema.ts'
import { type RuleKey, rules } from './thresholds.ts'
import { allowedMoves, type PersonMove } from './triage.ts'
import { toRow } from './view.ts'

const iso = (at: number): string => new Date(at).toISOString()

/**
 * The alert page under the reader's scope. `recomputes` comes from the system's scope; `mayMove` says which moves the
 * reader's role may make. Throws platform.notFound, also for an alert out of reach.
 */
export async function buildPage(
  tx: ScopedTx,
  id: string,
  recomputes: boolean,
  mayMove: (move: PersonMove) => boolean,
): Promise<AlertPage> {
  const row = await readRow(tx, id)
  const alert = row === null ? null : await readAlert(tx, id)
  if (row === null || alert === null) throw new Problem('platform.notFound', { what: notFoundWords })
  const removals = await readRemovals(tx, id)
  // Members are named by trace code: a party to any of them can see that this alert was opened.
  tx.logRead({
    subjectKind: 'alert',
    subject: id,
    disputes: alert.members.map((member) => member.disputeId),
    fields: ['members'],
  })
  const rule = rules[row.rule as RuleKey]
  return {
    ...toRow(row, tx.context.now()),
    rule: { code: rule.code, version: rule.version, name: rule.name },
    modelVersion: row.modelVersion,
    ...explain(alert),
    accuracy: await readAccuracy(tx, row.rule),
    budget: budgetWords(rule.budgetPerTownMonth),
    memberRecords: alert.members.map((member) => ({
      recordId: member.recordId,
      disputeId: member.disputeId,
      traceCode: member.traceCode,
      source: member.source,
      // With the number the source's own system tells who called.
      number: member.sealed ? null : member.number,
      occurredAt: iso(member.occurredAt),
      receivedAt: iso(member.receivedAt),
      reason: memberReasons[member.reason],
      later: member.later,
      sealed: member.sealed,
      repeat: member.repeat,
      removed: member.removed,
      removedReason: removals.get(member.recordId) ?? null,
    })),
    disputes: new Set(alert.members.filter((member) => !member.removed).map((member) => member.disputeId)).size,
    decisions: (await readDecisions(tx, id)).map((decision) => ({ ...decision, by: decision.by || systemName })),
    related: await readRelated(tx, id),
    recomputes,
    allowed: allowedMoves(row.state).filter(mayMove),
  }
}
