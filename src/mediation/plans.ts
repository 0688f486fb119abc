import type { ScopedTx } from '../access/scope.ts'
import { Problem, problemText } from '../platform/problem.ts'
import { dayOf } from '../vocabulary/calendar.ts'
import { proposalOf } from './actions.ts'
import { decide, recordActs, type Work } from './commands.ts'
import { readSeparate } from './disputes.ts'
import type { Act, Actor } from './mediation.ts'
import type { MediationPlan, MediationPlanActionBody } from './schema.ts'
import { jointActions } from './states.ts'
import { type Content, type Names, readMediations, type StoredMediation, type StoredPlan } from './stored.ts'
import { summaryOf } from './views.ts'

const sideConsents = (mediation: StoredMediation, side: 'claimant' | 'respondent'): boolean =>
  mediation.parties
    .filter((party) => party.side === side)
    .every((party) => mediation.folded.consents.has(party.partyId))

/** A plan with how far its mediations have come. Officers only: it names every household's trace code. */
export function planView(
  plan: StoredPlan,
  mediations: readonly StoredMediation[],
  names: Names,
  now: Date,
): MediationPlan {
  const count = (test: (mediation: StoredMediation) => boolean) => mediations.filter(test).length
  const inState = (...states: StoredMediation['folded']['state'][]) =>
    count(({ folded }) => states.includes(folded.state))
  const today = dayOf(now)
  return {
    id: plan.id,
    alertId: plan.alertId,
    body: { id: plan.bodyId, name: names.agencies.get(plan.bodyId) ?? '' },
    mediator: { id: plan.mediatorId, name: names.officers.get(plan.mediatorId)?.name ?? '' },
    createdAt: plan.createdAt.toISOString(),
    reason: plan.reason,
    terms: plan.terms,
    counts: {
      disputes: mediations.length,
      claimantConsents: count((mediation) => sideConsents(mediation, 'claimant')),
      respondentConsents: count((mediation) => sideConsents(mediation, 'respondent')),
      inSession: inState('inSession', 'drafted'),
      signing: inState('signing'),
      agreed: inState('agreed', 'performing', 'performed'),
      performed: inState('performed'),
      ended: inState('ended'),
    },
    mediations: mediations.map((mediation) => summaryOf(mediation, names, today)),
    leftOut: [...plan.leftOut],
  }
}

const lastProposal = (mediation: StoredMediation) => mediation.acts.findLast((act) => act.action === 'propose')

function respondentOf(mediation: StoredMediation): string | undefined {
  return mediation.parties.find((party) => party.side === 'respondent')?.partyId
}

/** One action of the plan for one of its mediations. An officer records paper for the respondent only, never for a household. */
function planWork(plan: StoredPlan, mediation: StoredMediation, actor: Actor, body: MediationPlanActionBody): Work {
  const reason: Content = body.reason?.trim() ? { reason: body.reason.trim() } : {}
  const act = (more: Partial<Act>, content: Content = {}): Work => ({
    mediation,
    act: { action: body.action, actor, ...more },
    content: { ...reason, ...content },
  })
  const paper = actor.kind === 'officer' ? { partyId: respondentOf(mediation) } : {}
  switch (body.action) {
    case 'consent':
      return act({ textVersion: body.textVersion, ...paper })
    case 'propose':
      return act({ proposal: proposalOf(mediation, plan.terms), planTerms: true }, { terms: plan.terms })
    case 'recordPaperSignature':
      return act({ textHash: mediation.folded.agreement?.textHash, ...paper })
    case 'sign':
    case 'seal':
      return act({ textHash: mediation.folded.agreement?.textHash })
    case 'perform':
    case 'confirmPerformance':
      return act({ instalment: body.instalment }, body.proof?.trim() ? { text: body.proof.trim() } : {})
    default:
      return act({})
  }
}

const readsPlanTerms = new Set<MediationPlanActionBody['action']>(['sign', 'recordPaperSignature', 'seal'])

/**
 * One step for many mediations of a plan, each named in the request. What one of them does not allow is answered for it and
 * holds up no other. Signing at once is for the plan's own terms: a text that was changed for one household is signed by itself.
 */
export async function actOnPlan(
  tx: ScopedTx,
  plan: StoredPlan,
  actor: Actor,
  body: MediationPlanActionBody,
): Promise<{ done: string[]; refused: { mediation: string; problem: string }[] }> {
  const mediations = (await readMediations(tx, body.mediations, true)).filter(
    (mediation) =>
      mediation.planId === plan.id &&
      (actor.kind === 'officer' || mediation.parties.some((party) => party.partyId === actor.partyId)),
  )
  if (mediations.length === 0) throw new Problem('mediation.notFound')
  const separate = jointActions.has(body.action)
    ? await readSeparate(
        tx,
        mediations.map((mediation) => mediation.disputeId),
      )
    : new Set<string>()
  const works: Work[] = []
  const refused = body.mediations
    .filter((id) => !mediations.some((mediation) => mediation.id === id))
    .map((mediation) => ({ mediation, problem: problemText('mediation.notFound', {}, 'zh') }))
  for (const mediation of mediations) {
    const work = planWork(plan, mediation, actor, body)
    const changed = readsPlanTerms.has(body.action) && lastProposal(mediation)?.planTerms !== true
    const refusal = separate.has(mediation.disputeId)
      ? { code: 'mediation.notOffered' as const, parameters: {} }
      : changed
        ? { code: 'mediation.textChanged' as const, parameters: { what: mediation.traceCode } }
        : decide(work)
    if (refusal) refused.push({ mediation: mediation.id, problem: problemText(refusal.code, refusal.parameters, 'zh') })
    else works.push(work)
  }
  const done = await recordActs(tx, works)
  return { done: done.map(({ id }) => id), refused }
}
