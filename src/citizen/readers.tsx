import { useInfiniteQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { PartyReaders } from '../audit/schema.ts'
import { apiRoot, get, messageOf, post, query } from '../ui/api.ts'
import { Button, TextArea } from '../ui/controls.tsx'
import { timeOfDay } from '../ui/format.ts'
import { ErrorState, Notice, Skeleton } from '../ui/states.tsx'
import { readerWords } from '../ui/words/audit.ts'
import { fill } from '../ui/words.ts'

type Line = PartyReaders['items'][number]

const whatOf = (line: Line): string => (readerWords as Readonly<Record<string, string>>)[line.what] ?? line.what

/** Which organ looked at the matter, when and what for; each look can be questioned, and proven. */
export function Readers() {
  const [open, setOpen] = useState(false)
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{readerWords.title}</summary>
      {open && <ReaderList />}
    </details>
  )
}

function ReaderList() {
  const result = useInfiniteQuery({
    queryKey: ['party', 'readers'],
    queryFn: ({ signal, pageParam }) => get<PartyReaders>(`/party/readers${query({ cursor: pageParam })}`, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const lines = (result.data?.pages ?? []).flatMap((page) => page.items)
  return (
    <div className="stack">
      <p className="muted">{readerWords.note}</p>
      {result.error !== null && <ErrorState cause={result.error} onRetry={() => void result.refetch()} />}
      {result.isPending && <Skeleton lines={3} />}
      {result.data !== undefined && lines.length === 0 && <p>{readerWords.none}</p>}
      <ol className="plain-rows">
        {lines.map((line) => (
          <ReaderRow key={line.read} line={line} />
        ))}
      </ol>
      {result.hasNextPage && <Button onClick={() => void result.fetchNextPage()}>{readerWords.more}</Button>}
    </div>
  )
}

function ReaderRow({ line }: { line: Line }) {
  const [asking, setAsking] = useState(false)
  const [sent, setSent] = useState(false)
  const span =
    line.first === line.last
      ? timeOfDay(line.last)
      : fill(readerWords.span, { first: timeOfDay(line.first), last: timeOfDay(line.last) })
  return (
    <li className="stack tight">
      <p>
        <strong>{line.organ}</strong>
        <br />
        <span className="muted">
          {line.day} {span} · {line.purpose}
          {line.breakGlass && line.purpose !== readerWords.urgent && ` · ${readerWords.urgent}`}
        </span>
        <br />
        {whatOf(line)}
        {line.count > 1 && ` · ${fill(readerWords.times, { n: line.count })}`}
      </p>
      {sent && <Notice tone="ok">{readerWords.objectSent}</Notice>}
      {asking && !sent ? (
        <Objection line={line} onSent={() => setSent(true)} onClose={() => setAsking(false)} />
      ) : (
        <p className="row">
          {!sent && <Button onClick={() => setAsking(true)}>{readerWords.object}</Button>}
          <a className="button" data-kind="plain" href={`${apiRoot}/party/readers/${line.read}/proof`} download>
            {readerWords.proof}
          </a>
        </p>
      )}
    </li>
  )
}

function Objection({ line, onSent, onClose }: { line: Line; onSent: () => void; onClose: () => void }) {
  const [said, setSaid] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    const about = fill(readerWords.about, { day: line.day, organ: line.organ, what: whatOf(line) })
    try {
      await post('/party/requests', { kind: 'readObjection', text: `${about}${said.trim()}`, readAt: line.last })
      onSent()
    } catch (cause) {
      setWrong(messageOf(cause))
      setBusy(false)
    }
  }
  return (
    <form className="stack" onSubmit={(event) => void send(event)}>
      <TextArea
        label={readerWords.objectText}
        hint={readerWords.objectNote}
        required
        minLength={4}
        maxLength={2000}
        value={said}
        onChange={(event) => setSaid(event.target.value)}
      />
      {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
      <p className="row">
        <Button type="submit" kind="primary" busy={busy}>
          {readerWords.objectSend}
        </Button>
        <Button onClick={onClose}>{readerWords.cancel}</Button>
      </p>
    </form>
  )
}
