import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf, post } from '../../ui/api.ts'
import { Button, RadioGroup, SelectField, TextArea } from '../../ui/controls.tsx'
import { Dialog, tellDone } from '../../ui/overlays.tsx'
import { useWhy } from '../../ui/session.tsx'
import { Notice } from '../../ui/states.tsx'
import { common } from '../../ui/words/common.ts'
import { linkingWords } from '../../ui/words/linking.ts'
import type { DisputePage, RequestedOperation } from '../schema.ts'

/** Stands for the person of the same party in other disputes. */
const elsewhere = 'elsewhere'
const sides = {
  claimant: linkingWords.claimant,
  respondent: linkingWords.respondent,
  other: linkingWords.other,
} as const

/** Says of two persons of a dispute that they are one or are not, or that one of them is somebody else than elsewhere. */
export function WhoIsWho({ dispute }: { dispute: DisputePage }) {
  const [asked, setAsked] = useState(false)
  const why = useWhy('dispute.link')
  return (
    <>
      <Button disabledReason={why} onClick={() => setAsked(true)}>
        {linkingWords.whoIsWho}
      </Button>
      {asked && <JudgementDialog dispute={dispute} onClose={() => setAsked(false)} />}
    </>
  )
}

function JudgementDialog({ dispute, onClose }: { dispute: DisputePage; onClose: () => void }) {
  const client = useQueryClient()
  // Who stands on two sides is listed once.
  const persons = [
    ...new Map(
      dispute.parties.filter((party) => party.kind === 'person').map((party) => [party.partyId, party] as const),
    ).values(),
  ]
  const [person, setPerson] = useState(persons[0]?.partyId ?? '')
  const [chosen, setChosen] = useState(persons[1]?.partyId ?? elsewhere)
  const [verdict, setVerdict] = useState('')
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const choices = persons.map((party) => ({
    value: party.partyId,
    label: `${sides[party.side]} ${party.sealed ? linkingWords.sealed : party.label}${party.phoneMasked ? ` ${party.phoneMasked}` : ''}`,
  }))
  const other = chosen === person ? elsewhere : chosen
  const asks = other === elsewhere ? { dispute: dispute.traceCode } : { other }
  const said = other === elsewhere ? 'different' : verdict

  const decide = async (): Promise<void> => {
    try {
      const sent = await post<RequestedOperation | null>(`/parties/${person}/judgements`, {
        ...asks,
        verdict: said,
        reason,
      })
      if (sent !== null && sent.proposal !== null) tellDone(linkingWords.requested)
      await client.invalidateQueries({ queryKey: ['disputes'] })
      onClose()
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <Dialog title={`${linkingWords.whoIsWho} · ${dispute.traceCode}`} open onClose={onClose}>
      {persons.length === 0 ? (
        <p>{linkingWords.onePersonOnly}</p>
      ) : (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            void decide()
          }}
        >
          <p className="muted">{linkingWords.whoIsWhoNote}</p>
          <SelectField
            label={linkingWords.person}
            choices={choices}
            value={person}
            onChange={(event) => setPerson(event.target.value)}
          />
          <SelectField
            label={linkingWords.otherPerson}
            choices={[
              ...choices.filter((choice) => choice.value !== person),
              { value: elsewhere, label: linkingWords.elsewhere },
            ]}
            value={other}
            onChange={(event) => setChosen(event.target.value)}
          />
          {other === elsewhere ? (
            <p>
              {linkingWords.verdict} {linkingWords.differentPerson}
            </p>
          ) : (
            <RadioGroup
              legend={linkingWords.verdict}
              name="verdict"
              value={verdict}
              choices={[
                { value: 'same', label: linkingWords.samePerson },
                { value: 'different', label: linkingWords.differentPerson },
                { value: 'unsure', label: linkingWords.unsurePerson },
              ]}
              onChoose={setVerdict}
            />
          )}
          <TextArea
            label={linkingWords.reason}
            hint={linkingWords.reasonHint}
            required
            minLength={4}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
          <div className="row">
            <Button type="submit" kind="primary" disabledReason={said === '' ? linkingWords.verdict : null}>
              {common.confirm}
            </Button>
            <Button onClick={onClose}>{common.cancel}</Button>
          </div>
        </form>
      )}
    </Dialog>
  )
}
