import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { get, type Page } from '../../../ui/api.ts'
import { Button } from '../../../ui/controls.tsx'
import { date, dateTime } from '../../../ui/format.ts'
import { To } from '../../../ui/navigation.tsx'
import { Dialog } from '../../../ui/overlays.tsx'
import { useMay, useSession } from '../../../ui/session.tsx'
import { EmptyState, Loaded, Notice, Skeleton } from '../../../ui/states.tsx'
import { common } from '../../../ui/words/common.ts'
import { gridUi } from '../../../ui/words/grid.ts'
import { taskWords } from '../../../ui/words/tasks.ts'
import { fill, said } from '../../../ui/words.ts'
import { gridCategories } from '../../../vocabulary/grid-categories.ts'
import type { VisitList } from '../../schema.ts'
import { ToLookAt } from '../../verification/screen/to-look-at.tsx'
import type { GridReportList } from '../schema.ts'
import {
  type Draft,
  draftsOf,
  dropDraft,
  emptyDraft,
  keepDraft,
  keepOwner,
  type PhoneOwner,
  readOwner,
} from './drafts.ts'
import { ReportForm } from './report-form.tsx'
import { sendAll } from './sending.ts'

const listeners = ['online', 'offline'] as const
const useOnline = (): boolean =>
  useSyncExternalStore(
    (changed) => {
      for (const kind of listeners) window.addEventListener(kind, changed)
      return () => {
        for (const kind of listeners) window.removeEventListener(kind, changed)
      }
    },
    () => navigator.onLine,
  )

/** How often what waits is tried again while the page is open: a phone says online where there is a mast and no line. */
const retryMilliseconds = 20_000

/** /grid of a signed-in officer. */
export function GridPage() {
  const { officer } = useSession()
  const may = useMay()
  const allowed = may('grid.report') && officer !== null && officer.town !== null
  const officerId = officer?.id ?? ''
  const town = officer?.town ?? null
  useEffect(() => {
    if (!allowed) return
    void keepOwner({ officerId, town })
    void navigator.serviceWorker?.register('/grid-worker.js', { scope: '/grid' })
  }, [allowed, officerId, town])
  if (!allowed) return <EmptyState kind="denied">{gridUi.denied}</EmptyState>
  return <Phone owner={{ officerId, town }} signedIn />
}

/** /grid without a network: the same page for whoever used this phone last; nothing is asked of the server. */
export function OfflineGrid() {
  const [owner, setOwner] = useState<PhoneOwner | null | undefined>()
  useEffect(() => void readOwner().then((found) => setOwner(found ?? null)), [])
  if (owner === undefined) return <Skeleton lines={6} />
  return (
    <main className="content grid-offline">
      {owner === null ? (
        <EmptyState kind="none">{gridUi.sentOffline}</EmptyState>
      ) : (
        <Phone owner={owner} signedIn={false} />
      )}
    </main>
  )
}

function Phone({ owner, signedIn }: { owner: PhoneOwner; signedIn: boolean }) {
  const { officerId, town } = owner
  const reached = useOnline()
  const online = reached && signedIn
  const client = useQueryClient()
  const [drafts, setDrafts] = useState<readonly Draft[] | null>(null)
  const [openId, setOpenId] = useState<string | null>(null)
  const [removing, setRemoving] = useState<Draft | null>(null)
  const reload = useCallback(async () => setDrafts(await draftsOf(officerId)), [officerId])
  const upload = useCallback(async () => {
    await sendAll(officerId, () => {
      void reload()
      void client.invalidateQueries({ queryKey: ['grid-reports'] })
    })
    await reload()
  }, [officerId, reload, client])
  useEffect(() => {
    void reload()
    if (!online) return
    void upload()
    const timer = setInterval(() => void upload(), retryMilliseconds)
    return () => clearInterval(timer)
  }, [online, reload, upload])

  const change = (draft: Draft, more: Partial<Draft>): void => {
    const next = { ...draft, ...more }
    setDrafts((before) =>
      [...(before ?? []).filter(({ id }) => id !== next.id), next].sort((a, b) => a.begunAt - b.begunAt),
    )
    const kept = keepDraft(next)
    if (next.state !== 'waiting') return
    setOpenId(null)
    void kept.then(() => (online ? upload() : reload()))
  }
  const begin = (): void => {
    const draft = emptyDraft(officerId, town)
    change(draft, {})
    setOpenId(draft.id)
  }
  const remove = async (draft: Draft): Promise<void> => {
    setRemoving(null)
    await dropDraft(draft.id)
    await reload()
  }
  const open = drafts?.find(({ id, state }) => id === openId && state === 'draft')
  if (drafts === null) return <Skeleton lines={6} />
  return (
    <div className="page grid-page">
      <header className="page-head">
        <h1>{gridUi.title}</h1>
        <p className="muted">{gridUi.note}</p>
        <p role="status">{online ? gridUi.online : gridUi.offline}</p>
      </header>
      {navigator.serviceWorker === undefined && <Notice tone="warn">{gridUi.notKept}</Notice>}
      {open ? (
        <ReportForm
          draft={open}
          town={town}
          online={online}
          change={(more) => change(open, more)}
          onClose={() => setOpenId(null)}
        />
      ) : (
        <>
          <Button kind="primary" className="grid-new" onClick={begin}>
            {gridUi.newReport}
          </Button>
          <Unsent
            drafts={drafts}
            online={online}
            onOpen={(draft) => {
              change(draft, { state: 'draft', refused: '' })
              setOpenId(draft.id)
            }}
            onRemove={setRemoving}
            onSend={() => void upload()}
          />
          {signedIn && <Sent />}
          {signedIn && <ToLookAt />}
          {signedIn && <Visits />}
          {!signedIn && <p className="muted">{gridUi.sentOffline}</p>}
        </>
      )}
      {removing && (
        <Dialog title={gridUi.removeAsk} open onClose={() => setRemoving(null)}>
          <div className="stack">
            <p>{gridUi.removeNote}</p>
            <div className="row">
              <Button kind="danger" onClick={() => void remove(removing)}>
                {gridUi.removeDraft}
              </Button>
              <Button onClick={() => setRemoving(null)}>{common.cancel}</Button>
            </div>
          </div>
        </Dialog>
      )}
    </div>
  )
}

function Unsent({
  drafts,
  online,
  onOpen,
  onRemove,
  onSend,
}: {
  drafts: readonly Draft[]
  online: boolean
  onOpen: (draft: Draft) => void
  onRemove: (draft: Draft) => void
  onSend: () => void
}) {
  return (
    <section className="panel" aria-label={fill(gridUi.drafts, { n: drafts.length })}>
      <div className="body stack">
        <h2>{fill(gridUi.drafts, { n: drafts.length })}</h2>
        {drafts.length === 0 && <p className="muted">{gridUi.noDrafts}</p>}
        <ul className="grid-list">
          {drafts.map((draft) => (
            <li key={draft.id}>
              <strong>{draft.category === '' ? gridUi.draft : said(gridCategories[draft.category])}</strong>
              <span className="prose">{draft.text === '' ? gridUi.untitled : draft.text}</span>
              <span className="muted">
                {draft.state === 'waiting' ? (online ? gridUi.sending : gridUi.waiting) : gridUi.draft} ·{' '}
                {fill(gridUi.photosCount, { n: draft.photos.length })} · {dateTime(draft.begunAt)}
              </span>
              {draft.refused !== '' && <Notice tone="wrong">{draft.refused}</Notice>}
              <div className="row">
                {(draft.state === 'draft' || draft.refused !== '') && (
                  <Button onClick={() => onOpen(draft)}>{gridUi.continueDraft}</Button>
                )}
                <Button kind="plain" onClick={() => onRemove(draft)}>
                  {gridUi.removeDraft}
                </Button>
              </div>
            </li>
          ))}
        </ul>
        {online && drafts.some(({ state }) => state === 'waiting') && (
          <Button onClick={onSend}>{gridUi.sendAll}</Button>
        )}
      </div>
    </section>
  )
}

function Sent() {
  const result = useQuery({
    queryKey: ['grid-reports'],
    queryFn: ({ signal }) => get<GridReportList>('/grid-reports', signal),
    // The code of the dispute follows the record by a second.
    refetchInterval: ({ state }) => (state.data?.items.some(({ traceCode }) => traceCode === null) ? 2_000 : false),
  })
  return (
    <section className="panel" aria-label={gridUi.sent}>
      <div className="body stack">
        <h2>{gridUi.sent}</h2>
        <Loaded result={result} lines={3}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="muted">{gridUi.nothingSent}</p>
            ) : (
              <ul className="grid-list">
                {items.map((report) => (
                  <li key={report.id}>
                    <To path={`/records/${report.recordId}`}>{report.number}</To>
                    <span className="muted">
                      {dateTime(report.sentAt)} · {fill(gridUi.photosCount, { n: report.photosReceived })}
                    </span>
                    {report.traceCode === null ? (
                      <span className="muted">{gridUi.linking}</span>
                    ) : (
                      <To path={`/disputes/${report.traceCode}`}>
                        <code>{report.traceCode}</code>
                      </To>
                    )}
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </div>
    </section>
  )
}

/** Visit lists with doors still to go to; each opens the list that there is already. */
function Visits() {
  const result = useQuery({
    queryKey: ['visit-lists', 'phone'],
    queryFn: ({ signal }) => get<Page<VisitList>>('/visit-lists', signal),
  })
  return (
    <section className="panel" aria-label={gridUi.today}>
      <div className="body stack">
        <h2>{gridUi.today}</h2>
        <Loaded result={result} lines={2}>
          {({ items }) => {
            const running = items.filter((list) => !list.expired && list.visited < list.dwellings)
            return running.length === 0 ? (
              <p className="muted">{gridUi.noVisits}</p>
            ) : (
              <ul className="grid-list">
                {running.map((list) => (
                  <li key={list.id}>
                    <To path={`/visits/${list.id}`}>{list.title}</To>
                    <span className="muted">
                      {fill(gridUi.left, { n: list.dwellings - list.visited })} · {taskWords.expires}{' '}
                      {date(list.expiresAt)}
                    </span>
                  </li>
                ))}
              </ul>
            )
          }}
        </Loaded>
      </div>
    </section>
  )
}
