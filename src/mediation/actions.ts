import type { ScopedTx } from '../access/scope.ts'
import { Problem } from '../platform/problem.ts'
import { readMediationBodies } from './bodies.ts'
import type { Work } from './commands.ts'
import type { Act, Actor, Proposal } from './mediation.ts'
import type { MediationActionBody, MediationBody } from './schema.ts'
import type { Content, StoredMediation } from './stored.ts'
import type { AgreementTerms } from './terms.schema.ts'
import { allowsOnlineSigning, missingClausesOf, textHashOf } from './terms.ts'

/** What a draft of these terms is, as the actions keep it: its hash, whether it may be signed, and how. */
export function proposalOf(mediation: StoredMediation, terms: AgreementTerms): Proposal {
  const version = (mediation.folded.agreement?.version ?? 0) + 1
  return {
    textHash: textHashOf(version, mediation.parties, terms),
    complete: missingClausesOf(terms).length === 0,
    onlineSigning: allowsOnlineSigning(terms),
    obligations: terms.obligations.map(({ obligor, amount, due }) => ({ obligor, amount, due })),
  }
}

function content(body: MediationActionBody): Content {
  const text = body.action === 'perform' ? body.proof : body.text
  return {
    ...(body.reason?.trim() ? { reason: body.reason.trim() } : {}),
    ...(text?.trim() && ['say', 'note', 'perform'].includes(body.action) ? { text: text.trim() } : {}),
    ...(body.action === 'propose' && body.terms ? { terms: body.terms } : {}),
  }
}

/** Only the fields that belong to an action are kept with it. */
function fields(mediation: StoredMediation, body: MediationActionBody): Partial<Act> {
  switch (body.action) {
    case 'consent':
      return { textVersion: body.textVersion, partyId: body.partyId }
    case 'chooseBody':
      return { bodyId: body.bodyId, mediatorId: body.mediatorId }
    case 'assignMediator':
      return { mediatorId: body.mediatorId }
    case 'propose':
      return body.terms ? { proposal: proposalOf(mediation, body.terms) } : {}
    case 'sign':
    case 'seal':
      return { textHash: body.textHash }
    case 'recordPaperSignature':
      return { textHash: body.textHash, partyId: body.partyId }
    case 'perform':
    case 'confirmPerformance':
    case 'contestPerformance':
      return { instalment: body.instalment }
    default:
      return {}
  }
}

/** A request as one action on one mediation. */
export function workOf(mediation: StoredMediation, actor: Actor, body: MediationActionBody): Work {
  const own = fields(mediation, body)
  // A party speaks for itself only, whatever the request names.
  const party = actor.kind === 'party' ? { partyId: undefined } : {}
  const act = Object.fromEntries(Object.entries({ ...own, ...party }).filter(([, value]) => value !== undefined))
  return { mediation, act: { ...act, action: body.action, actor }, content: content(body) }
}

/** Throws unless body and mediator stand in the directory and belong together. */
export async function requireBody(
  tx: ScopedTx,
  bodyId: string | undefined,
  mediatorId: string | undefined,
): Promise<MediationBody | null> {
  if (bodyId === undefined) return null
  const body = (await readMediationBodies(tx, null)).find((one) => one.id === bodyId)
  if (!body) throw new Problem('mediation.bodyUnknown')
  if (mediatorId !== undefined && !body.mediators.some((mediator) => mediator.officerId === mediatorId))
    throw new Problem('mediation.bodyUnknown')
  return body
}
