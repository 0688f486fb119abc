import { useState } from 'react'
import { messageOf, post } from '../../ui/api.ts'
import { Button, TextField } from '../../ui/controls.tsx'
import { Dialog, tellDone } from '../../ui/overlays.tsx'
import { useSession } from '../../ui/session.tsx'
import { Notice } from '../../ui/states.tsx'
import { common } from '../../ui/words/common.ts'
import { reportWords } from '../../ui/words/reports.ts'
import type { AlertPage } from '../schema.ts'

/** What was learnt goes back to where the next disputes would come from: a group is addressed, never persons. */
export function EducationDialog({ alert, onClose }: { alert: AlertPage; onClose: () => void }) {
  const session = useSession()
  const [title, setTitle] = useState('')
  const [audience, setAudience] = useState('')
  const [form, setForm] = useState('')
  const [until, setUntil] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const make = async (): Promise<void> => {
    try {
      await post('/education-tasks', {
        title,
        audience,
        form,
        until,
        place: alert.town ?? session.county.code,
        type: alert.type ?? 'other',
        alertId: alert.id,
      })
      tellDone(reportWords.education)
      onClose()
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <Dialog title={`${reportWords.education} · ${alert.code}`} open onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void make()
        }}
      >
        <TextField
          label={reportWords.educationTitle}
          required
          minLength={2}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
        <TextField
          label={reportWords.audience}
          required
          minLength={2}
          value={audience}
          onChange={(event) => setAudience(event.target.value)}
        />
        <TextField
          label={reportWords.form}
          required
          minLength={2}
          value={form}
          onChange={(event) => setForm(event.target.value)}
        />
        <TextField
          label={reportWords.until}
          type="date"
          required
          value={until}
          onChange={(event) => setUntil(event.target.value)}
        />
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <div className="row">
          <Button type="submit" kind="primary">
            {reportWords.educationMake}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}
