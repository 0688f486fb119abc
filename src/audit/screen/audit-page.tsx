import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { get, messageOf, post } from '../../ui/api.ts'
import { Button, TextField } from '../../ui/controls.tsx'
import { dateTime } from '../../ui/format.ts'
import { useFilters } from '../../ui/navigation.tsx'
import { Loaded, Notice } from '../../ui/states.tsx'
import { auditWords } from '../../ui/words/audit.ts'
import { fill } from '../../ui/words.ts'
import type { SealState } from '../schema.ts'
import './audit.css'
import { FindingsPart } from './findings-part.tsx'
import { ReadsPart } from './reads-part.tsx'
import { SignInsPart } from './sign-ins-part.tsx'

const views = ['findings', 'reads', 'signIns', 'seals'] as const

/** The auditor's page: what is to be explained, the log itself, and how it is kept. */
export function AuditPage() {
  const [filters, setFilters] = useFilters()
  const view = views.find((name) => name === filters.view) ?? 'findings'
  return (
    <div className="page">
      <header className="page-head">
        <h1>{auditWords.title}</h1>
        <nav className="views" aria-label={auditWords.title}>
          {views.map((name) => (
            <button
              key={name}
              type="button"
              className="view"
              aria-pressed={view === name}
              onClick={() =>
                setFilters({ ...Object.fromEntries(Object.keys(filters).map((key) => [key, undefined])), view: name })
              }
            >
              {auditWords[name]}
            </button>
          ))}
        </nav>
      </header>
      <p className="muted">{auditWords.note}</p>
      {view === 'findings' && <FindingsPart />}
      {view === 'reads' && <ReadsPart />}
      {view === 'signIns' && <SignInsPart />}
      {view === 'seals' && <Seals />}
    </div>
  )
}

function Seals() {
  const result = useQuery({
    queryKey: ['audit', 'seals'],
    queryFn: ({ signal }) => get<SealState>('/audit/seals', signal),
    refetchInterval: 15_000,
  })
  return (
    <>
      <section className="panel" aria-label={auditWords.seals}>
        <div className="body stack">
          <Loaded result={result} lines={2}>
            {(state) => (
              <p>
                {fill(auditWords.sealState, {
                  reads: state.reads,
                  batches: state.batches,
                  waiting: state.waiting,
                  time: state.lastAt === null ? auditWords.notYet : dateTime(state.lastAt),
                })}
              </p>
            )}
          </Loaded>
          <p className="muted">{auditWords.sealNote}</p>
        </div>
      </section>
      <MarkLookup />
    </>
  )
}

/** Where did this file come from? One row of it is enough. */
function MarkLookup() {
  const [mark, setMark] = useState('')
  const [answer, setAnswer] = useState<{ tone: 'ok' | 'warn' | 'wrong'; text: string } | null>(null)
  const look = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    try {
      const found = await post<{ known: boolean; number: string; row: number; recipient: string }>(
        '/audit/export-mark',
        { mark: mark.trim() },
      )
      setAnswer(
        found.known
          ? { tone: 'ok', text: fill(auditWords.markKnown, found as never) }
          : { tone: 'warn', text: auditWords.markUnknown },
      )
    } catch (cause) {
      setAnswer({ tone: 'wrong', text: messageOf(cause) })
    }
  }
  return (
    <section className="panel" aria-label={auditWords.mark}>
      <form className="body stack audit-form" onSubmit={(event) => void look(event)}>
        <TextField
          label={auditWords.mark}
          hint={auditWords.markHint}
          value={mark}
          required
          maxLength={40}
          onChange={(event) => setMark(event.target.value)}
        />
        {answer !== null && <Notice tone={answer.tone}>{answer.text}</Notice>}
        <span>
          <Button type="submit">{auditWords.apply}</Button>
        </span>
      </form>
    </section>
  )
}
