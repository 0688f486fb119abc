import { readsOfDispute } from '../access/queries.ts'
import type { ScopedTx } from '../access/scope.ts'
import { readRecords } from '../intake/queries.ts'
import type { IntakeRecord } from '../intake/record.ts'
import { localTime } from '../vocabulary/calendar.ts'
import { maskName, maskNumber } from '../vocabulary/masking.ts'
import { placeName } from '../vocabulary/places.ts'
import { purposes } from '../vocabulary/purposes.ts'
import { type PartySide, partySeparators, sourceTable } from '../vocabulary/sources.ts'
import { rightsWords } from '../vocabulary/words/rights.ts'
import type { OwnCopy } from './schema.ts'
import { requestsOfParty } from './stored.ts'

interface OwnMention {
  readonly record_id: string
  readonly side: PartySide
  readonly column: string
  readonly start: number
  readonly end: number
}

export interface Span {
  readonly kind: string
  readonly column: string
  readonly start: number
  readonly end: number
}

export function spansOf(text: string): Span[] {
  return (text ? text.split(' ') : []).map((span) => {
    const [kind, column, start, end] = span.split(',')
    return { kind: kind!, column: column!, start: Number(start), end: Number(end) }
  })
}

const covers: Readonly<Record<string, (text: string) => string>> = {
  person: maskName,
  phone: maskNumber,
  idNumber: maskNumber,
}

/** A text with everybody's names and numbers made unreadable but those in `own`. Pure; the length stays. */
export function coverOthers(text: string, spans: readonly Span[], own: ReadonlySet<string>): string {
  let shown = text
  for (const { kind, start, end } of spans) {
    const part = text.slice(start, end)
    const cover = covers[kind]
    if (!cover || own.has(part) || part.length !== end - start) continue
    const covered = cover(part)
    if (covered.length === part.length) shown = shown.slice(0, start) + covered + shown.slice(end)
  }
  return shown
}

/**
 * What one record holds of the person who stands in it at `at`: the own name, phone and document; who brought the matter gets
 * the own words and address besides, with other people covered. Never what an office noted or concluded. Pure.
 */
export function ownColumns(
  record: Pick<IntakeRecord, 'source' | 'row' | 'sealed'>,
  at: Pick<OwnMention, 'side' | 'column' | 'start' | 'end'>,
  spans: readonly Span[],
): { column: string; value: string }[] {
  const source = sourceTable[record.source]
  const found: { column: string; value: string }[] = []
  const own = new Set<string>()
  const named = source.parties.find((party) => party.column === at.column)
  const add = (column: string, value: string | undefined): void => {
    if (!value) return
    own.add(value)
    found.push({ column, value })
  }
  if (!record.sealed) {
    add(at.column, (record.row[at.column] ?? '').slice(at.start, at.end))
    const place = (record.row[at.column] ?? '').slice(0, at.start).split(partySeparators).length - 1
    for (const column of named ? [named.phone, named.document] : []) {
      if (!column) continue
      const parts = (record.row[column] ?? '').split(partySeparators)
      add(column, (parts.length === 1 ? (place === 0 ? parts[0] : undefined) : parts[place])?.trim())
    }
  }
  if (at.side !== 'claimant' || !named) return found
  const shared = (record.row[at.column] ?? '').split(partySeparators).length > 1
  if (!record.sealed && !shared) for (const column of source.placeColumns) add(column, record.row[column])
  for (const column of source.ownWordsColumns) {
    const text = record.row[column]
    if (!text) continue
    const here = spans.filter((span) => span.column === column)
    found.push({ column, value: coverOthers(text, here, own) })
  }
  return found
}

/** The own data of a party in its dispute. `tx.scope` is the reader and no system scope: sealed identities stay shut. */
export async function copyOf(
  tx: ScopedTx,
  subject: { readonly disputeId: string; readonly partyId: string; readonly traceCode: string },
): Promise<OwnCopy> {
  const { rows: mentions } = await tx.query<OwnMention>(
    `select m.record_id, m.side, n.column_name as "column", n.start_at as start, n.end_at as "end" from linking.party_member m
     join linking.dispute_record r on r.county = m.county and r.record_id = m.record_id and r.to_at is null
     join reading.mention n on n.county = m.county and n.record_id = m.record_id and n.id = m.mention_id
     where m.county = $1 and m.party_id = $2 and m.to_at is null and r.dispute_id = $3`,
    [tx.county, subject.partyId, subject.disputeId],
  )
  const ids = [...new Set(mentions.map((mention) => mention.record_id))]
  const { rows: readings } = await tx.query<{ record_id: string; spans: string }>(
    'select record_id, spans from reading.reading where county = $1 and record_id = any($2::uuid[])',
    [tx.county, ids],
  )
  const spans = new Map(readings.map((row) => [row.record_id, spansOf(row.spans)]))
  const records = (await readRecords(tx, ids)).map((record) => {
    const own = mentions.filter((mention) => mention.record_id === record.id)
    const side = own.some((one) => one.side === 'claimant') ? 'claimant' : own[0]!.side
    const columns = own.flatMap((one) => ownColumns(record, one, spans.get(record.id) ?? []))
    const erased = Object.keys(record.row).length === 0
    return {
      at: localTime(record.occurredAt),
      source: sourceTable[record.source].zh,
      role: rightsWords.copy[side],
      columns: erased ? [{ column: '', value: rightsWords.erased }] : columns,
    }
  })
  const { rows: acts } = await tx.query<{ at: Date; action: string }>(
    `select a.at, a.action from mediation.action a join mediation.mediation m on m.county = a.county and m.id = a.mediation_id
     where a.county = $1 and m.dispute_id = $2 and a.party_id = $3 and a.action <> 'note' order by a.at`,
    [tx.county, subject.disputeId, subject.partyId],
  )
  const { rows: filings } = await tx.query<{ at: Date; kind: 'suit' | 'petition' }>(
    'select at, kind from mediation.filing where county = $1 and dispute_id = $2 and party_id = $3 order by at',
    [tx.county, subject.disputeId, subject.partyId],
  )
  const reads = await readsOfDispute(tx, subject.disputeId)
  const requests = await requestsOfParty(tx, subject.partyId)
  return {
    madeAt: localTime(tx.context.now()),
    county: placeName(tx.county),
    traceCode: subject.traceCode,
    note: [...rightsWords.copy.note],
    records,
    mediation: acts.map(({ at, action }) => ({ at: localTime(at), text: mediationStep(action) })),
    filings: filings.map(({ at, kind }) => ({ at: localTime(at), text: rightsWords.copy[kind] })),
    reads: reads.map(({ at, agency, purpose }) => ({
      at: localTime(at),
      organ: agency ?? rightsWords.unknownOrgan,
      purpose: purpose in purposes ? purposes[purpose as keyof typeof purposes].zh : purpose,
    })),
    requests: requests.map(({ askedAt, code, kind, state }) => ({
      at: localTime(askedAt),
      code,
      kind: rightsWords.kinds[kind],
      state: rightsWords.states[state],
    })),
  }
}

const mediationStep = (action: string): string =>
  rightsWords.mediationSteps[action as keyof typeof rightsWords.mediationSteps] ?? rightsWords.mediationSteps.other
