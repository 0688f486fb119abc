import { type ScopedTx, systemScope, withScope } from '../../access/scope.ts'
import { readBatch } from '../../intake/queries.ts'
import type { Services } from '../../platform/services.ts'
import { readParties } from '../../reading/commands.ts'
import type { Evidence } from '../score.ts'
import { compareTokens, proposeFrom } from './compare.ts'
import { latestRows, type TokenRow } from './token-file.ts'
import { leading, projectOf, type Tokens, tokensOf } from './tokens.ts'

type Power = Pick<Services, 'database' | 'context' | 'keys'>

/** A token that more rows than this bear (a hotline, an agent) tells nobody apart. */
const mostRows = 50
const recordsAtATime = 500
const rowsAtATime = 5_000

const within = <T>(services: Power, county: string, work: (tx: ScopedTx) => Promise<T>): Promise<T> =>
  withScope(services, systemScope(county, 'gateway'), 'pipeline', work)

/**
 * Enters a department's rows under their project, all or none; rows sent again take the place of what was sent before. Where
 * one file bears a reference twice the later row counts. Returns rows stored and earlier rows of this call that gave way.
 */
export async function storeTokens(
  services: Power,
  county: string,
  project: string,
  agency: string,
  given: readonly TokenRow[],
): Promise<{ readonly stored: number; readonly repeated: number }> {
  const rows = latestRows(given)
  await within(services, county, async (tx) => {
    await tx.query(
      `insert into linking.gateway_project (county, id, agency, at) values ($1, $2, $3, $4)
       on conflict (county, id) do update set agency = excluded.agency, at = excluded.at, sequence = 0`,
      [county, project, agency, tx.context.now()],
    )
    for (let at = 0; at < rows.length; at += rowsAtATime) await storeRows(tx, project, rows.slice(at, at + rowsAtATime))
  })
  return { stored: rows.length, repeated: given.length - rows.length }
}

async function storeRows(tx: ScopedTx, project: string, rows: readonly TokenRow[]): Promise<void> {
  await tx.query(
    `insert into linking.gateway_row (county, project, reference, kind, keys, clk)
     select $1, $2, r.reference, r.kind, string_to_array(r.keys, ' '), decode(r.clk, 'base64')
     from unnest($3::text[], $4::text[], $5::text[], $6::text[]) as r (reference, kind, keys, clk)
     on conflict (county, project, reference) do update set kind = excluded.kind, keys = excluded.keys, clk = excluded.clk`,
    [
      tx.county,
      project,
      rows.map((row) => row.reference),
      rows.map((row) => row.kind),
      rows.map((row) => row.keys.join(' ')),
      rows.map((row) => row.clk?.toString('base64') ?? null),
    ],
  )
}

/** Destroys what a department sent under a project's key; pairs proposed and answered stay, with their references. */
export async function forgetTokens(services: Power, county: string, key: Buffer): Promise<number> {
  return within(services, county, async (tx) => {
    const { rows } = await tx.query('delete from linking.gateway_row where county = $1 and project = $2 returning 1', [
      county,
      projectOf(key),
    ])
    return rows.length
  })
}

interface Theirs extends Tokens {
  readonly reference: string
  readonly kind: 'person' | 'organisation'
}

interface Index {
  readonly rows: readonly Theirs[]
  readonly byToken: ReadonlyMap<string, readonly Theirs[]>
}

async function readIndex(tx: ScopedTx, project: string): Promise<Index> {
  const { rows } = await tx.query<Theirs>(
    'select reference, kind, keys, clk from linking.gateway_row where county = $1 and project = $2 order by reference',
    [tx.county, project],
  )
  const byToken = new Map<string, Theirs[]>()
  for (const row of rows)
    for (const key of row.keys) {
      if (!leading.test(key)) continue
      const list = byToken.get(key)
      if (list) list.push(row)
      else byToken.set(key, [row])
    }
  for (const [key, list] of byToken) if (list.length > mostRows && !key.startsWith('fb:')) byToken.delete(key)
  return { rows, byToken }
}

interface Found {
  readonly reference: string
  readonly recordId: string
  readonly group: number
  readonly weight: number
  readonly evidence: Evidence
}

function matchesOf(index: Index, kind: 'person' | 'organisation', ours: Tokens): Omit<Found, 'recordId' | 'group'>[] {
  const candidates = new Set(ours.keys.flatMap((key) => index.byToken.get(key) ?? []))
  return [...candidates].flatMap((row) => {
    if (row.kind !== kind) return []
    const { weight, evidence } = compareTokens(kind, row, ours)
    return weight >= proposeFrom ? [{ reference: row.reference, weight, evidence }] : []
  })
}

async function propose(tx: ScopedTx, project: string, found: readonly Found[]): Promise<number> {
  if (found.length === 0) return 0
  const { rows } = await tx.query<{ record: string; group: number; party: string }>(
    `select distinct m.record_id as record, m.party_group::int as group, p.party_id as party from reading.mention m
     join linking.party_member p on p.county = m.county and p.mention_id = m.id and p.to_at is null
     where m.county = $1 and m.record_id = any($2::uuid[])`,
    [tx.county, found.map((one) => one.recordId)],
  )
  const partyOf = new Map(rows.map((row) => [`${row.record}|${row.group}`, row.party]))
  const best = new Map<string, Found & { readonly party: string }>()
  for (const one of found) {
    const party = partyOf.get(`${one.recordId}|${one.group}`)
    const key = `${one.reference}|${party}`
    if (party !== undefined && one.weight > (best.get(key)?.weight ?? Number.NEGATIVE_INFINITY))
      best.set(key, { ...one, party })
  }
  const all = [...best.values()]
  if (all.length === 0) return 0
  const { rows: stored } = await tx.query(
    `insert into linking.gateway_match (county, id, project, reference, party_id, at, weight, evidence)
     select $1, m.id, $2, m.reference, m.party, $3, m.weight, m.evidence::jsonb
     from unnest($4::uuid[], $5::text[], $6::uuid[], $7::real[], $8::text[]) as m (id, reference, party, weight, evidence)
     on conflict (county, project, reference, party_id) do nothing returning 1`,
    [
      tx.county,
      project,
      tx.context.now(),
      all.map(() => tx.context.id()),
      all.map((one) => one.reference),
      all.map((one) => one.party),
      all.map((one) => one.weight),
      all.map((one) => JSON.stringify(one.evidence)),
    ],
  )
  return stored.length
}

/**
 * Compares the county's records with the rows of a project, from where it stopped before: in batches beside the pipeline, never
 * in its way. Names are opened and hashed under the project's key in memory; neither they nor the hashes are stored. What
 * is found waits in the review queue. Returns records compared and pairs proposed; throws where the project is unknown.
 */
export async function matchTokens(
  services: Power,
  county: string,
  key: Buffer,
): Promise<{ readonly records: number; readonly proposed: number } | null> {
  const project = projectOf(key)
  const start = await within(services, county, async (tx) => {
    const { rows } = await tx.query<{ sequence: string }>(
      'select sequence from linking.gateway_project where county = $1 and id = $2',
      [county, project],
    )
    return rows[0] ? { after: Number(rows[0].sequence), index: await readIndex(tx, project) } : null
  })
  if (start === null) return null
  const clk = start.index.rows.some((row) => row.clk !== null)
  let { after } = start
  let compared = 0
  let proposed = 0
  for (;;) {
    const taken = await within(services, county, async (tx) => {
      const records = await readBatch(tx, county, after, recordsAtATime)
      if (records.length === 0) return 0
      const parties = await readParties(tx, records, (kind, keys) =>
        matchesOf(start.index, kind, tokensOf(key, keys, { clk, birthYear: null })),
      )
      proposed += await propose(
        tx,
        project,
        parties.flatMap(({ recordId, group, made }) => made.map((one) => ({ ...one, recordId, group }))),
      )
      after = records.at(-1)!.sequence
      await tx.query('update linking.gateway_project set sequence = $3 where county = $1 and id = $2', [
        county,
        project,
        after,
      ])
      return records.length
    })
    compared += taken
    if (taken === 0) return { records: compared, proposed }
  }
}
