import type { LinkedRecord, PartyReference } from '../linking/schema.ts'
import type { CueKind } from '../reading/schema.ts'
import type { DisputeType } from '../vocabulary/dispute-types.ts'
import { organisationCore } from '../vocabulary/organisation-core.ts'
import { isAuthority, isVillage, type Outcome, readOutcome } from '../vocabulary/outcome-words.ts'
import { disputeSources, type SourceKey } from '../vocabulary/sources.ts'
import { siteTypes } from './thresholds.ts'

export interface CueHit {
  readonly kind: CueKind
  readonly column: string
  readonly start: number
  readonly end: number
}

/** What the warning room keeps of a record: no name of a person, no text. Times in milliseconds. */
export interface Signal {
  readonly recordId: string
  readonly sequence: number
  readonly disputeId: string
  readonly traceCode: string
  readonly opened: boolean
  readonly source: SourceKey
  readonly supplier: string
  readonly number: string
  readonly type: DisputeType
  readonly town: string | null
  readonly place: string | null
  readonly occurredAt: number
  readonly receivedAt: number
  /** Party ids of those who bring the matter; an unnamed one is its dispute. */
  readonly complainants: readonly string[]
  /** Cluster keys: `e:` respondent and type, `a:` respondent over all types, `s:` site and type, `z:` estate over all types. Empty: no cluster. */
  readonly keys: readonly string[]
  /** Respondent organisation's name, else the site. */
  readonly label: string | null
  readonly site: string | null
  readonly cues: readonly CueHit[]
  readonly people: number | null
  readonly outcome: Outcome
  /** When the matter ended according to this record, never before it was known; null: it did not. */
  readonly closedAt: number | null
  readonly sealed: boolean
  readonly replaces: string | null
}

const isDisputeSource = (source: SourceKey): boolean => (disputeSources as readonly string[]).includes(source)

function sides(parties: readonly PartyReference[]): { complainants: PartyReference[]; respondents: PartyReference[] } {
  const claimants = parties.filter((party) => party.side === 'claimant')
  const others = parties.filter((party) => party.side === 'other')
  const respondents = parties.filter((party) => party.side === 'respondent')
  return {
    // A grid event names 甲 and 乙 without saying who complains: persons do, organisations are complained about.
    complainants: claimants.length > 0 ? claimants : others.filter((party) => party.kind === 'person'),
    respondents: respondents.length > 0 ? respondents : others.filter((party) => party.kind === 'organisation'),
  }
}

function clusterKeys(type: DisputeType, respondents: readonly PartyReference[], site: string | null): string[] {
  const keys: string[] = []
  // Natural persons are respondents inside their dispute only: no key ever holds one (mission.md, line 1).
  for (const party of respondents) {
    if (party.kind !== 'organisation' || (party.name !== null && isAuthority(party.name))) continue
    // By the name that linking settled on, so that a short and a long form meet; without one, by linking's own key.
    const entity = party.name !== null ? organisationCore(party.name) : (party.coreKey ?? party.partyId)
    keys.push(`e:${entity}|${type}`, `a:${entity}`)
  }
  const againstPerson = respondents.some((party) => party.kind === 'person')
  if (site !== null && site !== '' && siteTypes.has(type) && !againstPerson) {
    keys.push(`s:${site}|${type}`)
    // An estate's matters are read as several types; a village's matters are unlike one another.
    if (!isVillage(site)) keys.push(`z:${site}`)
  }
  return [...new Set(keys)]
}

/** The compact row of one linked record, or null for contracts and repayments, which are no disputes. Pure. */
export function signalOf({ record, reading, membership }: LinkedRecord): Signal | null {
  if (!isDisputeSource(record.source)) return null
  const { complainants, respondents } = sides(membership.parties)
  const { outcome, closes, closedAt } = readOutcome(record.source, record.row)
  const receivedAt = record.receivedAt.getTime()
  const ids = [...new Set(complainants.map((party) => party.partyId))]
  // Suits are no input of any alert: a court record keeps its row for the dossier's open or closed state, without a key.
  const clusters = record.source !== 'court' && reading.type !== 'none'
  return {
    recordId: record.id,
    sequence: record.sequence,
    disputeId: membership.disputeId,
    traceCode: membership.traceCode,
    opened: membership.opened,
    source: record.source,
    supplier: record.supplier,
    number: record.number,
    type: reading.type,
    town: record.town,
    place: record.place,
    occurredAt: Math.min(record.occurredAt.getTime(), receivedAt),
    receivedAt,
    complainants: ids.length > 0 ? ids : [`d:${membership.disputeId}`],
    keys: clusters ? clusterKeys(reading.type, respondents, reading.site) : [],
    label: respondents.find((party) => party.kind === 'organisation' && party.name !== null)?.name ?? reading.site,
    site: reading.site,
    cues: reading.cues.map(({ kind, column, start, end }) => ({ kind, column, start, end })),
    people: reading.people,
    outcome,
    closedAt: closes ? Math.max(receivedAt, closedAt?.getTime() ?? 0) : null,
    sealed: record.sealed,
    replaces: record.replaces,
  }
}
