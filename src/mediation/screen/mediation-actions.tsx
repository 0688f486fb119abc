import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Static } from 'typebox'
import { get, query } from '../../ui/api.ts'
import { Button, SelectField, TextArea } from '../../ui/controls.tsx'
import { Dialog } from '../../ui/overlays.tsx'
import { common } from '../../ui/words/common.ts'
import { mediationWords } from '../../ui/words/mediation.ts'
import type { MediationBody } from '../schema.ts'
import type { Act, Detail } from './mediation-page.tsx'

type Body = Static<typeof MediationBody>
export const useBodies = (traceCode?: string) =>
  useQuery({
    queryKey: ['mediation-bodies', traceCode],
    queryFn: ({ signal }) => get<{ items: readonly Body[] }>(`/mediation-bodies${query({ traceCode })}`, signal),
  })

type Open = 'chooseBody' | 'consent' | 'end' | null

/** The buttons that the state table gives this reader now; the rest is not shown rather than shown dead. */
export function MediationActions({ mediation, act }: { mediation: Detail; act: Act }) {
  const [open, setOpen] = useState<Open>(null)
  const may = (action: Detail['may'][number]): boolean => mediation.may.includes(action)
  const simple = (action: 'openSession'): void => void act({ action }).catch(() => {})
  return (
    <div className="row no-print">
      {may('consent') && <Button onClick={() => setOpen('consent')}>{mediationWords.recordConsent}</Button>}
      {(may('chooseBody') || may('assignMediator')) && (
        <Button onClick={() => setOpen('chooseBody')}>
          {mediation.body === null ? mediationWords.chooseBody : mediationWords.assign}
        </Button>
      )}
      {may('openSession') && (
        <Button kind="primary" onClick={() => simple('openSession')}>
          {mediationWords.openSession}
        </Button>
      )}
      {may('end') && <Button onClick={() => setOpen('end')}>{mediationWords.end}</Button>}
      {open === 'chooseBody' && <BodyDialog mediation={mediation} act={act} onClose={() => setOpen(null)} />}
      {open === 'consent' && <ConsentDialog mediation={mediation} act={act} onClose={() => setOpen(null)} />}
      {open === 'end' && <EndDialog act={act} onClose={() => setOpen(null)} />}
    </div>
  )
}

interface DialogProps {
  readonly mediation: Detail
  readonly act: Act
  readonly onClose: () => void
}

function BodyDialog({ mediation, act, onClose }: DialogProps) {
  const bodies = useBodies(mediation.traceCode)
  const [bodyId, setBodyId] = useState(mediation.body?.id ?? '')
  const [mediatorId, setMediatorId] = useState(mediation.mediator?.id ?? '')
  const list = bodies.data?.items ?? []
  const body = list.find((item) => item.id === bodyId)
  const choose = async (): Promise<void> => {
    if (bodyId !== mediation.body?.id && mediation.may.includes('chooseBody'))
      await act({
        action: 'chooseBody',
        bodyId,
        ...(mediation.may.includes('assignMediator') || mediatorId === '' ? {} : { mediatorId }),
      })
    if (mediatorId !== '' && mediation.may.includes('assignMediator'))
      await act({ action: 'assignMediator', mediatorId })
    onClose()
  }
  return (
    <Dialog title={mediationWords.chooseBody} open onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          choose().catch(() => {})
        }}
      >
        <SelectField
          label={mediationWords.body}
          required
          placeholder={common.pickOne}
          value={bodyId}
          hint={body?.suggested ?? null}
          onChange={(event) => {
            setBodyId(event.target.value)
            setMediatorId('')
          }}
          choices={list.map((item) => ({ value: item.id, label: item.name }))}
        />
        <SelectField
          label={mediationWords.mediator}
          placeholder={common.pickOne}
          value={mediatorId}
          onChange={(event) => setMediatorId(event.target.value)}
          choices={(body?.mediators ?? []).map((mediator) => ({ value: mediator.officerId, label: mediator.name }))}
        />
        <div className="row">
          <Button type="submit" kind="primary">
            {common.confirm}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}

function ConsentDialog({ mediation, act, onClose }: DialogProps) {
  const [partyId, setPartyId] = useState('')
  const [reason, setReason] = useState('')
  const waiting = mediation.parties.filter((party) => party.consent === null && party.withdrawnAt === null)
  const record = async (): Promise<void> => {
    await act({ action: 'consent', partyId, reason, textVersion: mediation.consentText.version })
    onClose()
  }
  return (
    <Dialog title={mediationWords.recordConsent} open onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          record().catch(() => {})
        }}
      >
        <p className="prose">{mediation.consentText.text}</p>
        <SelectField
          label={mediationWords.parties}
          required
          placeholder={common.pickOne}
          value={partyId}
          onChange={(event) => setPartyId(event.target.value)}
          choices={waiting.map((party) => ({ value: party.partyId, label: party.name }))}
        />
        <TextArea
          label={mediationWords.reason}
          required
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <div className="row">
          <Button type="submit" kind="primary">
            {mediationWords.recordConsent}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}

function EndDialog({ act, onClose }: { act: Act; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const end = async (): Promise<void> => {
    await act({ action: 'end', reason })
    onClose()
  }
  return (
    <Dialog title={mediationWords.end} open onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          end().catch(() => {})
        }}
      >
        <p className="muted">{mediationWords.endNote}</p>
        <TextArea
          label={mediationWords.endReason}
          required
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <div className="row">
          <Button type="submit" kind="danger">
            {mediationWords.end}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}
