import {
  type EvidenceKind,
  evidenceKinds,
  type Power,
  type RepresentationKind,
  representationKinds,
} from '../../vocabulary/staff.ts'
import { representationReasons } from '../../vocabulary/words/staff.ts'

/** No representation runs longer without being looked at again. */
export const longestDays = 3 * 366

/** Papers that prove each kind. */
export const evidenceOf: Readonly<Record<RepresentationKind, readonly EvidenceKind[]>> = {
  guardian: ['householdRegister', 'guardianDecision'],
  agent: ['powerOfAttorney', 'ownStatement'],
  legalRepresentative: ['certificateOfOffice', 'businessLicence'],
  authorisedClerk: ['powerOfAttorney'],
}

export interface WantedRepresentation {
  readonly kind: RepresentationKind
  readonly partyKind: 'person' | 'organisation'
  /** Over every dispute of the organisation, found by its 统一社会信用代码. */
  readonly whole: boolean
  readonly evidenceKind: EvidenceKind
  readonly special: boolean
  readonly conflict: boolean
  readonly since: Date
  /** Exclusive. */
  readonly until: Date
  readonly by: 'officer' | 'party' | 'representative'
  /** Whose phone it is already in this dispute, if anybody's. */
  readonly phoneOf: 'represented' | 'another' | null
}

/** Why somebody cannot be registered as acting for a party, or null. */
export function representationRefusal(wanted: WantedRepresentation, now: Date): string | null {
  const words = representationKinds[wanted.kind]
  // 民法典 169: an agent passes the authority on only with the principal's consent.
  if (wanted.by === 'representative') return representationReasons.noPassingOn
  if (wanted.by === 'party' && (wanted.kind !== 'agent' || wanted.evidenceKind !== 'ownStatement'))
    return representationReasons.atTheDesk(words.zh)
  if (wanted.by === 'officer' && wanted.evidenceKind === 'ownStatement') return representationReasons.ownOnly
  if (words.of !== 'any' && words.of !== wanted.partyKind)
    return words.of === 'person'
      ? representationReasons.ofPerson(words.zh)
      : representationReasons.ofOrganisation(words.zh)
  if (wanted.whole && wanted.partyKind !== 'organisation') return representationReasons.wholeOrganisation
  if (!evidenceOf[wanted.kind].includes(wanted.evidenceKind))
    return representationReasons.evidence(
      words.zh,
      evidenceOf[wanted.kind].map((kind) => evidenceKinds[kind].zh).join('、'),
    )
  if (wanted.conflict && wanted.kind !== 'guardian') return representationReasons.conflictOf
  if (wanted.phoneOf === 'another') return representationReasons.otherSide
  if (wanted.phoneOf === 'represented' && wanted.kind !== 'guardian') return representationReasons.ownPhone
  if (wanted.until <= wanted.since) return representationReasons.period
  if (wanted.until <= now) return representationReasons.over
  if (wanted.until.getTime() - wanted.since.getTime() > longestDays * 86_400_000) return representationReasons.tooLong
  return null
}

/**
 * What the representative may do. Settling needs 特别授权 (民事诉讼法 62) unless the law gives the whole power; a guardian whose
 * interest runs against the ward's only looks.
 */
export function powersOf(kind: RepresentationKind, special: boolean, conflict: boolean): Power[] {
  if (conflict) return ['look']
  return representationKinds[kind].wholePower || special ? ['look', 'speak', 'settle'] : ['look', 'speak']
}
