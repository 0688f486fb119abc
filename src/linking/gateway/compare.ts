import { compareOrganisations, comparePersons, type Evidence, weightOf } from '../score.ts'
import { dice } from './bloom.ts'
import type { Tokens } from './tokens.ts'

/** Filters from this Dice coefficient on count as close; names that share one of three characters stay below (gateway.test.ts). */
export const closeFrom = 0.8
const clkClose = weightOf({ m: 0.6, u: 0.01, source: 'a judgement: not measured on real pairs' })
/** log2 weight from which a pair is put before a person. Below it nothing is kept. */
export const proposeFrom = 6

export interface TokenComparison {
  readonly weight: number
  readonly evidence: Evidence
}

const noGeneric: ReadonlySet<string> = new Set()

/**
 * Compares a department's row with a party of a record, both as tokens of one project, by the same levels as the linker's own.
 * A filter speaks only where the exact names do not agree. Never a link: the result is for a person's eye.
 */
export function compareTokens(kind: 'person' | 'organisation', theirs: Tokens, ours: Tokens): TokenComparison {
  const profile = new Set(ours.keys)
  if (kind === 'organisation') {
    const { weight, evidence } = compareOrganisations(theirs.keys, profile)
    return { weight, evidence }
  }
  const { weight, evidence } = comparePersons(theirs.keys, profile, noGeneric)
  const named = evidence.some(([level]) => level === 'nameSame' || level === 'pinyinSame')
  if (named || !theirs.clk || !ours.clk || dice(theirs.clk, ours.clk) < closeFrom) return { weight, evidence }
  // The filter says the names are close: what the exact comparison held against them is the same fact, counted once.
  const kept = evidence.filter(([level]) => level !== 'nameDifferent')
  const all: Evidence = [...kept, ['clkClose', clkClose]]
  return { weight: all.reduce((sum, [, value]) => sum + value, 0), evidence: all }
}
