import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, messageOf, post, query } from '../../../ui/api.ts'
import { Button, SelectField, TextArea } from '../../../ui/controls.tsx'
import { dateTime } from '../../../ui/format.ts'
import { Tag } from '../../../ui/marks.tsx'
import { useFilters } from '../../../ui/navigation.tsx'
import { Dialog, tellDone } from '../../../ui/overlays.tsx'
import { useProof } from '../../../ui/proof.tsx'
import { EmptyState, ErrorState, Notice, Skeleton } from '../../../ui/states.tsx'
import { sourceWords } from '../../../ui/trace.tsx'
import { typeName } from '../../../ui/types.ts'
import { common } from '../../../ui/words/common.ts'
import { custodyWords } from '../../../ui/words/custody.ts'
import { fill, said } from '../../../ui/words.ts'
import { roles } from '../../../vocabulary/roles.ts'
import { sealReasonTable } from '../../../vocabulary/seal-reasons.ts'
import type { CustodyPart } from '../../../vocabulary/words/custody.ts'
import { type CustodyRequest, type CustodyRequests, grantHours } from '../schema.ts'
import { PartChoice } from './sealed-identities.tsx'
import { partWords, purposeWord, stateWord } from './words.ts'

type Words = Readonly<Record<string, { readonly zh: string; readonly en: string }>>
const roleWord = (role: string): string => said((roles as Words)[role], role)
const reasonWord = (kind: string): string => said((sealReasonTable as Words)[kind], kind)
const tones = { waiting: 'active', granted: 'ok', over: 'plain', refused: 'plain', revoked: 'plain' } as const
type Move = 'grant' | 'refuse' | 'revoke'

/** The identity custodian's only page: who asks for which sealed identity and why, and what was decided. */
export function CustodyPage() {
  const [filters, setFilters] = useFilters()
  const view = filters.view === 'decided' ? 'decided' : 'waiting'
  const [deciding, setDeciding] = useState<{ readonly request: CustodyRequest; readonly move: Move } | null>(null)
  const result = useInfiniteQuery({
    queryKey: ['custody', 'requests', view],
    queryFn: ({ signal, pageParam }) =>
      get<CustodyRequests>(`/custody/requests${query({ view, cursor: pageParam })}`, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: 15_000,
  })
  const items = (result.data?.pages ?? []).flatMap((page) => page.items)
  return (
    <div className="page">
      <header className="page-head">
        <h1>{custodyWords.pageTitle}</h1>
        <p className="muted">{custodyWords.pageNote}</p>
      </header>
      <nav className="views" aria-label={custodyWords.pageTitle}>
        {(['waiting', 'decided'] as const).map((name) => (
          <button
            key={name}
            type="button"
            className="view"
            aria-pressed={view === name}
            onClick={() => setFilters({ view: name })}
          >
            {custodyWords[name]}
            {name === 'waiting' &&
              view === name &&
              items.length > 0 &&
              ` ${items.length}${result.hasNextPage ? '+' : ''}`}
          </button>
        ))}
      </nav>
      {result.error !== null && <ErrorState cause={result.error} onRetry={() => void result.refetch()} />}
      {result.isPending && <Skeleton lines={6} />}
      {result.data !== undefined && items.length === 0 && (
        <EmptyState kind="none">
          {view === 'waiting' ? custodyWords.emptyWaiting : custodyWords.emptyDecided}
        </EmptyState>
      )}
      <ul className="custody-requests">
        {items.map((request) => (
          <li key={request.id}>
            <RequestCard request={request} onMove={(move) => setDeciding({ request, move })} />
          </li>
        ))}
      </ul>
      {result.hasNextPage && (
        <Button kind="plain" onClick={() => void result.fetchNextPage()}>
          {fill(common.loadMore, { n: 50 })}
        </Button>
      )}
      {deciding !== null && (
        <DecideDialog request={deciding.request} move={deciding.move} onClose={() => setDeciding(null)} />
      )}
    </div>
  )
}

function RequestCard({ request, onMove }: { request: CustodyRequest; onMove: (move: Move) => void }) {
  const { reader } = request
  const decided = request.decidedBy !== null && request.decidedAt !== null
  return (
    <article className="panel custody-request" aria-label={`${reader.name} ${request.traceCode}`}>
      <header>
        <h2>
          {reader.name}{' '}
          <span className="muted">{[reader.agency, roleWord(reader.role)].filter(Boolean).join(' · ')}</span>
        </h2>
        <div className="aside">
          <Tag tone={tones[request.state]}>{stateWord(request.state)}</Tag> {dateTime(request.at)}
        </div>
      </header>
      <dl className="body facts">
        <div>
          <dt>{custodyWords.matter}</dt>
          <dd>
            <code>{request.traceCode}</code> {typeName(request.type)} · {sourceWords(request.source)}
          </dd>
        </div>
        <div>
          <dt>{custodyWords.protection}</dt>
          <dd>{request.protection.map(reasonWord).join('、')}</dd>
        </div>
        <div>
          <dt>{custodyWords.purpose}</dt>
          <dd>{purposeWord(request.purpose)}</dd>
        </div>
        <div>
          <dt>{custodyWords.reason}</dt>
          <dd className="prose">{request.reason}</dd>
        </div>
        <div>
          <dt>{request.granted.length > 0 ? custodyWords.granted : custodyWords.parts}</dt>
          <dd>
            {partWords(request.granted.length > 0 ? request.granted : request.parts)}
            {request.until !== null && `，${fill(custodyWords.until, { time: dateTime(request.until) })}`}
          </dd>
        </div>
        {decided && (
          <div>
            <dt>{custodyWords.decision}</dt>
            <dd className="prose">
              {fill(custodyWords.by, {
                name: request.decidedBy ?? '',
                time: dateTime(request.decidedAt ?? ''),
                reason: request.decisionReason ?? '',
              })}
            </dd>
          </div>
        )}
        {request.granted.length > 0 && (
          <div>
            <dt>{custodyWords.open}</dt>
            <dd>
              {request.openedAt === null
                ? custodyWords.neverOpened
                : fill(custodyWords.openings, { n: request.openings, time: dateTime(request.openedAt) })}
            </dd>
          </div>
        )}
      </dl>
      {(request.state === 'waiting' || request.state === 'granted') && (
        <footer className="row">
          {request.state === 'waiting' ? (
            <>
              <Button
                kind="primary"
                disabledReason={request.own ? custodyWords.own : null}
                onClick={() => onMove('grant')}
              >
                {custodyWords.grant}
              </Button>
              <Button disabledReason={request.own ? custodyWords.own : null} onClick={() => onMove('refuse')}>
                {custodyWords.refuse}
              </Button>
            </>
          ) : (
            <Button
              kind="danger"
              disabledReason={request.own ? custodyWords.own : null}
              onClick={() => onMove('revoke')}
            >
              {custodyWords.revoke}
            </Button>
          )}
          {request.own && <span className="faint">{custodyWords.own}</span>}
        </footer>
      )}
    </article>
  )
}

function DecideDialog({ request, move, onClose }: { request: CustodyRequest; move: Move; onClose: () => void }) {
  const client = useQueryClient()
  const proof = useProof()
  const [hours, setHours] = useState('4')
  const [parts, setParts] = useState<readonly CustodyPart[]>(request.parts)
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const decide = async (): Promise<void> => {
    setBusy(true)
    setWrong(null)
    try {
      const done = await proof.run(() =>
        post(`/custody/requests/${request.id}/decision`, {
          decision: move,
          reason: reason.trim(),
          ...(move === 'grant' ? { hours: Number(hours), parts } : {}),
        }),
      )
      if (done === null) return
      tellDone(custodyWords.decidedDone)
      onClose()
    } catch (cause) {
      setWrong(messageOf(cause))
    } finally {
      setBusy(false)
      void client.invalidateQueries({ queryKey: ['custody'] })
    }
  }
  return (
    <Dialog title={`${custodyWords[move]} · ${request.reader.name}`} open onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (move === 'grant' && parts.length === 0) setWrong(custodyWords.nothingChosen)
          else void decide()
        }}
      >
        <p className="muted">
          <code>{request.traceCode}</code> {purposeWord(request.purpose)}：{request.reason}
        </p>
        {move === 'grant' && (
          <>
            <PartChoice legend={custodyWords.granted} offered={request.parts} chosen={parts} onChoose={setParts} />
            <SelectField
              label={custodyWords.hours}
              value={hours}
              choices={grantHours.map((n) => ({ value: String(n), label: fill(custodyWords.hoursOf, { n }) }))}
              onChange={(event) => setHours(event.target.value)}
            />
          </>
        )}
        <TextArea
          label={custodyWords.reason}
          hint={custodyWords.reasonHint}
          required
          minLength={4}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <div className="row">
          <Button type="submit" kind={move === 'revoke' ? 'danger' : 'primary'} busy={busy}>
            {custodyWords[move]}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </div>
      </form>
      {proof.dialog}
    </Dialog>
  )
}
