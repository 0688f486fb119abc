import { handedOnly, type ScopedTx } from '../access/scope.ts'
import type { IntakeRecord } from '../intake/record.ts'
import { readTraceEntries } from '../ledger/queries.ts'
import { foldNumber } from '../reading/fold.ts'
import { disputeTypes } from '../vocabulary/dispute-types.ts'
import { parseTraceCode } from '../vocabulary/identity.ts'
import { ledgerKinds } from '../vocabulary/ledger-kinds.ts'
import { maskIdNumber, maskPhone } from '../vocabulary/masking.ts'
import { sourceTable } from '../vocabulary/sources.ts'
import { linkingWords } from '../vocabulary/words/linking.ts'
import { type NamePlace, partyLabel } from './labels.ts'
import { mayBeUndone } from './log.ts'
import {
  type DisputeSide,
  disputeColumns,
  followMerges,
  formerCodes,
  readDisputeByCode,
  readSides,
  type StoredDispute,
} from './queries.ts'
import { readWaitingRequests } from './requests.ts'
import { mayReveal } from './reveal.ts'
import type {
  DisputeList,
  DisputePage,
  DisputeParty,
  DisputeQuery,
  DisputeRow,
  OperationView,
  Timeline,
  TimelineEntry,
} from './schema.ts'

const mostLabels = 6

function labelsOf(sides: readonly DisputeSide[], side: 'claimant' | 'respondent'): DisputeRow['claimants'] {
  return sides
    .filter((party) => party.side === side)
    .slice(0, mostLabels)
    .map((party) => ({ kind: party.kind, label: partyLabel(party.kind, party.found), sealed: party.found.sealed }))
}

function rowOf(dispute: StoredDispute, sides: readonly DisputeSide[]): DisputeRow {
  return {
    id: dispute.id,
    traceCode: dispute.traceCode,
    type: dispute.type,
    town: dispute.town,
    site: dispute.sealed ? null : dispute.site,
    status: dispute.mergedInto ? 'merged' : dispute.status,
    openedAt: dispute.openedAt.toISOString(),
    lastAt: dispute.lastAt.toISOString(),
    records: dispute.records,
    sources: [...dispute.sources],
    claimants: labelsOf(sides, 'claimant'),
    respondents: labelsOf(sides, 'respondent'),
    sealed: dispute.sealed,
  }
}

/** Disputes by their latest record, newest first; `q` finds a trace code in any spelling or a record's number. */
export async function listDisputes(tx: ScopedTx, query: DisputeQuery): Promise<DisputeList> {
  const limit = query.limit ?? 50
  const conditions = ['d.county = $1']
  const values: unknown[] = [tx.county]
  const where = (text: (place: string) => string, value: unknown) => {
    values.push(value)
    conditions.push(text(`$${values.length}`))
  }
  const { scope } = tx
  if (scope.kind === 'officer' && scope.reach === '-') where((place) => handedOnly('d.id', place), scope.agencyId)
  const asked = query.q?.trim()
  if (asked) {
    const code = parseTraceCode(asked)
    if (code) {
      const found = await followMerges(tx, await readDisputeByCode(tx, code))
      where((place) => `d.id = ${place}::uuid`, found?.id ?? null)
    } else
      where(
        (
          place,
        ) => `d.id in (select m.dispute_id from intake.record r join linking.dispute_record m on m.county = r.county and m.record_id = r.id and m.to_at is null
          where r.county = $1 and r.number_normal = ${place})`,
        foldNumber(asked),
      )
  } else conditions.push("d.merged_into is null and d.matter = 'dispute'")
  if (query.town) where((place) => `d.town = ${place}`, query.town)
  if (query.type) where((place) => `d.type = ${place}`, query.type)
  if (query.status) where((place) => `d.status = ${place}`, query.status)
  const cursor = /^(\d{1,13})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(query.cursor ?? '')
  if (cursor) {
    where((place) => `d.last_at <= ${place}`, new Date(Number(cursor[1])))
    where((place) => `(d.last_at, d.id) < ($${values.length - 1}, ${place}::uuid)`, cursor[2]!)
  }
  values.push(limit + 1)
  const { rows } = await tx.query<StoredDispute>(
    `select ${disputeColumns} from linking.dispute d where ${conditions.join(' and ')} order by d.last_at desc, d.id desc limit $${values.length}`,
    values as never[],
  )
  const shown = rows.slice(0, limit)
  const { sides } = await readSides(
    tx,
    shown.map((row) => row.id),
  )
  const last = rows.length > limit ? shown.at(-1) : undefined
  tx.logRead({ subjectKind: 'dispute', disputes: shown.map((row) => row.id), fields: ['list'] })
  return {
    items: shown.map((row) =>
      rowOf(
        row,
        sides.filter((side) => side.disputeId === row.id),
      ),
    ),
    next: last ? `${last.lastAt.getTime()}_${last.id}` : null,
  }
}

/** First phone and document number of a party in the records that name it, masked. */
function numbersOf(
  places: readonly NamePlace[],
  records: ReadonlyMap<string, IntakeRecord>,
): { phone: string | null; document: string | null; sealed: boolean } {
  let phone: string | null = null
  let document: string | null = null
  let sealed = false
  for (const place of places) {
    const record = records.get(place.recordId)
    if (!record) continue
    if (record.sealed && place.kind === 'person') sealed = true
    const columns = sourceTable[record.source].parties.find(
      (party) => party.column === place.column || party.phone === place.column || party.document === place.column,
    )
    if (!columns || record.sealed) continue
    phone ??= (columns.phone && record.row[columns.phone]) || null
    document ??= (columns.document && record.row[columns.document]) || null
  }
  return { phone, document, sealed }
}

/** The parties as a page shows them: names, phones and documents masked, with the fields that may be opened for a reason. */
export function partiesOf(
  sides: readonly DisputeSide[],
  records: ReadonlyMap<string, IntakeRecord>,
  mayReveal: boolean,
): DisputeParty[] {
  return sides
    .filter((party) => party.side !== 'other' || party.structured)
    .map((party) => {
      const numbers = numbersOf(party.places, records)
      const sealed = party.found.sealed || (numbers.sealed && party.found.name === null)
      const open = !sealed && party.kind === 'person'
      return {
        partyId: party.partyId,
        kind: party.kind,
        side: party.side,
        label: partyLabel(party.kind, party.found),
        sealed,
        records: party.records,
        phoneMasked: numbers.phone && !sealed && mayReveal ? maskPhone(numbers.phone) : null,
        idNumberMasked: numbers.document && !sealed && mayReveal ? maskIdNumber(numbers.document) : null,
        revealable: mayReveal
          ? [
              ...(open && party.found.name ? [`party:${party.partyId}:name`] : []),
              ...(!sealed && numbers.phone ? [`party:${party.partyId}:phone`] : []),
              ...(!sealed && numbers.document ? [`party:${party.partyId}:idNumber`] : []),
            ]
          : [],
      }
    })
}

interface StoredOperation {
  readonly id: string
  readonly kind: OperationView['kind']
  readonly at: Date
  readonly actor: string
  readonly rule: string | null
  readonly reason: string | null
  readonly model_version: string | null
  readonly weight: number | null
  readonly evidence: readonly (readonly [string, number])[] | null
  readonly records: string[]
  readonly undone_by: string | null
  readonly dispute_code: string
  readonly other_code: string | null
}

const wordOf = (table: Readonly<Record<string, string>>, key: string): string => table[key] ?? key

async function readOperations(tx: ScopedTx, disputeIds: readonly string[]): Promise<StoredOperation[]> {
  const { rows } = await tx.query<StoredOperation>(
    `select o.id, o.kind, o.at, o.actor, o.rule, o.reason, o.model_version, o.weight, o.evidence, o.records, o.undone_by, d.trace_code as dispute_code, x.trace_code as other_code
     from linking.operation o join linking.dispute d on d.county = o.county and d.id = o.dispute_id
     left join linking.dispute x on x.county = o.county and x.id = o.other_dispute_id
     where o.county = $1 and (o.dispute_id = any($2::uuid[]) or o.other_dispute_id = any($2::uuid[])) order by o.at, o.id`,
    [tx.county, disputeIds],
  )
  return rows
}

function viewOf(operation: StoredOperation): OperationView {
  return {
    id: operation.id,
    kind: operation.kind,
    at: operation.at.toISOString(),
    actor: operation.actor.startsWith('system') ? linkingWords.nouns.system : operation.actor,
    rule: operation.rule,
    reason: operation.reason ?? (operation.rule ? wordOf(linkingWords.rules, operation.rule) : null),
    modelVersion: operation.model_version,
    evidence: (operation.evidence ?? []).map(([level, weight]) => ({
      line: wordOf(linkingWords.levels, level),
      weight,
    })),
    records: operation.records.length,
    undoneBy: operation.undone_by,
    undoable: mayBeUndone(operation),
  }
}

/** The page of one dispute; `qrHolds` is the address printed in its QR. Null when the code leads nowhere within reach. */
export async function disputePage(tx: ScopedTx, code: string, publicUrl: string): Promise<DisputePage | null> {
  const own = await readDisputeByCode(tx, code)
  if (!own) return null
  const current = await followMerges(tx, own)
  const { sides, records } = await readSides(tx, [own.id])
  const operations = await readOperations(tx, [own.id])
  const { rows: proposals } = await tx.query<{
    id: string
    at: Date
    weight: number
    evidence: readonly (readonly [string, number])[]
    other: string
  }>(
    `select p.id, p.at, p.weight, p.evidence, d.trace_code as other from linking.proposal p
     join linking.dispute d on d.county = p.county and d.id = case when p.dispute_id = $2 then p.other_dispute_id else p.dispute_id end
     where p.county = $1 and (p.dispute_id = $2 or p.other_dispute_id = $2) and p.decision is null and d.merged_into is null order by p.at`,
    [tx.county, own.id],
  )
  tx.logRead({ subjectKind: 'dispute', subject: own.id, fields: ['masked'] })
  return {
    ...rowOf(own, sides),
    formerCodes: await formerCodes(tx, own.id),
    mergedInto: own.mergedInto ? (current?.traceCode ?? null) : null,
    parties: partiesOf(sides, records, mayReveal(tx)),
    // Hundreds of instalments say nothing to a reader; the others are all shown.
    operations: operations
      .filter((operation) => operation.rule !== 'contract' && operation.rule !== 'version')
      .map(viewOf),
    proposals: proposals.map((row) => ({
      id: row.id,
      kind: 'merge' as const,
      other: row.other,
      at: row.at.toISOString(),
      weight: row.weight,
      evidence: row.evidence.map(
        ([level, weight]) => `${wordOf(linkingWords.levels, level)} ${weight > 0 ? '+' : ''}${weight}`,
      ),
    })),
    requests: (await readWaitingRequests(tx, own.id)).map((row) => ({ ...row, at: row.at.toISOString() })),
    qr: `/api/v1/disputes/${own.traceCode}/qr.svg`,
    qrHolds: `${publicUrl}/t/${own.traceCode}`,
  }
}

const day = 86_400_000
const longestQuiet = 6

const fill = (line: string, values: Readonly<Record<string, string>>): string =>
  line.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)

/** Entries of the ledger that the records and operations of a timeline tell already. */
const ownLedgerKinds: ReadonlySet<string> = new Set([
  'record.received',
  'record.attached',
  'record.detached',
  'dispute.opened',
  'dispute.merged',
  'dispute.split',
  'operation.undone',
  'read.logged',
  // Who looked stands in the log of reads; it is no step of the matter.
  'breakGlass.started',
  'breakGlass.stopped',
  'breakGlass.reviewed',
])
const ledgerLines = Object.fromEntries(Object.entries(ledgerKinds).map(([kind, { zh }]) => [kind, zh]))

/** Everything that happened to a dispute, in the order of its happening; records that the reader may not open stay visible as such. */
export async function disputeTimeline(tx: ScopedTx, code: string): Promise<Timeline | null> {
  const dispute = await readDisputeByCode(tx, code)
  if (!dispute) return null
  tx.logRead({ subjectKind: 'dispute', subject: dispute.id, fields: ['timeline'] })
  const { rows: records } = await tx.query<{
    record_id: string
    source: keyof typeof sourceTable
    type: keyof typeof disputeTypes
    occurred_at: Date
    from_at: Date
    closed_at: Date | null
    sealed: boolean
    number: string | null
    received_at: Date | null
  }>(
    `select m.record_id, m.source, m.type, m.occurred_at, m.from_at, m.closed_at, m.sealed, r.number, r.received_at
     from linking.dispute_record m left join intake.record r on r.county = m.county and r.id = m.record_id
     where m.county = $1 and m.dispute_id = $2 and m.to_at is null order by m.occurred_at, m.sequence`,
    [tx.county, dispute.id],
  )
  const entries: TimelineEntry[] = records.map((row) => ({
    id: row.record_id,
    kind: 'record',
    source: row.source,
    at: row.occurred_at.toISOString(),
    knownAt: (row.received_at ?? row.from_at).toISOString(),
    line: fill(row.closed_at ? linkingWords.lines.closed : linkingWords.lines.record, {
      source: linkingWords.records[row.source],
      type: disputeTypes[row.type]?.zh ?? row.type,
    }),
    number: row.number,
    recordId: row.number === null ? null : row.record_id,
    operationId: null,
    mayOpen: row.number !== null,
    sealed: row.sealed,
    system: row.source === 'repayment',
    gapDays: null,
  }))
  for (const operation of await readOperations(tx, [dispute.id])) {
    if (operation.rule === 'contract' || operation.rule === 'version') continue
    const why = operation.rule ? wordOf(linkingWords.rules, operation.rule) : ''
    entries.push({
      id: operation.id,
      kind:
        operation.kind === 'merge' || operation.kind === 'split' || operation.kind === 'undo' ? operation.kind : 'link',
      source: null,
      at: operation.at.toISOString(),
      knownAt: operation.at.toISOString(),
      line: fill(linkingWords.lines[operation.kind], {
        why,
        code: operation.dispute_code,
        other: operation.other_code ?? '',
      }),
      number: null,
      recordId: null,
      operationId: operation.id,
      mayOpen: true,
      sealed: false,
      system: operation.kind === 'open' || operation.kind === 'attach' || operation.kind === 'detach',
      gapDays: null,
    })
  }
  for (const traceCode of [dispute.traceCode, ...(await formerCodes(tx, dispute.id))])
    for (const entry of await readTraceEntries(tx, traceCode)) {
      if (ownLedgerKinds.has(entry.kind)) continue
      const at = entry.at.toISOString()
      entries.push({
        id: `ledger-${entry.index}`,
        kind: entry.kind,
        source: null,
        at,
        knownAt: at,
        line: wordOf(ledgerLines, entry.kind),
        number: null,
        recordId: null,
        operationId: null,
        mayOpen: true,
        sealed: false,
        system: false,
        gapDays: null,
      })
    }
  entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.kind === 'record' ? -1 : 1))
  let last: number | null = null
  const items = entries.map((entry) => {
    if (entry.kind !== 'record') return entry
    const at = Date.parse(entry.at)
    const quiet = last === null ? 0 : Math.floor((at - last) / day)
    last = at
    return quiet > longestQuiet ? { ...entry, gapDays: quiet } : entry
  })
  return { traceCode: dispute.traceCode, items }
}
