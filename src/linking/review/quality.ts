import type { ScopedTx } from '../../access/scope.ts'
import { linkingWords } from '../../vocabulary/words/linking.ts'
import { parted, readAnswers, type StoredAnswer } from './queries.ts'
import { answersByPair, standingOfPair } from './queue.ts'
import { type Answer, answers, independentAnswers } from './review.ts'
import type { Quality } from './schema.ts'
import { agreement, exactInterval } from './statistics.ts'

/** A group smaller than this is not shown (house rules 3b). */
const fewest = 5

export interface SampledLink {
  readonly id: string
  readonly rule: string | null
  /** Undone by an officer, whoever asked for it. */
  readonly undone: boolean
  /** Its records stand elsewhere by now. */
  readonly parted: boolean
}

/** What is known of a drawn link: judged by readers; or undone before anybody was asked, which counts as wrong. */
export function verdictOf(link: SampledLink, given: readonly StoredAnswer[]): Answer | null {
  const standing = standingOfPair(given)
  if (standing.state === 'settled') return standing.answer
  return link.undone ? 'different' : null
}

function rateOf(wrong: number, answered: number): Quality['errorRate'] {
  const interval = exactInterval(wrong, answered)
  return interval === null || answered < fewest ? null : { share: wrong / answered, ...interval }
}

/** Figures of the sample and of double answers; pure. Rules with fewer than five answers stand in no line of their own. */
export function figuresOf(
  links: readonly SampledLink[],
  given: readonly StoredAnswer[],
): Pick<Quality, 'sampled' | 'answered' | 'undecided' | 'overtaken' | 'wrong' | 'errorRate' | 'byRule' | 'agreement'> {
  const byPair = answersByPair(given)
  const verdicts = links.map((link) => ({ rule: link.rule ?? '', verdict: verdictOf(link, byPair.get(link.id) ?? []) }))
  const answered = verdicts.filter(({ verdict }) => verdict === 'same' || verdict === 'different')
  const wrong = answered.filter(({ verdict }) => verdict === 'different').length
  const byRule = [...new Set(answered.map(({ rule }) => rule))].sort().flatMap((rule): Quality['byRule'] => {
    const own = answered.filter((one) => one.rule === rule)
    const bad = own.filter(({ verdict }) => verdict === 'different').length
    const rate = rateOf(bad, own.length)
    const word = (linkingWords.rules as Readonly<Record<string, string>>)[rule] ?? rule
    return rate === null ? [] : [{ rule, word, answered: own.length, wrong: bad, rate }]
  })
  const table = answers.map(() => answers.map(() => 0))
  for (const own of byPair.values()) {
    const two = own.some((one) => one.doubled) ? independentAnswers(own) : null
    if (two) table[answers.indexOf(two[0])]![answers.indexOf(two[1])]!++
  }
  const both = agreement(table)
  return {
    sampled: links.length,
    answered: answered.length,
    undecided: verdicts.filter(({ verdict }) => verdict === 'unsure').length,
    overtaken: links.filter((link, index) => link.parted && !link.undone && verdicts[index]!.verdict === null).length,
    wrong,
    errorRate: rateOf(wrong, answered.length),
    byRule: hideLone(byRule, answered.length),
    agreement: both === null || both.pairs < fewest ? null : both,
  }
}

/** Where exactly one group would follow from the total by subtraction, the smallest line shown goes too. */
function hideLone(shown: Quality['byRule'], total: number): Quality['byRule'] {
  const rest = total - shown.reduce((sum, line) => sum + line.answered, 0)
  if (rest === 0 || rest >= fewest || shown.length === 0) return shown
  const smallest = shown.reduce((least, line) => (line.answered < least.answered ? line : least))
  return shown.filter((line) => line !== smallest)
}

/** The quality page of a county, as of now. Runs as the program: what leaves it are figures, no row of anybody. */
export async function readQuality(tx: ScopedTx): Promise<Quality> {
  const { rows: days } = await tx.query<{ links: number }>(
    'select coalesce(sum(links), 0)::int as links from linking.review_day where county = $1',
    [tx.county],
  )
  const { rows: links } = await tx.query<SampledLink>(
    `select o.id, o.rule, u.id is not null as undone, ${parted} as parted from linking.review_sample s
     join linking.operation o on o.county = s.county and o.id = s.operation_id
     join linking.dispute d on d.county = o.county and d.id = o.dispute_id
     left join linking.operation u on u.county = o.county and u.id = o.undone_by and u.officer_id is not null
     where s.county = $1`,
    [tx.county],
  )
  const { rows: proposals } = await tx.query<{ decision: string | null; count: number }>(
    `select decision, count(*)::int as count from (
       select decision from linking.proposal where county = $1 and jsonb_array_length(evidence) > 0
       union all select decision from linking.party_proposal where county = $1
       union all select decision from linking.gateway_match where county = $1) x group by decision`,
    [tx.county],
  )
  const { rows: counter } = await tx.query<{ last: number }>(
    'select last::int as last from intake.counter where county = $1',
    [tx.county],
  )
  const count = (decision: string | null): number => proposals.find((row) => row.decision === decision)?.count ?? 0
  const records = counter[0]?.last ?? 0
  const all = proposals.reduce((sum, row) => sum + row.count, 0)
  return {
    asOf: tx.context.now().toISOString(),
    links: days[0]!.links,
    ...figuresOf(links, await readAnswers(tx, null)),
    proposals: {
      open: count(null),
      same: count('same'),
      different: count('different'),
      load: records === 0 ? null : all / records,
      records,
    },
  }
}
