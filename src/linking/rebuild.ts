import { createHash } from 'node:crypto'
import { type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import type { Services } from '../platform/services.ts'
import { foldParties, refoldDisputes, refoldParties } from './derive.ts'
import { foldRecords } from './fold.ts'
import { contributionOf, readDisputeRecords } from './load.ts'
import { readLog } from './log.ts'
import { lockCounty } from './perform.ts'
import { type Replayed, replay, replayStart, undoneBy } from './replay.ts'

/** Records and mentions whose places are held in memory at a time; a larger log is replayed in several passes. */
const mostHeld = 1_000_000
const pageSize = 5_000
/** Differences of one kind that are named; the others are counted. */
const mostNamed = 10

/** One part of the state: how many rows were compared, how many differ, and the first of them. */
export interface Compared {
  readonly part: string
  readonly compared: number
  readonly different: number
  readonly named: readonly string[]
}

export interface Check {
  readonly operations: number
  /** SHA-256 of the state in its canonical form (stateHash). */
  readonly state: string
  readonly parts: readonly Compared[]
  readonly sound: boolean
}

interface Tally {
  compared: number
  different: number
  named: string[]
}

type Tallies = Map<string, Tally>

function count(tallies: Tallies, part: string, equal: boolean, name: () => string): void {
  const tally = tallies.get(part) ?? { compared: 0, different: 0, named: [] }
  tallies.set(part, tally)
  tally.compared++
  if (equal) return
  tally.different++
  if (tally.named.length < mostNamed) tally.named.push(name())
}

/** Rows of a table in the order of one or two columns, a page at a time. */
async function* pages<Row extends { readonly id: string }>(
  tx: ScopedTx,
  select: string,
  column: string,
  condition: string,
): AsyncGenerator<Row[]> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await tx.query<Row>(
      `select ${select} where county = $1 and ${column} > $2 and ${condition} order by ${column} limit $3`,
      [tx.county, after, pageSize],
    )
    if (rows.length > 0) yield rows
    if (rows.length < pageSize) return
    after = rows.at(-1)!.id
  }
}

interface Place {
  readonly id: string
  readonly place: string
}
interface DisputeRow {
  readonly id: string
  readonly code: string
  readonly into: string | null
  readonly void: boolean
}

/** Compares the log's end with what is stored; what is met is taken out of `state`, so that the rest is what the store lacks. */
async function comparePass(
  tx: ScopedTx,
  state: Replayed,
  keep: (id: string) => boolean,
  tallies: Tallies,
): Promise<void> {
  const places = async (part: string, select: string, column: string, log: Map<string, string>) => {
    for await (const rows of pages<Place>(tx, select, column, 'to_at is null'))
      for (const { id, place } of rows) {
        if (!keep(id)) continue
        const said = log.get(id)
        log.delete(id)
        count(tallies, part, said === place, () => `${id}: ${place} stored, ${said ?? 'nothing'} by the log`)
      }
    for (const [id, said] of log) count(tallies, part, false, () => `${id}: nothing stored, ${said} by the log`)
  }
  await places(
    'records',
    'record_id as id, dispute_id as place from linking.dispute_record',
    'record_id',
    state.records,
  )
  await places(
    'mentions',
    'mention_id as id, party_id as place from linking.party_member',
    'mention_id',
    state.mentions,
  )
  const marks = 'merged_into as into, void'
  for await (const rows of pages<DisputeRow>(tx, `id, trace_code as code, ${marks} from linking.dispute`, 'id', 'true'))
    for (const row of rows) {
      if (!keep(row.id)) continue
      const said = state.disputes.get(row.id)
      state.disputes.delete(row.id)
      const equal = said !== undefined && said[0] === row.code && said[1] === row.into && (said[2] === 1) === row.void
      count(
        tallies,
        'codes',
        equal,
        () => `${row.id}: ${row.code} → ${row.into} stored, ${JSON.stringify(said)} by the log`,
      )
    }
  for (const [id, said] of state.disputes)
    count(tallies, 'codes', false, () => `${id}: nothing stored, ${JSON.stringify(said)} by the log`)
  for await (const rows of pages<DisputeRow>(
    tx,
    `id, '' as code, ${marks} from linking.party`,
    'id',
    'merged_into is not null',
  ))
    for (const row of rows) {
      if (!keep(row.id)) continue
      const said = state.parties.get(row.id)
      state.parties.delete(row.id)
      const equal = said !== undefined && said[0] === row.into && (said[1] === 1) === row.void
      count(
        tallies,
        'aliases of parties',
        equal,
        () => `${row.id}: → ${row.into} stored, ${JSON.stringify(said)} by the log`,
      )
    }
  for (const [id, said] of state.parties)
    if (said[0] !== null)
      count(tallies, 'aliases of parties', false, () => `${id}: nothing stored, ${JSON.stringify(said)} by the log`)
}

/** Spreads ids evenly and always alike over passes: the last digits of a UUIDv7 are random. */
const inPass = (pass: number, passes: number) =>
  passes === 1 ? () => true : (id: string) => Number.parseInt(id.slice(-6), 16) % passes === pass

/**
 * Replays the whole log of a county and compares its end with the stored memberships, codes and aliases; then folds disputes,
 * who stands in them and persons' keys anew and compares these too. Changes nothing. The county's linking waits meanwhile.
 */
export async function checkState(services: Services, county: string): Promise<Check> {
  return withScope(services, systemScope(county, 'rebuild'), 'pipeline', async (tx) => {
    await lockCounty(tx)
    const tallies: Tallies = new Map()
    const { rows } = await tx.query<{ operations: number; held: number }>(
      `select count(*) as operations, coalesce(sum(cardinality(records)), 0) as held from linking.operation where county = $1`,
      [county],
    )
    const { operations, held } = rows[0]!
    const passes = Math.max(1, Math.ceil((held * 3) / mostHeld))
    for (let pass = 0; pass < passes; pass++) {
      const keep = inPass(pass, passes)
      const state = replayStart()
      const chain: { id: string; undoes: string | null }[] = []
      const pointers = new Map<string, string | null>()
      for await (const log of readLog(tx))
        for (const operation of log) {
          const broken = replay(state, operation, keep)
          if (pass === 0) {
            if (operation.undoes !== null) chain.push(operation)
            if (operation.undone_by !== null) pointers.set(operation.id, operation.undone_by)
          }
          count(
            tallies,
            'operations',
            broken.length === 0,
            () => `${operation.id}: found ${broken[0]} elsewhere than it says`,
          )
        }
      if (pass === 0) compareChain(chain, pointers, tallies)
      await comparePass(tx, state, keep, tallies)
    }
    await compareDisputes(tx, tallies)
    await compareSides(tx, tallies)
    await compareParties(tx, tallies)
    const parts = [...tallies].map(([part, tally]) => ({ part, ...tally }))
    return {
      operations,
      state: await stateHash(tx),
      parts,
      sound: parts.every((part) => part.different === 0),
    }
  })
}

function compareChain(
  chain: readonly { readonly id: string; readonly undoes: string | null }[],
  stored: ReadonlyMap<string, string | null>,
  tallies: Tallies,
): void {
  const said = undoneBy(chain)
  for (const id of new Set([...said.keys(), ...stored.keys()]))
    count(
      tallies,
      'undoings',
      said.get(id) === stored.get(id),
      () => `${id}: undone by ${stored.get(id)} stored, ${said.get(id)} by the log`,
    )
}

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner) => (inner instanceof Set ? [...inner].sort() : inner))

const foldColumns = `matter, status, type, type_rank as "typeRank", type_probability as "typeProbability", town, site, sealed, domestic_violence as "domesticViolence",
  opened_at as "openedAt", last_at as "lastAt", closed_at as "closedAt", first_sequence as "firstSequence", records, sources, keys`

async function compareDisputes(tx: ScopedTx, tallies: Tallies): Promise<void> {
  type Row = { readonly id: string; readonly keys: string[]; readonly sources: string[] }
  for await (const rows of pages<Row>(tx, `id, ${foldColumns} from linking.dispute`, 'id', 'merged_into is null')) {
    const records = await readDisputeRecords(
      tx,
      rows.map((row) => row.id),
    )
    for (const { id, ...row } of rows) {
      const fold = foldRecords((records.get(id) ?? []).map(contributionOf))
      const stored = canonical({ ...row, sources: [...row.sources].sort(), keys: [...row.keys].sort() })
      const folded = fold && canonical({ ...fold, sources: [...fold.sources].sort() })
      count(tallies, 'disputes', stored === folded, () => `${id}: ${stored} stored, ${folded} folded`)
    }
  }
}

/** Who stands in a dispute: one statement, for nothing of it is to be held here. */
async function compareSides(tx: ScopedTx, tallies: Tallies): Promise<void> {
  const { rows } = await tx.query<{ compared: number; different: number; named: string[] | null }>(
    `with counted as (
       select r.dispute_id, m.party_id, m.side, count(*)::int as records from linking.dispute_record r
       join linking.party_member m on m.county = r.county and m.record_id = r.record_id and m.to_at is null
       where r.county = $1 and r.to_at is null group by 1, 2, 3
     ), stored as (
       select s.dispute_id, s.party_id, s.side, s.records from linking.dispute_party s
       join linking.dispute d on d.county = s.county and d.id = s.dispute_id and d.merged_into is null where s.county = $1
     ), met as (
       select coalesce(c.dispute_id, s.dispute_id) as dispute_id, coalesce(c.party_id, s.party_id) as party_id, c.records is not distinct from s.records as equal
       from counted c full join stored s on s.dispute_id = c.dispute_id and s.party_id = c.party_id and s.side = c.side
     )
     select count(*) as compared, count(*) filter (where not equal) as different,
       (array_agg(dispute_id || ' ' || party_id) filter (where not equal))[1:${mostNamed}] as named from met`,
    [tx.county],
  )
  const { compared, different, named } = rows[0]!
  tallies.set('sides', { compared, different, named: named ?? [] })
}

async function compareParties(tx: ScopedTx, tallies: Tallies): Promise<void> {
  type Row = {
    readonly id: string
    readonly keys: string[]
    readonly structured: boolean
    readonly firstSequence: number
  }
  const select = 'id, keys, structured, first_sequence as "firstSequence" from linking.party'
  for await (const rows of pages<Row>(tx, select, 'id', 'merged_into is null')) {
    const folded = await foldParties(tx, new Map(rows.map((row) => [row.id, row])))
    const folds = new Map(folded.map((fold) => [fold.id, fold]))
    for (const { id, keys, structured, firstSequence } of rows) {
      const fold = folds.get(id)
      if (!fold) continue
      const stored = canonical({ keys: [...keys].sort(), structured, firstSequence })
      const made = canonical({ keys: fold.keys, structured: fold.structured, firstSequence: fold.firstSequence })
      count(tallies, 'persons', stored === made, () => `${id}: ${stored} stored, ${made} folded`)
    }
  }
}

/**
 * What counts as the state, each row once in a fixed order: where each record and mention stands; the rows of disputes and
 * parties that hold some; codes and ids that lead on; who stands in which dispute; the keys that lead to parties. Left out: the
 * log itself, since when something stands where it stands, codes minted by an operation that was undone, and what is stored of
 * each record for the linker.
 */
const stateParts = [
  'select record_id, dispute_id from linking.dispute_record where county = $1 and to_at is null order by record_id',
  'select mention_id, record_id, party_id, side, signature from linking.party_member where county = $1 and to_at is null order by mention_id',
  'select d.* from linking.dispute d where d.county = $1 and d.merged_into is null order by d.id',
  'select id, trace_code, merged_into from linking.dispute where county = $1 and merged_into is not null and not void order by id',
  `select p.* from linking.party p where p.county = $1 and exists (
     select from linking.party_member m where m.county = p.county and m.party_id = p.id and m.to_at is null) order by p.id`,
  `select p.id, p.merged_into from linking.party p where p.county = $1 and p.merged_into is not null and not p.void order by p.id`,
  'select * from linking.dispute_party where county = $1 order by dispute_id, party_id, side',
  'select * from linking.party_key where county = $1 order by key, party_id',
] as const

/** SHA-256 over the state in its canonical form. Equal states of one store give equal hashes, byte for byte. */
export async function stateHash(tx: ScopedTx): Promise<string> {
  const hash = createHash('sha256')
  for (const [index, sql] of stateParts.entries()) {
    // Hashed row by row where the rows are, so that a million of them are not carried here.
    const { rows } = await tx.query<{ digest: string }>(
      `select coalesce(encode(sha256(string_agg(sha256(convert_to(to_jsonb(s)::text, 'UTF8')), '' order by s.place)), 'hex'), '') as digest
       from (select x.*, row_number() over () as place from (${sql}) x) s`,
      [tx.county],
    )
    hash.update(`${index} ${rows[0]!.digest}\n`)
  }
  return hash.digest('hex')
}

export interface Rebuilt {
  readonly disputes: number
  readonly parties: number
}

/**
 * Writes the rows of disputes, who stands in them, and persons' rows anew from the memberships, page by page, each page in a
 * transaction of its own under the county's lock: a store in use may go on.
 */
export async function rebuildDerived(services: Services, county: string): Promise<Rebuilt> {
  const walk = async (table: 'dispute' | 'party', work: (tx: ScopedTx, ids: readonly string[]) => Promise<void>) => {
    let done = 0
    for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
      const ids = await withScope(services, systemScope(county, 'rebuild'), 'pipeline', async (tx) => {
        await lockCounty(tx)
        const { rows } = await tx.query<{ id: string }>(
          `select id from linking.${table} where county = $1 and id > $2 order by id limit 500`,
          [county, after],
        )
        await work(
          tx,
          rows.map((row) => row.id),
        )
        return rows.map((row) => row.id)
      })
      done += ids.length
      if (ids.length < 500) return done
      after = ids.at(-1)!
    }
  }
  return { disputes: await walk('dispute', refoldDisputes), parties: await walk('party', refoldParties) }
}
