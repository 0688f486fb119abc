import { deadlineOf, localTime } from '../vocabulary/calendar.ts'
import { type ClockCode, clocks } from '../vocabulary/clocks.ts'
import { filingPackWords } from '../vocabulary/words/filing-pack.ts'
import type { FilingPack } from './schema.ts'
import { fill } from './terms.ts'

export interface FilingFacts {
  readonly traceCode: string
  readonly type: string
  /** Name of the county, for where the directory of agencies names no court or office. */
  readonly countyName: string
  readonly courts: readonly string[]
  readonly petitionOffices: readonly string[]
  /** The party's own statements; never anybody else's. */
  readonly statements: readonly { readonly at: Date; readonly text: string }[]
}

type Deadline = FilingPack['deadlines'][number]

function deadline(code: ClockCode, text: string, from: Date | null): Deadline {
  const clock = clocks[code]
  const until = from && deadlineOf(code, from).lastDay
  return { title: clock.zh, until, text, source: clock.source, verified: clock.verified }
}

function suit(
  facts: FilingFacts,
  first: Date | null,
): Omit<FilingPack, 'kind' | 'traceCode' | 'givenAt' | 'title' | 'records' | 'promise'> {
  const words = filingPackWords.suit
  const labour = facts.type === 'labour'
  const names = facts.courts.length > 0 ? facts.courts : [fill(words.courtUnknown, { county: facts.countyName })]
  const courts = names.map((name) => ({ name, why: words.courtWhy, verified: facts.courts.length > 0 }))
  const limits = [
    deadline('limitation', `${filingPackWords.deadline.limitation}${filingPackWords.deadline.interruption}`, first),
    deadline('filingDecision', filingPackWords.deadline.filing, null),
  ]
  return {
    competent: labour ? [{ name: words.labourBody, why: words.labourWhy, verified: false }, ...courts] : courts,
    routes: labour ? [words.labourRoute, ...words.routes] : [...words.routes],
    deadlines: labour
      ? [deadline('labourArbitrationClaim', filingPackWords.deadline.labour, first), ...limits]
      : limits,
    bring: [...words.bring],
  }
}

function petition(facts: FilingFacts): ReturnType<typeof suit> {
  const words = filingPackWords.petition
  const named = facts.petitionOffices.length > 0
  const names = named ? facts.petitionOffices : [fill(words.officeUnknown, { county: facts.countyName })]
  return {
    competent: names.map((name) => ({ name, why: words.officeWhy, verified: named })),
    routes: [...words.routes],
    deadlines: [
      deadline('petitionForward', filingPackWords.deadline.petitionForward, null),
      deadline('petitionReply', filingPackWords.deadline.petitionReply, null),
      deadline('petitionReview', filingPackWords.deadline.petitionReview, null),
    ],
    bring: [...words.bring],
  }
}

/** What somebody needs to sue or to petition, made from the dispute's own facts at the moment it is asked for. Pure. */
export function makeFilingPack(kind: FilingPack['kind'], facts: FilingFacts, now: Date): FilingPack {
  const first = facts.statements.reduce<Date | null>(
    (earliest, { at }) => (earliest && earliest <= at ? earliest : at),
    null,
  )
  return {
    kind,
    traceCode: facts.traceCode,
    givenAt: localTime(now),
    title: filingPackWords.title[kind],
    ...(kind === 'suit' ? suit(facts, first) : petition(facts)),
    records: facts.statements.flatMap(({ at, text }) => (text === '' ? [] : [{ at: localTime(at), text }])),
    promise: filingPackWords.promise,
  }
}
