import type { DisputeType } from '../vocabulary/dispute-types.ts'

/** Version of tables and rules below; stored with every automatic operation. */
export const modelVersion = 'link-3'

/**
 * Fellegi–Sunter: each field compared has levels with m = P(level | same) and u = P(level | different); the weight is
 * log2(m/u), weights add up. m and u are set by hand from the sources named (no labelled links exist yet): `verified: false`.
 */
export interface Level {
  readonly m: number
  readonly u: number
  readonly source: string
}

export const weightOf = (level: Level): number => Math.round(Math.log2(level.m / level.u) * 10) / 10

export const partyLevels = {
  idSame: { m: 0.98, u: 1e-6, source: 'GB 11643: one number, one person; u by household mix-ups' },
  idDifferent: { m: 0.002, u: 0.999, source: 'typing errors that keep the check digit' },
  creditSame: { m: 0.98, u: 1e-6, source: 'GB 32100' },
  creditDifferent: { m: 0.002, u: 0.999, source: 'branches have codes of their own' },
  phoneSame: { m: 0.75, u: 4e-4, source: 'couples and old parents share one (domain.md 9.2)' },
  phoneDifferent: { m: 0.25, u: 0.9996, source: 'changed and second numbers' },
  nameSame: { m: 0.9, u: 2e-4, source: 'linkage.md 1.6: a common full name is held by 0.02 % of people' },
  pinyinSame: { m: 0.06, u: 6e-4, source: 'homophone errors (linkage.md 1.6)' },
  nameDifferent: { m: 0.01, u: 0.999, source: 'aliases' },
  houseSame: { m: 0.6, u: 5e-4, source: 'a dwelling has few persons of one full name' },
  coreSame: { m: 0.9, u: 1e-4, source: 'company names are unique within a county but for trade and form' },
  roleSame: { m: 0.7, u: 1e-3, source: 'one developer and one manager per estate' },
  coreDifferent: { m: 0.1, u: 0.999, source: 'former names' },
} as const satisfies Record<string, Level>

export const disputeLevels = {
  claimantPerson: { m: 0.9, u: 5e-4, source: 'same person on the side that brings it' },
  claimantOrganisation: { m: 0.9, u: 1.5e-2, source: 'organisations meet many' },
  claimantNamed: { m: 0.9, u: 4e-3, source: 'same full name only' },
  claimantDifferent: { m: 0.1, u: 0.95, source: 'joint claimants named one by one' },
  respondentPerson: { m: 0.9, u: 5e-4, source: 'same person on the other side' },
  respondentOrganisation: { m: 0.9, u: 1.5e-2, source: 'organisations meet many' },
  respondentNamed: { m: 0.9, u: 4e-3, source: 'same full name only' },
  respondentDifferent: { m: 0.1, u: 0.95, source: 'a co-respondent named alone' },
  numberNamed: { m: 0.9, u: 5e-5, source: 'formats.md: 关联编号 names earlier records' },
  contractSame: { m: 0.95, u: 1e-4, source: 'a contract number is one object' },
  houseSame: { m: 0.5, u: 0.02, source: 'given one party agrees' },
  houseDifferent: { m: 0.15, u: 0.6, source: 'the address of the matter, sometimes of the caller' },
  siteSame: { m: 0.6, u: 0.06, source: 'given one party agrees' },
  siteDifferent: { m: 0.08, u: 0.5, source: 'given one party agrees' },
  typeSame: { m: 0.8, u: 0.12, source: 'share of the largest types in citizens’ messages' },
  typeRelated: { m: 0.15, u: 0.15, source: 'crosswalk of types' },
  typeDifferent: { m: 0.02, u: 0.7, source: 'crosswalk of types' },
  townSame: { m: 0.85, u: 0.3, source: 'given one party agrees' },
  townDifferent: { m: 0.1, u: 0.5, source: 'wrong towns occur' },
  within7: { m: 0.3, u: 0.03, source: 'linkage.md 7, time' },
  within30: { m: 0.3, u: 0.08, source: 'linkage.md 7, time' },
  within180: { m: 0.3, u: 0.35, source: 'linkage.md 7, time' },
  within2years: { m: 0.1, u: 0.4, source: 'linkage.md 7, time' },
  later: { m: 0.005, u: 0.2, source: 'linkage.md 7, time' },
} as const satisfies Record<string, Level>

export type PartyLevel = keyof typeof partyLevels
export type DisputeLevel = keyof typeof disputeLevels

const weights = new Map<string, number>()
for (const [name, level] of Object.entries({ ...partyLevels })) weights.set(`party.${name}`, weightOf(level))
for (const [name, level] of Object.entries({ ...disputeLevels })) weights.set(`dispute.${name}`, weightOf(level))
export const partyWeight = (level: PartyLevel): number => weights.get(`party.${level}`)!
export const disputeWeight = (level: DisputeLevel): number => weights.get(`dispute.${level}`)!

/** log2 weights from which a link is made without a person; from the false-merge budget, not from F1 (linkage.md 8). */
export const partyThreshold = 10
export const disputeThreshold = 9
/** A phone that this many parties hold is an office, a hotline or a family's: it no longer tells anybody apart. */
export const genericPhoneParties = 4
/** Days of silence after which a new report by the same person about the same opens a dispute of its own. */
export const repeatDays = 180
/** Days within which a report of a related class by the same person is still the same matter. */
export const relatedDays = 30
/** Days after which even both sides together do not continue a dispute. */
export const longestDays = 800

/** Types that one matter changes between on its way (a drain, then a blow; a bad flat, then its manager). Symmetric. */
const relatedPairs: readonly (readonly [DisputeType, DisputeType])[] = [
  ['neighbour', 'damages'],
  ['neighbour', 'housingHomestead'],
  ['neighbour', 'environment'],
  ['neighbour', 'propertyService'],
  ['neighbour', 'landForest'],
  ['housingHomestead', 'landForest'],
  ['housingHomestead', 'damages'],
  ['housingHomestead', 'villageAffairs'],
  ['housingHomestead', 'construction'],
  ['landForest', 'villageAffairs'],
  ['landForest', 'damages'],
  ['landForest', 'expropriation'],
  ['homePurchase', 'propertyService'],
  ['homePurchase', 'contract'],
  ['homePurchase', 'construction'],
  ['homePurchase', 'consumer'],
  ['homePurchase', 'lease'],
  ['propertyService', 'lease'],
  ['propertyService', 'consumer'],
  ['propertyService', 'publicService'],
  ['propertyService', 'contract'],
  ['lease', 'contract'],
  ['lease', 'housingHomestead'],
  ['construction', 'labour'],
  ['construction', 'contract'],
  ['construction', 'businessOperation'],
  ['construction', 'consumer'],
  ['labour', 'damages'],
  ['labour', 'businessOperation'],
  ['labour', 'contract'],
  ['consumer', 'contract'],
  ['consumer', 'onlineTrade'],
  ['consumer', 'education'],
  ['consumer', 'tourism'],
  ['consumer', 'damages'],
  ['consumer', 'medical'],
  ['consumer', 'finance'],
  ['onlineTrade', 'contract'],
  ['education', 'contract'],
  ['tourism', 'contract'],
  ['finance', 'privateLoan'],
  ['finance', 'contract'],
  ['privateLoan', 'contract'],
  ['privateLoan', 'businessOperation'],
  ['businessOperation', 'contract'],
  ['marriageFamily', 'damages'],
  ['traffic', 'damages'],
  ['traffic', 'finance'],
  ['medical', 'damages'],
  ['education', 'damages'],
  ['tourism', 'damages'],
  ['environment', 'damages'],
  ['environment', 'publicService'],
  ['environment', 'businessOperation'],
  ['expropriation', 'villageAffairs'],
  ['expropriation', 'publicService'],
  ['expropriation', 'housingHomestead'],
  ['villageAffairs', 'publicService'],
  ['intellectualProperty', 'businessOperation'],
  ['intellectualProperty', 'contract'],
  ['homePurchase', 'publicService'],
]
const related = new Set(relatedPairs.flatMap(([a, b]) => [`${a}|${b}`, `${b}|${a}`]))

/** How two types go together. A type read with less than even chance, or 其他, contradicts nothing. */
export function compareTypes(
  a: DisputeType,
  aProbability: number,
  b: DisputeType,
  bProbability: number,
): 'typeSame' | 'typeRelated' | 'typeDifferent' {
  if (a === b) return 'typeSame'
  if (a === 'other' || b === 'other' || related.has(`${a}|${b}`)) return 'typeRelated'
  if (a === 'none' || b === 'none') return 'typeDifferent'
  return Math.min(aProbability, bProbability) < 0.5 ? 'typeRelated' : 'typeDifferent'
}

const day = 86_400_000

/** Days between a moment and a span of time; 0 inside it. */
export function daysFrom(at: Date, from: Date, to: Date): number {
  const outside = at < from ? from.getTime() - at.getTime() : at > to ? at.getTime() - to.getTime() : 0
  return outside / day
}

export function timeLevel(days: number): DisputeLevel {
  return days <= 7
    ? 'within7'
    : days <= 30
      ? 'within30'
      : days <= 180
        ? 'within180'
        : days <= 730
          ? 'within2years'
          : 'later'
}

export type Evidence = readonly (readonly [level: string, weight: number])[]

export interface PartyComparison {
  readonly weight: number
  readonly linked: boolean
  readonly evidence: Evidence
}

type Keys = ReadonlySet<string>

/** Keys of one kind in a set of keys. */
export function keysOf(keys: Iterable<string>, kind: string): string[] {
  const found: string[] = []
  for (const key of keys) if (key.startsWith(kind) && key[kind.length] === ':') found.push(key)
  return found
}

function agree(a: readonly string[], b: Keys): 'same' | 'different' | 'missing' {
  if (a.length === 0) return 'missing'
  if (a.some((key) => b.has(key))) return 'same'
  return keysOf(b, a[0]!.slice(0, a[0]!.indexOf(':'))).length > 0 ? 'different' : 'missing'
}

/** Compares the keys of a mention group with the profile of a person. `generic`: phones that tell nobody apart. */
export function comparePersons(mention: readonly string[], profile: Keys, generic: Keys): PartyComparison {
  const evidence: [PartyLevel, number][] = []
  const add = (level: PartyLevel) => evidence.push([level, partyWeight(level)])
  const id = agree(keysOf(mention, 'id'), profile)
  if (id === 'same') add('idSame')
  else if (id === 'different') add('idDifferent')
  const phone = agree(
    keysOf(mention, 'ph').filter((key) => !generic.has(key)),
    profile,
  )
  if (phone === 'same') add('phoneSame')
  else if (phone === 'different') add('phoneDifferent')
  const name = agree(keysOf(mention, 'nm'), profile)
  const sound = name === 'different' && agree(keysOf(mention, 'np'), profile) === 'same'
  if (name === 'same') add('nameSame')
  else if (sound) add('pinyinSame')
  // 何先生 on the phone of 屠雪仙 is another of her household, whether or not he gave his number.
  const otherFamily = name === 'missing' && agree(keysOf(mention, 'fa'), profile) === 'different'
  if (name === 'different' ? !sound : otherFamily) add('nameDifferent')
  const house = agree(keysOf(mention, 'nh'), profile) === 'same'
  if (house) add('houseSame')
  const weight = evidence.reduce((sum, [, value]) => sum + value, 0)
  const named = name === 'same' || sound
  const strong =
    id === 'same' || (phone === 'same' && (named || (name === 'missing' && !otherFamily))) || (named && house)
  return { weight, linked: strong && id !== 'different' && weight >= partyThreshold, evidence }
}

export function compareOrganisations(mention: readonly string[], profile: Keys): PartyComparison {
  const evidence: [PartyLevel, number][] = []
  const add = (level: PartyLevel) => evidence.push([level, partyWeight(level)])
  const credit = agree(keysOf(mention, 'us'), profile)
  if (credit === 'same') add('creditSame')
  else if (credit === 'different') add('creditDifferent')
  const core = agree(keysOf(mention, 'co'), profile)
  if (core === 'same') add('coreSame')
  else if (core === 'different') add('coreDifferent')
  const role = agree(keysOf(mention, 'nr'), profile)
  if (role === 'same') add('roleSame')
  const weight = evidence.reduce((sum, [, value]) => sum + value, 0)
  const strong = credit === 'same' || core === 'same' || (role === 'same' && core === 'missing')
  return { weight, linked: strong && credit !== 'different' && (weight >= partyThreshold || role === 'same'), evidence }
}

export type LinkRule = 'named' | 'contract' | 'bothSides' | 'object' | 'repeat'

/** How strongly one side agrees: the same person, the same organisation (a hub: it meets many), a full name only, a full name with other phones. */
export type SideAgreement = 'person' | 'organisation' | 'name' | 'namesake' | 'different' | 'missing'

export interface DisputeFacts {
  readonly claimant: SideAgreement
  readonly respondent: SideAgreement
  /** The record or the dispute names no other side at all. */
  readonly oneSided: boolean
  readonly named: boolean
  readonly contract: 'same' | 'different' | 'missing'
  readonly type: 'typeSame' | 'typeRelated' | 'typeDifferent'
  readonly days: number
  readonly town: 'same' | 'different' | 'missing'
  readonly site: 'same' | 'different' | 'missing'
  readonly house: 'same' | 'different' | 'missing'
  /** The new record is a mediation or a court case: these continue a matter after long silence. */
  readonly formal: boolean
}

export interface DisputeDecision {
  readonly weight: number
  readonly rule: LinkRule | null
  readonly evidence: Evidence
}

/**
 * Does a record belong to a dispute? The weights rank; the rule must hold besides (domain.md 9.2): both sides, or a number
 * that names it, or one side with the same object, or the same person again about the same. Never a name alone.
 */
export function decideDispute(facts: DisputeFacts): DisputeDecision {
  const evidence: [DisputeLevel, number][] = []
  const add = (level: DisputeLevel) => evidence.push([level, disputeWeight(level)])
  for (const side of ['claimant', 'respondent'] as const) {
    const agreement = facts[side]
    if (agreement === 'person') add(`${side}Person`)
    else if (agreement === 'organisation') add(`${side}Organisation`)
    else if (agreement === 'name' || agreement === 'namesake') add(`${side}Named`)
    else if (agreement === 'different') add(`${side}Different`)
  }
  if (facts.named) add('numberNamed')
  if (facts.contract === 'same') add('contractSame')
  if (facts.house === 'same') add('houseSame')
  else if (facts.house === 'different') add('houseDifferent')
  else if (facts.site === 'same') add('siteSame')
  else if (facts.site === 'different') add('siteDifferent')
  add(facts.type)
  if (facts.town === 'same') add('townSame')
  else if (facts.town === 'different') add('townDifferent')
  add(timeLevel(facts.days))
  const weight = Math.round(evidence.reduce((sum, [, value]) => sum + value, 0) * 10) / 10
  return { weight, rule: weight >= disputeThreshold || facts.contract === 'same' ? ruleOf(facts) : null, evidence }
}

function ruleOf(facts: DisputeFacts): LinkRule | null {
  if (facts.contract === 'different') return null
  if (facts.contract === 'same') return 'contract'
  if (facts.named && !(facts.claimant === 'different' && facts.respondent === 'different')) return 'named'
  if (facts.type === 'typeDifferent' || facts.days > longestDays) return null
  // Two phones under one name are two people, unless the other side is the same person too.
  const plain = (side: SideAgreement, other: SideAgreement): SideAgreement =>
    side !== 'namesake' ? side : other === 'organisation' || other === 'missing' ? 'different' : 'name'
  const sides = [plain(facts.claimant, facts.respondent), plain(facts.respondent, facts.claimant)]
  const agreed = sides.filter((side) => side === 'person' || side === 'organisation' || side === 'name').length
  const persons = sides.includes('person')
  const long = facts.days > 365 && !facts.formal
  const near = facts.site === 'same' || facts.house === 'same' || (facts.town === 'same' && facts.site !== 'different')
  if (agreed === 2 && !long) {
    if (persons) return 'bothSides'
    // Two full names that meet again are rarer by chance than one in a million; the town must not contradict.
    if (sides.every((side) => side === 'name') && facts.town !== 'different') return 'bothSides'
    if (!sides.includes('name') && facts.type === 'typeSame' && facts.site !== 'different') return 'bothSides'
    // A full name against an organisation that many meet: only where place and time agree too.
    if (sides.includes('name') && sides.includes('organisation') && facts.days <= repeatDays && near) return 'bothSides'
  }
  if (!persons || facts.days > repeatDays) return null
  // The same person again: place must not speak against it, and a merely similar class only within a month.
  const alike = facts.type === 'typeSame' || facts.days <= relatedDays
  if ((facts.house === 'same' || facts.site === 'same') && alike && !sides.includes('different')) return 'object'
  const open =
    facts.site === 'same' ||
    facts.house === 'same' ||
    (facts.town !== 'different' && facts.site !== 'different' && facts.house !== 'different')
  return facts.oneSided && open && alike && !sides.includes('different') ? 'repeat' : null
}
