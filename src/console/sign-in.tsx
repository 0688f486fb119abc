import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Static } from 'typebox'
import type { Account, Session } from '../access/schema.ts'
import { get, messageOf, post } from '../ui/api.ts'
import { Button, TextField } from '../ui/controls.tsx'
import { useRefreshSession } from '../ui/session.tsx'
import { Notice } from '../ui/states.tsx'
import { consoleWords } from '../ui/words/console.ts'
import { fill, said } from '../ui/words.ts'
import { roles } from '../vocabulary/roles.ts'

interface AccountList {
  readonly items: readonly Static<typeof Account>[]
  readonly password: string | null
}

export function SignIn({ session }: { session: Session }) {
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const refresh = useRefreshSession()
  const accounts = useQuery({
    queryKey: ['accounts'],
    queryFn: ({ signal }) => get<AccountList>('/accounts', signal),
    enabled: session.demo,
    retry: false,
  })

  const signIn = async (name: string, secret: string): Promise<void> => {
    setBusy(true)
    setWrong(null)
    try {
      await post('/session', { login: name, password: secret })
      await refresh()
    } catch (cause) {
      setWrong(messageOf(cause))
    } finally {
      setBusy(false)
    }
  }

  const demoPassword = accounts.data?.password ?? null
  return (
    <main className="sign-in" id="content">
      <section className="panel sign-in-form">
        <form
          className="body stack"
          onSubmit={(event) => {
            event.preventDefault()
            void signIn(login, password)
          }}
        >
          <p className="muted">{session.county.name}</p>
          <h1>{consoleWords.signInTitle}</h1>
          <TextField
            label={consoleWords.login}
            autoComplete="username"
            required
            value={login}
            onChange={(event) => setLogin(event.target.value)}
          />
          <TextField
            label={consoleWords.password}
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
          <Button kind="primary" type="submit" busy={busy}>
            {consoleWords.signIn}
          </Button>
          <p className="faint">
            {consoleWords.signInNote} <a href="/citizen">{consoleWords.citizenService}</a>
          </p>
        </form>
      </section>
      {accounts.data !== undefined && accounts.data.items.length > 0 && (
        <section className="panel" aria-label={consoleWords.demoAccounts}>
          <header>
            <h2>{consoleWords.demoAccounts}</h2>
            {demoPassword !== null && (
              <div className="aside">{fill(consoleWords.demoPassword, { password: demoPassword })}</div>
            )}
          </header>
          <ul className="body flush">
            {accounts.data.items.map((account) => (
              <li key={account.login} className="account">
                <span className="strong">
                  {said((roles as Readonly<Record<string, { zh: string; en: string }>>)[account.role], account.role)}
                </span>
                <span className="muted">
                  {account.agency} · {account.name}
                </span>
                <code>{account.login}</code>
                <Button
                  aria-label={`${consoleWords.useAccount}：${account.login}`}
                  disabledReason={null}
                  busy={busy}
                  onClick={() => {
                    if (demoPassword === null) setLogin(account.login)
                    else void signIn(account.login, demoPassword)
                  }}
                >
                  {consoleWords.useAccount}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </main>
  )
}
