import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mediationWords } from '../vocabulary/words/mediation.ts'
import {
  type Act,
  type Actor,
  applied,
  applyAct,
  fold,
  type Mediation,
  refusalOf,
  type Wanted,
  waitingFor,
} from './mediation.ts'
import { type MediationAction, mediationActions, transitions } from './states.ts'

const parties = [
  { partyId: 'a', side: 'claimant' },
  { partyId: 'b', side: 'respondent' },
] as const
const claimant: Actor = { kind: 'party', partyId: 'a' }
const respondent: Actor = { kind: 'party', partyId: 'b' }
const mediator: Actor = { kind: 'officer', officerId: 'm', agencyId: 'body' }
const colleague: Actor = { kind: 'officer', officerId: 'n', agencyId: 'body' }
const stranger: Actor = { kind: 'party', partyId: 'z' }
const town: Actor = { kind: 'officer', officerId: 't', agencyId: 'town' }
const version = mediationWords.consent.version
const proposal = (text: string, complete = true, onlineSigning = true) => ({
  textHash: text,
  complete,
  onlineSigning,
  obligations: [
    { obligor: 'respondent' as const, amount: 500, due: '2023-09-01' },
    { obligor: 'respondent' as const, amount: 700, due: '2023-10-01' },
  ],
})

let clock = 0
function step(mediation: Mediation, actor: Actor, action: MediationAction, more: Partial<Wanted> = {}): Mediation {
  const wanted: Wanted = { actor, action, hasReason: true, hasText: true, ...more }
  const refusal = refusalOf(mediation, wanted)
  if (refusal) throw new Error(refusal.code)
  return applyAct(mediation, { ...wanted, id: `x${clock}`, at: new Date(Date.UTC(2023, 7, 1) + clock++ * 60_000) })
}

function consented(): Mediation {
  let m = step(applied(parties), claimant, 'consent', { textVersion: version })
  m = step(m, respondent, 'consent', { textVersion: version })
  return step(m, claimant, 'chooseBody', { bodyId: 'body', mediatorId: 'm' })
}
function signing(online = true): Mediation {
  const m = step(step(consented(), mediator, 'openSession'), mediator, 'propose', {
    proposal: proposal('v1', true, online),
  })
  return step(m, mediator, 'requestSigning')
}

describe('the way of a mediation', () => {
  it('goes from application to performed', () => {
    let m = signing()
    expect(m.state).toBe('signing')
    expect(() => step(m, mediator, 'sign', { textHash: 'v1' })).toThrow('mediation.signatureOrder')
    m = step(m, respondent, 'sign', { textHash: 'v1' })
    m = step(m, claimant, 'sign', { textHash: 'v1' })
    expect(() => step(m, colleague, 'seal', { textHash: 'v1' })).toThrow('mediation.signatureOrder')
    m = step(m, mediator, 'sign', { textHash: 'v1' })
    m = step(m, colleague, 'seal', { textHash: 'v1' })
    expect(m.state).toBe('agreed')
    expect(m.agreement!.signatures.map((s) => s.by)).toEqual(['respondent', 'claimant', 'mediator', 'body'])
    expect(() => step(m, claimant, 'withdraw')).toThrow('mediation.notNow')
    expect(() => step(m, claimant, 'perform', { instalment: 1 })).toThrow('mediation.notYours')
    m = step(m, respondent, 'perform', { instalment: 1 })
    expect(() => step(m, respondent, 'confirmPerformance', { instalment: 1 })).toThrow('mediation.notYours')
    m = step(m, claimant, 'contestPerformance', { instalment: 1 })
    m = step(m, respondent, 'perform', { instalment: 1 })
    m = step(m, claimant, 'confirmPerformance', { instalment: 1 })
    expect(m.state).toBe('performing')
    m = step(step(m, mediator, 'perform', { instalment: 2 }), mediator, 'confirmPerformance', { instalment: 2 })
    expect(m.state).toBe('performed')
  })

  it('voids every signature when the text changes, and remembers whose', () => {
    let m = step(signing(), claimant, 'sign', { textHash: 'v1' })
    m = step(m, mediator, 'propose', { proposal: proposal('v2') })
    expect(m.state).toBe('drafted')
    expect(m.agreement).toMatchObject({
      version: 2,
      signatures: [],
      voided: [{ by: 'claimant', partyId: 'a', version: 1 }],
    })
    m = step(m, mediator, 'requestSigning')
    expect(() => step(m, claimant, 'sign', { textHash: 'v1' })).toThrow('mediation.textChanged')
    expect(waitingFor(m).map((w) => w.by)).toEqual(['claimant', 'respondent', 'mediator', 'body'])
  })

  it('takes identity matters by paper only', () => {
    const m = signing(false)
    expect(() => step(m, claimant, 'sign', { textHash: 'v1' })).toThrow('mediation.printAndSign')
    const paper = step(m, mediator, 'recordPaperSignature', { textHash: 'v1', partyId: 'a' })
    expect(paper.agreement!.signatures[0]).toMatchObject({ by: 'claimant', manner: 'paper', officerId: 'm' })
  })

  it('does not let anybody begin, sign or decide for others', () => {
    const one = step(applied(parties), claimant, 'consent', { textVersion: version })
    expect(() => step(one, mediator, 'openSession')).toThrow('mediation.notYours')
    expect(() => step(one, claimant, 'consent', { textVersion: version })).toThrow('mediation.alreadyDone')
    expect(() => step(one, respondent, 'consent', { textVersion: 'old' })).toThrow('mediation.textChanged')
    expect(() => step(one, town, 'consent', { textVersion: version, partyId: 'b', hasReason: false })).toThrow(
      'mediation.reasonMissing',
    )
    expect(() => step(one, stranger, 'withdraw')).toThrow('mediation.notYours')
    expect(() => step(one, town, 'withdraw')).toThrow('mediation.notYours')
    expect(() => step(consented(), colleague, 'openSession')).toThrow('mediation.notYours')
    const draft = step(step(consented(), mediator, 'openSession'), mediator, 'propose', {
      proposal: proposal('v1', false),
    })
    expect(() => step(draft, mediator, 'requestSigning')).toThrow('mediation.incomplete')
  })
})

const actors = [claimant, respondent, mediator, colleague, town, stranger]
const wanted: fc.Arbitrary<Wanted> = fc.record({
  action: fc.constantFrom(...mediationActions),
  actor: fc.constantFrom(...actors),
  partyId: fc.constantFrom('a', 'b', 'z', undefined),
  textVersion: fc.constantFrom(version, version, 'old'),
  bodyId: fc.constantFrom('body', 'other'),
  mediatorId: fc.constantFrom('m', undefined),
  proposal: fc.constantFrom(proposal('v1'), proposal('v2', false), proposal('v3', true, false)),
  textHash: fc.constantFrom('v1', 'v3'),
  instalment: fc.integer({ min: 1, max: 3 }),
  hasReason: fc.boolean(),
  hasText: fc.boolean(),
})
/** Steps that lead forward, so that random noise starts from deep states too. */
const road: Wanted[] = [
  [claimant, 'consent'],
  [respondent, 'consent'],
  [claimant, 'chooseBody'],
  [mediator, 'openSession'],
  [mediator, 'propose'],
  [mediator, 'requestSigning'],
  [claimant, 'sign'],
  [respondent, 'sign'],
  [mediator, 'sign'],
  [colleague, 'seal'],
].map(
  ([actor, action]) =>
    ({
      actor,
      action,
      textVersion: version,
      bodyId: 'body',
      mediatorId: 'm',
      proposal: proposal('v1'),
      textHash: 'v1',
      hasReason: true,
      hasText: true,
    }) as Wanted,
)

describe('whatever is tried in whatever order', () => {
  const histories = fc.tuple(fc.nat(road.length), fc.array(wanted, { maxLength: 40 }))
  const play = (
    length: number,
    noise: readonly Wanted[],
    check: (before: Mediation, act: Act, after: Mediation) => void,
  ) => {
    let m = applied(parties)
    const acts: Act[] = []
    for (const [index, want] of [...road.slice(0, length), ...noise].entries()) {
      if (refusalOf(m, want)) continue
      const act = { ...want, id: String(index), at: new Date(index) }
      const after = applyAct(m, act)
      check(m, act, after)
      acts.push(act)
      m = after
    }
    expect(fold(parties, acts)).toEqual(m)
    return m
  }

  it('never reaches an agreement without two consents and all signatures on the very text', () => {
    let reached = 0
    fc.assert(
      fc.property(histories, ([length, noise]) => {
        const m = play(length, noise, (before, act, after) => {
          if (after.state !== before.state && ['inSession', 'drafted', 'signing', 'agreed'].includes(after.state))
            expect([...after.consents.keys()].sort()).toEqual(['a', 'b'])
          if (act.action === 'seal') {
            const signers = after.agreement!.signatures.map((s) => s.partyId ?? s.by).sort()
            expect(signers).toEqual(['a', 'b', 'body', 'mediator'])
            expect(after.agreement!.complete).toBe(true)
          }
        })
        if (m.agreement?.effectiveAt) reached++
      }),
      { numRuns: 600 },
    )
    expect(reached).toBeGreaterThan(10)
  })

  it('lets each party out with one action, without a reason, until the agreement is in force; ended stays ended', () => {
    fc.assert(
      fc.property(histories, ([length, noise]) => {
        const m = play(length, noise, (before) => expect(before.state === 'ended').toBe(false))
        if (['agreed', 'performing', 'performed', 'ended'].includes(m.state)) return
        for (const actor of [claimant, respondent]) {
          const want: Wanted = { actor, action: 'withdraw', hasReason: false, hasText: false }
          expect(refusalOf(m, want)).toBeNull()
          expect(applyAct(m, { ...want, id: 'w', at: new Date() }).state).toBe('ended')
        }
      }),
      { numRuns: 300 },
    )
    expect(transitions.withdraw.by).toEqual(['party'])
  })
})
