import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, messageOf, post } from '../../../ui/api.ts'
import { Button, CheckField, SelectField, TextField } from '../../../ui/controls.tsx'
import { Tag } from '../../../ui/marks.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { Countdown, useShown } from '../../../ui/reveal.tsx'
import { useMay, useWhy } from '../../../ui/session.tsx'
import { Loaded, Notice } from '../../../ui/states.tsx'
import { common } from '../../../ui/words/common.ts'
import { staffWords } from '../../../ui/words/staff.ts'
import { fill } from '../../../ui/words.ts'
import { type EvidenceKind, evidenceKinds, powers, representationKinds } from '../../../vocabulary/staff.ts'
import type { Representation, RepresentationList } from '../schema.ts'
import { ChangeDialog } from './change-dialog.tsx'
import { wordOf } from './words.ts'
import './staff.css'

const papers: Readonly<Record<string, readonly EvidenceKind[]>> = {
  guardian: ['householdRegister', 'guardianDecision'],
  agent: ['powerOfAttorney'],
  legalRepresentative: ['certificateOfOffice', 'businessLicence'],
  authorisedClerk: ['powerOfAttorney'],
}

/** SHA-256 in hex; empty on an insecure origin, where browsers compute none: it is then typed from another tool. */
async function digestOf(file: File): Promise<string> {
  if (!globalThis.isSecureContext) return ''
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

interface PartyName {
  readonly partyId: string
  readonly label: string
}

type Open = { readonly kind: 'add' } | { readonly kind: 'revoke' | 'reveal'; readonly one: Representation }

/** Who acts for which party of a dispute, on what paper and until when; only where the role may know it. */
export function Representatives({ code, parties }: { code: string; parties: readonly PartyName[] }) {
  const may = useMay()
  const why = useWhy('representation.grant')
  const [open, setOpen] = useState<Open | null>(null)
  const result = useQuery({
    queryKey: ['staff', 'representations', code],
    queryFn: ({ signal }) => get<RepresentationList>(`/disputes/${code}/representations`, signal),
    enabled: may('representation.read'),
  })
  if (!may('representation.read')) return null
  const labelOf = (partyId: string | null): string =>
    parties.find((party) => party.partyId === partyId)?.label ?? staffWords.wholeTag
  return (
    <Panel
      title={staffWords.representatives}
      aside={
        <Button disabledReason={why} onClick={() => setOpen({ kind: 'add' })}>
          {staffWords.addRepresentative}
        </Button>
      }
    >
      <Loaded result={result} lines={2}>
        {(list) => (
          <>
            {list.items.length === 0 && <p className="faint">{staffWords.noRepresentatives}</p>}
            <ul className="staff-list">
              {list.items.map((one) => (
                <li key={one.id}>
                  <div className="grow">
                    <strong>{one.name}</strong> {one.phone} · {wordOf(representationKinds, one.kind)}{' '}
                    {one.special && <Tag tone="active">{staffWords.specialTag}</Tag>}
                    {one.conflict && <Tag tone="late">{staffWords.conflict}</Tag>}
                    <div>
                      {labelOf(one.partyId)} ·{' '}
                      {fill(staffWords.mayDo, { powers: one.powers.map((power) => wordOf(powers, power)).join('、') })}
                    </div>
                    <div className="faint">
                      {one.by === null ? staffWords.byParty : fill(staffWords.byOfficer, { name: one.by })} ·{' '}
                      {wordOf(evidenceKinds, one.evidenceKind)} · {fill(staffWords.toEnd, { date: one.until })}
                      {one.state === 'revoked' && ` · ${staffWords.revoked}`}
                      {one.state === 'over' && ` · ${staffWords.over}`}
                    </div>
                  </div>
                  {(one.state === 'now' || one.state === 'future') && (
                    <>
                      <Button kind="plain" onClick={() => setOpen({ kind: 'reveal', one })}>
                        {common.reveal}
                      </Button>
                      <Button kind="plain" disabledReason={why} onClick={() => setOpen({ kind: 'revoke', one })}>
                        {staffWords.revoke}
                      </Button>
                    </>
                  )}
                </li>
              ))}
            </ul>
            {open?.kind === 'add' && (
              <RepresentationForm code={code} list={list} labelOf={labelOf} onClose={() => setOpen(null)} />
            )}
          </>
        )}
      </Loaded>
      {open?.kind === 'revoke' && (
        <ChangeDialog
          title={`${staffWords.revoke}：${open.one.name}`}
          path={`/representations/${open.one.id}/revoke`}
          body={{}}
          danger
          onClose={() => setOpen(null)}
        />
      )}
      {open?.kind === 'reveal' && <Reveal one={open.one} onClose={() => setOpen(null)} />}
    </Panel>
  )
}

/** Name and number for sixty seconds; the server writes the log of reads. */
function Reveal({ one, onClose }: { one: Representation; onClose: () => void }) {
  const { shown, show, hide } = useShown<Representation>()
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const reveal = async (): Promise<void> => {
    try {
      show(await post<Representation>(`/representations/${one.id}/reveal`, { reason: reason.trim() }))
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  if (shown !== null)
    return (
      <p>
        <strong>{shown.value.name}</strong> {shown.value.phone} <Countdown left={shown.left} onHide={hide} />
      </p>
    )
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void reveal()
      }}
    >
      <TextField
        label={common.revealReason}
        hint={common.revealNote}
        required
        minLength={2}
        maxLength={300}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
      <div className="row">
        <Button type="submit">{common.reveal}</Button>
        <Button onClick={onClose}>{common.cancel}</Button>
      </div>
    </form>
  )
}

function RepresentationForm({
  code,
  list,
  labelOf,
  onClose,
}: {
  code: string
  list: RepresentationList
  labelOf: (partyId: string) => string
  onClose: () => void
}) {
  const [partyId, setPartyId] = useState(list.parties[0]?.partyId ?? '')
  const party = list.parties.find((one) => one.partyId === partyId)
  const kinds = Object.keys(representationKinds).filter((kind) => {
    const { of } = representationKinds[kind as keyof typeof representationKinds]
    return of === 'any' || of === party?.kind
  })
  const [chosen, setChosen] = useState('agent')
  const kind = kinds.includes(chosen) ? chosen : 'agent'
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const [special, setSpecial] = useState(false)
  const [conflict, setConflict] = useState(false)
  const [whole, setWhole] = useState(false)
  const [paper, setPaper] = useState('')
  const [digest, setDigest] = useState('')
  const [until, setUntil] = useState('')
  const evidence = papers[kind] ?? []
  const wholePower = representationKinds[kind as keyof typeof representationKinds].wholePower
  return (
    <ChangeDialog
      title={staffWords.addRepresentative}
      path={`/disputes/${code}/representations`}
      body={
        digest === ''
          ? null
          : {
              partyId,
              kind,
              name: name.trim(),
              phone: phone.trim(),
              special: !wholePower && special,
              conflict: kind === 'guardian' && conflict,
              whole: party?.kind === 'organisation' && whole,
              evidenceKind: evidence.includes(paper as EvidenceKind) ? paper : evidence[0],
              evidenceDigest: digest,
              since: null,
              until,
            }
      }
      onClose={onClose}
    >
      <SelectField
        label={staffWords.ofParty}
        value={partyId}
        choices={list.parties.map((one) => ({ value: one.partyId, label: labelOf(one.partyId) }))}
        onChange={(event) => setPartyId(event.target.value)}
      />
      <SelectField
        label={staffWords.capacity}
        value={kind}
        choices={kinds.map((value) => ({ value, label: wordOf(representationKinds, value) }))}
        onChange={(event) => setChosen(event.target.value)}
      />
      <TextField
        label={staffWords.personName}
        required
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label={staffWords.phone}
        required
        inputMode="tel"
        value={phone}
        onChange={(event) => setPhone(event.target.value)}
      />
      {!wholePower && (
        <CheckField
          label={staffWords.special}
          checked={special}
          onChange={(event) => setSpecial(event.target.checked)}
        />
      )}
      {kind === 'guardian' && (
        <CheckField
          label={staffWords.conflict}
          hint={staffWords.conflictNote}
          checked={conflict}
          onChange={(event) => setConflict(event.target.checked)}
        />
      )}
      {party?.coded && (
        <CheckField label={staffWords.whole} checked={whole} onChange={(event) => setWhole(event.target.checked)} />
      )}
      <SelectField
        label={staffWords.evidence}
        value={paper}
        choices={evidence.map((value) => ({ value, label: wordOf(evidenceKinds, value) }))}
        onChange={(event) => setPaper(event.target.value)}
      />
      <TextField
        label={staffWords.evidenceFile}
        type="file"
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file) void digestOf(file).then(setDigest)
        }}
      />
      <TextField
        label={staffWords.evidenceDigest}
        hint={staffWords.evidenceDigestHint}
        required
        pattern="[0-9a-f]{64}"
        value={digest}
        onChange={(event) => setDigest(event.target.value.trim().toLowerCase())}
      />
      <TextField
        label={staffWords.until}
        type="date"
        required
        value={until}
        onChange={(event) => setUntil(event.target.value)}
      />
    </ChangeDialog>
  )
}
