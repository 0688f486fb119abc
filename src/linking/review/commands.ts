import type { OfficerScope } from '../../access/requests.ts'
import { asProgram, type ScopedTx, withScope } from '../../access/scope.ts'
import { append } from '../../ledger/commands.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { reviewWords } from '../../vocabulary/words/review.ts'
import { decideProposal } from '../operations.ts'
import { decidePartyProposal } from '../people-operations.ts'
import { decideRequest } from '../requests.ts'
import { readAnswers, type StoredPair } from './queries.ts'
import { type GradesOf, nextPair, standingOfPair } from './queue.ts'
import { type Answer, doubleShare, isAsked, isDrawn, type Standing } from './review.ts'
import type { ReviewResult } from './schema.ts'
import { reviewPair } from './view.ts'

type Power = Pick<Services, 'database' | 'context' | 'keys'>

async function store(
  tx: ScopedTx,
  officer: OfficerScope,
  pair: StoredPair,
  answer: Answer,
  reason: string,
): Promise<Standing> {
  // Two readers at the same moment: the second sees the first's answer and is refused or counted, never lost.
  await tx.query('select pg_advisory_xact_lock(73068104, hashtext($1))', [pair.id])
  const now = tx.context.now()
  const before = await readAnswers(tx, [pair.id])
  if (!isAsked(before, standingOfPair(before), officer.officerId, now))
    throw new Problem('platform.conflict', { what: reviewWords.pair })
  // Of a requested operation the one who answers is the second person already.
  const doubled = pair.kind !== 'request' && isDrawn(tx.keys.index, 'double', pair.id, doubleShare)
  await tx.query(
    `insert into linking.review_answer (county, id, pair_id, kind, dispute_id, officer_id, answer, reason, at, doubled)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      tx.county,
      tx.context.id(),
      pair.id,
      pair.kind,
      pair.codes.length === 0 ? null : pair.one,
      officer.officerId,
      answer,
      reason,
      now,
      doubled,
    ],
  )
  const standing = standingOfPair(await readAnswers(tx, [pair.id]))
  if (standing.state !== 'settled') return standing
  // "Cannot say" by two leaves everything as it is; a link judged wrong is undone by a decision of its own.
  if (standing.answer !== 'unsure' && pair.kind === 'merge') await decideProposal(tx, pair.id, standing.answer, reason)
  else if (standing.answer !== 'unsure' && pair.kind === 'party')
    await decidePartyProposal(tx, pair.id, standing.answer, reason)
  else if (standing.answer !== 'unsure' && pair.kind === 'token') await judgeToken(tx, pair.id, standing.answer, reason)
  else if (standing.answer !== 'unsure' && pair.kind === 'request')
    await decideRequest(tx, pair.id, standing.answer, reason)
  else if (pair.kind === 'link')
    await append(tx, [
      {
        kind: 'link.reviewed',
        subject: pair.one,
        traceCode: pair.codes[0] ?? null,
        payload: {
          operation: pair.id,
          answer: standing.answer,
          readers: new Set([...before.map((one) => one.officerId), officer.officerId]).size,
        },
      },
    ])
  return standing
}

/** A department's row is known to be, or not to be, a party of ours. Nothing is joined: whoever needs the row asks its owner. */
async function judgeToken(tx: ScopedTx, id: string, decision: 'same' | 'different', reason: string): Promise<void> {
  await tx.query(
    'update linking.gateway_match set decision = $3, decided_by = $4, decided_at = $5, reason = $6 where county = $1 and id = $2 and decision is null',
    [tx.county, id, decision, tx.scope.kind === 'officer' ? tx.scope.name : 'system', tx.context.now(), reason],
  )
}

/**
 * Stores what a reader says about a pair; where that settles it, a proposed merge is carried out or remembered as different.
 * The reader's reach is looked at first, in the reader's own transaction. Throws platform.notFound, review.barred (own matter,
 * settled, answered), review.halfSeen, platform.conflict.
 */
export async function answerPair(
  services: Power,
  officer: OfficerScope,
  id: string,
  answer: Answer,
  reason: string,
  gradesOf: GradesOf,
): Promise<ReviewResult> {
  const seen = await withScope(services, officer, 'review', (tx) => reviewPair(tx, officer, id))
  if (!seen) throw new Problem('platform.notFound', { what: reviewWords.pair })
  if (seen.page.barred !== null) throw new Problem('review.barred', { why: seen.page.barred })
  if (seen.page.halfSeen !== null && answer !== 'unsure') throw new Problem('review.halfSeen')
  const standing = await asProgram(services, officer, 'linking', 'review', (tx) =>
    store(tx, officer, seen.pair, answer, reason),
  )
  const wrong = standing.state === 'settled' && standing.answer === 'different' && seen.pair.kind === 'link'
  return withScope(services, officer, 'review', async (tx) => ({
    settled: standing.state === 'settled',
    undo: wrong ? id : null,
    next: await nextPair(tx, officer, seen.pair.kind, id, gradesOf),
  }))
}
