import { type Static, Type } from 'typebox'
import { mediationActions, mediationStates } from './states.ts'
import { AgreementTerms, MissingClause } from './terms.schema.ts'

const oneOf = <const Values extends readonly string[]>(values: Values) =>
  Type.Unsafe<Values[number]>(Type.String({ enum: [...values] }))
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()])

export const sides = ['claimant', 'respondent'] as const
export type Side = (typeof sides)[number]

export const MediationBody = Type.Object({
  id: Type.String(),
  name: Type.String(),
  town: nullable(Type.String()),
  /** Dispute-type codes that it takes; empty = all. */
  types: Type.Array(Type.String()),
  mediators: Type.Array(Type.Object({ officerId: Type.String(), name: Type.String() })),
  /** Why it is suggested for the dispute asked about, or null. Never an obligation: the party chooses. */
  suggested: nullable(Type.String()),
})
export type MediationBody = Static<typeof MediationBody>

/** One party of a mediation. `name` is what the reader may see: masked for officers until revealed, full on the own page. */
export const MediationParty = Type.Object({
  partyId: Type.String(),
  side: oneOf(sides),
  name: Type.String(),
  /** True on the page of this party itself. */
  self: Type.Boolean(),
  consent: nullable(
    Type.Object({ at: Type.String(), textVersion: Type.String(), recordedBy: oneOf(['party', 'officer'] as const) }),
  ),
  withdrawnAt: nullable(Type.String()),
  signedAt: nullable(Type.String()),
})
export type MediationParty = Static<typeof MediationParty>

export const MediationMessage = Type.Object({
  id: Type.String(),
  at: Type.String(),
  /** `joint` is read by everybody in the room; `note` only by its author. */
  audience: oneOf(['joint', 'note'] as const),
  author: oneOf(['claimant', 'respondent', 'mediator'] as const),
  authorName: Type.String(),
  self: Type.Boolean(),
  text: Type.String(),
})
export type MediationMessage = Static<typeof MediationMessage>

export const MediationStep = Type.Object({
  id: Type.String(),
  at: Type.String(),
  action: oneOf(mediationActions),
  actor: oneOf(['claimant', 'respondent', 'mediator', 'body', 'officer', 'court', 'system'] as const),
  actorName: Type.String(),
  reason: Type.String(),
  /** Sentence for the screen, made on the server from vocabulary. */
  text: Type.String(),
  from: nullable(oneOf(mediationStates)),
  to: oneOf(mediationStates),
  ledgerIndex: nullable(Type.Integer()),
})
export type MediationStep = Static<typeof MediationStep>

export const Agreement = Type.Object({
  version: Type.Integer({ minimum: 1 }),
  terms: AgreementTerms,
  /** Numbered sentences that the parties read and sign. */
  clauses: Type.Array(Type.String()),
  /** 分, and the same in Chinese capitals. */
  total: Type.Integer(),
  totalInCapitals: Type.String(),
  /** SHA-256 of the canonical text, `sha256:` + hex: what each signature is about. */
  textHash: Type.String(),
  /** Not empty: cannot be signed. */
  missing: Type.Array(MissingClause),
  /** False for divorce, custody, adoption, inheritance: print, sign by hand, and record the paper. */
  onlineSigning: Type.Boolean(),
  signatures: Type.Array(
    Type.Object({
      by: oneOf(['claimant', 'respondent', 'mediator', 'body'] as const),
      name: Type.String(),
      partyId: nullable(Type.String()),
      at: Type.String(),
      manner: oneOf(['online', 'paper'] as const),
    }),
  ),
  /** Signatures that a change of the text has voided, and whose they were. */
  voided: Type.Array(
    Type.Object({ version: Type.Integer(), by: Type.String(), name: Type.String(), at: Type.String() }),
  ),
  /** What must still happen, in order. */
  waitingFor: Type.Array(oneOf(['claimant', 'respondent', 'mediator', 'body'] as const)),
  effectiveAt: nullable(Type.String()),
  /** Last day for the joint application for judicial confirmation (30 days from effect), and days left. */
  confirmation: nullable(
    Type.Object({ until: Type.String(), daysLeft: Type.Integer(), possible: Type.Boolean(), text: Type.String() }),
  ),
  /** The PDF is at GET /documents?subject=<mediation id>. */
  ledgerIndex: nullable(Type.Integer()),
  /** （2023）…人调字第12号; null until the agreement is in force. */
  number: nullable(Type.String()),
})
export type Agreement = Static<typeof Agreement>

export const performanceStates = ['future', 'due', 'overdue', 'reported', 'contested', 'confirmed'] as const
export const PerformanceLine = Type.Object({
  instalment: Type.Integer({ minimum: 1 }),
  due: Type.String(),
  amount: Type.Integer(),
  act: Type.String(),
  obligor: oneOf(sides),
  state: oneOf(performanceStates),
  daysLate: Type.Integer(),
  proof: nullable(Type.String()),
  reportedAt: nullable(Type.String()),
  confirmedAt: nullable(Type.String()),
  contested: nullable(Type.String()),
})
export type PerformanceLine = Static<typeof PerformanceLine>

export const MediationSummary = Type.Object({
  id: Type.String(),
  traceCode: Type.String(),
  disputeId: Type.String(),
  type: Type.String(),
  town: nullable(Type.String()),
  state: oneOf(mediationStates),
  body: nullable(Type.Object({ id: Type.String(), name: Type.String() })),
  mediator: nullable(Type.Object({ id: Type.String(), name: Type.String() })),
  planId: nullable(Type.String()),
  startedAt: Type.String(),
  endedAt: nullable(Type.String()),
  consentsGiven: Type.Integer(),
  consentsNeeded: Type.Integer(),
  overdueInstalments: Type.Integer(),
})
export type MediationSummary = Static<typeof MediationSummary>

export const MediationDetail = Type.Object({
  ...MediationSummary.properties,
  parties: Type.Array(MediationParty),
  rightsNotice: Type.Array(Type.String()),
  consentText: Type.Object({ version: Type.String(), text: Type.String() }),
  messages: Type.Array(MediationMessage),
  steps: Type.Array(MediationStep),
  agreement: nullable(Agreement),
  performance: Type.Array(PerformanceLine),
  /** Actions that this reader may do now; the buttons of the page. */
  may: Type.Array(oneOf(mediationActions)),
  /** Why something important is not possible now, in a sentence (no consent yet, missing clause …). */
  blocked: Type.Array(Type.String()),
})
export type MediationDetail = Static<typeof MediationDetail>

export const MediationList = Type.Object({ items: Type.Array(MediationSummary), next: nullable(Type.String()) })
export const MediationQuery = Type.Object({
  cursor: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  state: Type.Optional(oneOf(['open', 'performing', 'closed', 'all'] as const)),
  traceCode: Type.Optional(Type.String()),
  planId: Type.Optional(Type.String({ format: 'uuid' })),
})

/** POST /mediations. An officer names the dispute; a party's own dispute is known from the session. */
export const MediationApplication = Type.Object({
  traceCode: Type.Optional(Type.String()),
  reason: Type.String({ minLength: 1, maxLength: 2000 }),
})

/**
 * POST /mediations/:id/actions. One shape for all; the state table says which field an action needs:
 * consent {textVersion, partyId? + reason when an officer records a paper consent} · withdraw {reason?} · chooseBody {bodyId, mediatorId?} ·
 * assignMediator {mediatorId} · openSession · say {text} · note {text} · propose {terms} · requestSigning · sign {code, textHash} by a party, {textHash} by the mediator ·
 * recordPaperSignature {partyId, textHash, reason} · seal {textHash} · perform {instalment, proof} · confirmPerformance {instalment} ·
 * contestPerformance {instalment, reason} · end {reason}
 */
export const MediationActionBody = Type.Object({
  action: oneOf(mediationActions),
  reason: Type.Optional(Type.String({ maxLength: 2000 })),
  textVersion: Type.Optional(Type.String()),
  partyId: Type.Optional(Type.String()),
  bodyId: Type.Optional(Type.String()),
  mediatorId: Type.Optional(Type.String()),
  text: Type.Optional(Type.String({ minLength: 1, maxLength: 4000 })),
  terms: Type.Optional(AgreementTerms),
  textHash: Type.Optional(Type.String()),
  /** One-time code, sent anew for this signature. */
  code: Type.Optional(Type.String()),
  instalment: Type.Optional(Type.Integer({ minimum: 1 })),
  proof: Type.Optional(Type.String({ maxLength: 2000 })),
})
export type MediationActionBody = Static<typeof MediationActionBody>

/** POST /mediation-plans: one plan for the disputes of one alert; each household still consents for itself. */
export const MediationPlanBody = Type.Object({
  alertId: Type.String(),
  bodyId: Type.String(),
  mediatorId: Type.String(),
  reason: Type.String({ minLength: 1, maxLength: 2000 }),
  terms: AgreementTerms,
  /** Trace codes, 1…200. */
  disputes: Type.Array(Type.String(), { minItems: 1, maxItems: 200, uniqueItems: true }),
})
export type MediationPlanBody = Static<typeof MediationPlanBody>

export const MediationPlan = Type.Object({
  id: Type.String(),
  alertId: Type.String(),
  body: Type.Object({ id: Type.String(), name: Type.String() }),
  mediator: Type.Object({ id: Type.String(), name: Type.String() }),
  createdAt: Type.String(),
  reason: Type.String(),
  terms: AgreementTerms,
  counts: Type.Object({
    disputes: Type.Integer(),
    claimantConsents: Type.Integer(),
    respondentConsents: Type.Integer(),
    inSession: Type.Integer(),
    signing: Type.Integer(),
    agreed: Type.Integer(),
    performed: Type.Integer(),
    ended: Type.Integer(),
  }),
  mediations: Type.Array(MediationSummary),
  /** Disputes that no joint mediation may be offered for (sealed, domestic violence), without saying which of the two. */
  leftOut: Type.Array(Type.String()),
})
export type MediationPlan = Static<typeof MediationPlan>

/**
 * POST /mediation-plans/:id/actions. `consent` and `sign` by the respondent name each mediation; `openSession`, `propose` (the plan's terms), `requestSigning`,
 * An officer's `consent` and `recordPaperSignature` record the respondent's paper (reason needed), never a household's: those act on their own page.
 * `sign`, `seal`, `perform`, `confirmPerformance`, `end` by mediator and body do the same to every mediation of the plan whose state allows it. What was not possible is answered per mediation, with why.
 */
export const planActions = [
  'consent',
  'openSession',
  'propose',
  'requestSigning',
  'sign',
  'recordPaperSignature',
  'seal',
  'perform',
  'confirmPerformance',
  'end',
] as const
export const MediationPlanActionBody = Type.Object({
  action: oneOf(planActions),
  mediations: Type.Array(Type.String(), { minItems: 1, maxItems: 200, uniqueItems: true }),
  textVersion: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String({ maxLength: 2000 })),
  code: Type.Optional(Type.String()),
  instalment: Type.Optional(Type.Integer({ minimum: 1 })),
  proof: Type.Optional(Type.String({ maxLength: 2000 })),
})
export type MediationPlanActionBody = Static<typeof MediationPlanActionBody>
export const MediationPlanActionResult = Type.Object({
  done: Type.Array(Type.String()),
  refused: Type.Array(Type.Object({ mediation: Type.String(), problem: Type.String() })),
})

/** POST /party/filing-pack and POST /disputes/:code/filing-pack (officer, on request of a party). Given at once, changes nothing else. */
export const filingKinds = ['suit', 'petition'] as const
export const FilingPackBody = Type.Object({ kind: oneOf(filingKinds) })
export const FilingPack = Type.Object({
  kind: oneOf(filingKinds),
  traceCode: Type.String(),
  givenAt: Type.String(),
  title: Type.String(),
  /** Court or office that takes it, with how to reach it. */
  competent: Type.Array(Type.Object({ name: Type.String(), why: Type.String(), verified: Type.Boolean() })),
  routes: Type.Array(Type.Object({ title: Type.String(), text: Type.String() })),
  deadlines: Type.Array(
    Type.Object({
      title: Type.String(),
      until: nullable(Type.String()),
      text: Type.String(),
      source: Type.String(),
      verified: Type.Boolean(),
    }),
  ),
  bring: Type.Array(Type.String()),
  /** The party's own material only. */
  records: Type.Array(Type.Object({ at: Type.String(), text: Type.String() })),
  promise: Type.String(),
})
export type FilingPack = Static<typeof FilingPack>

/** GET /party/dispute: own statements and procedural milestones only (domain.md 6.2 item 7). */
export const PartyDispute = Type.Object({
  traceCode: Type.String(),
  type: Type.String(),
  /** Position on the way, for the progress line: 1-based step of `of`. */
  progress: Type.Object({ key: Type.String(), label: Type.String(), step: Type.Integer(), of: Type.Integer() }),
  next: nullable(Type.Object({ text: Type.String(), due: nullable(Type.String()) })),
  statements: Type.Array(Type.Object({ at: Type.String(), text: Type.String() })),
  milestones: Type.Array(
    Type.Object({ at: Type.String(), kind: Type.String(), organ: Type.String(), text: Type.String() }),
  ),
  /** Organs, not persons. */
  mediation: nullable(MediationDetail),
  /** Same respondent, several disputes of one plan: what a respondent may consent to or sign at once. */
  plan: nullable(Type.Object({ id: Type.String(), mediations: Type.Array(MediationSummary) })),
  bodies: Type.Array(MediationBody),
  mayApply: Type.Boolean(),
  /** Domestic violence or sealed: no joint mediation; the own path in sentences. */
  safePath: nullable(Type.Array(Type.String())),
  /** Server-made notices for this party only, such as the hardship offer for an instalment of the own loan. */
  notices: Type.Array(Type.String()),
  /** Always both: nothing takes these away. */
  filing: Type.Array(oneOf(filingKinds)),
  filingAsked: Type.Array(Type.Object({ at: Type.String(), kind: oneOf(filingKinds) })),
})
export type PartyDispute = Static<typeof PartyDispute>
