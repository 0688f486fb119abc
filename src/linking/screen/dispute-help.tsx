import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Static } from 'typebox'
import type { FilingPack, MediationSummary } from '../../mediation/schema.ts'
import { get, messageOf, type Page, post } from '../../ui/api.ts'
import { Button, TextArea } from '../../ui/controls.tsx'
import { date } from '../../ui/format.ts'
import { To, useGo } from '../../ui/navigation.tsx'
import { Dialog, tellWrong } from '../../ui/overlays.tsx'
import { Panel } from '../../ui/panel.tsx'
import { useMay } from '../../ui/session.tsx'
import { Notice } from '../../ui/states.tsx'
import { common } from '../../ui/words/common.ts'
import { linkingWords } from '../../ui/words/linking.ts'
import { mediationStateWords } from '../../ui/words/mediation.ts'
import type { DisputePage } from '../schema.ts'

type Pack = Static<typeof FilingPack>

/** Ways on from here; suit and petition are always among them. */
export function DisputeHelp({ dispute }: { dispute: DisputePage }) {
  const may = useMay()
  const [open, setOpen] = useState(false)
  const [pack, setPack] = useState<Pack | null>(null)
  const mediations = useQuery({
    queryKey: ['mediations', 'of', dispute.traceCode],
    queryFn: ({ signal }) =>
      get<Page<Static<typeof MediationSummary>>>(`/mediations?state=all&traceCode=${dispute.traceCode}`, signal),
    enabled: may('mediation.read'),
  })
  const file = async (kind: 'suit' | 'petition'): Promise<void> => {
    try {
      setPack(await post<Pack>(`/disputes/${dispute.traceCode}/filing-pack`, { kind }))
    } catch (cause) {
      tellWrong(cause)
    }
  }
  return (
    <Panel title={linkingWords.help}>
      <div className="stack">
        {(mediations.data?.items ?? []).map((mediation) => (
          <p key={mediation.id}>
            <To path={`/mediations/${mediation.id}`}>{mediation.body?.name ?? linkingWords.mediations}</To>{' '}
            <span className="muted">
              {mediationStateWords[mediation.state]} · {date(mediation.startedAt)}
            </span>
          </p>
        ))}
        {may('mediation.create') && !dispute.sealed && (
          <div>
            <Button onClick={() => setOpen(true)}>{linkingWords.startMediation}</Button>
            <p className="faint">{linkingWords.startMediationNote}</p>
          </div>
        )}
        <div className="row">
          <Button onClick={() => void file('suit')}>{linkingWords.suit}</Button>
          <Button onClick={() => void file('petition')}>{linkingWords.petition}</Button>
        </div>
        <p className="faint">{linkingWords.filingNote}</p>
      </div>
      {open && <ApplyDialog traceCode={dispute.traceCode} onClose={() => setOpen(false)} />}
      {pack !== null && (
        <Dialog
          title={pack.title}
          open
          wide
          onClose={() => setPack(null)}
          footer={<Button onClick={() => window.print()}>{common.print}</Button>}
        >
          <FilingPackText pack={pack} />
        </Dialog>
      )}
    </Panel>
  )
}

export function FilingPackText({ pack }: { pack: Pack }) {
  return (
    <div className="stack">
      <p className="strong">{pack.promise}</p>
      <h3>{linkingWords.competent}</h3>
      <ul className="plain-list">
        {pack.competent.map((body) => (
          <li key={body.name}>
            {body.name}：{body.why}
            {!body.verified && `（${linkingWords.unverified}）`}
          </li>
        ))}
      </ul>
      {pack.routes.map((route) => (
        <div key={route.title}>
          <h3>{route.title}</h3>
          <p className="prose">{route.text}</p>
        </div>
      ))}
      <h3>{linkingWords.deadlines}</h3>
      <ul className="plain-list">
        {pack.deadlines.map((deadline) => (
          <li key={deadline.title}>
            <strong>{deadline.title}</strong> {deadline.until !== null && date(deadline.until)} {deadline.text}{' '}
            <span className="faint">
              {deadline.source}
              {!deadline.verified && `（${linkingWords.unverified}）`}
            </span>
          </li>
        ))}
      </ul>
      <h3>{linkingWords.bring}</h3>
      <ul className="plain-list">
        {pack.bring.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  )
}

function ApplyDialog({ traceCode, onClose }: { traceCode: string; onClose: () => void }) {
  const go = useGo()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const apply = async (): Promise<void> => {
    try {
      const made = await post<{ id: string }>('/mediations', { traceCode, reason })
      await client.invalidateQueries({ queryKey: ['mediations'] })
      go(`/mediations/${made.id}`)
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <Dialog title={linkingWords.startMediation} open onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void apply()
        }}
      >
        <p className="muted">{linkingWords.startMediationNote}</p>
        <TextArea
          label={linkingWords.mediationReason}
          required
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <div className="row">
          <Button type="submit" kind="primary">
            {linkingWords.startMediation}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}
