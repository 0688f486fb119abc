import { type FormEvent, useRef, useState } from 'react'
import { ApiProblem, messageOf, post } from '../ui/api.ts'
import { Button, CheckField, TextField } from '../ui/controls.tsx'
import { Notice } from '../ui/states.tsx'
import { signInWords } from '../ui/words/sign-in.ts'

type FieldName = 'current' | 'next' | 'repeat'

/** Which field a refusal belongs to. */
const fieldOf = (cause: unknown): FieldName | null => {
  const code = cause instanceof ApiProblem ? cause.code : ''
  if (code === 'access.wrongPassword') return 'current'
  return code.startsWith('access.password') ? 'next' : null
}

/** A new password, twice; `asksCurrent` for somebody who is signed in. */
export function PasswordForm({ asksCurrent, onDone }: { asksCurrent: boolean; onDone: () => void | Promise<void> }) {
  const [values, setValues] = useState<Record<FieldName, string>>({ current: '', next: '', repeat: '' })
  const [wrong, setWrong] = useState<{ field: FieldName | null; text: string } | null>(null)
  const [shown, setShown] = useState(false)
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)

  const refuse = (field: FieldName | null, text: string): void => {
    setWrong({ field, text })
    if (field !== null) form.current?.querySelector<HTMLInputElement>(`input[name="${field}"]`)?.focus()
  }
  const change = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setWrong(null)
    if (values.next !== values.repeat) return refuse('repeat', signInWords.repeatWrong)
    setBusy(true)
    try {
      await post('/session/password', { next: values.next, ...(asksCurrent ? { current: values.current } : {}) })
      setValues({ current: '', next: '', repeat: '' })
      await onDone()
    } catch (cause) {
      refuse(fieldOf(cause), messageOf(cause))
    } finally {
      setBusy(false)
    }
  }
  const field = (name: FieldName, label: string, autoComplete: string, hint?: string) => (
    <TextField
      label={label}
      hint={hint ?? null}
      name={name}
      type={shown ? 'text' : 'password'}
      autoComplete={autoComplete}
      required
      maxLength={200}
      wrong={wrong?.field === name ? wrong.text : null}
      value={values[name]}
      onChange={(event) => setValues({ ...values, [name]: event.target.value })}
    />
  )
  return (
    <form className="stack password-form" ref={form} onSubmit={(event) => void change(event)}>
      {asksCurrent && field('current', signInWords.current, 'current-password')}
      {field('next', signInWords.next, 'new-password', signInWords.nextHint)}
      {field('repeat', signInWords.repeat, 'new-password')}
      <CheckField label={signInWords.show} checked={shown} onChange={(event) => setShown(event.target.checked)} />
      {wrong !== null && wrong.field === null && <Notice tone="wrong">{wrong.text}</Notice>}
      <div className="row">
        <Button type="submit" kind="primary" busy={busy}>
          {signInWords.changePassword}
        </Button>
      </div>
    </form>
  )
}
