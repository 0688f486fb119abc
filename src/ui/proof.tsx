import { type ReactNode, useState } from 'react'
import { ApiProblem, messageOf, post } from './api.ts'
import { Button, TextField } from './controls.tsx'
import { Dialog } from './overlays.tsx'
import { useRefreshSession, useSession } from './session.tsx'
import { Notice } from './states.tsx'
import { common } from './words/common.ts'
import { proofWords } from './words/proof.ts'
import { signInWords } from './words/sign-in.ts'
import { fill } from './words.ts'

/**
 * Work that the server does only after a recent proof of who asks. `run` does it, and where the server wants a proof first
 * (access.proofNeeded) asks for password and code and does it again. Throws what the work throws; resolves to null when
 * the person gives up. Put `dialog` somewhere on the page.
 */
export function useProof(): {
  readonly run: <T>(work: () => Promise<T>) => Promise<T | null>
  readonly dialog: ReactNode
} {
  const [waiting, setWaiting] = useState<((proven: boolean) => void) | null>(null)
  const refresh = useRefreshSession()
  return {
    run: async (work) => {
      try {
        return await work()
      } catch (cause) {
        if (!(cause instanceof ApiProblem) || cause.code !== 'access.proofNeeded') throw cause
        const proven = await new Promise<boolean>((resolve) => setWaiting(() => resolve))
        setWaiting(null)
        if (!proven) return null
        void refresh()
        return work()
      }
    },
    dialog: waiting === null ? null : <ProofDialog onEnd={waiting} />,
  }
}

const besideField = new Set(['access.wrongPassword', 'access.wrongSecondFactor'])

function ProofDialog({ onEnd }: { onEnd: (proven: boolean) => void }) {
  const session = useSession()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [wrong, setWrong] = useState<{ readonly code: string; readonly text: string } | null>(null)
  const [busy, setBusy] = useState(false)
  const prove = async (): Promise<void> => {
    setBusy(true)
    try {
      await post('/session/proof', { password, ...(code.trim() === '' ? {} : { code: code.trim() }) })
      onEnd(true)
    } catch (cause) {
      setWrong({ code: cause instanceof ApiProblem ? cause.code : '', text: messageOf(cause) })
      setBusy(false)
    }
  }
  return (
    <Dialog title={proofWords.title} open onClose={() => onEnd(false)}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void prove()
        }}
      >
        <p className="muted">{proofWords.note}</p>
        <TextField
          label={proofWords.password}
          type="password"
          autoComplete="current-password"
          wrong={wrong?.code === 'access.wrongPassword' ? wrong.text : null}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <TextField
          label={proofWords.code}
          hint={session.secondFactorWaived ? proofWords.waived : proofWords.codeHint}
          autoComplete="one-time-code"
          maxLength={40}
          wrong={wrong?.code === 'access.wrongSecondFactor' ? wrong.text : null}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
        {wrong !== null && !besideField.has(wrong.code) && <Notice tone="wrong">{wrong.text}</Notice>}
        <div className="row">
          <Button type="submit" kind="primary" busy={busy}>
            {proofWords.prove}
          </Button>
          <Button onClick={() => onEnd(false)}>{common.cancel}</Button>
        </div>
        {session.provider !== null && (
          <a href="/api/v1/session/oidc/proof">{fill(signInWords.proveWithProvider, { name: session.provider })}</a>
        )}
      </form>
    </Dialog>
  )
}
