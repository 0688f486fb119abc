import { blind } from '../access/blind.ts'
import type { ScopedTx } from '../access/scope.ts'
import type { IntakeRecord } from '../intake/record.ts'
import type { Keys } from '../platform/keys.ts'
import { keysOfGroups, type PlainKey, recordHouse } from './keys.ts'
import { readerVersion, readRecord } from './read.ts'
import { type Register, readRegister } from './register.ts'
import type { Reading } from './schema.ts'

/** A party mention as stored, with its hashed keys. */
export interface StoredGroup {
  readonly mentionId: string
  readonly group: number
  readonly side: 'claimant' | 'respondent' | 'other'
  readonly kind: 'person' | 'organisation'
  readonly keys: readonly string[]
  readonly display: string | null
  /** Hash of what stands for the party in a pair of names; null where it has none. */
  readonly atom: string | null
  readonly fromText: boolean
}

export interface StoredReading {
  readonly groups: readonly StoredGroup[]
  /** Hash of the dwelling that the record's address names, or null. */
  readonly house: string | null
}

const hashes = new WeakMap<Keys, Map<string, string>>()
const maximumHashes = 200_000

/** `blind`, remembered: the same names, firms and towns come again and again. */
export function blindCached(keys: Keys, kind: string, normal: string): string {
  const name = `${kind}\u0000${normal}`
  let known = hashes.get(keys)
  if (!known || known.size >= maximumHashes) {
    known = new Map()
    hashes.set(keys, known)
  }
  let value = known.get(name)
  if (value === undefined) {
    value = blind(keys, kind, normal)
    known.set(name, value)
  }
  return value
}

const noRegister: Register = new Map()
const prepared = new WeakMap<Reading, StoredReading>()

/** The hashed parties of a reading, as `readBatch` stored them. */
export function storedReading(
  tx: ScopedTx,
  record: IntakeRecord,
  reading: Reading,
  register: Register = noRegister,
): StoredReading {
  const known = prepared.get(reading)
  if (known) return known
  const house = recordHouse(record)
  const result: StoredReading = {
    house: house === null ? null : blindCached(tx.keys, 'hs', house),
    groups: keysOfGroups(record, reading, register).map((group) => ({
      mentionId: tx.context.id(),
      group: group.group,
      side: group.side,
      kind: group.kind,
      keys: group.keys.map(([kind, normal]) => blindCached(tx.keys, kind, normal)),
      display: group.display,
      atom: group.atom,
      fromText: group.fromText,
    })),
  }
  prepared.set(reading, result)
  return result
}

/**
 * What `make` says of each party that records name, from its keys in plain: for comparing with what was hashed elsewhere under
 * another key. Stores nothing; sealed records say nothing.
 */
export async function readParties<Made>(
  tx: ScopedTx,
  records: readonly IntakeRecord[],
  make: (kind: 'person' | 'organisation', keys: readonly PlainKey[]) => Made,
): Promise<{ readonly recordId: string; readonly group: number; readonly made: Made }[]> {
  const register = await readRegister(tx)
  return records.flatMap((record) =>
    record.sealed || record.source === 'repayment'
      ? []
      : keysOfGroups(record, readRecord(record), register).map(({ group, kind, keys }) => ({
          recordId: record.id,
          group,
          made: make(kind, keys),
        })),
  )
}

/** Spans of all findings in one line: kind,column,start,end. Columns have no blanks or commas in their names. */
function spansOf(reading: Reading): string {
  return [...reading.mentions, ...reading.cues]
    .map((found) => `${found.kind},${found.column},${found.start},${found.end}`)
    .join(' ')
}

/**
 * Reads a batch and stores what was found: one row a record, one row a party mention. Values stay in the record's encrypted
 * payload; a mention is its place there. Two statements whatever the batch.
 */
export async function readBatch(tx: ScopedTx, records: readonly IntakeRecord[]): Promise<Reading[]> {
  const readings = records.map(readRecord)
  const register = await readRegister(tx)
  const rows = records.flatMap((record, index) =>
    record.source === 'repayment' ? [] : [{ record, reading: readings[index]! }],
  )
  if (rows.length === 0) return readings
  await tx.query(
    `insert into reading.reading (county, record_id, reader, type, type_probability, cues, people, amount, claimants, respondents, spans)
     select $1, r.id, $2, r.type, r.probability, string_to_array(r.cues, ' '), r.people, r.amount, r.claimants, r.respondents, r.spans
     from unnest($3::uuid[], $4::text[], $5::real[], $6::text[], $7::int[], $8::bigint[], $9::smallint[], $10::smallint[], $11::text[])
       as r (id, type, probability, cues, people, amount, claimants, respondents, spans)`,
    [
      tx.county,
      readerVersion,
      rows.map(({ record }) => record.id),
      rows.map(({ reading }) => reading.type),
      rows.map(({ reading }) => reading.typeProbability),
      rows.map(({ reading }) => [...new Set(reading.cues.map((cue) => cue.kind))].join(' ')),
      rows.map(({ reading }) => (reading.people === null ? null : Math.min(Math.round(reading.people), 2_000_000))),
      rows.map(({ reading }) => reading.amount),
      rows.map(({ reading }) => reading.claimants.length),
      rows.map(({ reading }) => reading.respondents.length),
      rows.map(({ reading }) => spansOf(reading)),
    ],
  )
  const mentions = rows.flatMap(({ record, reading }) =>
    storedReading(tx, record, reading, register).groups.map((group) => ({
      group,
      recordId: record.id,
      mention:
        reading.mentions.find(
          (mention) => mention.group === group.group && (mention.kind === 'person' || mention.kind === 'organisation'),
        ) ?? reading.mentions.find((mention) => mention.group === group.group)!,
    })),
  )
  if (mentions.length > 0)
    await tx.query(
      `insert into reading.mention (county, id, record_id, kind, column_name, role, start_at, end_at, party_group, side, keys)
       select $1, m.id, m.record_id, m.kind, m.column_name, m.role, m.start_at, m.end_at, m.party_group, m.side, string_to_array(m.keys, ' ')
       from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[], $9::smallint[], $10::text[], $11::text[])
         as m (id, record_id, kind, column_name, role, start_at, end_at, party_group, side, keys)`,
      [
        tx.county,
        mentions.map(({ group }) => group.mentionId),
        mentions.map(({ recordId }) => recordId),
        mentions.map(({ mention }) => mention.kind),
        mentions.map(({ mention }) => mention.column),
        mentions.map(({ mention }) => mention.role),
        mentions.map(({ mention }) => mention.start),
        mentions.map(({ mention }) => mention.end),
        mentions.map(({ group }) => group.group),
        mentions.map(({ group }) => group.side),
        mentions.map(({ group }) => group.keys.join(' ')),
      ],
    )
  return readings
}
