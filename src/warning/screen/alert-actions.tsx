import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, messageOf, type Page, post } from '../../ui/api.ts'
import { Button, TextArea } from '../../ui/controls.tsx'
import { To, useGo } from '../../ui/navigation.tsx'
import { Dialog } from '../../ui/overlays.tsx'
import { useMay, useWhy } from '../../ui/session.tsx'
import { useShortcuts } from '../../ui/shortcuts.ts'
import { Notice } from '../../ui/states.tsx'
import { common } from '../../ui/words/common.ts'
import { taskWords } from '../../ui/words/tasks.ts'
import { warningWords } from '../../ui/words/warning.ts'
import type { AlertPage, AlertRow } from '../schema.ts'
import { EducationDialog } from './education-dialog.tsx'
import { GiveTaskDialog } from './give-task-dialog.tsx'
import { VisitListDialog } from './visit-list-dialog.tsx'

type Kind = 'confirm' | 'dismiss' | 'close' | 'giveTask' | 'visits' | 'education'

export function AlertActions({ alert }: { alert: AlertPage }) {
  const may = useMay()
  const [open, setOpen] = useState<Kind | null>(null)
  const go = useGo()
  /** On to the next alert that waits, or back to the inbox where none does. */
  const next = async (): Promise<void> => {
    const { items } = await get<Page<AlertRow>>('/alerts?view=pending&limit=100')
    const at = items.findIndex((item) => item.id === alert.id)
    const following = items[at + 1] ?? items.find((item) => item.id !== alert.id)
    go(following === undefined ? '/inbox' : `/alerts/${following.id}`)
  }
  const allowed = (kind: 'confirm' | 'dismiss' | 'close' | 'giveTask'): boolean => alert.allowed.includes(kind)
  useShortcuts({
    ...(allowed('confirm') ? { c: () => setOpen('confirm') } : {}),
    ...(allowed('dismiss') ? { x: () => setOpen('dismiss') } : {}),
    ...(may('alert.triage') ? { n: () => void next() } : {}),
  })
  const acted = alert.state === 'confirmed' || alert.state === 'closed'
  const why = useWhy('alert.triage')
  return (
    <div className="row no-print">
      {allowed('confirm') && (
        <Button kind="primary" shortcut="c" onClick={() => setOpen('confirm')}>
          {warningWords.confirm}
        </Button>
      )}
      {!allowed('confirm') && why !== null && alert.state === 'raised' && (
        <Button disabledReason={why}>{warningWords.confirm}</Button>
      )}
      {allowed('dismiss') && (
        <Button shortcut="x" onClick={() => setOpen('dismiss')}>
          {warningWords.dismiss}
        </Button>
      )}
      {allowed('giveTask') && <Button onClick={() => setOpen('giveTask')}>{warningWords.giveTask}</Button>}
      {acted && may('visit.act') && <Button onClick={() => setOpen('visits')}>{taskWords.createVisits}</Button>}
      {acted && may('mediation.create') && alert.level === 'meso' && (
        <To className="button" path={`/plans/new?alert=${alert.id}`}>
          {warningWords.planBatch}
        </To>
      )}
      {acted && may('advice.write') && (
        <To className="button" path={`/advice?alert=${alert.id}`}>
          {warningWords.adviceDraft}
        </To>
      )}
      {acted && may('education.write') && (
        <Button onClick={() => setOpen('education')}>{warningWords.educationTask}</Button>
      )}
      {allowed('close') && <Button onClick={() => setOpen('close')}>{warningWords.close}</Button>}
      {may('alert.triage') && (
        <Button kind="plain" shortcut="n" onClick={() => void next()}>
          {warningWords.nextAlert}
        </Button>
      )}
      <Button kind="plain" onClick={() => window.print()}>
        {common.print}
      </Button>
      {(open === 'confirm' || open === 'dismiss' || open === 'close') && (
        <DecisionDialog alert={alert} kind={open} onClose={() => setOpen(null)} />
      )}
      {open === 'giveTask' && <GiveTaskDialog alert={alert} onClose={() => setOpen(null)} />}
      {open === 'visits' && <VisitListDialog alertId={alert.id} onClose={() => setOpen(null)} />}
      {open === 'education' && <EducationDialog alert={alert} onClose={() => setOpen(null)} />}
    </div>
  )
}

const decisionTexts = {
  confirm: { title: warningWords.confirm, note: warningWords.confirmNote, label: warningWords.triageReason },
  dismiss: { title: warningWords.dismiss, note: warningWords.dismissNote, label: warningWords.triageReason },
  close: { title: warningWords.close, note: warningWords.closeNote, label: warningWords.closeSummary },
} as const

/** A named person decides, with a reason; nothing is sent before. */
function DecisionDialog({
  alert,
  kind,
  onClose,
}: {
  alert: AlertPage
  kind: 'confirm' | 'dismiss' | 'close'
  onClose: () => void
}) {
  const client = useQueryClient()
  const [text, setText] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const words = decisionTexts[kind]
  const decide = async (): Promise<void> => {
    setBusy(true)
    try {
      if (kind === 'close') await post(`/alerts/${alert.id}/close`, { summary: text })
      else await post(`/alerts/${alert.id}/triage`, { decision: kind, reason: text })
      await Promise.all([
        client.invalidateQueries({ queryKey: ['alerts'] }),
        client.invalidateQueries({ queryKey: ['tasks'] }),
      ])
      onClose()
    } catch (cause) {
      setWrong(messageOf(cause))
      setBusy(false)
    }
  }
  return (
    <Dialog title={`${words.title} · ${alert.code}`} open onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void decide()
        }}
      >
        <p className="muted">{words.note}</p>
        <TextArea
          label={words.label}
          required
          minLength={kind === 'close' ? 5 : 2}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <div className="row">
          <Button type="submit" kind="primary" busy={busy}>
            {words.title}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}
