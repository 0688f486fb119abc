import { useQuery } from '@tanstack/react-query'
import { Outlet, useLocation, useRouter, useRouterState } from '@tanstack/react-router'
import {
  BellRing,
  CircleHelp,
  ClipboardList,
  Database,
  FileChartColumn,
  FileDown,
  FileInput,
  FilePenLine,
  FileText,
  Footprints,
  Gauge,
  GitCompareArrows,
  Handshake,
  Hourglass,
  Inbox,
  Landmark,
  ListChecks,
  LockKeyhole,
  type LucideIcon,
  MonitorDot,
  Network,
  Scale,
  ScanEye,
  Siren,
  SlidersHorizontal,
  Smartphone,
  Table2,
  UserCheck,
  UsersRound,
  Waypoints,
} from 'lucide-react'
import { type FormEvent, lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { Session } from '../access/schema.ts'
import type { Action } from '../access/scopes.ts'
import { LookBanner, PostSwitcher } from '../access/staff/screen/post-switcher.tsx'
import { BreakGlassBanner } from '../audit/screen/break-glass-banner.tsx'
import { draftsOf, dropDraftsOf } from '../tasks/grid/screen/drafts.ts'
import { UnsentWarning } from '../tasks/grid/screen/sign-out.tsx'
import { ApiProblem, get, send } from '../ui/api.ts'
import { CheckField } from '../ui/controls.tsx'
import { LiveMark, LiveProvider, StalledBar } from '../ui/live.tsx'
import { To, useGo } from '../ui/navigation.tsx'
import { Dialog, tellWrong } from '../ui/overlays.tsx'
import { townName } from '../ui/places.ts'
import { DemonstrationBar, SessionProvider, useMay, useRefreshSession, useSessionQuery, whoIs } from '../ui/session.tsx'
import { shortcutsOn, switchShortcuts, useShortcuts } from '../ui/shortcuts.ts'
import { ErrorState, Skeleton } from '../ui/states.tsx'
import { auditWords, breakGlassWords, exportUiWords } from '../ui/words/audit.ts'
import { common } from '../ui/words/common.ts'
import { consoleWords } from '../ui/words/console.ts'
import { gridUi } from '../ui/words/grid.ts'
import { mattersUi } from '../ui/words/matters.ts'
import { reviewUi } from '../ui/words/review.ts'
import { rightsUi } from '../ui/words/rights.ts'
import { rulesUi } from '../ui/words/rules.ts'
import { signInWords } from '../ui/words/sign-in.ts'
import { staffWords } from '../ui/words/staff.ts'
import { supervisionUi } from '../ui/words/supervision.ts'
import { chooseLanguage, fill, language, said } from '../ui/words.ts'
import { roles } from '../vocabulary/roles.ts'
import { KeepRecoveryCodes, SignIn } from './sign-in.tsx'

interface Place {
  readonly path: string
  readonly label: string
  readonly icon: LucideIcon
  readonly action: Action
}

const places: readonly Place[] = [
  { path: '/audit', label: auditWords.title, icon: ScanEye, action: 'audit.read' },
  { path: '/inbox', label: consoleWords.inbox, icon: Inbox, action: 'task.read' },
  { path: '/alerts', label: consoleWords.alerts, icon: BellRing, action: 'alert.read' },
  { path: '/disputes', label: consoleWords.disputes, icon: Waypoints, action: 'dispute.read' },
  { path: '/reviews', label: reviewUi.title, icon: GitCompareArrows, action: 'review.read' },
  { path: '/mediations', label: consoleWords.mediations, icon: Handshake, action: 'mediation.read' },
  { path: '/visits', label: consoleWords.visits, icon: Footprints, action: 'visit.read' },
  { path: '/matters', label: mattersUi.title, icon: ListChecks, action: 'task.read' },
  { path: '/grid', label: gridUi.title, icon: Smartphone, action: 'grid.report' },
  { path: '/supervision', label: supervisionUi.title, icon: ClipboardList, action: 'supervision.read' },
  { path: '/alert-rules', label: rulesUi.title, icon: SlidersHorizontal, action: 'rules.read' },
  { path: '/quality', label: reviewUi.quality, icon: Gauge, action: 'quality.read' },
  { path: '/reports', label: consoleWords.reports, icon: FileChartColumn, action: 'report.read' },
  { path: '/advice', label: consoleWords.advice, icon: FileText, action: 'advice.read' },
  { path: '/contracts', label: consoleWords.contracts, icon: Landmark, action: 'contract.read' },
  { path: '/imports', label: consoleWords.imports, icon: FileInput, action: 'record.import' },
  { path: '/corrections', label: rightsUi.notices, icon: FilePenLine, action: 'rights.notice' },
  { path: '/rights', label: rightsUi.title, icon: Scale, action: 'rights.enter' },
  { path: '/retention', label: rightsUi.retention, icon: Hourglass, action: 'retention.read' },
  { path: '/break-glass', label: breakGlassWords.title, icon: Siren, action: 'breakGlass.read' },
  { path: '/break-glass', label: breakGlassWords.title, icon: Siren, action: 'breakGlass.ask' },
  { path: '/exports', label: exportUiWords.title, icon: FileDown, action: 'export.read' },
  { path: '/custody', label: consoleWords.custody, icon: LockKeyhole, action: 'custody.decide' },
  { path: '/sources', label: consoleWords.sources, icon: Database, action: 'source.read' },
  { path: '/staff/agencies', label: staffWords.agencies, icon: Network, action: 'staff.read' },
  { path: '/staff/officers', label: staffWords.officers, icon: UsersRound, action: 'staff.read' },
  { path: '/staff/requests', label: staffWords.requests, icon: UserCheck, action: 'staff.confirm' },
  { path: '/matrix', label: staffWords.matrix, icon: Table2, action: 'staff.read' },
]

const OfflineGrid = lazy(async () => ({ default: (await import('../tasks/grid/screen/grid-page.tsx')).OfflineGrid }))

/** The pages that open without a network (console/grid-worker.ts). */
const onPhonePages = (path: string): boolean => path === '/grid' || path.startsWith('/grid/')

export function Shell() {
  const { pathname } = useLocation()
  const result = useSessionQuery()
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  if (result.data === undefined) {
    const cause = result.failureReason
    const unreached = result.fetchStatus === 'paused' || (cause instanceof ApiProblem && cause.status === 0)
    if (unreached && onPhonePages(pathname))
      return (
        <Suspense fallback={<Skeleton lines={8} />}>
          <OfflineGrid />
        </Suspense>
      )
    return result.error === null ? (
      <Skeleton lines={8} />
    ) : (
      <ErrorState cause={result.error} onRetry={() => void result.refetch()} />
    )
  }
  const session = result.data
  return (
    <SessionProvider session={session}>
      {codes !== null ? (
        <KeepRecoveryCodes codes={codes} onKept={() => setCodes(null)} />
      ) : session.officer === null ? (
        <>
          <DemonstrationBar session={session} />
          <SignIn session={session} onCodes={setCodes} />
        </>
      ) : (
        <LiveProvider follows={session.officer.actions.includes('indicator.read')}>
          <Frame key={whoIs(session)} session={session} />
        </LiveProvider>
      )}
    </SessionProvider>
  )
}

function Frame({ session }: { session: Session }) {
  const may = useMay()
  const go = useGo()
  const location = useLocation()
  const router = useRouter()
  const [help, setHelp] = useState(false)
  const search = useRef<HTMLInputElement>(null)
  const main = useRef<HTMLElement>(null)
  const shown = places.filter((place) => may(place.action))
  const first = shown[0]?.path
  // While the first page is still being fetched the router shows the page before: the front door, which this role may not open.
  const shownPath = useRouterState({ select: (state) => state.resolvedLocation?.pathname ?? '/' })
  const atDoor = location.pathname === '/'
  const elsewhere = (atDoor || shownPath === '/') && first !== undefined && first !== '/inbox'

  // The inbox is the front door; a role without one starts at the first page it may open.
  useEffect(() => {
    if (elsewhere && atDoor && first !== undefined) go(first)
  }, [elsewhere, atDoor, first, go])

  // A new page starts at its top and is announced by its heading.
  useEffect(
    () => router.subscribe('onResolved', (event) => event.pathChanged && main.current?.focus({ preventScroll: false })),
    [router],
  )

  useShortcuts({
    '/': () => search.current?.focus(),
    '?': () => setHelp(true),
    'g i': () => go('/inbox'),
    'g a': () => go('/alerts'),
    'g d': () => go('/disputes'),
    'g m': () => go('/mediations'),
  })

  return (
    <div className="shell">
      <a className="skip" href="#content">
        {consoleWords.skip}
      </a>
      <DemonstrationBar session={session} />
      <TopBar session={session} search={search} onHelp={() => setHelp(true)} />
      <nav className="rail" aria-label={consoleWords.navigation}>
        {shown.map((place) => (
          <a
            key={place.path}
            href={place.path}
            className="rail-item"
            aria-current={
              location.pathname.startsWith(place.path) || (location.pathname === '/' && place.path === '/inbox')
                ? 'page'
                : undefined
            }
            onClick={(event) => {
              // The phone's page has headers of its own (the microphone), which only a fresh document gets.
              if (event.ctrlKey || event.metaKey || event.shiftKey || onPhonePages(place.path)) return
              event.preventDefault()
              go(place.path)
            }}
          >
            <place.icon size={20} strokeWidth={1.5} aria-hidden="true" />
            {place.label}
          </a>
        ))}
        {may('indicator.read') && (
          <a className="rail-item" href="/cockpit">
            <MonitorDot size={20} strokeWidth={1.5} aria-hidden="true" />
            {consoleWords.cockpit}
          </a>
        )}
      </nav>
      <main className="content" id="content" tabIndex={-1} ref={main}>
        <StalledBar />
        <LookBanner />
        <BreakGlassBanner />
        {elsewhere ? null : <Outlet />}
      </main>
      <HelpDialog open={help} onClose={() => setHelp(false)} />
    </div>
  )
}

function TopBar({
  session,
  search,
  onHelp,
}: {
  session: Session
  search: React.RefObject<HTMLInputElement | null>
  onHelp: () => void
}) {
  const go = useGo()
  const may = useMay()
  const refresh = useRefreshSession()
  const officer = session.officer
  const [sought, setSought] = useState('')
  const [unsent, setUnsent] = useState(0)
  if (officer === null) return null
  const role = said((roles as Readonly<Record<string, { zh: string; en: string }>>)[officer.role], officer.role)
  const find = (event: FormEvent): void => {
    event.preventDefault()
    if (sought.trim() !== '') go('/disputes', sought.trim())
  }
  const askToLeave = async (): Promise<void> => {
    const left = may('grid.report') ? (await draftsOf(officer.id)).length : 0
    if (left > 0) setUnsent(left)
    else await leave()
  }
  const leave = async (): Promise<void> => {
    try {
      if (may('grid.report')) await dropDraftsOf(officer.id)
      await send('DELETE', '/session')
      await refresh()
    } catch (cause) {
      tellWrong(cause)
    }
  }
  return (
    <header className="top">
      <span className="top-title">
        {session.county.name} · {consoleWords.title}
      </span>
      <span className="top-scope">{officer.town === null ? consoleWords.scopeCounty : townName(officer.town)}</span>
      {may('dispute.read') && (
        <search>
          <form onSubmit={find}>
            <input
              ref={search}
              className="control"
              type="search"
              aria-label={consoleWords.search}
              placeholder={`${consoleWords.search}（/）`}
              value={sought}
              onChange={(event) => setSought(event.target.value)}
            />
          </form>
        </search>
      )}
      <span className="top-end">
        {may('indicator.read') && <LiveMark />}
        {may('source.read') && <SourceDots />}
        {session.messages === 'screen' && <To path="/outbox">{consoleWords.outbox}</To>}
        {session.messages !== 'screen' && may('admin.manage') && <To path="/outbox">{signInWords.unsent}</To>}
        <span className="top-who" title={officer.agency}>
          {officer.agency} · {role} · {officer.name}
        </span>
        <PostSwitcher />
        <To path="/me">{signInWords.mine}</To>
        <button type="button" className="button" data-kind="plain" onClick={onHelp} aria-label={consoleWords.help}>
          <CircleHelp size={18} strokeWidth={1.5} aria-hidden="true" />
        </button>
        <button
          type="button"
          className="button"
          data-kind="plain"
          onClick={() => chooseLanguage(language === 'zh' ? 'en' : 'zh')}
        >
          {common.language}
        </button>
        <button type="button" className="button" data-kind="plain" onClick={() => void askToLeave()}>
          {common.signOut}
        </button>
        {unsent > 0 && <UnsentWarning count={unsent} onLeave={() => void leave()} onStay={() => setUnsent(0)} />}
      </span>
    </header>
  )
}

function SourceDots() {
  const result = useQuery({
    queryKey: ['sources'],
    queryFn: ({ signal }) => get<{ items: readonly { stale: boolean | null }[] }>('/sources', signal),
    refetchInterval: 60_000,
  })
  if (result.data === undefined) return null
  const late = result.data.items.filter((item) => item.stale === true).length
  return (
    <span className="freshness" data-stale={late > 0}>
      {late === 0 ? consoleWords.dataFresh : fill(consoleWords.dataLate, { n: late })}
    </span>
  )
}

function HelpDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [on, setOn] = useState(shortcutsOn)
  return (
    <Dialog title={consoleWords.help} open={open} onClose={onClose}>
      <ul className="stack">
        {[consoleWords.helpSearch, consoleWords.helpGo, consoleWords.helpMove, consoleWords.helpAct].map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <CheckField
        label={consoleWords.helpOn}
        checked={on}
        onChange={(event) => {
          setOn(event.target.checked)
          switchShortcuts(event.target.checked)
        }}
      />
    </Dialog>
  )
}
