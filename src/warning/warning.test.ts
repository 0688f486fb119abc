import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { systemScope, withScope } from '../access/scope.ts'
import type { LinkedRecord } from '../linking/schema.ts'
import { assessBatch } from './commands.ts'
import type { Signal } from './signal.ts'
import { linkedRecordOf } from './testing/records.ts'
import { cue, estate, signalWith, start } from './testing/signals.ts'
import { day } from './thresholds.ts'

const county = '330681'
const developer = '某某置业有限公司'

/** A small stream with everything in it: background, an estate, a caller who never stops, a quarrel, a late history. */
function stream(): LinkedRecord[] {
  const drafts: { change: Partial<Signal>; respondent: string | null }[] = []
  const at = (time: number) => ({ receivedAt: time, occurredAt: time })
  for (let index = 0; index < 120; index += 1)
    drafts.push({
      change: { type: 'labour', ...at(start - 200 * day + index * 1.6 * day) },
      respondent: `工厂${index % 40}`,
    })
  for (const { recordId, sequence, disputeId, traceCode, number, ...owner } of estate(17))
    drafts.push({ change: owner, respondent: developer })
  for (let index = 0; index < 40; index += 1)
    drafts.push({
      change: {
        complainants: ['tireless'],
        disputeId: '20000000-0000-7000-8000-000000000001',
        type: 'consumer',
        opened: index === 0,
        ...at(start + index * 7_200_000),
      },
      respondent: '某某超市',
    })
  for (let index = 0; index < 5; index += 1)
    drafts.push({
      change: {
        source: 'police110',
        type: 'neighbour',
        disputeId: '20000000-0000-7000-8000-000000000002',
        opened: index === 0,
        cues: index > 1 ? [cue('violence'), cue('threat')] : [],
        ...at(start + index * day),
      },
      respondent: null,
    })
  for (let index = 0; index < 9; index += 1)
    drafts.push({
      change: { type: 'lease', occurredAt: start - 300 * day - index * day, receivedAt: start + 3 * day },
      respondent: '某某租赁公司',
    })
  return drafts
    .sort((one, other) => one.change.receivedAt! - other.change.receivedAt!)
    .map(({ change, respondent }, index) => linkedRecordOf(signalWith(index + 1, change), respondent))
}

async function assessIn(database: TestDatabase, records: readonly LinkedRecord[], size: number): Promise<void> {
  for (let from = 0; from < records.length; from += size)
    await withScope(database.services, systemScope(county, 'pipeline'), 'pipeline', (tx) =>
      assessBatch(tx, records.slice(from, from + size)),
    )
}

const alertsOf = (database: TestDatabase) =>
  withScope(database.services, systemScope(county, 'test'), 'pipeline', async (tx) => {
    const { rows } = await tx.query<{
      level: string
      grade: string
      state: string
      subject: string
      observed: number
      raised_at: Date
      code: string
    }>(
      `select a.code, a.level, a.kind, a.rule, a.grade, a.grade_at_raising, a.state, a.raised_at, a.as_of, a.title, a.subject, a.town, a.type, a.observed, a.expected, a.probability, a.current_observed, a.keys, a.evidence, a.members, a.members_later,
         (select array_agg(m.number || ':' || m.later || ':' || m.repeat order by m.sequence) from warning.alert_member m where m.county = a.county and m.alert_id = a.id) as member_numbers,
         (select array_agg(d.kind || ' ' || d.line order by d.at, d.kind, d.line) from warning.decision d where d.county = a.county and d.alert_id = a.id) as decisions
       from warning.alert a where a.county = $1 order by a.raised_sequence, a.code`,
      [county],
    )
    return rows
  })

describe('assessBatch on PostgreSQL', () => {
  const sizes = [1000, 7, 1]
  const databases: TestDatabase[] = []
  const records = stream()
  beforeAll(async () => {
    for (const size of sizes) {
      const database = await testDatabase()
      databases.push(database)
      await assessIn(database, records, size)
    }
  }, 60_000)
  afterAll(async () => {
    for (const database of databases) await database.close()
  })

  it('raises the same alerts, members and decisions however the stream is cut', async () => {
    const [whole, sevens, ones] = await Promise.all(databases.map(alertsOf))
    expect(whole!.length).toBeGreaterThan(2)
    expect(sevens).toEqual(whole)
    expect(ones).toEqual(whole)
  })

  it('finds the estate, the quarrel and the history, and nothing about the tireless caller or the factories', async () => {
    const alerts = await alertsOf(databases[0]!)
    expect(alerts.map(({ level, grade, state, subject }) => ({ level, grade, state, subject }))).toEqual([
      { level: 'meso', grade: 'red', state: 'raised', subject: developer },
      { level: 'micro', grade: 'red', state: 'raised', subject: expect.any(String) },
      { level: 'meso', grade: 'red', state: 'historical', subject: '某某租赁公司' },
    ])
    expect(alerts[0]!.observed).toBeLessThanOrEqual(5)
  })

  it('is a matter of the county alone: another county sees nothing', async () => {
    const rows = await withScope(
      databases[0]!.services,
      systemScope('330682', 'test'),
      'pipeline',
      async (tx) => (await tx.query('select 1 from warning.alert')).rows,
    )
    expect(rows).toEqual([])
  })
})
