import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, messageOf, post } from '../../ui/api.ts'
import { Button, CheckField, TextArea, TextField } from '../../ui/controls.tsx'
import { dateTime } from '../../ui/format.ts'
import { To } from '../../ui/navigation.tsx'
import { Dialog, tellDone } from '../../ui/overlays.tsx'
import { Panel } from '../../ui/panel.tsx'
import { useMay, useWhy } from '../../ui/session.tsx'
import { useShortcuts } from '../../ui/shortcuts.ts'
import { Notice } from '../../ui/states.tsx'
import { SourceReference } from '../../ui/trace.tsx'
import { common } from '../../ui/words/common.ts'
import { linkingWords } from '../../ui/words/linking.ts'
import { fill } from '../../ui/words.ts'
import type { DisputePage, OperationView, RequestedOperation, Timeline } from '../schema.ts'
import { WhoIsWho } from './who-is-who.tsx'

const kindWords: Readonly<Record<OperationView['kind'], string>> = {
  open: linkingWords.openKind,
  attach: linkingWords.attach,
  detach: linkingWords.detach,
  merge: linkingWords.mergeKind,
  split: linkingWords.splitKind,
  undo: linkingWords.undoKind,
}

const requestWords: Readonly<Record<DisputePage['requests'][number]['kind'], string>> = {
  merge: linkingWords.mergeKind,
  split: linkingWords.splitKind,
  attach: linkingWords.attach,
  join: linkingWords.whoIsWho,
}

type Asked = { readonly kind: 'merge' | 'split' | 'attach' } | { readonly kind: 'undo'; readonly id: string }

/** Why the records stand together, part by part, and the ways to part them again. */
export function DisputeLinks({ dispute }: { dispute: DisputePage }) {
  const may = useMay()
  const links = may('dispute.link')
  const why = useWhy('dispute.link')
  const [asked, setAsked] = useState<Asked | null>(null)
  useShortcuts(links ? { d: () => setAsked({ kind: 'merge' }) } : {})
  return (
    <Panel title={linkingWords.links}>
      <div className="stack">
        <div className="row no-print">
          <Button shortcut="d" disabledReason={why} onClick={() => setAsked({ kind: 'merge' })}>
            {linkingWords.merge}
          </Button>
          <Button disabledReason={why} onClick={() => setAsked({ kind: 'split' })}>
            {linkingWords.split}
          </Button>
          <Button disabledReason={why} onClick={() => setAsked({ kind: 'attach' })}>
            {linkingWords.move}
          </Button>
          <WhoIsWho dispute={dispute} />
        </div>
        {dispute.requests.map((request) => (
          <Notice key={request.id} tone="warn">
            <strong>{linkingWords.waitingRequest}</strong> {requestWords[request.kind]}{' '}
            {request.other !== null && (
              <To path={`/disputes/${request.other}`}>
                <code>{request.other}</code>
              </To>
            )}
            <p className="faint">
              {fill(linkingWords.by, { actor: request.actor, time: dateTime(request.at) })} · {request.reason}
            </p>
            {may('review.answer') && <To path={`/reviews/${request.id}`}>{linkingWords.compare}</To>}
          </Notice>
        ))}
        {dispute.proposals.map((proposal) => (
          <Notice key={proposal.id} tone="warn">
            <strong>{linkingWords.proposals}</strong>{' '}
            <To path={`/disputes/${proposal.other}`}>
              <code>{proposal.other}</code>
            </To>
            <p className="faint">
              {proposal.evidence.join('；')} · {linkingWords.weight} {proposal.weight.toFixed(1)}
            </p>
            {may('review.answer') && <To path={`/reviews/${proposal.id}`}>{linkingWords.compare}</To>}
          </Notice>
        ))}
        <ol className="stack tight">
          {dispute.operations.map((operation) => (
            <li key={operation.id}>
              <details>
                <summary>
                  {operation.rule === 'person' && operation.kind !== 'undo'
                    ? linkingWords.whoIsWho
                    : kindWords[operation.kind]}{' '}
                  · {fill(linkingWords.by, { actor: operation.actor, time: dateTime(operation.at) })}
                  {operation.undoneBy !== null && ` · ${linkingWords.undone}`}
                </summary>
                {operation.reason !== null && <p>{operation.reason}</p>}
                <table className="table" aria-label={linkingWords.links}>
                  <tbody>
                    {operation.evidence.map((part) => (
                      <tr key={part.line}>
                        <td>{part.line}</td>
                        <td className="number">
                          {part.weight === null ? '' : `${part.weight > 0 ? '+' : ''}${part.weight.toFixed(1)}`}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
                {operation.undoable && links && (
                  <Button onClick={() => setAsked({ kind: 'undo', id: operation.id })}>{linkingWords.undo}</Button>
                )}
              </details>
            </li>
          ))}
        </ol>
      </div>
      {asked !== null && <LinkDialog dispute={dispute} asked={asked} onClose={() => setAsked(null)} />}
    </Panel>
  )
}

function LinkDialog({ dispute, asked, onClose }: { dispute: DisputePage; asked: Asked; onClose: () => void }) {
  const client = useQueryClient()
  const [other, setOther] = useState('')
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const timeline = useQuery({
    queryKey: ['disputes', 'timeline', dispute.traceCode],
    queryFn: ({ signal }) => get<Timeline>(`/disputes/${dispute.traceCode}/timeline`, signal),
    enabled: asked.kind === 'split' || asked.kind === 'attach',
  })
  const title = {
    merge: linkingWords.merge,
    split: linkingWords.split,
    attach: linkingWords.move,
    undo: linkingWords.undo,
  }[asked.kind]
  const takesRecords = asked.kind === 'split' || asked.kind === 'attach'
  const records = (timeline.data?.items ?? []).filter((entry) => entry.recordId !== null)

  const decide = async (): Promise<void> => {
    try {
      const path = `/disputes/${dispute.traceCode}`
      if (asked.kind === 'undo') await post(`/operations/${asked.id}/undo`, { reason })
      else {
        const sent =
          asked.kind === 'merge'
            ? await post<RequestedOperation>(`${path}/merge`, { other, reason })
            : asked.kind === 'attach'
              ? await post<RequestedOperation>(`${path}/attach`, { records: chosen, to: other, reason })
              : await post<RequestedOperation>(`${path}/split`, { records: chosen, reason })
        if (sent.proposal !== null) tellDone(linkingWords.requested)
      }
      await client.invalidateQueries({ queryKey: ['disputes'] })
      onClose()
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <Dialog title={`${title} · ${dispute.traceCode}`} open onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void decide()
        }}
      >
        <p className="muted">{linkingWords.undoNote}</p>
        {(asked.kind === 'merge' || asked.kind === 'attach') && (
          <TextField
            label={asked.kind === 'merge' ? linkingWords.mergeOther : linkingWords.moveTo}
            required
            value={other}
            onChange={(event) => setOther(event.target.value)}
          />
        )}
        {takesRecords && (
          <fieldset className="radio-group">
            <legend>{asked.kind === 'attach' ? linkingWords.moveChoose : linkingWords.splitChoose}</legend>
            {records.map((entry) => (
              <CheckField
                key={entry.id}
                label={
                  <>
                    <SourceReference source={entry.source ?? ''} number={entry.number ?? ''} /> {dateTime(entry.at)}
                  </>
                }
                checked={chosen.includes(entry.recordId ?? '')}
                onChange={(event) =>
                  setChosen(
                    event.target.checked
                      ? [...chosen, entry.recordId ?? '']
                      : chosen.filter((id) => id !== entry.recordId),
                  )
                }
              />
            ))}
          </fieldset>
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
          <Button
            type="submit"
            kind="primary"
            disabledReason={takesRecords && chosen.length === 0 ? linkingWords.splitChoose : null}
          >
            {common.confirm}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}
