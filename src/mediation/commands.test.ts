import { Value } from 'typebox/value'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { storeAgencies, storeOfficers } from '../access/commands.ts'
import { readAgencies, readOfficers } from '../access/queries.ts'
import { type Scope, type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { MediationAgreementData } from '../documents/schema.ts'
import { mediationWords } from '../vocabulary/words/mediation.ts'
import { proposalOf } from './actions.ts'
import { act } from './commands.ts'
import type { Actor } from './mediation.ts'
import { type MediationDispute, openMediation, openPlan, recordFiling } from './openings.ts'
import { agreementDocumentData, performanceDue } from './queries.ts'
import { planMediationIds, readFilings, readMediationIds, readMediations, readPlan } from './stored.ts'
import type { AgreementTerms } from './terms.schema.ts'

const county = '330681'
let database: TestDatabase
let bodyId: string
let mediator: Extract<Scope, { kind: 'officer' }>
let outsider: Extract<Scope, { kind: 'officer' }>
let counter = 0

beforeAll(async () => {
  database = await testDatabase('2023-08-20T09:00:00+08:00')
  await withScope(database.services, systemScope(county, 'test'), 'administration', async (tx) => {
    await storeAgencies(tx, [
      { code: 'TJ', name: '浣东街道人民调解委员会', kind: 'mediationBody', place: '330681002', parentCode: null },
      { code: 'TJ2', name: '枫桥镇人民调解委员会', kind: 'mediationBody', place: '330681109', parentCode: null },
    ])
    await storeOfficers(tx, [
      { login: 'm1', name: '李调解', agencyCode: 'TJ', roles: ['mediator'], phone: null },
      { login: 'm2', name: '赵调解', agencyCode: 'TJ2', roles: ['mediator'], phone: null },
    ])
    const agencies = await readAgencies(tx)
    bodyId = agencies.find((agency) => agency.code === 'TJ')!.id
    const scope = (login: string, officers: Awaited<ReturnType<typeof readOfficers>>) => {
      const officer = officers.find((one) => one.login === login)!
      return {
        kind: 'officer',
        county,
        officerId: officer.id,
        agencyId: officer.agencyId,
        name: officer.name,
        role: 'mediator',
        reach: '-',
      } as const
    }
    const officers = await readOfficers(tx)
    mediator = scope('m1', officers)
    outsider = scope('m2', officers)
  })
})
afterAll(() => database.close())

const under = <T>(scope: Scope, work: (tx: ScopedTx) => Promise<T>) =>
  withScope(database.services, scope, 'mediation', work)
const system = systemScope(county, 'test')
const version = mediationWords.consent.version
const respondentId = '018a0000-0000-7000-8000-00000000bbbb'
const terms: AgreementTerms = {
  facts: '双方因商品房宣传内容不符发生争议。',
  obligations: [{ obligor: 'respondent', act: '补偿款', amount: 1_200_000, due: '2023-09-30' }],
  total: 1_200_000,
  manner: '银行转账',
  place: '诸暨市',
  defaultConsequence: '另一方可以向人民法院起诉。',
  further: [],
  concernsIdentity: false,
}

function dispute(separate = false): MediationDispute {
  const { context } = database.services
  counter++
  return {
    disputeId: context.id(),
    traceCode: `330681-TEST-${String(counter).padStart(4, '0')}-A`,
    type: 'homePurchase',
    town: '330681002',
    separate,
    domesticViolence: false,
    parties: [
      { partyId: context.id(), side: 'claimant', kind: 'person', name: `业主${counter}` },
      { partyId: respondentId, side: 'respondent', kind: 'organisation', name: '某某房地产开发有限公司' },
    ],
  }
}
const partyScope = (of: MediationDispute, index: number): Scope => ({
  kind: 'party',
  county,
  disputeId: of.disputeId,
  partyId: of.parties[index]!.partyId,
  traceCode: of.traceCode,
})
const one = async (tx: ScopedTx, id: string) => (await readMediations(tx, [id], true))[0]!
const officerActor = (): Actor => ({ kind: 'officer', officerId: mediator.officerId, agencyId: mediator.agencyId })

describe('one mediation in the database', () => {
  it('goes from application by the party to an agreement in force, visible only to those whom it concerns', async () => {
    const matter = dispute()
    const [a, b] = [partyScope(matter, 0), partyScope(matter, 1)]
    const actorOf = (scope: Scope): Actor => ({ kind: 'party', partyId: (scope as { partyId: string }).partyId })
    const id = await under(a, (tx) => openMediation(tx, actorOf(a), matter, '请求调解'))
    await expect(under(a, (tx) => openMediation(tx, actorOf(a), matter, '再来'))).rejects.toMatchObject({
      code: 'mediation.openAlready',
    })
    expect(await under(mediator, (tx) => readMediations(tx, [id]))).toEqual([])
    const doAs = (
      scope: Scope,
      action: Parameters<typeof act>[1]['act']['action'],
      more: object = {},
      content: object = {},
    ) =>
      under(scope, async (tx) =>
        act(tx, {
          mediation: await one(tx, id),
          act: { action, actor: scope.kind === 'party' ? actorOf(scope) : officerActor(), ...more },
          content,
        }),
      )
    await doAs(a, 'consent', { textVersion: version })
    await doAs(a, 'chooseBody', { bodyId, mediatorId: mediator.officerId })
    await doAs(b, 'consent', { textVersion: version })
    // Choosing the body handed the dispute over to it, and to nobody else.
    expect(await under(outsider, (tx) => readMediations(tx, [id]))).toEqual([])
    expect((await under(mediator, (tx) => readMediations(tx, [id])))[0]!.folded.state).toBe('assigned')
    await doAs(mediator, 'openSession')
    await doAs(mediator, 'note', {}, { text: '只有我看得到' })
    await doAs(a, 'note', {}, { text: '底价一万' })
    await doAs(b, 'say', {}, { text: '愿意协商' })
    const seen = async (scope: Scope) =>
      (await under(scope, (tx) => readMediations(tx, [id])))[0]!.acts.flatMap((entry) => entry.content.text ?? [])
    expect(await seen(a)).toEqual(['底价一万', '愿意协商'])
    expect(await seen(b)).toEqual(['愿意协商'])
    expect(await seen(system)).toEqual(['愿意协商'])
    expect(await seen(mediator)).toEqual(['只有我看得到', '愿意协商'])
    const proposal = { ...proposalOf(await under(system, (tx) => one(tx, id)), terms), textHash: 'sha256:x' }
    await doAs(mediator, 'propose', { proposal }, { terms })
    await doAs(mediator, 'requestSigning')
    await doAs(b, 'sign', { textHash: 'sha256:x' })
    await expect(doAs(mediator, 'sign', { textHash: 'sha256:x' })).rejects.toMatchObject({
      code: 'mediation.signatureOrder',
    })
    await doAs(a, 'sign', { textHash: 'sha256:x' })
    await doAs(mediator, 'sign', { textHash: 'sha256:x' })
    const done = await doAs(mediator, 'seal', { textHash: 'sha256:x' })
    expect(done.folded.state).toBe('agreed')
    await under(system, async (tx) => {
      const stored = await one(tx, id)
      expect(stored.agreementNumber).toBe('（2023）浣东街道人调字第1号')
      const { rows } = await tx.query<{ kind: string }>(
        'select kind from ledger.entry where county = $1 and subject = $2 order by index',
        [county, id],
      )
      expect(rows.map((row) => row.kind)).toEqual([
        'mediation.applied',
        'consent.given',
        'mediation.bodyChosen',
        'consent.given',
        'mediation.proposed',
        'agreement.signatureGiven',
        'agreement.signatureGiven',
        'agreement.signatureGiven',
        'agreement.signed',
      ])
      const raw = await tx.query<{ found: boolean }>(
        `select bool_or(position('业主'::bytea in name) > 0) as found from mediation.party`,
      )
      expect(raw.rows[0]!.found).toBe(false)
      const columns = await tx.query(
        'select state, consents_given, next_due::text from mediation.mediation where county = $1 and id = $2',
        [county, id],
      )
      expect(columns.rows[0]).toEqual({ state: 'agreed', consents_given: 2, next_due: '2023-09-30' })
      const data = await agreementDocumentData(tx, id)
      expect(Value.Check(MediationAgreementData, { ...data, demo: true, traceUrl: null })).toBe(true)
      // 30 days after 2023-08-20 is Tuesday 2023-09-19.
      expect(data).toMatchObject({
        number: '（2023）浣东街道人调字第1号',
        total: 1_200_000,
        confirmationUntil: '2023-09-19',
      })
      const september = [new Date('2023-09-01T00:00:00+08:00'), new Date('2023-10-01T00:00:00+08:00')] as const
      expect(await performanceDue(tx, ...september)).toEqual([{ town: '330681002', due: 1, onTime: 0, late: 0 }])
      const jobs = await tx.query<{ n: number }>(
        `select count(*)::int as n from graphile_worker.jobs where task_identifier = 'mediation.agreed'`,
      )
      expect(jobs.rows[0]!.n).toBe(1)
    })
  })

  it('ends with one party wanting it, and may be applied for again', async () => {
    const matter = dispute()
    const a = partyScope(matter, 0)
    const actor: Actor = { kind: 'party', partyId: matter.parties[0]!.partyId }
    const id = await under(a, (tx) => openMediation(tx, actor, matter, '请求调解'))
    await under(a, async (tx) =>
      act(tx, { mediation: await one(tx, id), act: { action: 'consent', actor, textVersion: version }, content: {} }),
    )
    const done = await under(a, async (tx) =>
      act(tx, { mediation: await one(tx, id), act: { action: 'withdraw', actor }, content: {} }),
    )
    expect(done.folded.state).toBe('ended')
    expect(await under(a, (tx) => openMediation(tx, actor, matter, '改变主意'))).not.toBe(id)
  })

  it('is never opened jointly for a sealed dispute, while the filing pack is noted and changes nothing', async () => {
    const matter = dispute(true)
    const a = partyScope(matter, 0)
    const actor: Actor = { kind: 'party', partyId: matter.parties[0]!.partyId }
    await expect(under(a, (tx) => openMediation(tx, actor, matter, 'x'))).rejects.toMatchObject({
      code: 'mediation.notOffered',
    })
    await under(a, (tx) => recordFiling(tx, matter, 'suit', { partyId: matter.parties[0]!.partyId, officerId: null }))
    expect((await under(a, (tx) => readFilings(tx, matter.disputeId))).map((filing) => filing.kind)).toEqual(['suit'])
    expect(await under(outsider, (tx) => readFilings(tx, matter.disputeId))).toEqual([])
  })
})

describe('a plan for many households', () => {
  it('opens 38 mediations at once, leaves sealed ones out, and still needs every consent', async () => {
    const disputes = Array.from({ length: 38 }, () => dispute())
    const sealed = dispute(true)
    const order = {
      alertId: database.services.context.id(),
      bodyId,
      mediatorId: mediator.officerId,
      reason: '类案方案',
      terms,
    }
    const actor = officerActor() as Extract<Actor, { kind: 'officer' }>
    const start = performance.now()
    const planId = await under({ ...mediator, reach: '*' }, (tx) => openPlan(tx, actor, order, [...disputes, sealed]))
    expect(performance.now() - start).toBeLessThan(2000)
    await under(mediator, async (tx) => {
      const plan = (await readPlan(tx, planId))!
      expect(plan).toMatchObject({ reason: '类案方案', leftOut: [sealed.traceCode], terms: { total: 1_200_000 } })
      const ids = await planMediationIds(tx, planId)
      const mediations = await readMediations(tx, ids)
      expect(mediations).toHaveLength(38)
      expect(new Set(mediations.map((m) => m.folded.state))).toEqual(new Set(['consentPending']))
      expect(mediations.every((m) => m.folded.consents.size === 0 && m.folded.mediatorId === mediator.officerId)).toBe(
        true,
      )
      expect(
        await readMediationIds(tx, { state: 'open', traceCode: null, planId, after: null, limit: 50 }),
      ).toHaveLength(38)
    })
    expect(await under(outsider, (tx) => readPlan(tx, planId))).toBeNull()
  })
})
