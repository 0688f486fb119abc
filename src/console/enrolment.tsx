import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Enrolment } from '../access/sign-in/schema.ts'
import { messageOf } from '../ui/api.ts'
import { Button, TextField } from '../ui/controls.tsx'
import { Notice, Skeleton } from '../ui/states.tsx'
import { common } from '../ui/words/common.ts'
import { signInWords } from '../ui/words/sign-in.ts'

const grouped = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ')

/** QR code, key for typing, and the first code of the app. `begin` asks for a fresh secret, `confirm` puts it into force. */
export function EnrolApp({
  begin,
  confirm,
  first = null,
}: {
  begin: () => Promise<Enrolment>
  confirm: (code: string) => Promise<void>
  /** Where it was asked for already. */
  first?: Enrolment | null
}) {
  const [invitation, setInvitation] = useState<Enrolment | null>(first)
  const [code, setCode] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)

  const ask = async (): Promise<void> => {
    setFailed(null)
    try {
      setInvitation(await begin())
    } catch (cause) {
      setFailed(messageOf(cause))
    }
  }
  const asked = useRef(first !== null)
  useEffect(() => {
    // Strict mode runs effects twice; a second secret would make the first picture void.
    if (asked.current) return
    asked.current = true
    void ask()
  })

  const enrol = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setWrong(null)
    try {
      await confirm(code.trim())
    } catch (cause) {
      setWrong(messageOf(cause))
      setBusy(false)
      form.current?.querySelector('input')?.focus()
    }
  }
  if (failed !== null)
    return (
      <>
        <Notice tone="wrong">{failed}</Notice>
        <Button onClick={() => void ask()}>{common.retry}</Button>
      </>
    )
  if (invitation === null) return <Skeleton lines={4} />
  return (
    <form className="stack" ref={form} onSubmit={(event) => void enrol(event)}>
      <p>{signInWords.enrolScan}</p>
      <img className="enrol-picture" src={invitation.picture} alt={signInWords.enrolPicture} width={200} height={200} />
      <p className="muted">
        {signInWords.enrolType}
        <br />
        <code className="enrol-secret">{grouped(invitation.secret)}</code>
      </p>
      <TextField
        label={signInWords.enrolCode}
        name="code"
        required
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={7}
        wrong={wrong}
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      <div className="row">
        <Button type="submit" kind="primary" busy={busy}>
          {signInWords.enrolDone}
        </Button>
        <Button kind="plain" onClick={() => void ask()}>
          {signInWords.newPicture}
        </Button>
      </div>
    </form>
  )
}

/** Ten codes, shown once; nothing else happens until they are kept. */
export function RecoveryCodeList({
  codes,
  onKept,
  titled = true,
}: {
  codes: readonly string[]
  onKept: () => void
  /** False in a dialog that bears the title itself. */
  titled?: boolean
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <div className="stack">
      {titled && (
        <h1 tabIndex={-1} ref={heading}>
          {signInWords.recoveryTitle}
        </h1>
      )}
      <p>{signInWords.recoveryWhy}</p>
      <ol className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className="row">
        <Button onClick={() => window.print()}>{common.print}</Button>
        <Button kind="primary" onClick={onKept}>
          {signInWords.recoverySaved}
        </Button>
      </div>
    </div>
  )
}
