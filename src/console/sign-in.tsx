import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { Static } from 'typebox'
import type { Account, Session } from '../access/schema.ts'
import type { Enrolment, RecoveryCodes } from '../access/sign-in/schema.ts'
import { ApiProblem, get, messageOf, post, send } from '../ui/api.ts'
import { Button, TextField } from '../ui/controls.tsx'
import { useRefreshSession } from '../ui/session.tsx'
import { Notice } from '../ui/states.tsx'
import { consoleWords } from '../ui/words/console.ts'
import { refusedWords, signInWords } from '../ui/words/sign-in.ts'
import { fill, said } from '../ui/words.ts'
import { roles } from '../vocabulary/roles.ts'
import { EnrolApp, RecoveryCodeList } from './enrolment.tsx'
import { PasswordForm } from './password-form.tsx'

interface AccountList {
  readonly items: readonly Static<typeof Account>[]
  readonly password: string | null
}

/** One step at a time: password, then what the server still asks for. `onCodes`: ten recovery codes to keep before work begins. */
export function SignIn({ session, onCodes }: { session: Session; onCodes: (codes: readonly string[]) => void }) {
  const refresh = useRefreshSession()
  const steps: Readonly<Record<NonNullable<Session['step']>, ReactNode>> = {
    code: <CodeStep />,
    enrol: (
      <Step title={signInWords.enrolTitle} why={signInWords.enrolWhy}>
        <EnrolApp
          begin={() => post<Enrolment>('/session/enrol')}
          confirm={async (code) => {
            onCodes((await post<RecoveryCodes>('/session/enrol/code', { code })).recoveryCodes)
            await refresh()
          }}
        />
      </Step>
    ),
    password: (
      <Step title={signInWords.passwordTitle} why={signInWords.passwordWhy}>
        <PasswordForm asksCurrent={false} onDone={refresh} />
      </Step>
    ),
  }
  return (
    <main className="sign-in" id="content">
      {session.step === null ? <PasswordStep session={session} /> : steps[session.step]}
    </main>
  )
}

/** Shown in place of the console until the codes are kept: they cannot be shown again. */
export function KeepRecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  return (
    <main className="sign-in" id="content">
      <section className="panel sign-in-form">
        <div className="body">
          <RecoveryCodeList codes={codes} onKept={onKept} />
        </div>
      </section>
    </main>
  )
}

/** A step of signing in, announced by its heading; the way back is always there. */
function Step({ title, why, children }: { title: string; why: string; children: ReactNode }) {
  const refresh = useRefreshSession()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <section className="panel sign-in-form">
      <div className="body stack">
        <h1 tabIndex={-1} ref={heading}>
          {title}
        </h1>
        <p className="muted">{why}</p>
        {children}
        <Button kind="plain" onClick={() => void send('DELETE', '/session').then(refresh, refresh)}>
          {signInWords.restart}
        </Button>
      </div>
    </section>
  )
}

function CodeStep() {
  const refresh = useRefreshSession()
  const [code, setCode] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const enter = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setWrong(null)
    try {
      await post('/session/code', { code: code.trim() })
      await refresh()
    } catch (cause) {
      setWrong(messageOf(cause))
      setCode('')
      form.current?.querySelector('input')?.focus()
      // The step may be over: then the server says that nobody is here.
      if (cause instanceof ApiProblem && cause.code === 'access.stepOver') await refresh()
    } finally {
      setBusy(false)
    }
  }
  return (
    <Step title={signInWords.codeTitle} why={signInWords.codeWhy}>
      <form className="stack" ref={form} onSubmit={(event) => void enter(event)}>
        <TextField
          label={signInWords.codeOrRecovery}
          hint={signInWords.codeHint}
          name="code"
          required
          autoComplete="one-time-code"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={40}
          wrong={wrong}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
        <Button kind="primary" type="submit" busy={busy}>
          {signInWords.goOn}
        </Button>
      </form>
    </Step>
  )
}

/** Why a provider sent somebody back, from the address; taken out of it, so that a reload does not repeat it. */
function useRefusal(): string | null {
  const [refused] = useState(() => new URLSearchParams(window.location.search).get('refused'))
  useEffect(() => {
    if (refused !== null) window.history.replaceState(null, '', window.location.pathname)
  }, [refused])
  return refused
}

function PasswordStep({ session }: { session: Session }) {
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState<{ readonly code: string; readonly text: string } | null>(null)
  const [busy, setBusy] = useState(false)
  const refresh = useRefreshSession()
  const refused = useRefusal()
  const form = useRef<HTMLFormElement>(null)
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
      await post('/session', { login: name.trim(), password: secret })
      await refresh()
    } catch (cause) {
      const code = cause instanceof ApiProblem ? cause.code : ''
      setWrong({ code, text: messageOf(cause) })
      if (code === 'access.wrongCredentials')
        form.current?.querySelector<HTMLInputElement>('input[type="password"]')?.focus()
    } finally {
      setBusy(false)
    }
  }

  const demoPassword = accounts.data?.password ?? null
  const beside = wrong?.code === 'access.wrongCredentials'
  return (
    <>
      <section className="panel sign-in-form">
        <form
          className="body stack"
          ref={form}
          onSubmit={(event) => {
            event.preventDefault()
            void signIn(login, password)
          }}
        >
          <p className="muted">{session.county.name}</p>
          <h1>{consoleWords.signInTitle}</h1>
          {refused !== null && (
            <Notice tone="wrong">
              <p>{refusedWords[refused] ?? signInWords.oidcFailed}</p>
              {refused === 'oidcUnknown' && <a href="/api/v1/session/oidc?fresh=1">{signInWords.otherAccount}</a>}
            </Notice>
          )}
          {session.provider !== null && (
            <>
              <a className="button" href="/api/v1/session/oidc">
                {fill(signInWords.provider, { name: session.provider })}
              </a>
              <p className="faint sign-in-or">{signInWords.or}</p>
            </>
          )}
          <TextField
            label={consoleWords.login}
            name="login"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            maxLength={100}
            value={login}
            onChange={(event) => setLogin(event.target.value)}
          />
          <TextField
            label={consoleWords.password}
            name="password"
            type="password"
            autoComplete="current-password"
            required
            maxLength={200}
            wrong={beside ? wrong.text : null}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          {wrong !== null && !beside && <Notice tone="wrong">{wrong.text}</Notice>}
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
          {session.secondFactorWaived && <p className="sign-in-waived">{signInWords.waived}</p>}
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
    </>
  )
}
