import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiProblem, messageOf, post } from '../ui/api.ts'
import { Button, TextField } from '../ui/controls.tsx'
import { useSession } from '../ui/session.tsx'
import { Notice } from '../ui/states.tsx'
import { citizenWords } from '../ui/words/citizen.ts'

/** Nothing of the matter is here: not before the phone is verified, and the answer never says which part was wrong. */
export function Verify({
  code: given,
  phone,
  onPhone,
}: {
  code: string
  phone: string
  onPhone: (phone: string) => void
}) {
  const client = useQueryClient()
  const { messages } = useSession()
  const [code, setCode] = useState(given)
  const [oneTime, setOneTime] = useState('')
  const [sent, setSent] = useState(false)
  const [wrong, setWrong] = useState<{ readonly code: string; readonly text: string } | null>(null)
  const [busy, setBusy] = useState(false)

  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true)
    setWrong(null)
    try {
      await work()
    } catch (cause) {
      setWrong({ code: cause instanceof ApiProblem ? cause.code : '', text: messageOf(cause) })
    } finally {
      setBusy(false)
    }
  }
  const ask = (): Promise<void> =>
    run(async () => {
      await post('/party/codes', { traceCode: code.trim(), phone: phone.trim() })
      setSent(true)
    })
  const verify = (): Promise<void> =>
    run(async () => {
      await post('/party/session', { traceCode: code.trim(), phone: phone.trim(), code: oneTime.trim() })
      await client.invalidateQueries({ queryKey: ['party'] })
    })

  return (
    <main className="citizen">
      <section className="panel">
        <form
          className="body stack"
          onSubmit={(event) => {
            event.preventDefault()
            if (messages !== 'none') void (sent ? verify() : ask())
          }}
        >
          <h1>{citizenWords.verifyFirst}</h1>
          <p className="muted">{citizenWords.verifyWhy}</p>
          {messages === 'none' && <Notice tone="warn">{citizenWords.noMessages}</Notice>}
          <TextField
            label={citizenWords.code}
            hint={citizenWords.codeHint}
            required
            autoCapitalize="characters"
            autoComplete="off"
            spellCheck={false}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
          <TextField
            label={citizenWords.phone}
            required
            type="tel"
            inputMode="tel"
            autoComplete="tel"
            value={phone}
            onChange={(event) => onPhone(event.target.value)}
          />
          {sent && (
            <>
              <Notice tone="ok">{citizenWords.codeSent}</Notice>
              {messages === 'screen' && <p className="faint">{citizenWords.demoOutbox}</p>}
              <TextField
                label={citizenWords.oneTime}
                required
                inputMode="numeric"
                autoComplete="one-time-code"
                maxLength={12}
                wrong={wrong?.code === 'access.wrongCode' ? wrong.text : null}
                value={oneTime}
                onChange={(event) => setOneTime(event.target.value)}
              />
            </>
          )}
          {wrong !== null && wrong.code !== 'access.wrongCode' && <Notice tone="wrong">{wrong.text}</Notice>}
          <Button
            type="submit"
            kind="primary"
            busy={busy}
            disabledReason={messages === 'none' ? citizenWords.noMessages : null}
          >
            {sent ? citizenWords.verify : citizenWords.getCode}
          </Button>
          {sent && (
            <Button kind="plain" busy={busy} onClick={() => void ask()}>
              {citizenWords.again}
            </Button>
          )}
        </form>
      </section>
      <section className="panel">
        <div className="body stack">
          <h2>{citizenWords.offlineTitle}</h2>
          <p>{citizenWords.offline}</p>
          <div className="row">
            <a className="button" href="tel:12348">
              12348
            </a>
            <a className="button" href="tel:12345">
              12345
            </a>
          </div>
        </div>
      </section>
      <section className="panel">
        <div className="body stack">
          <h2>{citizenWords.options}</h2>
          <dl className="options">
            {(
              [
                [citizenWords.optionTalk, citizenWords.optionTalkText],
                [citizenWords.optionMediate, citizenWords.optionMediateText],
                [citizenWords.optionSue, citizenWords.optionSueText],
                [citizenWords.optionPetition, citizenWords.optionPetitionText],
              ] as const
            ).map(([name, text]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
          <p className="muted">{citizenWords.optionNone}</p>
        </div>
      </section>
    </main>
  )
}
