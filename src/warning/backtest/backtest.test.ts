import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts'
import { systemScope, withScope } from '../../access/scope.ts'
import { assessBatch } from '../commands.ts'
import { checkedRows } from '../rules/schema.ts'
import { type RuleRow, usualMeso, usualMicro, versionAt } from '../rules/table.ts'
import { linkedRecordOf } from '../testing/records.ts'
import { cue, estate, signalWith, start } from '../testing/signals.ts'
import { day } from '../thresholds.ts'
import { compareAlerts } from './compare.ts'
import { escalationsOf, massSuits } from './outcomes.ts'
import { readBacktest } from './queries.ts'
import { backtest, quartilesOf } from './report.ts'
import { simulate } from './simulate.ts'

const county = '330681'

/** A year of one town: factories now and then, an estate of 17, a quarrel with blows. */
function stream() {
  const drafts: { at: number; record: Parameters<typeof linkedRecordOf> }[] = []
  for (let index = 0; index < 150; index += 1) {
    const at = start - 240 * day + index * 1.6 * day
    drafts.push({
      at,
      record: [signalWith(0, { type: 'labour', receivedAt: at, occurredAt: at }), `工厂${index % 40}`],
    })
  }
  for (const owner of estate(17)) drafts.push({ at: owner.receivedAt, record: [owner, '某某置业有限公司'] })
  for (let index = 0; index < 6; index += 1) {
    const at = start + index * 2 * day
    const quarrel = signalWith(0, {
      source: 'police110',
      type: 'neighbour',
      disputeId: '20000000-0000-7000-8000-000000000002',
      opened: index === 0,
      cues: index > 0 ? [cue('violence'), cue('threat')] : [],
      receivedAt: at,
      occurredAt: at,
    })
    drafts.push({ at, record: [quarrel, null] })
  }
  return drafts
    .sort((one, other) => one.at - other.at)
    .map(({ record: [signal, respondent] }, index) => {
      const sequence = index + 1
      const fresh = signalWith(sequence)
      const kept = signal.disputeId.startsWith('2') ? signal.disputeId : fresh.disputeId
      return linkedRecordOf(
        { ...signal, sequence, recordId: fresh.recordId, disputeId: kept, number: fresh.number },
        respondent,
      )
    })
}

const loose = (change: Partial<typeof usualMeso>): RuleRow => ({
  level: 'meso',
  type: null,
  town: null,
  limits: { ...usualMeso, ...change },
})

describe('a back-test on PostgreSQL', () => {
  let database: TestDatabase
  const scope = systemScope(county, 'test')
  beforeAll(async () => {
    database = await testDatabase()
    const records = stream()
    for (let from = 0; from < records.length; from += 50)
      await withScope(database.services, scope, 'pipeline', (tx) => assessBatch(tx, records.slice(from, from + 50)))
  }, 60_000)
  afterAll(() => database.close())
  const read = () =>
    withScope(database.services, scope, 'pipeline', (tx) =>
      readBacktest(tx, new Date(start - 30 * day), new Date(start + 60 * day)),
    )

  it('raises in memory just what the county raised as the records came', async () => {
    const input = await read()
    const { rows } = await withScope(database.services, scope, 'pipeline', (tx) =>
      tx.query<{ level: string; grade: string; code: string; observed: number; probability: number; members: number }>(
        `select level, grade, code, observed, probability, (select count(*)::int from warning.alert_member m where m.alert_id = a.id) as members
         from warning.alert a where county = $1 and raised_at >= $2 order by raised_at, raised_sequence`,
        [county, new Date(start - 30 * day)],
      ),
    )
    expect(rows.length).toBeGreaterThanOrEqual(2)
    const simulated = simulate(input.signals, input.rules, input.from, input.before)
    expect(
      simulated.map(({ level, grade, code, observed, probability, members }) => ({
        level,
        grade,
        code,
        observed,
        probability,
        members: members.length,
      })),
    ).toEqual(rows)
  })

  it('judges them by what came later: the estate grew, the quarrel went on with blows', async () => {
    const result = backtest(await read())
    expect(result.towns).toBe(1)
    expect(result.groups).toMatchObject({ alerts: 1, grewToFive: 1, unsupported: 0 })
    expect(result.groups.ordinal!.median).toBeLessThanOrEqual(5)
    expect(result.disputes).toMatchObject({ alerts: 1, followed: 1, escalations: 1 })
    expect(result.curve.map(({ alerts }) => alerts)).toEqual(
      [...result.curve.map(({ alerts }) => alerts)].sort((one, other) => other - one),
    )
    // Two disputes with an alert are fewer than five: no figure is shown for them.
    expect(result.byTown).toEqual([
      { key: '330681001', group: null, groupUnsupported: 0, dispute: null, disputeFollowed: null },
    ])
  })

  it('a stricter table takes the estate away or brings it later, a looser one brings it no later', async () => {
    const input = await read()
    const under = (rows: RuleRow[]) =>
      simulate(input.signals, [{ version: 1, effectiveAt: 0, rows, model: null }], input.from, input.before)
    const now = under([])
    const strict = compareAlerts(now, under([loose({ minimum: 9 })]))
    expect(strict.changed.map(({ change, level }) => [change, level])).toEqual([['later', 'meso']])
    expect(strict.changed[0]!.before!.raisedAt).toBeLessThan(strict.changed[0]!.raisedAt)
    expect(compareAlerts(now, under([loose({ minimum: 40 })])).changed.map(({ change }) => change)).toEqual(['goes'])
    expect(compareAlerts(under([loose({ minimum: 40 })]), now).changed.map(({ change }) => change)).toEqual(['comes'])
    const only = under([{ ...loose({ minimum: 40 }), type: 'finance' }])
    expect(compareAlerts(now, only)).toMatchObject({ changed: [], same: now.length })
  })
})

describe('what counts as an outcome', () => {
  const suit = (claimant: string, days: number) => ({ organisation: '某某置业有限公司', claimant, at: days * day })
  it('five different claimants within half a year, the third one dates it; one claimant five times is none', () => {
    expect(massSuits([1, 1, 1, 1, 1].map((_, index) => suit('a', index)))).toEqual([])
    expect(massSuits(['a', 'b', 'c', 'd', 'e'].map((name, index) => suit(name, index * 60)))).toEqual([])
    expect(massSuits(['a', 'b', 'c', 'd', 'e'].map((name, index) => suit(name, index * 30)))).toMatchObject([
      { claimants: 5, thirdAt: 60 * day },
    ])
  })
  it('a suit or one petitioner is no escalation, nor is what the first record tells of', () => {
    const of = (change: Parameters<typeof signalWith>[1], sequence = 2) =>
      escalationsOf([
        signalWith(1, { disputeId: 'd' }),
        signalWith(sequence, { disputeId: 'd', occurredAt: start + 9 * day, receivedAt: start + 9 * day, ...change }),
      ]).length
    expect(of({ source: 'court', cues: [cue('violence')] })).toBe(0)
    expect(of({ source: 'petition', people: 1 })).toBe(0)
    expect(of({ source: 'petition', people: 5 })).toBe(1)
    expect(of({ source: 'police110', cues: [cue('violence')] })).toBe(1)
    expect(escalationsOf([signalWith(1, { cues: [cue('violence')] })])).toEqual([])
  })
  it('quartiles as R gives them: quantile(c(1,2,4,8,16))', () => {
    expect(quartilesOf([16, 1, 8, 2, 4])).toEqual({ low: 2, median: 4, high: 8 })
    expect(quartilesOf([])).toBeNull()
  })
})

describe('the table of rules', () => {
  it('the most exact row holds, each version from its instant on', () => {
    const versions = [
      { version: 1, effectiveAt: 10, rows: [loose({ minimum: 4 })], model: null },
      { version: 2, effectiveAt: 20, rows: [], model: null },
    ]
    expect([9, 10, 19, 20].map((at) => versionAt(versions, at).version)).toEqual([0, 1, 1, 2])
  })
  it('takes what is sound and says which row is not', () => {
    const micro: RuleRow = { level: 'micro', type: 'labour', town: '330681001', limits: usualMicro }
    expect(checkedRows([loose({}), micro])).toHaveLength(2)
    expect(() => checkedRows([loose({}), loose({})])).toThrow('row 2: doubled')
    expect(() => checkedRows([loose({ minimum: 2 })])).toThrow('row 1: outOfBounds')
    expect(() => checkedRows([{ ...micro, limits: { ...usualMicro, blue: 0.5 } }])).toThrow('row 1: gradesOrder')
  })
  it('never fails otherwise, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.array(fc.record({ level: fc.constantFrom('meso', 'micro'), limits: fc.anything() })),
        ),
        (value) => {
          try {
            checkedRows(value)
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError)
          }
        },
      ),
    )
  })
})
