import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateCounty } from '../../demo/county.ts'
import { systemScope, withScope } from '../../src/access/scope.ts'
import { storeRows } from '../../src/intake/commands.ts'
import { objectRow } from '../../src/intake/json-lines.ts'
import { resolveMapping } from '../../src/intake/mapping.ts'
import { readBatch as readRecords } from '../../src/intake/queries.ts'
import { type RecordDraft, readRow } from '../../src/intake/read-row.ts'
import type { IntakeRecord } from '../../src/intake/record.ts'
import { type LinkInput, linkBatch } from '../../src/linking/commands.ts'
import { components } from '../../src/linking/component.ts'
import { blockKeys, holderOf, type LinkItem } from '../../src/linking/item.ts'
import { linkItem } from '../../src/linking/items.ts'
import { genericPhoneParties, keysOf } from '../../src/linking/score.ts'
import { nothingKnown, solve } from '../../src/linking/walk.ts'
import { type OpenServices, withServices } from '../../src/programs/open.ts'
import { readBatch } from '../../src/reading/commands.ts'
import type { SourceKey } from '../../src/vocabulary/sources.ts'
import { type Line, lines } from '../cli.ts'
import { removeStore } from '../replayed.ts'
import type { Row } from '../row.ts'

const county = '330681'
const pureOrders = Number(process.env.BENCH_ORDERS ?? 1_000)
const storedOrders = Number(process.env.BENCH_STORED_ORDERS ?? 20)
/** Records of the sample: those of the components of more than one record, the largest first. */
const sampleSize = 300
const sources: readonly SourceKey[] = ['police110', 'petition', 'complaint', 'grid', 'mediation', 'court', 'contract']

/** Small and seeded, so that a failing order can be run again (Vigna's splitmix, 32 bits). */
function drawer(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x9e3779b9) >>> 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return ((z ^ (z >>> 15)) >>> 0) % below
  }
}

function shuffled<T>(items: readonly T[], draw: (below: number) => number): T[] {
  const result = [...items]
  for (let last = result.length - 1; last > 0; last--) {
    const other = draw(last + 1)
    ;[result[last], result[other]] = [result[other]!, result[last]!]
  }
  return result
}

/** Groups of a partition, whatever they are called. */
function partition(groups: Iterable<readonly [item: string, group: string]>): string {
  const members = new Map<string, string[]>()
  for (const [item, group] of groups) members.set(group, [...(members.get(group) ?? []), item])
  return [...members.values()]
    .map((of) => of.sort().join('+'))
    .sort()
    .join('\n')
}

/** Nothing where the row is kept out (a minor, a secret). */
function draftsOf(source: SourceKey, cells: Line): RecordDraft[] {
  const raw = objectRow(2, cells)
  const mapping = resolveMapping(source, { name: 'order', header: Object.keys(cells), samples: [raw] })
  const outcome = readRow(mapping, raw, { supplier: source, county, counties: new Set([county]), now: new Date() })
  return outcome.kind === 'draft' ? [outcome.draft] : []
}

const inScope = <T>(services: OpenServices, work: Parameters<typeof withScope<T>>[3]): Promise<T> =>
  withScope(services, systemScope(county, 'bench'), 'pipeline', work)

/** Which phones tell nobody apart among these records: the same count that src/linking/touched.ts keeps in the store. */
function genericPhones(items: readonly LinkItem[]): Set<string> {
  const holders = new Map<string, Set<string>>()
  for (const item of items)
    for (const group of item.groups)
      for (const key of keysOf(group.keys, 'ph')) {
        const holder = holderOf(group)
        if (holder !== null) holders.set(key, (holders.get(key) ?? new Set()).add(holder))
      }
  return new Set([...holders].filter(([, of]) => of.size >= genericPhoneParties).map(([key]) => key))
}

const componentsOf = (items: readonly LinkItem[], generic: ReadonlySet<string>): LinkItem[][] =>
  components(items, (item) => blockKeys(item).filter((key) => !generic.has(key)))

interface Partitions {
  /** Of records, and of the mentions of persons. */
  readonly disputes: string
  readonly parties: string
}

function solveAll(items: readonly LinkItem[]): Partitions {
  const generic = genericPhones(items)
  const disputes: [string, string][] = []
  const parties: [string, string][] = []
  for (const group of componentsOf(items, generic))
    for (const dispute of solve(group, { ...nothingKnown, generic }).disputes)
      for (const { item, parties: of } of dispute.records) {
        disputes.push([item.recordId, dispute.id])
        for (const [index, mention] of item.groups.entries())
          if (mention.kind === 'person') parties.push([mention.mentionId, of[index]!.id])
      }
  return { disputes: partition(disputes), parties: partition(parties) }
}

/** Stores the small county and reads it; the sample's records with their readings. */
async function sample(services: OpenServices, folder: string): Promise<{ inputs: LinkInput[]; items: LinkItem[] }> {
  generateCounty({ folder, seed: 'order', records: 2_000 })
  const drafts = sources.flatMap((source) =>
    lines(join(folder, `${source}.csv`))
      .filter((row) => (row.版本 ?? '') !== '2')
      .flatMap((row) => draftsOf(source, row)),
  )
  await inScope(services, (tx) => storeRows(tx, { drafts }))
  const inputs: LinkInput[] = []
  const items: LinkItem[] = []
  for (let after = 0; ; ) {
    const records: readonly IntakeRecord[] = await inScope(services, async (tx) => {
      const batch = await readRecords(tx, county, after, 1_000)
      const readings = await readBatch(tx, batch)
      for (const [index, record] of batch.entries()) {
        inputs.push({ record, reading: readings[index]! })
        items.push(linkItem(tx, record, readings[index]!))
      }
      return batch
    })
    if (records.length === 0) break
    after = records.at(-1)!.sequence
  }
  const rich = componentsOf(items, genericPhones(items))
    .filter((group) => group.length > 1)
    .sort((a, b) => b.length - a.length)
    .flat()
    .slice(0, sampleSize)
  const chosen = new Set(rich.map((item) => item.recordId))
  return {
    inputs: inputs.filter(({ record }) => chosen.has(record.id)),
    items: items.filter((item) => chosen.has(item.recordId)),
  }
}

/** All that linking stored is emptied; the records and what was read of them stay. */
async function emptyLinking(services: OpenServices): Promise<void> {
  const { rows } = await services.database.owner.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'linking'`,
  )
  await services.database.owner.query(`truncate ${rows.map((row) => row.name).join(', ')} cascade`)
}

/** The records in this order, in batches of random size, numbered as they come. */
async function arrive(
  services: OpenServices,
  order: readonly LinkInput[],
  draw: (below: number) => number,
): Promise<void> {
  for (let from = 0; from < order.length; ) {
    const size = 1 + draw(40)
    const batch = order
      .slice(from, from + size)
      .map(({ record, reading }, index) => ({ record: { ...record, sequence: from + index + 1 }, reading }))
    await inScope(services, (tx) => linkBatch(tx, batch))
    from += size
  }
}

/** Groups that a pair holds together, directly or over others, are one. */
function joined(groups: readonly (readonly [string, string])[], pairs: readonly (readonly [string, string])[]) {
  const into = new Map<string, string>()
  const root = (id: string): string => {
    let current = id
    while (into.has(current)) current = into.get(current)!
    return current
  }
  for (const [one, other] of pairs) if (root(one) !== root(other)) into.set(root(one), root(other))
  return groups.map(([item, group]) => [item, root(group)] as const)
}

interface Stored extends Partitions {
  /** Where records and the mentions of persons stand until somebody answers what is proposed. */
  readonly standingRecords: string
  readonly standingMentions: string
}

/** What linking computed of the records; and where the mentions of persons stand, with what it proposes of them. */
async function storedPartitions(services: OpenServices): Promise<Stored> {
  return inScope(services, async (tx) => {
    const read = async (sql: string) =>
      (await tx.query<{ a: string; b: string }>(sql, [county])).rows.map((row) => [row.a, row.b] as const)
    const mentions = await read(
      `select m.mention_id as a, m.party_id as b from linking.party_member m
       join linking.party p on p.county = m.county and p.id = m.party_id
       where m.county = $1 and m.to_at is null and p.kind = 'person'`,
    )
    const proposed = await read(
      `select party_id as a, other_id as b from linking.party_proposal where county = $1 and decision is null
       union all select id, merged_into from linking.party where county = $1 and merged_into is not null`,
    )
    return {
      disputes: partition(await read('select record_id as a, cluster as b from linking.item where county = $1')),
      parties: partition(joined(mentions, proposed)),
      standingRecords: partition(
        await read(
          'select record_id as a, dispute_id as b from linking.dispute_record where county = $1 and to_at is null',
        ),
      ),
      standingMentions: partition(mentions),
    }
  })
}

/** Arrival orders: the clustering itself, and the whole way into PostgreSQL. */
export async function measure(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'suyuan-order-'))
  const dataDir = join(folder, 'store')
  try {
    return await withServices({ dataDir, mode: 'development' }, async (services) => {
      const { inputs, items } = await sample(services, join(folder, 'county'))
      const draw = drawer(20_231_001)
      const expected = solveAll(items)
      let equal = 0
      let again = 0
      for (let n = 0; n < pureOrders; n++) {
        const order = shuffled(items, draw)
        const found = solveAll(order)
        if (found.disputes === expected.disputes && found.parties === expected.parties) equal++
        // Taken out and put back: what stands meanwhile leaves no trace.
        const gone = 1 + draw(order.length - 1)
        solveAll(order.slice(gone))
        const back = solveAll([...order.slice(gone), ...order.slice(0, gone)])
        if (back.disputes === expected.disputes && back.parties === expected.parties) again++
      }
      const counts = { disputes: 0, parties: 0, records: 0, mentions: 0 }
      let first: Stored | null = null
      for (let n = 0; n < storedOrders; n++) {
        await emptyLinking(services)
        await arrive(services, n === 0 ? inputs : shuffled(inputs, draw), draw)
        const found = await storedPartitions(services)
        first ??= found
        if (found.disputes === expected.disputes) counts.disputes++
        if (found.parties === expected.parties) counts.parties++
        if (found.standingRecords === first.standingRecords) counts.records++
        if (found.standingMentions === first.standingMentions) counts.mentions++
      }
      const command = 'npm run bench -- linking order'
      const note = `${items.length} records in components of two and more; batches of random size`
      const row = (measure: string, got: string, remark: string): Row => ({
        measure,
        peer: 'none open',
        target: 'identical partitions',
        got,
        command,
        note: remark,
      })
      return [
        row('random orders, clustering of disputes and parties', `${equal} of ${pureOrders} identical`, note),
        row('the same, a random part taken out and put back', `${again} of ${pureOrders} identical`, note),
        row(
          'random orders through PostgreSQL: what is computed of disputes; persons with what is proposed of them',
          `disputes ${counts.disputes}, persons ${counts.parties} of ${storedOrders} identical`,
          `${note}; compared with the pure clustering`,
        ),
        row(
          'random orders through PostgreSQL: where records and mentions of persons stand before anybody answered',
          `records ${counts.records}, mentions ${counts.mentions} of ${storedOrders} as in the order of the files`,
          'established disputes and persons are joined by a person only: which of them were established first depends on the order',
        ),
      ]
    })
  } finally {
    removeStore(dataDir)
    rmSync(folder, { recursive: true, force: true })
  }
}
