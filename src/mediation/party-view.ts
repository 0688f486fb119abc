import { dayOf, localTime } from '../vocabulary/calendar.ts'
import { mediationWords } from '../vocabulary/words/mediation.ts'
import type { MediationBody, MediationSummary, PartyDispute } from './schema.ts'
import type { MediationState } from './states.ts'
import type { Names, StoredFiling, StoredMediation } from './stored.ts'
import { fill } from './terms.ts'
import { detailOf, performanceOf } from './views.ts'

const words = mediationWords

const steps = ['registered', 'consent', 'mediating', 'agreed', 'performing', 'closed'] as const
type Step = (typeof steps)[number]

/** An ended mediation leads back to the start: every road is open again. */
const stepOf = {
  consentPending: 'consent',
  consented: 'consent',
  assigned: 'mediating',
  inSession: 'mediating',
  drafted: 'mediating',
  signing: 'mediating',
  agreed: 'agreed',
  performing: 'performing',
  performed: 'closed',
  ended: 'registered',
} as const satisfies Record<MediationState, Step>

function progressOf(mediation: StoredMediation | null): PartyDispute['progress'] {
  const key: Step = mediation ? stepOf[mediation.folded.state] : 'registered'
  return { key, label: words.progress[key], step: steps.indexOf(key) + 1, of: steps.length }
}

function nextOf(mediation: StoredMediation | null, partyId: string, today: string): PartyDispute['next'] {
  const next = words.next
  const plain = (text: string): PartyDispute['next'] => ({ text, due: null })
  if (!mediation) return plain(next.choose)
  const { folded } = mediation
  switch (folded.state) {
    case 'consentPending':
      return plain(folded.consents.has(partyId) ? next.waiting : next.consent)
    case 'consented':
      return plain(next.body)
    case 'assigned':
      return plain(next.session)
    case 'inSession':
    case 'drafted':
      return plain(next.talk)
    case 'signing':
      return plain(folded.agreement?.signatures.some((one) => one.partyId === partyId) ? next.others : next.sign)
    case 'agreed':
    case 'performing': {
      const line = performanceOf(mediation, today).find((one) => one.state !== 'confirmed')
      return line ? { text: fill(next.perform, { instalment: line.instalment, due: line.due }), due: line.due } : null
    }
    case 'ended':
      return plain(next.choose)
    default:
      return null
  }
}

export interface PartyFacts {
  readonly traceCode: string
  readonly type: string
  readonly partyId: string
  /** No joint mediation for this dispute; `help` where this party reported domestic violence itself. */
  readonly separate: boolean
  readonly help: boolean
  /** Empty text: the party came forward there, but the words are the police's or the grid worker's. */
  readonly statements: readonly { readonly at: Date; readonly text: string }[]
  readonly filings: readonly StoredFiling[]
  /** Newest first. */
  readonly mediations: readonly StoredMediation[]
  readonly plan: { readonly id: string; readonly mediations: readonly MediationSummary[] } | null
  readonly bodies: readonly MediationBody[]
  readonly notices: readonly string[]
  readonly names: Names
  readonly now: Date
}

/** Procedural milestones: own registration, steps of the mediation, own filing packs. No alert, no channel, no other household. */
function milestonesOf(facts: PartyFacts): PartyDispute['milestones'] {
  const reader = { kind: 'party', partyId: facts.partyId } as const
  const first = facts.statements[0]
  const registered = first
    ? [
        {
          at: localTime(first.at),
          kind: 'registered',
          organ: words.organ.public as string,
          text: words.milestone.registered as string,
        },
      ]
    : []
  const mediated = facts.mediations.flatMap((mediation) =>
    detailOf(mediation, reader, facts.names, facts.now).steps.map((step) => ({
      at: step.at,
      kind: step.action,
      organ:
        step.actor === 'claimant' || step.actor === 'respondent'
          ? words.side[step.actor]
          : (facts.names.agencies.get(mediation.folded.bodyId ?? '') ?? words.organ.unknown),
      text: step.text,
    })),
  )
  const filed = facts.filings.map(({ at, kind }) => ({
    at: localTime(at),
    kind,
    organ: words.organ.own as string,
    text: words.milestone[kind],
  }))
  return [...registered, ...mediated, ...filed].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/** The citizen's page. Everything on it is the party's own or procedure (domain knowledge 6.2 no. 7). Pure. */
export function partyDisputeOf(facts: PartyFacts): PartyDispute {
  const reader = { kind: 'party', partyId: facts.partyId } as const
  // Once the two sides are kept apart, nothing that one of them said in the room is shown to the other.
  const mediations = facts.separate ? [] : facts.mediations
  const current = mediations[0] ?? null
  const open = current !== null && !['ended', 'performed'].includes(current.folded.state)
  const detail = current && detailOf(current, reader, facts.names, facts.now)
  return {
    traceCode: facts.traceCode,
    type: facts.type,
    progress: progressOf(current),
    next: facts.separate ? null : nextOf(current, facts.partyId, dayOf(facts.now)),
    statements: facts.statements.flatMap(({ at, text }) => (text === '' ? [] : [{ at: localTime(at), text }])),
    milestones: milestonesOf({ ...facts, mediations }),
    mediation: detail,
    plan: facts.plan && { id: facts.plan.id, mediations: [...facts.plan.mediations] },
    // Only where the party has one to choose: an answer holds nothing that the page does not show.
    bodies: detail?.may.includes('chooseBody') ? [...facts.bodies] : [],
    notices: [...facts.notices],
    mayApply: !facts.separate && !open,
    safePath: facts.separate ? [...(facts.help ? words.safePath : words.separatePath)] : null,
    filing: ['suit', 'petition'],
    filingAsked: facts.filings.map(({ at, kind }) => ({ at: localTime(at), kind })),
  }
}
