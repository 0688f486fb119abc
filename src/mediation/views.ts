import { amountInCapitals } from '../vocabulary/amount-in-capitals.ts'
import { dayOf, daysBetween, deadlineOf, localTime } from '../vocabulary/calendar.ts'
import { maskName } from '../vocabulary/masking.ts'
import { representationKinds } from '../vocabulary/staff.ts'
import { mediationWords } from '../vocabulary/words/mediation.ts'
import { forParty, inSteadOf } from '../vocabulary/words/staff.ts'
import { type Actor, refusalOf, waitingFor } from './mediation.ts'
import type {
  Agreement,
  MediationDetail,
  MediationMessage,
  MediationParty,
  MediationStep,
  MediationSummary,
  PerformanceLine,
  Side,
} from './schema.ts'
import { type MediationAction, mediationActions } from './states.ts'
import type { Names, StoredAct, StoredMediation } from './stored.ts'
import type { AgreementTerms } from './terms.schema.ts'
import { clausesOf, fill, missingClausesOf } from './terms.ts'

const words = mediationWords

/** Who looks. Mediator and body of the case see names; other officers see them masked until they ask for them with a reason. */
export type Reader = Actor

type ActorRole = MediationStep['actor']

function namesShown(mediation: StoredMediation, reader: Reader): boolean {
  return (
    reader.kind === 'party' ||
    reader.officerId === mediation.folded.mediatorId ||
    reader.agencyId === mediation.folded.bodyId
  )
}

function partyName(mediation: StoredMediation, partyId: string, reader: Reader): string {
  const party = mediation.parties.find((one) => one.partyId === partyId)
  if (!party) return ''
  return party.kind === 'organisation' || namesShown(mediation, reader) ? party.name : maskName(party.name)
}

function sideOf(mediation: StoredMediation, partyId: string): Side {
  return mediation.parties.find((party) => party.partyId === partyId)?.side ?? 'claimant'
}

function roleOf(mediation: StoredMediation, actor: Actor, action: MediationAction): ActorRole {
  if (actor.kind === 'party') return sideOf(mediation, actor.partyId)
  if (action === 'seal') return 'body'
  return actor.officerId === mediation.folded.mediatorId ? 'mediator' : 'officer'
}

function actorName(mediation: StoredMediation, actor: Actor, reader: Reader, names: Names): string {
  if (actor.kind === 'party') {
    const name = partyName(mediation, actor.partyId, reader)
    return actor.representation ? forParty(name, representationKinds[actor.representation.kind].zh) : name
  }
  const name = names.officers.get(actor.officerId)?.name ?? names.agencies.get(actor.agencyId) ?? ''
  const absent = actor.actsFor === undefined ? undefined : names.officers.get(actor.actsFor)?.name
  return absent === undefined ? name : inSteadOf(name, absent)
}

export function isSelf(actor: Actor, reader: Reader): boolean {
  return actor.kind === 'party'
    ? reader.kind === 'party' && reader.partyId === actor.partyId
    : reader.kind === 'officer' && reader.officerId === actor.officerId
}

/** One row of a list. */
export function summaryOf(mediation: StoredMediation, names: Names, today: string): MediationSummary {
  const { folded } = mediation
  const mediator = folded.mediatorId === null ? null : names.officers.get(folded.mediatorId)
  return {
    id: mediation.id,
    traceCode: mediation.traceCode,
    disputeId: mediation.disputeId,
    type: mediation.type,
    town: mediation.town,
    state: folded.state,
    body: folded.bodyId === null ? null : { id: folded.bodyId, name: names.agencies.get(folded.bodyId) ?? '' },
    mediator: folded.mediatorId === null ? null : { id: folded.mediatorId, name: mediator?.name ?? '' },
    planId: mediation.planId,
    startedAt: localTime(mediation.startedAt),
    endedAt: folded.endedAt && localTime(folded.endedAt),
    consentsGiven: folded.consents.size,
    consentsNeeded: mediation.parties.length,
    overdueInstalments: performanceOf(mediation, today).filter((line) => line.state === 'overdue').length,
  }
}

function partiesOf(mediation: StoredMediation, reader: Reader): MediationParty[] {
  const { folded } = mediation
  return mediation.parties.map(({ partyId, side }) => {
    const consent = folded.consents.get(partyId)
    const signature = folded.agreement?.signatures.find((one) => one.partyId === partyId)
    return {
      partyId,
      side,
      name: partyName(mediation, partyId, reader),
      self: reader.kind === 'party' && reader.partyId === partyId,
      consent: consent
        ? {
            at: localTime(consent.at),
            textVersion: consent.textVersion,
            recordedBy: consent.paper ? 'officer' : 'party',
          }
        : null,
      withdrawnAt: folded.withdrawnBy === partyId && folded.endedAt ? localTime(folded.endedAt) : null,
      signedAt: signature ? localTime(signature.at) : null,
    }
  })
}

function messagesOf(mediation: StoredMediation, reader: Reader, names: Names): MediationMessage[] {
  return mediation.acts
    .filter((act) => act.action === 'say' || (act.action === 'note' && isSelf(act.actor, reader)))
    .map((act) => ({
      id: act.id,
      at: localTime(act.at),
      audience: act.action === 'say' ? 'joint' : 'note',
      author: act.actor.kind === 'party' ? sideOf(mediation, act.actor.partyId) : 'mediator',
      authorName: actorName(mediation, act.actor, reader, names),
      self: isSelf(act.actor, reader),
      text: act.content.text ?? '',
    }))
}

function stepText(
  mediation: StoredMediation,
  act: StoredAct,
  version: number,
  voided: readonly string[],
  names: Names,
): string {
  const actor = words.actor[roleOf(mediation, act.actor, act.action)]
  const who = act.partyId === undefined ? '' : words.side[sideOf(mediation, act.partyId)]
  const onPaper = act.action === 'consent' && act.actor.kind === 'officer'
  const template = onPaper
    ? words.step.consentOnPaper
    : act.action === 'propose' && voided.length > 0
      ? words.step.proposeVoids
      : words.step[act.action]
  return fill(template, {
    actor,
    who,
    version,
    whose: voided.join('、'),
    body: (act.bodyId && names.agencies.get(act.bodyId)) ?? '',
    mediator: (act.mediatorId && names.officers.get(act.mediatorId)?.name) ?? '',
    instalment: act.instalment ?? '',
    reason: act.content.reason ?? '',
  })
}

/** What a party may read of a reason: its own words, and those of officials; never the other side's. */
function reasonFor(act: StoredAct, reader: Reader): string {
  return reader.kind === 'officer' || act.actor.kind === 'officer' || isSelf(act.actor, reader)
    ? (act.content.reason ?? '')
    : ''
}

function stepsOf(mediation: StoredMediation, reader: Reader, names: Names): MediationStep[] {
  let version = 0
  let signers: string[] = []
  return mediation.acts
    .filter((act) => act.action !== 'say' && act.action !== 'note')
    .map((act) => {
      let voided: string[] = []
      if (act.action === 'propose') {
        version++
        voided = signers
        signers = []
      }
      if (act.action === 'sign' || act.action === 'recordPaperSignature')
        signers.push(
          act.partyId === undefined
            ? words.actor[roleOf(mediation, act.actor, act.action)]
            : words.side[sideOf(mediation, act.partyId)],
        )
      return {
        id: act.id,
        at: localTime(act.at),
        action: act.action,
        actor: roleOf(mediation, act.actor, act.action),
        actorName: actorName(mediation, act.actor, reader, names),
        reason: reasonFor(act, reader),
        text: stepText(mediation, act, version, voided, names),
        from: act.fromState,
        to: act.toState,
        ledgerIndex: act.ledgerIndex,
      }
    })
}

/** Terms of the text as it stands: those of the last proposal. */
export function currentTerms(mediation: StoredMediation): AgreementTerms | null {
  return mediation.acts.findLast((act) => act.action === 'propose')?.content.terms ?? null
}

/** Last day of the joint application for judicial confirmation (People's Mediation Law art. 33), or null. */
export function confirmationUntil(mediation: StoredMediation): string | null {
  const effectiveAt = mediation.folded.agreement?.effectiveAt
  return effectiveAt ? deadlineOf('judicialConfirmation', effectiveAt).lastDay : null
}

function confirmationOf(mediation: StoredMediation, today: string): Agreement['confirmation'] {
  const until = confirmationUntil(mediation)
  if (until === null) return null
  const daysLeft = Math.max(0, daysBetween(today, until))
  // Identity relations are not confirmed by a court (Civil Procedure Law, knowledge/domain.md 3.3).
  const covered = mediation.folded.agreement!.onlineSigning
  const open = today <= until
  const text = !covered ? words.confirmation.notCovered : open ? words.confirmation.open : words.confirmation.over
  return { until, daysLeft, possible: covered && open, text: fill(text, { until, days: daysLeft }) }
}

export function signerName(
  mediation: StoredMediation,
  signature: { readonly partyId: string | null; readonly officerId: string | null; readonly by: string },
  reader: Reader,
  names: Names,
): string {
  if (signature.partyId !== null) return partyName(mediation, signature.partyId, reader)
  if (signature.by === 'body') return names.agencies.get(mediation.folded.bodyId ?? '') ?? ''
  return names.officers.get(signature.officerId ?? '')?.name ?? ''
}

export function agreementOf(mediation: StoredMediation, reader: Reader, names: Names, today: string): Agreement | null {
  const { agreement } = mediation.folded
  const terms = currentTerms(mediation)
  if (!agreement || !terms) return null
  return {
    version: agreement.version,
    terms,
    clauses: clausesOf(terms),
    total: terms.total,
    totalInCapitals: terms.total > 0 ? amountInCapitals(terms.total) : '',
    textHash: agreement.textHash,
    missing: missingClausesOf(terms),
    onlineSigning: agreement.onlineSigning,
    signatures: agreement.signatures.map((signature) => ({
      by: signature.by,
      name: signerName(mediation, signature, reader, names),
      partyId: signature.partyId,
      at: localTime(signature.at),
      manner: signature.manner,
    })),
    voided: agreement.voided.map((signature) => ({
      version: signature.version,
      by: signature.by,
      name: signerName(mediation, signature, reader, names),
      at: localTime(signature.at),
    })),
    waitingFor: waitingFor(mediation.folded).map(({ by }) => by),
    effectiveAt: agreement.effectiveAt && localTime(agreement.effectiveAt),
    confirmation: confirmationOf(mediation, today),
    ledgerIndex: mediation.acts.findLast((act) => act.action === 'seal')?.ledgerIndex ?? null,
    number: mediation.agreementNumber,
  }
}

/** Each thing agreed beside what was done about it; empty before the agreement is in force. */
export function performanceOf(mediation: StoredMediation, today: string): PerformanceLine[] {
  const { agreement, performance } = mediation.folded
  const terms = currentTerms(mediation)
  if (!agreement?.effectiveAt || !terms) return []
  return terms.obligations.map((obligation, index): PerformanceLine => {
    const instalment = index + 1
    const record = performance.get(instalment)
    const last = (action: MediationAction) =>
      mediation.acts.findLast((act) => act.action === action && act.instalment === instalment)
    const reported = record ? last('perform') : undefined
    const day = reported ? dayOf(reported.at) : today
    const late = record?.state === 'contested' ? daysBetween(obligation.due, today) : daysBetween(obligation.due, day)
    return {
      instalment,
      due: obligation.due,
      amount: obligation.amount,
      act: obligation.act,
      obligor: obligation.obligor,
      state: record ? record.state : late > 0 ? 'overdue' : late === 0 ? 'due' : 'future',
      daysLate: Math.max(0, late),
      proof: reported?.content.text ?? null,
      reportedAt: reported ? localTime(reported.at) : null,
      confirmedAt: record?.state === 'confirmed' ? localTime(record.at) : null,
      contested: record?.state === 'contested' ? (last('contestPerformance')?.content.reason ?? '') : null,
    }
  })
}

/** Actions that this reader could take now if the form is filled in; the buttons of the page. */
export function mayDo(mediation: StoredMediation, reader: Reader): MediationAction[] {
  const { folded } = mediation
  const unconsented = mediation.parties.find((party) => !folded.consents.has(party.partyId))?.partyId
  const unsigned = waitingFor(folded).find((one) => one.partyId !== null)?.partyId ?? undefined
  const instalments = (folded.agreement?.obligations ?? []).map((_, index) => index + 1)
  const allowed = (action: MediationAction, instalment?: number) =>
    refusalOf(folded, {
      action,
      actor: reader,
      hasReason: true,
      hasText: true,
      partyId: action === 'consent' ? unconsented : unsigned,
      textVersion: words.consent.version,
      bodyId: folded.bodyId ?? '-',
      mediatorId: '-',
      proposal: { textHash: '', complete: true, onlineSigning: true, obligations: [] },
      textHash: folded.agreement?.textHash,
      instalment,
    }) === null
  return mediationActions.filter(
    (action) => allowed(action) || instalments.some((instalment) => allowed(action, instalment)),
  )
}

function blockedOf(mediation: StoredMediation): string[] {
  const { folded } = mediation
  const open = mediation.parties.length - folded.consents.size
  const before = folded.state === 'consentPending' || folded.state === 'consented'
  const terms = currentTerms(mediation)
  const missing = terms ? missingClausesOf(terms) : []
  const drafted = folded.state === 'drafted' || folded.state === 'signing'
  return [
    ...(before && open > 0 ? [fill(words.waitingConsent, { count: open })] : []),
    ...(before && (folded.bodyId === null || folded.mediatorId === null) ? [words.waitingBody] : []),
    ...(drafted && missing.length > 0
      ? [fill(words.cannotSign, { missing: missing.map((clause) => clause.text).join('') })]
      : []),
    ...(drafted && folded.agreement && !folded.agreement.onlineSigning ? [words.identityPath] : []),
  ]
}

/** The whole page for one reader. */
export function detailOf(mediation: StoredMediation, reader: Reader, names: Names, now: Date): MediationDetail {
  const today = dayOf(now)
  return {
    ...summaryOf(mediation, names, today),
    parties: partiesOf(mediation, reader),
    rightsNotice: [...words.rights],
    consentText: { version: words.consent.version, text: words.consent.text },
    messages: messagesOf(mediation, reader, names),
    steps: stepsOf(mediation, reader, names),
    agreement: agreementOf(mediation, reader, names, today),
    performance: performanceOf(mediation, today),
    may: mayDo(mediation, reader),
    blocked: blockedOf(mediation),
  }
}
