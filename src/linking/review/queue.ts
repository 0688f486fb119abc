import type { OfficerScope } from '../../access/requests.ts'
import type { ScopedTx } from '../../access/scope.ts'
import {
  linksById,
  openMerges,
  openParties,
  openRequests,
  openTokens,
  readAnswers,
  type StoredAnswer,
  type StoredPair,
  sampledLinks,
} from './queries.ts'
import { type Grade, isAsked, priorityOf, standingOf } from './review.ts'
import type { ReviewList, ReviewRow, ReviewViewName } from './schema.ts'

/** Grade of the open alert of a dispute, from the later room that knows it. */
export type GradesOf = (tx: ScopedTx, disputeIds: readonly string[]) => Promise<ReadonlyMap<string, Grade>>

const shown = 100

export function answersByPair(given: readonly StoredAnswer[]): Map<string, StoredAnswer[]> {
  const byPair = new Map<string, StoredAnswer[]>()
  for (const one of given) byPair.set(one.pairId, [...(byPair.get(one.pairId) ?? []), one])
  return byPair
}

export const standingOfPair = (given: readonly StoredAnswer[]) =>
  standingOf(
    given,
    given.some((one) => one.doubled),
  )

interface Queue {
  readonly pairs: Readonly<Record<ReviewViewName, readonly StoredPair[]>>
  readonly answers: ReadonlyMap<string, readonly StoredAnswer[]>
}

/** What waits for this officer, a view each, in the order in which it is to be looked at. */
async function readQueue(
  tx: ScopedTx,
  officer: OfficerScope,
  gradesOf: GradesOf,
): Promise<Queue & { grades: ReadonlyMap<string, Grade> }> {
  const now = tx.context.now()
  const merges = await openMerges(tx)
  // Persons are compared by those who see the whole county: their records lie in several towns.
  const parties = officer.reach === '*' ? await openParties(tx) : []
  const tokens = officer.reach === '*' ? await openTokens(tx) : []
  const requests = officer.reach === '*' ? await openRequests(tx, officer.officerId) : []
  const answers = answersByPair(await readAnswers(tx, null))
  const asked = (pair: StoredPair): boolean => {
    const given = answers.get(pair.id) ?? []
    return isAsked(given, standingOfPair(given), officer.officerId, now)
  }
  const settledLinks = [...answers]
    .filter(([, given]) => given[0]!.kind === 'link' && standingOfPair(given).state === 'settled')
    .map(([id, given]) => ({ id, standing: standingOfPair(given) }))
  const wrong = settledLinks.flatMap(({ id, standing }) =>
    standing.state === 'settled' && standing.answer === 'different' ? [id] : [],
  )
  const links = await sampledLinks(
    tx,
    settledLinks.map(({ id }) => id),
    1_000,
  )
  const grades = await gradesOf(
    tx,
    [...merges, ...requests].flatMap((pair) => [pair.one, pair.other ?? pair.one]),
  )
  const priority = (pair: StoredPair): number => priorityOf({ ...pair, grade: gradeOf(pair, grades) })
  const byPriority = (pairs: readonly StoredPair[]): StoredPair[] =>
    pairs
      .filter(asked)
      .map((pair) => ({ pair, rank: priority(pair) }))
      .sort((a, b) => b.rank - a.rank || (a.pair.id < b.pair.id ? -1 : 1))
      .map(({ pair }) => pair)
  return {
    grades,
    answers,
    pairs: {
      request: byPriority(requests),
      merge: byPriority(merges),
      party: byPriority(parties),
      token: byPriority(tokens),
      // By lot, never by weight: whatever part of the sample has been looked at must be a sample as well.
      link: links.filter(asked),
      undo: (await linksById(tx, wrong)).filter((pair) => !pair.over),
    },
  }
}

function gradeOf(pair: StoredPair, grades: ReadonlyMap<string, Grade>): Grade | null {
  const found = [pair.one, pair.other].flatMap((id) => (id === null ? [] : (grades.get(id) ?? [])))
  for (const grade of ['red', 'orange', 'yellow', 'blue'] as const) if (found.includes(grade)) return grade
  return null
}

/** The queue of one officer: a hundred pairs of one view, and how many wait in each. */
export async function reviewList(
  tx: ScopedTx,
  officer: OfficerScope,
  view: ReviewViewName,
  gradesOf: GradesOf,
): Promise<ReviewList> {
  const { pairs, answers, grades } = await readQueue(tx, officer, gradesOf)
  const rows = pairs[view].slice(0, shown)
  tx.logRead({
    subjectKind: 'dispute',
    disputes: rows.flatMap((pair) =>
      // Without a code the two are persons.
      pair.codes.length === 0 ? [] : [pair.one, ...(pair.other ? [pair.other] : [])],
    ),
    fields: ['list'],
  })
  return {
    items: rows.map(
      (pair): ReviewRow => ({
        id: pair.id,
        kind: pair.kind,
        at: pair.at.toISOString(),
        weight: pair.weight,
        codes: [...pair.codes],
        type: pair.type,
        town: pair.town,
        records: pair.records,
        grade: gradeOf(pair, grades),
        disputed: standingOfPair(answers.get(pair.id) ?? []).state === 'disputed',
      }),
    ),
    counts: {
      request: pairs.request.length,
      merge: pairs.merge.length,
      party: pairs.party.length,
      token: pairs.token.length,
      link: pairs.link.length,
      undo: pairs.undo.length,
    },
  }
}

/** The pair after this one in its view; the first one where this one has left it; null when none waits. */
export async function nextPair(
  tx: ScopedTx,
  officer: OfficerScope,
  view: ReviewViewName,
  after: string,
  gradesOf: GradesOf,
): Promise<string | null> {
  const ids = (await readQueue(tx, officer, gradesOf)).pairs[view].map((pair) => pair.id)
  const place = ids.indexOf(after)
  return ids[place + 1] ?? ids.find((id) => id !== after) ?? null
}
