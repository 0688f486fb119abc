import { Mask } from '../../ui/reveal.tsx'
import { common } from '../../ui/words/common.ts'
import { linkingWords } from '../../ui/words/linking.ts'
import { fill } from '../../ui/words.ts'
import type { DisputeParty } from '../schema.ts'

const sideWords = {
  claimant: linkingWords.claimant,
  respondent: linkingWords.respondent,
  other: linkingWords.other,
} as const

const revealable = (party: DisputeParty, field: string): string | null =>
  party.revealable.find((entry) => entry.endsWith(`:${field}`)) ?? null

/** Who stands in a dispute, masked; a field opens for a reason and sixty seconds. */
export function PartyList({ code, parties }: { code: string; parties: readonly DisputeParty[] }) {
  const path = `/disputes/${code}/reveal`
  if (parties.length === 0) return <p className="muted">{common.none}</p>
  return (
    <ul className="parties">
      {parties.map((party) => (
        <li key={`${party.partyId}${party.side}`}>
          <span className="muted">{sideWords[party.side]}</span>
          <div>
            <Mask
              label={linkingWords.fullName}
              masked={party.sealed ? linkingWords.sealed : party.label}
              path={path}
              field={revealable(party, 'name')}
            />
            {party.phoneMasked !== null && (
              <div>
                {linkingWords.phone}{' '}
                <Mask
                  label={linkingWords.phone}
                  masked={party.phoneMasked}
                  path={path}
                  field={revealable(party, 'phone')}
                />
              </div>
            )}
            {party.idNumberMasked !== null && (
              <div>
                {linkingWords.idNumber}{' '}
                <Mask
                  label={linkingWords.idNumber}
                  masked={party.idNumberMasked}
                  path={path}
                  field={revealable(party, 'idNumber')}
                />
              </div>
            )}
            <div className="faint">{fill(linkingWords.partyRecords, { n: party.records })}</div>
          </div>
        </li>
      ))}
    </ul>
  )
}
