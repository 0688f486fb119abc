import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { systemScope, withScope } from '../access/scope.ts'
import { seededRandom } from '../platform/random.ts'
import { villages } from '../vocabulary/places.ts'
import { assessBatch } from './commands.ts'
import { explain } from './explain.ts'
import { readAlert } from './memory-queries.ts'
import { listAlerts } from './queries.ts'
import { recomputeAlert } from './recompute.ts'
import { linkedRecordOf } from './testing/records.ts'
import { signalWith } from './testing/signals.ts'
import { day } from './thresholds.ts'
import { runDaily } from './ticks.ts'

const county = '330681'
const today = Date.parse('2023-08-15T06:00:00+08:00')
const [here, there] = [villages[5]!.code, villages[200]!.code]

describe('a village with unusually many complaints that no name joins', () => {
  let database: TestDatabase
  let sequence = 0
  const system = <T>(work: Parameters<typeof withScope<T>>[3]) =>
    withScope(database.services, systemScope(county, 'test'), 'pipeline', work)
  const complain = (
    all: readonly { at: number; place: string; who: string; respondent?: string; type?: 'environment' | 'tourism' }[],
  ) =>
    system((tx) =>
      assessBatch(
        tx,
        [...all]
          .sort((one, other) => one.at - other.at)
          .map(({ at, place, who, respondent = null, type = 'environment' }) => {
            sequence += 1
            const signal = signalWith(sequence, {
              type,
              place,
              town: place.slice(0, 9),
              receivedAt: at,
              occurredAt: at,
              complainants: [who],
            })
            return linkedRecordOf(signal, respondent)
          }),
      ),
    )
  const scans = async () =>
    (await system((tx) => listAlerts(tx, { view: 'all' }))).items.filter(({ kind }) => kind === 'scan')

  beforeAll(async () => {
    database = await testDatabase('2023-08-15T06:00:00+08:00')
    const random = seededRandom(3)
    // A year of the county: everywhere a little, one busy village always much.
    await complain(
      Array.from({ length: 500 }, (_, index) => ({
        at: today - Math.floor(random() * 365 * day),
        place: random() < 0.25 ? there : villages[Math.floor(random() * villages.length)]!.code,
        who: `usual-${index}`,
      })),
    )
  })
  afterAll(() => database.close())

  it('says nothing in a quiet fortnight, not about the village that is always busy either', async () => {
    for (let back = 14; back >= 0; back--) await runDaily(database.services, county, new Date(today - back * day))
    expect(await scans()).toEqual([])
  })

  it('nor of one person who complains twelve times', async () => {
    await complain(
      Array.from({ length: 12 }, (_, index) => ({
        at: today + (index + 1) * 3_600_000,
        place: here,
        who: 'tireless',
        type: 'tourism' as const,
      })),
    )
    await runDaily(database.services, county, new Date(today + day))
    expect(await scans()).toEqual([])
  })

  it('finds twelve neighbours in six days, each against somebody else, once, with reasons, and computes it again', async () => {
    await complain(
      Array.from({ length: 12 }, (_, index) => ({
        at: today + day + index * 12 * 3_600_000 + 60_000,
        place: here,
        who: `neighbour-${index}`,
        respondent: `第${index}加工厂`,
      })),
    )
    const after = today + 7 * day
    database.clock.set(new Date(after), 0)
    await runDaily(database.services, county, new Date(after))
    const found = await scans()
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ level: 'meso', type: 'environment', town: here.slice(0, 9) })
    expect(found[0]!.observed).toBeGreaterThanOrEqual(10)
    expect(found[0]!.expected).toBeLessThan(2)
    expect(await system((tx) => recomputeAlert(tx, found[0]!.id))).toMatchObject({ matches: true })
    const alert = (await system((tx) => readAlert(tx, found[0]!.id)))!
    expect(alert.members.every(({ reason }) => reason === 'area')).toBe(true)
    expect(explain(alert).why.join('')).toContain(villages[5]!.name)
    await runDaily(database.services, county, new Date(after + day))
    expect(await scans()).toHaveLength(1)
  })

  it('leaves to an alert with a common name what that one holds already', async () => {
    const later = today + 60 * day
    await complain(
      Array.from({ length: 9 }, (_, index) => ({
        at: later + index * 12 * 3_600_000,
        place: there,
        who: `buyer-${index}`,
        respondent: '某某化工有限公司',
      })),
    )
    database.clock.set(new Date(later + 5 * day), 0)
    await runDaily(database.services, county, new Date(later + 5 * day))
    const { items } = await system((tx) => listAlerts(tx, { view: 'all', level: 'meso' }))
    expect(items.filter(({ subject }) => subject === '某某化工有限公司')).toHaveLength(1)
    expect(await scans()).toHaveLength(1)
  })
})
