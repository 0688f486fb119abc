import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Cockpit } from '../indicators/schema.ts'
import { get } from '../ui/api.ts'
import { LiveProvider, StalledBar } from '../ui/live.tsx'
import { DemonstrationBar, SessionProvider, useSessionQuery } from '../ui/session.tsx'
import { useShortcuts } from '../ui/shortcuts.ts'
import { ErrorState, Skeleton } from '../ui/states.tsx'
import { cockpitWords } from '../ui/words/cockpit.ts'
import { AlertQueue, FocusAlert } from './alert-queue.tsx'
import { Feed, Head } from './head.tsx'
import { type Opened, RecordsDrawer } from './records-drawer.tsx'
import { Funnel, Rising, Series, Situation } from './situation.tsx'
import { Towns } from './towns.tsx'

export function CockpitPage() {
  const session = useSessionQuery()
  if (session.data === undefined) {
    return session.error === null ? (
      <Skeleton lines={8} />
    ) : (
      <ErrorState cause={session.error} onRetry={() => void session.refetch()} />
    )
  }
  return (
    <SessionProvider session={session.data}>
      {session.data.officer === null ? (
        <main className="state">
          <h1>{cockpitWords.signInFirst}</h1>
          <a className="button" data-kind="primary" href="/">
            {cockpitWords.toConsole}
          </a>
        </main>
      ) : (
        <LiveProvider pace={1000}>
          <Wall />
        </LiveProvider>
      )}
    </SessionProvider>
  )
}

/** The wall of 3840×1080 has its own arrangement; stretching the desk's leaves half of the map empty. */
function useWide(): boolean {
  const [wide, setWide] = useState(() => window.matchMedia('(min-width: 3000px)').matches)
  useEffect(() => {
    const media = window.matchMedia('(min-width: 3000px)')
    const follow = (): void => setWide(media.matches)
    media.addEventListener('change', follow)
    return () => media.removeEventListener('change', follow)
  }, [])
  return wide
}

function focusPanel(index: number): void {
  const panel = document.querySelectorAll<HTMLElement>('.wall .panel')[index]
  if (panel === undefined) return
  panel.tabIndex = -1
  panel.focus()
}

function Wall() {
  const wide = useWide()
  const [opened, setOpened] = useState<Opened | null>(null)
  const [paused, setPaused] = useState(false)
  const session = useSessionQuery()
  const result = useQuery({
    queryKey: ['cockpit'],
    queryFn: ({ signal }) => get<Cockpit>('/cockpit', signal),
    refetchInterval: 60_000,
  })
  useShortcuts({
    f: () =>
      void (
        document.fullscreenElement === null ? document.documentElement.requestFullscreen() : document.exitFullscreen()
      ).catch(() => {}),
    p: () => setPaused(!paused),
    ...Object.fromEntries(Array.from({ length: 9 }, (_, index) => [String(index + 1), () => focusPanel(index)])),
  })
  const cockpit = result.data
  return (
    <div className="wall" data-wide={wide}>
      {session.data !== undefined && <DemonstrationBar session={session.data} />}
      <Head cockpit={cockpit} />
      <StalledBar />
      {cockpit === undefined ? (
        result.error === null ? (
          <Skeleton lines={10} />
        ) : (
          <ErrorState cause={result.error} onRetry={() => void result.refetch()} />
        )
      ) : (
        <main className="wall-grid">
          {result.error !== null && (
            <ErrorState cause={result.error} onRetry={() => void result.refetch()} shownSince={result.dataUpdatedAt} />
          )}
          <div className="wall-column">
            <Situation cockpit={cockpit} onOpen={setOpened} />
            <Series cockpit={cockpit} wide={wide} />
            {!wide && <Rising cockpit={cockpit} onOpen={setOpened} />}
          </div>
          <div className="wall-column">
            <Towns cockpit={cockpit} onOpen={setOpened} />
          </div>
          {wide && (
            <div className="wall-column">
              <FocusAlert cockpit={cockpit} paused={paused} />
              <div className="wall-pair">
                <Rising cockpit={cockpit} onOpen={setOpened} />
                <Funnel cockpit={cockpit} onOpen={setOpened} />
              </div>
            </div>
          )}
          <div className="wall-column">
            <AlertQueue cockpit={cockpit} limit={8} />
            {!wide && <Funnel cockpit={cockpit} onOpen={setOpened} />}
          </div>
        </main>
      )}
      {cockpit !== undefined && <Feed cockpit={cockpit} wide={wide} />}
      {cockpit !== undefined && opened !== null && (
        <RecordsDrawer cockpit={cockpit} opened={opened} onClose={() => setOpened(null)} />
      )}
    </div>
  )
}
