import { useState } from 'react'
import { messageOf, post } from '../ui/api.ts'
import { Button, TextField } from '../ui/controls.tsx'
import { useSession } from '../ui/session.tsx'
import { Notice } from '../ui/states.tsx'
import { citizenWords } from '../ui/words/citizen.ts'

/** A fresh one-time code for one signature: the session alone is not enough to sign. */
export function OneTimeCode({
  traceCode,
  phone,
  onPhone,
  value,
  onChange,
}: {
  traceCode: string
  phone: string
  onPhone: (phone: string) => void
  value: string
  onChange: (value: string) => void
}) {
  const session = useSession()
  const [sent, setSent] = useState(false)
  const [wrong, setWrong] = useState<string | null>(null)
  const ask = async (): Promise<void> => {
    setWrong(null)
    try {
      await post('/party/codes', { traceCode, phone: phone.trim() })
      setSent(true)
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <div className="stack">
      <TextField
        label={citizenWords.phone}
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        required
        value={phone}
        onChange={(event) => onPhone(event.target.value)}
      />
      <Button disabledReason={session.messages === 'none' ? citizenWords.noMessages : null} onClick={() => void ask()}>
        {sent ? citizenWords.again : citizenWords.getCode}
      </Button>
      {session.messages === 'none' && <Notice tone="warn">{citizenWords.noMessages}</Notice>}
      {sent && <Notice tone="ok">{citizenWords.codeSent}</Notice>}
      {sent && session.messages === 'screen' && <p className="faint">{citizenWords.demoOutbox}</p>}
      {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
      <TextField
        label={citizenWords.oneTime}
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  )
}
