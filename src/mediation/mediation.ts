import type { ProblemParameters } from '../platform/problem.ts'
import type { ProblemCode } from '../vocabulary/problems.ts'
import type { RepresentationKind } from '../vocabulary/staff.ts'
import { mediationStates } from '../vocabulary/states.ts'
import { mediationWords } from '../vocabulary/words/mediation.ts'
import type { Side } from './schema.ts'
import { type MediationAction, type MediationActor, type MediationState, transitions } from './states.ts'

export interface PartyOf {
  readonly partyId: string
  readonly side: Side
}

/** Who acts: a party on the own page, or an officer, whose hat (mediator, body, other) follows from the mediation. */
export type Actor =
  | {
      readonly kind: 'party'
      readonly partyId: string
      /** Who acted for the party, where it was not the party in person. */
      readonly representation?: { readonly id: string; readonly kind: RepresentationKind }
    }
  | {
      readonly kind: 'officer'
      readonly officerId: string
      readonly agencyId: string
      /** In whose stead a substitute acted. */
      readonly actsFor?: string
    }

/** One action as it is kept for ever. Texts (reasons, messages, facts, proofs) lie sealed beside it; nothing here is personal. */
export interface Act {
  readonly id: string
  readonly at: Date
  readonly action: MediationAction
  readonly actor: Actor
  /** The party for whom an officer records a paper consent or signature. */
  readonly partyId?: string
  readonly textVersion?: string
  readonly bodyId?: string
  readonly mediatorId?: string
  /** Of `propose`: what the new text is, and whether it may be signed. */
  readonly proposal?: Proposal
  readonly textHash?: string
  /** Of `propose`: the terms are the plan's own, so what is signed for one household reads as for all. */
  readonly planTerms?: boolean
  readonly instalment?: number
}

export interface Proposal {
  readonly textHash: string
  /** Every clause that an agreement needs is there. */
  readonly complete: boolean
  readonly onlineSigning: boolean
  readonly obligations: readonly { readonly obligor: Side; readonly amount: number; readonly due: string }[]
}

export interface Signature {
  readonly by: Side | 'mediator' | 'body'
  readonly partyId: string | null
  readonly officerId: string | null
  readonly at: Date
  readonly manner: 'online' | 'paper'
}

export type PerformanceRecord = { readonly state: 'reported' | 'contested' | 'confirmed'; readonly at: Date }

/** A mediation as its actions leave it. */
export interface Mediation {
  readonly parties: readonly PartyOf[]
  readonly state: MediationState
  readonly bodyId: string | null
  readonly mediatorId: string | null
  readonly consents: ReadonlyMap<string, { readonly at: Date; readonly textVersion: string; readonly paper: boolean }>
  readonly withdrawnBy: string | null
  readonly endedAt: Date | null
  readonly agreement:
    | (Proposal & {
        readonly version: number
        readonly signatures: readonly Signature[]
        readonly voided: readonly (Signature & { readonly version: number })[]
        readonly effectiveAt: Date | null
      })
    | null
  readonly performance: ReadonlyMap<number, PerformanceRecord>
}

/** A fresh application: nobody has consented yet, the applicant included. */
export function applied(parties: readonly PartyOf[]): Mediation {
  return {
    parties,
    state: 'consentPending',
    bodyId: null,
    mediatorId: null,
    consents: new Map(),
    withdrawnBy: null,
    endedAt: null,
    agreement: null,
    performance: new Map(),
  }
}

export type Refusal = { readonly code: ProblemCode; readonly parameters: ProblemParameters }

const refuse = (code: ProblemCode, parameters: ProblemParameters = {}): Refusal => ({ code, parameters })

function sideOf(mediation: Mediation, partyId: string): Side | null {
  return mediation.parties.find((party) => party.partyId === partyId)?.side ?? null
}

/** The hats that an actor wears in this mediation; none for a stranger among the parties. */
export function hatsOf(mediation: Mediation, actor: Actor): MediationActor[] {
  if (actor.kind === 'party') return sideOf(mediation, actor.partyId) ? ['party'] : []
  const hats: MediationActor[] = ['officer']
  if (actor.agencyId === mediation.bodyId) hats.push('body')
  if (actor.officerId === mediation.mediatorId) hats.push('mediator')
  return hats
}

/** Who must still sign the text as it stands, in order: parties, mediator, body. */
export function waitingFor(mediation: Mediation): { by: Signature['by']; partyId: string | null }[] {
  const { agreement, parties } = mediation
  if (!agreement) return []
  const has = (by: Signature['by'], partyId: string | null) =>
    agreement.signatures.some((signature) => signature.by === by && signature.partyId === partyId)
  return [
    ...parties.map(({ side, partyId }) => ({ by: side as Signature['by'], partyId: partyId as string | null })),
    { by: 'mediator' as const, partyId: null },
    { by: 'body' as const, partyId: null },
  ].filter(({ by, partyId }) => !has(by, partyId))
}

/** What an action asks for, before it is decided. */
export type Wanted = Omit<Act, 'id' | 'at'> & {
  readonly hasReason: boolean
  readonly hasText: boolean
}

function allConsented(mediation: Mediation): boolean {
  return mediation.parties.every(({ partyId }) => mediation.consents.has(partyId))
}

function refuseConsent(mediation: Mediation, wanted: Wanted): Refusal | null {
  const paper = wanted.actor.kind === 'officer'
  const partyId = wanted.actor.kind === 'party' ? wanted.actor.partyId : wanted.partyId
  if (partyId === undefined || !sideOf(mediation, partyId))
    return refuse('mediation.fieldMissing', { field: 'partyId' })
  if (wanted.textVersion !== mediationWords.consent.version)
    return refuse('mediation.textChanged', { what: mediationWords.consent.version })
  if (paper && !wanted.hasReason) return refuse('mediation.reasonMissing')
  return mediation.consents.has(partyId) ? refuse('mediation.alreadyDone') : null
}

function refuseSignature(mediation: Mediation, wanted: Wanted): Refusal | null {
  const { agreement } = mediation
  if (!agreement) return refuse('mediation.incomplete')
  if (wanted.textHash !== agreement.textHash) return refuse('mediation.textChanged', { what: `v${agreement.version}` })
  if (wanted.action === 'recordPaperSignature' && !wanted.hasReason) return refuse('mediation.reasonMissing')
  if (wanted.action === 'sign' && wanted.actor.kind === 'party' && !agreement.onlineSigning)
    return refuse('mediation.printAndSign')
  const signer = signerOf(mediation, wanted)
  if (!signer) return refuse('mediation.fieldMissing', { field: 'partyId' })
  const waiting = waitingFor(mediation)
  const place = waiting.findIndex(({ by, partyId }) => by === signer.by && partyId === signer.partyId)
  if (place < 0) return refuse('mediation.alreadyDone')
  const before = waiting
    .slice(0, place)
    .filter(({ by }) => signer.partyId === null || by === 'mediator' || by === 'body')
  return before.length > 0 ? refuse('mediation.signatureOrder', { who: mediationWords.actor[before[0]!.by] }) : null
}

function signerOf(
  mediation: Mediation,
  { action, actor, partyId }: Pick<Act, 'action' | 'actor' | 'partyId'>,
): { by: Signature['by']; partyId: string | null } | null {
  if (action === 'seal') return { by: 'body', partyId: null }
  if (action === 'sign' && actor.kind === 'officer') return { by: 'mediator', partyId: null }
  const signing = actor.kind === 'party' ? actor.partyId : partyId
  const side = signing === undefined ? null : sideOf(mediation, signing)
  return side ? { by: side, partyId: signing! } : null
}

function refusePerformance(mediation: Mediation, wanted: Wanted): Refusal | null {
  const obligation = mediation.agreement?.obligations[(wanted.instalment ?? 0) - 1]
  if (!obligation) return refuse('mediation.fieldMissing', { field: 'instalment' })
  const record = mediation.performance.get(wanted.instalment!)
  const side = wanted.actor.kind === 'party' ? sideOf(mediation, wanted.actor.partyId) : null
  switch (wanted.action) {
    case 'perform':
      if (side !== null && side !== obligation.obligor) return refuse('mediation.notYours')
      if (!wanted.hasText) return refuse('mediation.fieldMissing', { field: 'proof' })
      return record && record.state !== 'contested' ? refuse('mediation.alreadyDone') : null
    case 'confirmPerformance':
      // The one who receives confirms; the mediator may, and says on what proof.
      if (side === obligation.obligor) return refuse('mediation.notYours')
      if (side === null && !wanted.hasReason) return refuse('mediation.reasonMissing')
      return record && record.state !== 'confirmed' ? null : refuse('mediation.nothingReported')
    default:
      if (side === obligation.obligor) return refuse('mediation.notYours')
      if (!wanted.hasReason) return refuse('mediation.reasonMissing')
      return record?.state === 'reported' ? null : refuse('mediation.nothingReported')
  }
}

/** Why an action is not possible now, or null. Pure: the same answer draws the buttons and guards the command. */
export function refusalOf(mediation: Mediation, wanted: Wanted): Refusal | null {
  if (wanted.action === 'apply') return refuse('mediation.alreadyDone')
  const transition = transitions[wanted.action]
  const hats = hatsOf(mediation, wanted.actor)
  if (!hats.some((hat) => (transition.by as readonly MediationActor[]).includes(hat)))
    return refuse('mediation.notYours')
  if (!(transition.from as readonly MediationState[]).includes(mediation.state))
    return refuse('mediation.notNow', { state: mediationStates[mediation.state].zh })
  switch (wanted.action) {
    case 'consent':
      return refuseConsent(mediation, wanted)
    case 'chooseBody':
      if (wanted.bodyId === undefined) return refuse('mediation.fieldMissing', { field: 'bodyId' })
      return wanted.actor.kind === 'officer' && !wanted.hasReason ? refuse('mediation.reasonMissing') : null
    case 'assignMediator':
      if (mediation.bodyId === null) return refuse('mediation.fieldMissing', { field: 'bodyId' })
      return wanted.mediatorId === undefined ? refuse('mediation.fieldMissing', { field: 'mediatorId' }) : null
    case 'say':
    case 'note':
      return wanted.hasText ? null : refuse('mediation.fieldMissing', { field: 'text' })
    case 'propose':
      return wanted.proposal ? null : refuse('mediation.fieldMissing', { field: 'terms' })
    case 'requestSigning':
      return mediation.agreement?.complete ? null : refuse('mediation.incomplete')
    case 'sign':
    case 'recordPaperSignature':
    case 'seal':
      return refuseSignature(mediation, wanted)
    case 'perform':
    case 'confirmPerformance':
    case 'contestPerformance':
      return refusePerformance(mediation, wanted)
    case 'end':
      return wanted.hasReason ? null : refuse('mediation.reasonMissing')
    default:
      return null
  }
}

function afterConsents(mediation: Mediation): Mediation {
  if (!allConsented(mediation) || !['consentPending', 'consented', 'assigned'].includes(mediation.state))
    return mediation
  return { ...mediation, state: mediation.bodyId && mediation.mediatorId ? 'assigned' : 'consented' }
}

function sign(mediation: Mediation, act: Act): Mediation {
  const agreement = mediation.agreement!
  const signer = signerOf(mediation, act)!
  const signature: Signature = {
    ...signer,
    officerId: act.actor.kind === 'officer' ? act.actor.officerId : null,
    at: act.at,
    manner: act.action === 'recordPaperSignature' ? 'paper' : 'online',
  }
  return { ...mediation, agreement: { ...agreement, signatures: [...agreement.signatures, signature] } }
}

function perform(mediation: Mediation, act: Act, state: PerformanceRecord['state']): Mediation {
  const performance = new Map(mediation.performance).set(act.instalment!, { state, at: act.at })
  const done = mediation.agreement!.obligations.every((_, index) => performance.get(index + 1)?.state === 'confirmed')
  return { ...mediation, performance, state: done ? 'performed' : 'performing' }
}

/** The mediation after one action that `refusalOf` let pass. */
export function applyAct(mediation: Mediation, act: Act): Mediation {
  switch (act.action) {
    case 'consent': {
      const partyId = act.actor.kind === 'party' ? act.actor.partyId : act.partyId!
      const consent = { at: act.at, textVersion: act.textVersion!, paper: act.actor.kind === 'officer' }
      return afterConsents({ ...mediation, consents: new Map(mediation.consents).set(partyId, consent) })
    }
    case 'withdraw': {
      const withdrawnBy = act.actor.kind === 'party' ? act.actor.partyId : null
      return { ...mediation, state: 'ended', withdrawnBy, endedAt: act.at }
    }
    case 'end':
      return { ...mediation, state: 'ended', endedAt: act.at }
    case 'chooseBody': {
      const kept = act.bodyId === mediation.bodyId ? mediation.mediatorId : null
      return afterConsents({ ...mediation, bodyId: act.bodyId!, mediatorId: act.mediatorId ?? kept })
    }
    case 'assignMediator':
      return afterConsents({ ...mediation, mediatorId: act.mediatorId! })
    case 'openSession':
      return { ...mediation, state: 'inSession' }
    case 'propose': {
      const before = mediation.agreement
      const voided = (before?.signatures ?? []).map((signature) => ({ ...signature, version: before!.version }))
      const agreement = {
        ...act.proposal!,
        version: (before?.version ?? 0) + 1,
        signatures: [],
        voided: [...(before?.voided ?? []), ...voided],
        effectiveAt: null,
      }
      return { ...mediation, state: 'drafted', agreement }
    }
    case 'requestSigning':
      return { ...mediation, state: 'signing' }
    case 'sign':
    case 'recordPaperSignature':
      return sign(mediation, act)
    case 'seal': {
      const sealed = sign(mediation, act)
      return { ...sealed, state: 'agreed', agreement: { ...sealed.agreement!, effectiveAt: act.at } }
    }
    case 'perform':
      return perform(mediation, act, 'reported')
    case 'confirmPerformance':
      return perform(mediation, act, 'confirmed')
    case 'contestPerformance':
      return perform(mediation, act, 'contested')
    default:
      return mediation
  }
}

/** State from the whole history. */
export function fold(parties: readonly PartyOf[], acts: readonly Act[]): Mediation {
  return acts.reduce(
    (mediation, act) => (act.action === 'apply' ? mediation : applyAct(mediation, act)),
    applied(parties),
  )
}

/** The earliest day on which something is due and not confirmed, for lists; null before the agreement and when all is done. */
export function nextDue(mediation: Mediation): string | null {
  if (mediation.state !== 'agreed' && mediation.state !== 'performing') return null
  const open = mediation.agreement!.obligations.filter(
    (_, index) => mediation.performance.get(index + 1)?.state !== 'confirmed',
  )
  return open.map((obligation) => obligation.due).sort()[0] ?? null
}
