import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect } from 'react'
import type { Session } from '../access/schema.ts'
import { type Action, rolesOf } from '../access/scopes.ts'
import { roles } from '../vocabulary/roles.ts'
import { get } from './api.ts'
import { setServerClock, useNow } from './clock.ts'
import { dateTime } from './format.ts'
import { common } from './words/common.ts'
import { staffWords } from './words/staff.ts'
import { fill, language, said } from './words.ts'

export type OfficerSession = NonNullable<Session['officer']>

const SessionContext = createContext<Session | null>(null)

export const sessionKey = ['session'] as const

/** Officer, role and agency in one text: what is shown belongs to exactly this. */
export const whoIs = (session: Session): string =>
  session.officer ? JSON.stringify([session.officer.id, session.officer.role, session.officer.agency]) : ''

/** Reads who is signed in and what time it is in the county; asked again now and then, because a demonstration clock may be moved. */
export function useSessionQuery() {
  const client = useQueryClient()
  const result = useQuery({
    queryKey: sessionKey,
    queryFn: async ({ signal }) => {
      const session = await get<Session>('/session', signal)
      // What one officer was shown is not there for the next at the same desk, nor for the same one in another post.
      const before = client.getQueryData<Session>(sessionKey)
      if (before !== undefined && whoIs(before) !== whoIs(session))
        client.removeQueries({
          predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] && queryKey[0] !== 'accounts',
        })
      return session
    },
    refetchInterval: 15_000,
    staleTime: 5_000,
  })
  const clock = result.data?.clock
  useEffect(() => {
    if (clock !== undefined) setServerClock(clock)
  }, [clock])
  return result
}

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>
}

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('useSession stands outside SessionProvider')
  return session
}

export function useRefreshSession(): () => Promise<void> {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: sessionKey })
}

/** Whether this officer's role may do the action (access/actions.ts); the server decides again. */
export function useMay(): (action: string) => boolean {
  const { officer } = useSession()
  return (action) => officer?.actions.includes(action) ?? false
}

/**
 * Why this officer may not do the action, from the same table as the server's check: null, or 此操作由治理中心值班员办理. For
 * `disabledReason`: a button that says who does it teaches more than one that is not there.
 */
export function useWhy(action: Action): string | null {
  const { officer } = useSession()
  if (officer?.looking && !action.endsWith('.read')) return staffWords.lookingOnly
  if (officer?.actions.includes(action)) return null
  const who = rolesOf(action).map((role) => said(roles[role]))
  return who.length === 0
    ? staffWords.doneByNobody
    : fill(staffWords.doneBy, { who: who.join(language === 'zh' ? '、' : ', ') })
}

/** Stands on every screen while data or clock are not real, so that no figure is mistaken for the county's. */
export function DemonstrationBar({ session }: { session: Pick<Session, 'demo' | 'clock'> }) {
  const now = useNow(1000)
  if (!session.demo && !session.clock.demonstration) return null
  return (
    <div className="demo-bar" role="note">
      {session.demo && <span>{common.demoData}</span>}
      {session.clock.demonstration && (
        <span>
          {common.demoClock} <time dateTime={new Date(now).toISOString()}>{dateTime(now)}</time>
          {session.clock.rate !== 1 && ` · ${fill(common.demoRate, { rate: session.clock.rate })}`}
        </span>
      )}
    </div>
  )
}
