import type { ScopedTx } from '../access/scope.ts'
import { append } from '../ledger/commands.ts'
import { resolveCode } from '../linking/queries.ts'
import { Problem } from '../platform/problem.ts'
import { openMatterYears } from '../vocabulary/retention.ts'
import { rightsWords } from '../vocabulary/words/rights.ts'

const words = rightsWords.holds

/**
 * Why disputes may not lose anything now, in words; a dispute without a reason is absent. `except`: a request that is itself
 * being decided.
 */
export async function holdsOf(
  tx: ScopedTx,
  disputeIds: readonly string[],
  except: string | null = null,
): Promise<Map<string, string[]>> {
  const holds = new Map<string, string[]>()
  if (disputeIds.length === 0) return holds
  const recent = new Date(tx.context.now())
  recent.setUTCFullYear(recent.getUTCFullYear() - openMatterYears)
  const { rows } = await tx.query<{ id: string; why: keyof typeof words; by: string | null; reason: string | null }>(
    `select d.id, 'open' as why, null as by, null as reason from linking.dispute d
       where d.county = $1 and d.id = any($2::uuid[]) and d.status = 'open' and d.last_at > $3
     union select m.dispute_id, 'mediation', null, null from mediation.mediation m
       where m.county = $1 and m.dispute_id = any($2::uuid[]) and m.ended_at is null and m.state not in ('performed', 'ended')
     union select r.dispute_id, 'suit', null, null from linking.dispute_record r
       where r.county = $1 and r.dispute_id = any($2::uuid[]) and r.to_at is null and r.source = 'court' and r.closed_at is null
     union select q.dispute_id, 'request', null, null from rights.request q
       where q.county = $1 and q.dispute_id = any($2::uuid[]) and q.state in ('received', 'accepted', 'waiting') and q.id is distinct from $4::uuid
     union select t.dispute_id, 'task', null, null from tasks.task t
       where t.county = $1 and t.dispute_id = any($2::uuid[]) and t.state not in ('answered', 'closed', 'withdrawn')
     union select h.dispute_id, 'person', h.by_name, h.reason from (
       select distinct on (dispute_id) dispute_id, held, by_name, reason from rights.hold
       where county = $1 and dispute_id = any($2::uuid[]) order by dispute_id, at desc, id desc) h where h.held`,
    [tx.county, disputeIds, recent, except],
  )
  for (const row of rows) {
    const text = row.why === 'person' ? words.person(row.by ?? '', row.reason ?? '') : words[row.why]
    holds.set(row.id, [...(holds.get(row.id) ?? []), text])
  }
  return holds
}

/** A named person keeps a dispute from deletion, or lifts that. Throws platform.notFound for a code that leads nowhere. */
export async function setHold(tx: ScopedTx, code: string, held: boolean, reason: string): Promise<void> {
  const dispute = await resolveCode(tx, code)
  if (!dispute || tx.scope.kind !== 'officer') throw new Problem('platform.notFound', { what: code })
  await tx.query(
    `insert into rights.hold (county, id, dispute_id, trace_code, held, reason, officer_id, by_name, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      tx.county,
      tx.context.id(),
      dispute.id,
      dispute.traceCode,
      held,
      reason,
      tx.scope.officerId,
      tx.scope.name,
      tx.context.now(),
    ],
  )
  await append(tx, [{ kind: 'retention.held', subject: dispute.id, traceCode: dispute.traceCode, payload: { held } }])
}

export async function readHolds(tx: ScopedTx): Promise<{ traceCode: string; reason: string; by: string; at: Date }[]> {
  const { rows } = await tx.query<{ traceCode: string; reason: string; by: string; at: Date; held: boolean }>(
    `select * from (select distinct on (dispute_id) trace_code as "traceCode", reason, by_name as by, at, held from rights.hold
       where county = $1 order by dispute_id, at desc, id desc) h where held order by at desc`,
    [tx.county],
  )
  return rows.map(({ held: _, ...row }) => row)
}
