import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { get, send } from '../ui/api.ts'
import { DemonstrationBar, SessionProvider, useSessionQuery } from '../ui/session.tsx'
import { ErrorState, Skeleton } from '../ui/states.tsx'
import { citizenWords } from '../ui/words/citizen.ts'
import { fill } from '../ui/words.ts'
import { Matter } from './matter.tsx'
import { Verify } from './verify.tsx'

const largeKey = 'suyuan.large'

/** The code in the address, if there is one: `/t/330681-7K4M-2Q9F-A`. An identifier, never a password. */
function codeOfAddress(): string {
  const match = /^\/t\/([^/?#]+)/.exec(window.location.pathname)
  return match?.[1] === undefined ? '' : decodeURIComponent(match[1])
}

const folded = (code: string): string =>
  code.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')

export function CitizenPage() {
  const client = useQueryClient()
  const [large, setLarge] = useState(() => window.localStorage.getItem(largeKey) === 'yes')
  const [phone, setPhone] = useState('')
  const code = codeOfAddress()
  const session = useSessionQuery()
  const party = useQuery({
    queryKey: ['party', 'session'],
    queryFn: ({ signal }) => get<{ traceCode: string | null }>('/party/session', signal),
    retry: false,
  })

  useEffect(() => {
    document.body.dataset.large = String(large)
    window.localStorage.setItem(largeKey, large ? 'yes' : 'no')
  }, [large])

  const leave = async (): Promise<void> => {
    await send('DELETE', '/session').catch(() => {})
    client.removeQueries({ queryKey: ['party', 'dispute'] })
    await client.invalidateQueries({ queryKey: ['party', 'session'] })
  }

  if (session.data === undefined) {
    return session.error === null ? (
      <Skeleton lines={6} />
    ) : (
      <ErrorState cause={session.error} onRetry={() => void session.refetch()} />
    )
  }
  const open = party.data?.traceCode ?? null
  // A session for another matter must not show under this code's address.
  const verified = open !== null && (code === '' || folded(code) === folded(open))
  return (
    <SessionProvider session={session.data}>
      <DemonstrationBar session={session.data} />
      <header className="citizen-head">
        <span className="citizen-title">{fill(citizenWords.title, { county: session.data.county.name })}</span>
        <button type="button" className="button" aria-pressed={large} onClick={() => setLarge(!large)}>
          {large ? citizenWords.normal : citizenWords.large}
        </button>
        {verified && (
          <button type="button" className="button" data-kind="plain" onClick={() => void leave()}>
            {citizenWords.leave}
          </button>
        )}
      </header>
      {party.isPending ? (
        <Skeleton lines={4} />
      ) : verified ? (
        <Matter phone={phone} onPhone={setPhone} />
      ) : (
        <Verify code={code} phone={phone} onPhone={setPhone} />
      )}
    </SessionProvider>
  )
}
