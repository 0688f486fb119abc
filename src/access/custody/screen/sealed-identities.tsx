import { useQuery, useQueryClient } from '@tanstack/react-query'
import { LockKeyhole } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { get, messageOf, post } from '../../../ui/api.ts'
import { Button, CheckField, SelectField, TextArea, TextField } from '../../../ui/controls.tsx'
import { dateTime } from '../../../ui/format.ts'
import { Dialog, tellDone } from '../../../ui/overlays.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { useProof } from '../../../ui/proof.tsx'
import { Countdown, useShown } from '../../../ui/reveal.tsx'
import { useMay } from '../../../ui/session.tsx'
import { Loaded, Notice } from '../../../ui/states.tsx'
import { SourceReference } from '../../../ui/trace.tsx'
import { common } from '../../../ui/words/common.ts'
import { custodyWords } from '../../../ui/words/custody.ts'
import { fill } from '../../../ui/words.ts'
import { type CustodyPart, custodyPartKeys, custodyPurposeKeys } from '../../../vocabulary/words/custody.ts'
import type { OpenedIdentity, OwnRequest, SealedRecord, SealedRecords } from '../schema.ts'
import { partWord, partWords, purposeWord } from './words.ts'

/**
 * The sealed records of a dispute and how far the reader's own requests for them came; of `recordId` alone where it is one of
 * them, of all where it only names the same person.
 */
export function SealedIdentities({ code, recordId }: { code: string; recordId?: string }) {
  const may = useMay()
  const result = useQuery({
    queryKey: ['custody', 'dispute', code],
    queryFn: ({ signal }) => get<SealedRecords>(`/disputes/${code}/identities`, signal),
    enabled: may('custody.ask'),
    refetchInterval: 30_000,
  })
  if (!may('custody.ask')) return null
  return (
    <Panel title={custodyWords.title} className="no-print">
      <Loaded result={result} lines={3}>
        {({ items }) => (
          <div className="stack">
            <p className="muted">{custodyWords.panelNote}</p>
            <ul className="sealed-records">
              {(items.some((item) => item.recordId === recordId)
                ? items.filter((item) => item.recordId === recordId)
                : items
              ).map((item) => (
                <li key={item.recordId}>
                  <Sealed code={code} item={item} />
                </li>
              ))}
            </ul>
          </div>
        )}
      </Loaded>
    </Panel>
  )
}

function stateLine(request: OwnRequest): string {
  const time = request.until === null ? '' : dateTime(request.until)
  const reason = request.decisionReason ?? ''
  switch (request.state) {
    case 'waiting':
      return fill(custodyWords.stateWaiting, { time: dateTime(request.at) })
    case 'granted':
      return fill(custodyWords.stateGranted, { parts: partWords(request.granted), time })
    case 'over':
      return fill(custodyWords.stateOver, { time })
    case 'refused':
      return fill(custodyWords.stateRefused, { reason })
    case 'revoked':
      return fill(custodyWords.stateRevoked, { reason })
  }
}

function Sealed({ code, item }: { code: string; item: SealedRecord }) {
  const [asked, setAsked] = useState<'ask' | 'open' | null>(null)
  const { shown, show, hide } = useShown<OpenedIdentity>()
  const { request } = item
  const again = request !== null && request.state !== 'waiting' && request.state !== 'granted'
  return (
    <div className="stack tight">
      <p>
        <LockKeyhole size={14} strokeWidth={1.5} aria-hidden="true" />{' '}
        <SourceReference source={item.source} number={item.number} />{' '}
        <span className="faint">{dateTime(item.occurredAt)}</span>
      </p>
      {request !== null && (
        <p className={again ? 'muted' : undefined} role="status">
          {stateLine(request)}
        </p>
      )}
      {shown === null ? (
        <div className="row">
          {request?.state === 'granted' && (
            <Button kind="primary" onClick={() => setAsked('open')}>
              {custodyWords.open}
            </Button>
          )}
          {(request === null || again) && (
            <Button onClick={() => setAsked('ask')}>{again ? custodyWords.askAgain : custodyWords.ask}</Button>
          )}
        </div>
      ) : (
        <Opened identity={shown.value}>
          <Countdown left={shown.left} onHide={hide} />
        </Opened>
      )}
      {asked === 'ask' && <AskDialog code={code} item={item} onClose={() => setAsked(null)} />}
      {asked === 'open' && request !== null && (
        <OpenDialog requestId={request.id} onOpened={show} onClose={() => setAsked(null)} />
      )}
    </div>
  )
}

function Opened({ identity, children }: { identity: OpenedIdentity; children: ReactNode }) {
  return (
    <section className="opened-identity" aria-label={custodyWords.opened}>
      {identity.items.length === 0 && <p className="muted">{custodyWords.nothing}</p>}
      <dl>
        {identity.items.map((entry) => (
          <div key={entry.column}>
            <dt>{entry.column}</dt>
            <dd>{entry.value}</dd>
          </div>
        ))}
      </dl>
      {children}
    </section>
  )
}

function AskDialog({ code, item, onClose }: { code: string; item: SealedRecord; onClose: () => void }) {
  const client = useQueryClient()
  const proof = useProof()
  const [purpose, setPurpose] = useState('')
  const [parts, setParts] = useState<readonly CustodyPart[]>([])
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const ask = async (): Promise<void> => {
    setBusy(true)
    setWrong(null)
    try {
      const made = await proof.run(() =>
        post<OwnRequest>(`/disputes/${code}/identities/requests`, {
          recordId: item.recordId,
          purpose,
          parts,
          reason: reason.trim(),
        }),
      )
      if (made === null) return
      await client.invalidateQueries({ queryKey: ['custody'] })
      tellDone(custodyWords.sent)
      onClose()
    } catch (cause) {
      setWrong(messageOf(cause))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog title={custodyWords.askTitle} open onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (parts.length === 0) setWrong(custodyWords.nothingChosen)
          else void ask()
        }}
      >
        <p className="muted">
          <SourceReference source={item.source} number={item.number} /> {dateTime(item.occurredAt)}
        </p>
        <SelectField
          label={custodyWords.purpose}
          required
          value={purpose}
          placeholder={common.pickOne}
          choices={custodyPurposeKeys.map((key) => ({ value: key, label: purposeWord(key) }))}
          onChange={(event) => setPurpose(event.target.value)}
        />
        <PartChoice legend={custodyWords.parts} offered={custodyPartKeys} chosen={parts} onChoose={setParts} />
        <TextArea
          label={custodyWords.reason}
          hint={custodyWords.reasonHint}
          required
          minLength={4}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <div className="row">
          <Button type="submit" kind="primary" busy={busy}>
            {custodyWords.send}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </div>
      </form>
      {proof.dialog}
    </Dialog>
  )
}

export function PartChoice({
  legend,
  offered,
  chosen,
  onChoose,
}: {
  legend: string
  offered: readonly CustodyPart[]
  chosen: readonly CustodyPart[]
  onChoose: (parts: readonly CustodyPart[]) => void
}) {
  return (
    <fieldset className="radio-group">
      <legend>{legend}</legend>
      {offered.map((part) => (
        <CheckField
          key={part}
          label={partWord(part)}
          checked={chosen.includes(part)}
          onChange={(event) =>
            onChoose(event.target.checked ? [...chosen, part] : chosen.filter((entry) => entry !== part))
          }
        />
      ))}
    </fieldset>
  )
}

function OpenDialog({
  requestId,
  onOpened,
  onClose,
}: {
  requestId: string
  onOpened: (identity: OpenedIdentity) => void
  onClose: () => void
}) {
  const client = useQueryClient()
  const proof = useProof()
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const open = async (): Promise<void> => {
    setBusy(true)
    setWrong(null)
    try {
      const identity = await proof.run(() =>
        post<OpenedIdentity>(`/custody/requests/${requestId}/open`, { reason: reason.trim() }),
      )
      if (identity === null) return
      onOpened(identity)
      onClose()
    } catch (cause) {
      setWrong(messageOf(cause))
      // A grant that ran out or was taken back meanwhile shows as such.
      void client.invalidateQueries({ queryKey: ['custody'] })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog title={custodyWords.opened} open onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void open()
        }}
      >
        <TextField
          label={custodyWords.openReason}
          hint={custodyWords.openNote}
          required
          minLength={4}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <div className="row">
          <Button type="submit" kind="primary" busy={busy}>
            {custodyWords.open}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </div>
      </form>
      {proof.dialog}
    </Dialog>
  )
}
