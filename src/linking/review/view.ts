import { blind } from '../../access/blind.ts'
import type { OfficerScope } from '../../access/requests.ts'
import type { ScopedTx } from '../../access/scope.ts'
import { dayOf } from '../../vocabulary/calendar.ts'
import { parsePhone } from '../../vocabulary/identity.ts'
import { linkingWords } from '../../vocabulary/words/linking.ts'
import { reviewWords } from '../../vocabulary/words/review.ts'
import { partiesOf } from '../pages.ts'
import { readDispute, readSides, type StoredDispute } from '../queries.ts'
import { type LinkRequest, readRequest } from '../requests.ts'
import { mayReveal } from '../reveal.ts'
import { disputeThreshold, partyThreshold } from '../score.ts'
import {
  bearsKey,
  disputesOfParties,
  elsewhereOf,
  memberRecords,
  officerOf,
  partiesOfRecords,
  readAnswers,
  readPair,
  type StoredAnswer,
  type StoredPair,
} from './queries.ts'
import { standingOfPair } from './queue.ts'
import { isAsked } from './review.ts'
import type { ReviewPair, ReviewSide } from './schema.ts'

const mostRecords = 20
const mostDisputes = 10

/** Nothing but that there is another side. */
const unseen: ReviewSide = {
  open: false,
  code: null,
  type: null,
  town: null,
  site: null,
  from: null,
  until: null,
  parties: [],
  records: [],
  recordCount: 0,
  disputes: [],
  elsewhere: null,
}

interface Sides {
  readonly sides: readonly [ReviewSide, ReviewSide]
  /** Disputes and persons that stand on the two sides, for the reader's own matter. */
  readonly disputes: readonly string[]
  readonly parties: readonly string[]
}

type Members = Awaited<ReturnType<typeof memberRecords>>
type ReadSides = Awaited<ReturnType<typeof readSides>>

function sideOf(
  tx: ScopedTx,
  dispute: StoredDispute,
  read: ReadSides,
  members: Members,
  named: ReadonlySet<string> | null,
): ReviewSide {
  const parties = read.sides.filter(
    (side) => side.disputeId === dispute.id && (named === null || named.has(side.partyId)),
  )
  const times = members.map((row) => row.at.getTime())
  return {
    open: true,
    code: dispute.traceCode,
    type: dispute.type,
    town: dispute.town,
    site: dispute.sealed ? null : dispute.site,
    from: times.length === 0 ? null : new Date(Math.min(...times)).toISOString(),
    until: times.length === 0 ? null : new Date(Math.max(...times)).toISOString(),
    parties: partiesOf(parties, read.records, mayReveal(tx)),
    records: members
      .flatMap((row) =>
        row.number === null || row.sealed
          ? []
          : [{ id: row.id, source: row.source, number: row.number, at: row.at.toISOString() }],
      )
      .slice(0, mostRecords),
    recordCount: members.length,
    disputes: [],
    elsewhere: null,
  }
}

async function mergeSides(tx: ScopedTx, pair: StoredPair): Promise<Sides> {
  const ids = [pair.one, pair.other!]
  const disputes = [await readDispute(tx, ids[0]!), await readDispute(tx, ids[1]!)]
  const within = disputes.flatMap((dispute) => (dispute ? [dispute.id] : []))
  const read = await readSides(tx, within)
  const members = await memberRecords(tx, within)
  const [one, other] = disputes.map((dispute) =>
    dispute === null || dispute === undefined
      ? unseen
      : sideOf(
          tx,
          dispute,
          read,
          members.filter((row) => row.disputeId === dispute.id),
          null,
        ),
  )
  return { sides: [one ?? unseen, other ?? unseen], disputes: within, parties: [] }
}

/** The records that an automatic link joined, beside the rest of their dispute. */
async function linkSides(tx: ScopedTx, pair: StoredPair): Promise<Sides> {
  const dispute = await readDispute(tx, pair.one)
  if (!dispute) return { sides: [unseen, unseen], disputes: [], parties: [] }
  const joined = new Set(pair.joined)
  const read = await readSides(tx, [dispute.id])
  const members = await memberRecords(tx, [dispute.id])
  const [own, rest] = [members.filter((row) => joined.has(row.id)), members.filter((row) => !joined.has(row.id))]
  const named = async (rows: Members) =>
    partiesOfRecords(
      tx,
      rows.map((row) => row.id),
    )
  return {
    sides: [sideOf(tx, dispute, read, own, await named(own)), sideOf(tx, dispute, read, rest, await named(rest))],
    disputes: [dispute.id],
    parties: [],
  }
}

/** What was asked for: the records that would go beside where they would stand, or the two that would be one. */
async function requestSides(tx: ScopedTx, pair: StoredPair): Promise<Sides> {
  if (pair.codes.length === 0) return partySides(tx, pair)
  if (pair.joined.length === 0) return mergeSides(tx, pair)
  if (pair.other === null) return linkSides(tx, pair)
  const [from, into] = [await linkSides(tx, pair), await mergeSides(tx, pair)]
  return { sides: [from.sides[0], into.sides[1]], disputes: into.disputes, parties: [] }
}

function askedLine(asked: LinkRequest, codes: readonly string[]): string {
  const fill = (text: string, values: Readonly<Record<string, string>>): string =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
  const words = linkingWords.requests
  return fill(words.asked, {
    actor: asked.actor,
    date: dayOf(asked.at),
    what: fill(words[asked.kind], { code: codes[0] ?? '', other: codes[1] ?? '', n: String(asked.records.length) }),
    reason: asked.reason,
  })
}

async function partySides(tx: ScopedTx, pair: StoredPair): Promise<Sides> {
  const ids = [pair.one, ...(pair.other === null ? [] : [pair.other])]
  const standing = await disputesOfParties(tx, ids)
  const read = await readSides(tx, [
    ...new Set(
      ids.flatMap((id) => standing.filter((row) => row.partyId === id).slice(0, mostDisputes)).map((row) => row.id),
    ),
  ])
  const side = (id: string): ReviewSide => {
    const own = standing.filter((row) => row.partyId === id)
    const shown = read.sides.filter((row) => row.partyId === id)
    // One line a person, from the dispute that tells the name.
    const best = shown.find((row) => row.found.name !== null) ?? shown[0]
    const dispute = own.find((row) => row.id === best?.disputeId)
    return {
      ...unseen,
      open: best !== undefined,
      code: dispute?.code ?? null,
      parties: best ? partiesOf([best], read.records, mayReveal(tx)) : [],
      recordCount: own.reduce((sum, row) => sum + row.records, 0),
      disputes: own.slice(0, mostDisputes).map(({ code, type, town }) => ({ code, type, town })),
    }
  }
  return {
    sides: [
      side(pair.one),
      pair.other === null ? { ...unseen, elsewhere: await elsewhereOf(tx, pair.id) } : side(pair.other),
    ],
    disputes: [...new Set(standing.map((row) => row.id))],
    parties: ids,
  }
}

/** Whether the reader is, by phone or by name, somebody in the pair: then somebody else answers (domain.md 6, recusal). */
async function isOwnMatter(tx: ScopedTx, officer: OfficerScope, sides: Sides): Promise<boolean> {
  const person = await officerOf(tx, officer.officerId)
  if (!person) return false
  const phone = person.phone === null ? null : (parsePhone(person.phone)?.normal ?? null)
  return bearsKey(tx, sides, [
    blind(tx.keys, 'nm', person.name),
    ...(phone === null ? [] : [blind(tx.keys, 'ph', phone)]),
  ])
}

function barredBecause(
  pair: StoredPair,
  given: readonly StoredAnswer[],
  officer: OfficerScope,
  now: Date,
  own: boolean,
  asked: LinkRequest | null,
): string | null {
  if (own) return reviewWords.ownMatter
  if (asked?.officerId === officer.officerId) return linkingWords.requests.own
  const standing = standingOfPair(given)
  if (standing.state === 'settled' || pair.over) return reviewWords.settled
  return isAsked(given, standing, officer.officerId, now) ? null : reviewWords.answered
}

/**
 * Both sides of a pair with what was compared; null when there is none within reach. Every look is one line in the log of
 * reads for each dispute shown. Neither answers nor readers are told: the second reader must not know of the first.
 */
export async function reviewPair(
  tx: ScopedTx,
  officer: OfficerScope,
  id: string,
): Promise<{ readonly page: Omit<ReviewPair, 'next'>; readonly pair: StoredPair } | null> {
  const pair = await readPair(tx, id)
  if (!pair || ((pair.kind === 'request' || pair.codes.length === 0) && officer.reach !== '*')) return null
  const read = {
    merge: mergeSides,
    link: linkSides,
    party: partySides,
    token: partySides,
    request: requestSides,
  } as const
  const sides = await read[pair.kind](tx, pair)
  const asked = pair.kind === 'request' ? await readRequest(tx, pair.id) : null
  const given = await readAnswers(tx, [pair.id])
  const own = await isOwnMatter(tx, officer, sides)
  const standing = standingOfPair(given)
  // Whose own matter it is sees nothing of it here either.
  const shown = own ? ([unseen, unseen] as const) : sides.sides
  const seen = shown.filter((side) => side.open).length
  if (seen > 0)
    for (const dispute of sides.disputes) tx.logRead({ subjectKind: 'dispute', subject: dispute, fields: ['masked'] })
  return {
    pair,
    page: {
      id: pair.id,
      kind: pair.kind,
      at: pair.at.toISOString(),
      weight: pair.weight,
      joiningWeight: pair.kind === 'party' || pair.kind === 'token' ? partyThreshold : disputeThreshold,
      modelVersion: pair.modelVersion,
      rule:
        pair.rule === null ? null : ((linkingWords.rules as Readonly<Record<string, string>>)[pair.rule] ?? pair.rule),
      evidence: pair.evidence.map(([level, weight]) => ({
        line: (linkingWords.levels as Readonly<Record<string, string>>)[level] ?? level,
        weight,
      })),
      sides: [shown[0], shown[1]],
      barred: barredBecause(pair, given, officer, tx.context.now(), own, asked),
      asked: asked && !own ? askedLine(asked, pair.codes) : null,
      // Of a department's row nobody here sees more than the comparison: it is judged by that.
      halfSeen: seen === 2 || (seen === 1 && pair.kind === 'token') ? null : reviewWords.halfSeen,
      undo:
        !pair.over && pair.kind === 'link' && standing.state === 'settled' && standing.answer === 'different'
          ? pair.id
          : null,
    },
  }
}
