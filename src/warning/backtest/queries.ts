import type { ScopedTx } from '../../access/scope.ts'
import { readRules, readSignalsBetween } from '../memory-queries.ts'
import { day } from '../thresholds.ts'
import { massSuits, type Suit } from './outcomes.ts'
import type { BacktestInput, Judged } from './report.ts'

/** How long before a period its past is walked, so that what is usual is known when it begins. */
export const warmUpDays = 400

async function readSuits(tx: ScopedTx): Promise<Suit[]> {
  const { rows } = await tx.query<Suit>(
    `select o.name as organisation, c.party_id::text as claimant, (extract(epoch from r.occurred_at) * 1000)::float8 as at
     from linking.dispute_record r
     join linking.party_member s on s.county = r.county and s.record_id = r.record_id and s.to_at is null and s.side = 'respondent'
     join linking.party o on o.county = s.county and o.id = s.party_id and o.kind = 'organisation' and o.name is not null
     join linking.party_member c on c.county = r.county and c.record_id = r.record_id and c.to_at is null and c.side = 'claimant'
     where r.county = $1 and r.source = 'court' and r.to_at is null`,
    [tx.county],
  )
  return rows
}

async function readJudged(tx: ScopedTx, from: Date, before: Date): Promise<Judged[]> {
  const { rows } = await tx.query<Judged>(
    `select case when a.state = 'dismissed' then 'dismissed' else 'confirmed' end as state, a.level, array_agg(m.record_id::text) as records
     from warning.alert a join warning.alert_member m on m.county = a.county and m.alert_id = a.id
     where a.county = $1 and a.level in ('micro', 'meso') and a.raised_at >= $2 and a.raised_at < $3
       and (a.state in ('confirmed', 'dismissed') or (a.state = 'closed' and a.triaged_at is not null))
     group by a.county, a.id, a.state, a.level`,
    [tx.county, from, before],
  )
  return rows
}

/** Everything a back-test of [from, before) looks at. Needs the county's whole reach. */
export async function readBacktest(tx: ScopedTx, from: Date, before: Date): Promise<BacktestInput> {
  return {
    signals: await readSignalsBetween(tx, new Date(from.getTime() - warmUpDays * day), before),
    suits: massSuits(await readSuits(tx)),
    judged: await readJudged(tx, from, before),
    rules: await readRules(tx),
    from: from.getTime(),
    before: before.getTime(),
  }
}
