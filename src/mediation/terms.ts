import { createHash } from 'node:crypto'
import { amountInCapitals } from '../vocabulary/amount-in-capitals.ts'
import { identityMatters, mediationWords, waiverPatterns } from '../vocabulary/words/mediation.ts'
import type { AgreementTerms, MissingClause } from './terms.schema.ts'

const words = mediationWords

export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole))
}

/** 分 → `1,234.56`. */
export function yuan(amount: number): string {
  const [whole, fraction] = (amount / 100).toFixed(2).split('.') as [string, string]
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction}`
}

function allTexts(terms: AgreementTerms): string[] {
  return [
    ...terms.obligations.map((obligation) => obligation.act),
    terms.manner,
    terms.place,
    terms.defaultConsequence,
    ...terms.further,
  ]
}

const barring = waiverPatterns.barring.join('|')
const barred = waiverPatterns.barred.map((word) => `${word}(?!${waiverPatterns.harmless})`).join('|')
const waiver = new RegExp(
  `(?:${barring})(?:(?!可以|有权|可向|可申请|可依法)[^。；;！!？?]){0,24}?(?:${barred})|${waiverPatterns.always.join('|')}`,
  'u',
)

/** The part of a text that would keep somebody from court, arbitration, petition or police, or null. Blanks do not hide it. */
export function findWaiver(text: string): string | null {
  return waiver.exec(text.normalize('NFKC').replace(/[\s\u200b-\u200f\u2060\ufeff]+/gu, ''))?.[0] ?? null
}

/** Identity relations are signed by hand (Electronic Signature Law art. 3): by the mediator's mark, or by what the text says. */
export function allowsOnlineSigning(terms: AgreementTerms): boolean {
  const text = [terms.facts, ...allTexts(terms)].join('\n')
  return !terms.concernsIdentity && !identityMatters.some((matter) => text.includes(matter))
}

function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null
  return at !== null && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

/** What keeps these terms from being signed: missing content, unordered dates, a false sum, a waiver. Empty = may be signed. */
export function missingClausesOf(terms: AgreementTerms): MissingClause[] {
  const missing: MissingClause[] = []
  const add = (clause: MissingClause['clause'], values: Record<string, string | number> = {}) =>
    missing.push({ clause, text: fill(words.missing[clause], values) })
  const { obligations } = terms
  if (terms.facts.trim() === '') add('facts')
  if (obligations.length === 0) add('obligations')
  let last = ''
  obligations.forEach((obligation, index) => {
    const number = index + 1
    if (obligation.act.trim() === '') add('act', { number })
    if (!isDay(obligation.due)) add('dueDates', { number })
    else if (obligation.due < last) add('dateOrder', { number })
    else last = obligation.due
  })
  const sum = obligations.reduce((total, obligation) => total + obligation.amount, 0)
  if (sum !== terms.total) add('total', { total: yuan(terms.total), sum: yuan(sum) })
  if (terms.manner.trim() === '') add('manner')
  if (terms.place.trim() === '') add('place')
  if (terms.defaultConsequence.trim() === '') add('defaultConsequence')
  for (const text of allTexts(terms)) {
    const found = findWaiver(text)
    if (found) add('waiverOfSuit', { text: found })
  }
  return missing
}

function chineseDate(day: string): string {
  return isDay(day) ? `${Number(day.slice(0, 4))}年${Number(day.slice(5, 7))}月${Number(day.slice(8))}日` : day
}

/** The numbered sentences that the parties read and sign. The last one keeps every road open and cannot be left out. */
export function clausesOf(terms: AgreementTerms): string[] {
  const clause = words.clause
  const sentences = terms.obligations.map((obligation) => {
    const obligee = obligation.obligor === 'claimant' ? 'respondent' : 'claimant'
    const values = {
      obligor: words.side[obligation.obligor],
      obligee: words.side[obligee],
      due: chineseDate(obligation.due),
      act: obligation.act.trim(),
      amount: yuan(obligation.amount),
      capitals: amountInCapitals(obligation.amount),
    }
    return fill(obligation.amount > 0 ? clause.pay : clause.act, values)
  })
  if (terms.obligations.length > 1 && terms.total > 0)
    sentences.push(fill(clause.total, { amount: yuan(terms.total), capitals: amountInCapitals(terms.total) }))
  sentences.push(fill(clause.manner, { manner: trimEnd(terms.manner), place: trimEnd(terms.place) }))
  sentences.push(fill(clause.consequence, { consequence: trimEnd(terms.defaultConsequence) }))
  sentences.push(...terms.further.map((text) => text.trim()).filter((text) => text !== ''))
  sentences.push(clause.rights)
  return sentences
}

function trimEnd(text: string): string {
  return text.trim().replace(/[。；;.]+$/, '')
}

/** What a signature is about: version, parties by id and side, facts and clauses. `sha256:` + hex. */
export function textHashOf(
  version: number,
  parties: readonly { readonly partyId: string; readonly side: string }[],
  terms: AgreementTerms,
): string {
  const text = JSON.stringify({
    version,
    parties: parties.map(({ partyId, side }) => `${side}:${partyId}`).sort(),
    facts: terms.facts,
    clauses: clausesOf(terms),
  })
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}
