import type { IntakeRecord } from '../../intake/record.ts'
import type { LinkedRecord } from '../../linking/schema.ts'
import type { DisputeType } from '../../vocabulary/dispute-types.ts'
import type { SourceKey } from '../../vocabulary/sources.ts'

export interface Told {
  readonly source: SourceKey
  readonly at: string
  readonly dispute: number
  readonly type?: DisputeType
  readonly opened?: boolean
  readonly town?: string | null
  readonly place?: string
  readonly number?: string
  readonly row?: Readonly<Record<string, string>>
  readonly respondent?: string
  readonly replaces?: number
}

const uuid = (kind: number, value: number): string =>
  `00000000-0000-7000-8${kind}00-${value.toString(16).padStart(12, '0')}`

export const recordId = (position: number): string => uuid(1, position)
export const disputeId = (dispute: number): string => uuid(2, dispute)

/** Linked records as the pipeline would hand them on, in order; `position` counts from 1. */
export function linkedRecords(county: string, told: readonly Told[], first = 1): LinkedRecord[] {
  const seen = new Set<number>()
  return told.map((one, index) => {
    const position = first + index
    const id = recordId(position)
    const town = one.town === undefined ? '330681002' : one.town
    const opened = one.opened ?? !seen.has(one.dispute)
    seen.add(one.dispute)
    const record: IntakeRecord = {
      county,
      id,
      sequence: position,
      source: one.source,
      supplier: one.source,
      number: one.number ?? `N${position}`,
      version: 1,
      occurredAt: new Date(`${one.at}T10:00:00+08:00`),
      receivedAt: new Date(`${one.at}T11:00:00+08:00`),
      place: one.place ?? town,
      town,
      sealed: false,
      row: one.row ?? {},
      relatedNumbers: [],
      replaces: one.replaces === undefined ? null : recordId(one.replaces),
    }
    return {
      record,
      reading: {
        recordId: id,
        type: one.type ?? 'neighbour',
        typeProbability: 1,
        mentions: [],
        cues: [],
        people: null,
        amount: null,
        claimants: [],
        respondents: [],
        site: null,
      },
      membership: {
        recordId: id,
        disputeId: disputeId(one.dispute),
        traceCode: `330681-TEST-${String(one.dispute).padStart(4, '0')}-0`,
        opened,
        parties: one.respondent
          ? [
              {
                partyId: `org-${one.respondent}`,
                kind: 'organisation',
                side: 'respondent',
                name: one.respondent,
                coreKey: null,
              },
            ]
          : [],
      },
    }
  })
}
