import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { messageOf, post } from '../../../ui/api.ts'
import { Button, TextField } from '../../../ui/controls.tsx'
import { Dialog, tellDone } from '../../../ui/overlays.tsx'
import { useProof } from '../../../ui/proof.tsx'
import { Notice } from '../../../ui/states.tsx'
import { common } from '../../../ui/words/common.ts'
import { staffWords } from '../../../ui/words/staff.ts'

export interface Answer {
  readonly waiting?: string | null
  readonly password?: string | null
}

/** A change with its reason: every one of this part has the same form. `body` null: something needed is missing. */
export function ChangeDialog({
  title,
  note,
  path,
  body,
  danger = false,
  confirm = common.submit,
  onClose,
  children,
}: {
  title: string
  note?: string
  path: string
  body: Readonly<Record<string, unknown>> | null
  danger?: boolean
  confirm?: string
  onClose: () => void
  children?: ReactNode
}) {
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [password, setPassword] = useState<string | null>(null)
  const proof = useProof()
  const send = async (): Promise<void> => {
    if (body === null) return
    setBusy(true)
    setWrong(null)
    try {
      const answer = await proof.run(() => post<Answer>(path, { ...body, reason: reason.trim() }))
      if (answer === null) return
      await client.invalidateQueries({ queryKey: ['staff'] })
      tellDone(answer.waiting ? staffWords.waiting : staffWords.noted)
      if (answer.password) setPassword(answer.password)
      else onClose()
    } catch (cause) {
      setWrong(messageOf(cause))
    } finally {
      setBusy(false)
    }
  }
  if (password !== null)
    return (
      <Dialog title={staffWords.passwordOnce} open onClose={onClose}>
        <div className="stack">
          <p>
            <code className="staff-password">{password}</code>
          </p>
          <Notice tone="warn">{staffWords.passwordGive}</Notice>
        </div>
      </Dialog>
    )
  return (
    <Dialog title={title} open onClose={onClose}>
      {proof.dialog}
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        {note !== undefined && <p className="muted">{note}</p>}
        {children}
        <TextField
          label={staffWords.reason}
          hint={staffWords.reasonHint}
          required
          minLength={2}
          maxLength={300}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <div className="row">
          <Button kind={danger ? 'danger' : 'primary'} type="submit" busy={busy}>
            {confirm}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}
