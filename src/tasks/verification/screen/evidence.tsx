import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { apiRoot, get, messageOf, post } from '../../../ui/api.ts'
import { Button, SelectField, TextArea } from '../../../ui/controls.tsx'
import { dateTime } from '../../../ui/format.ts'
import { Dialog } from '../../../ui/overlays.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { townChoices } from '../../../ui/places.ts'
import { useMay } from '../../../ui/session.tsx'
import { Loaded, Notice } from '../../../ui/states.tsx'
import { common } from '../../../ui/words/common.ts'
import { verificationUi } from '../../../ui/words/verification.ts'
import type { VerificationList } from '../schema.ts'

interface Asked {
  readonly id: string
  readonly town: string | null
  readonly state: string
  readonly sealed: boolean
  readonly carePath: boolean
}

/** What grid workers saw, as evidence on the alert's page; and the way to ask them. */
export function Evidence({ alert }: { alert: Asked }) {
  const may = useMay()
  const [asking, setAsking] = useState(false)
  const result = useQuery({
    queryKey: ['alerts', 'verifications', alert.id],
    enabled: may('verification.read'),
    queryFn: ({ signal }) => get<VerificationList>(`/alerts/${alert.id}/verifications`, signal),
  })
  if (!may('verification.read')) return null
  const open = (alert.state === 'raised' || alert.state === 'confirmed') && !alert.sealed && !alert.carePath
  return (
    <Panel title={verificationUi.title}>
      <Loaded result={result} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">{verificationUi.none}</p>
          ) : (
            <ul className="grid-list">
              {items.map((one) => (
                <li key={one.id}>
                  <span>
                    <strong>{one.finding === null ? verificationUi.waiting : verificationUi[one.finding]}</strong>{' '}
                    {one.question}
                  </span>
                  {one.note !== null && <span className="prose">{one.note}</span>}
                  <span className="faint">
                    {one.answeredAt === null
                      ? `${one.askedBy} ${dateTime(one.askedAt)}`
                      : `${one.answeredBy} ${dateTime(one.answeredAt)}`}
                  </span>
                  {one.hasPhoto && (
                    <img
                      className="evidence"
                      src={`${apiRoot}/verifications/${one.id}/photo`}
                      alt={verificationUi.photo}
                    />
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {open && may('verification.ask') && <Button onClick={() => setAsking(true)}>{verificationUi.ask}</Button>}
      {asking && <AskDialog alert={alert} onClose={() => setAsking(false)} />}
    </Panel>
  )
}

function AskDialog({ alert, onClose }: { alert: Asked; onClose: () => void }) {
  const client = useQueryClient()
  const [question, setQuestion] = useState('')
  const [town, setTown] = useState(alert.town ?? '')
  const [wrong, setWrong] = useState<string | null>(null)
  const ask = async (): Promise<void> => {
    try {
      await post(`/alerts/${alert.id}/verifications`, { question, ...(town === '' ? {} : { town }) })
      await client.invalidateQueries({ queryKey: ['alerts'] })
      onClose()
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <Dialog title={verificationUi.ask} open onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void ask()
        }}
      >
        <p className="muted">{verificationUi.askNote}</p>
        <TextArea
          label={verificationUi.question}
          required
          minLength={4}
          maxLength={500}
          value={question}
          onChange={(event) => setQuestion(event.target.value)}
        />
        {alert.town === null && (
          <SelectField
            label={verificationUi.town}
            required
            placeholder={common.pickOne}
            value={town}
            choices={townChoices}
            onChange={(event) => setTown(event.target.value)}
          />
        )}
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <div className="row">
          <Button type="submit" kind="primary">
            {verificationUi.ask}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}
