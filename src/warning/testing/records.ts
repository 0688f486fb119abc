import type { LinkedRecord } from '../../linking/schema.ts'
import type { Signal } from '../signal.ts'

/** The linked record from which `signalOf` makes such a signal: for tests that go through the pipeline's stage. */
export function linkedRecordOf(signal: Signal, respondent: string | null, county = '330681'): LinkedRecord {
  return {
    record: {
      county,
      id: signal.recordId,
      sequence: signal.sequence,
      source: signal.source,
      supplier: signal.supplier,
      number: signal.number,
      version: 1,
      occurredAt: new Date(signal.occurredAt),
      receivedAt: new Date(signal.receivedAt),
      place: signal.place,
      town: signal.town,
      sealed: signal.sealed,
      row: signal.outcome === 'failed' ? { 调解结果: '调解不成' } : {},
      relatedNumbers: [],
      replaces: signal.replaces,
    },
    reading: {
      recordId: signal.recordId,
      type: signal.type,
      typeProbability: 0.9,
      mentions: [],
      cues: signal.cues.map((cue) => ({ ...cue, text: '' })),
      people: signal.people,
      amount: null,
      claimants: [],
      respondents: [],
      site: signal.site,
    },
    membership: {
      recordId: signal.recordId,
      disputeId: signal.disputeId,
      traceCode: signal.traceCode,
      opened: signal.opened,
      parties: [
        ...signal.complainants.map((partyId) => ({
          partyId,
          kind: 'person' as const,
          side: 'claimant' as const,
          name: null,
          coreKey: null,
        })),
        ...(respondent === null
          ? []
          : [
              {
                partyId: `party-${respondent}`,
                kind: 'organisation' as const,
                side: 'respondent' as const,
                name: respondent,
                coreKey: `core-${respondent}`,
              },
            ]),
      ],
    },
  }
}
