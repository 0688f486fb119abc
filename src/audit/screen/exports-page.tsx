import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { apiRoot, get, messageOf, post, query } from '../../ui/api.ts'
import { Button, type Choice, SelectField, TextArea, TextField } from '../../ui/controls.tsx'
import { date, dateTime } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { Dialog, tellDone, tellWrong } from '../../ui/overlays.tsx'
import { townChoices, townName } from '../../ui/places.ts'
import { useMay, useSession } from '../../ui/session.tsx'
import { EmptyState, ErrorState, Notice, Skeleton } from '../../ui/states.tsx'
import { auditWords, exportUiWords as text } from '../../ui/words/audit.ts'
import { common } from '../../ui/words/common.ts'
import { fill, said } from '../../ui/words.ts'
import { disputeTypes } from '../../vocabulary/dispute-types.ts'
import type { ExportList, ExportRow } from '../schema.ts'
import { roleName } from './reads-part.tsx'
import './audit.css'

const kinds = ['disputes', 'records', 'statistics'] as const
const kindChoices: readonly Choice[] = kinds.map((value) => ({ value, label: text[value] }))
const typeChoices: readonly Choice[] = Object.entries(disputeTypes).map(([value, word]) => ({
  value,
  label: said(word),
}))

function what(row: ExportRow): string {
  const parts = [
    text[row.kind as (typeof kinds)[number]],
    row.town === null ? text.allTowns : townName(row.town),
    row.type === null ? null : said((disputeTypes as Readonly<Record<string, { zh: string; en: string }>>)[row.type]),
    row.from === null && row.to === null ? null : `${row.from ?? ''} – ${row.to ?? ''}`,
  ]
  return parts.filter((part) => part !== null).join(' · ')
}

/** One asks, another approves; whoever asked makes and fetches the file. */
export function ExportsPage() {
  const may = useMay()
  const client = useQueryClient()
  const { officer } = useSession()
  const [asking, setAsking] = useState(false)
  const [deciding, setDeciding] = useState<ExportRow | null>(null)
  const result = useInfiniteQuery({
    queryKey: ['exports', 'list'],
    queryFn: ({ signal, pageParam }) => get<ExportList>(`/exports${query({ cursor: pageParam, limit: 50 })}`, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const rows = (result.data?.pages ?? []).flatMap((page) => page.items)
  const make = async (row: ExportRow): Promise<void> => {
    try {
      await post(`/exports/${row.id}/file`)
    } catch (cause) {
      tellWrong(cause)
    } finally {
      await client.invalidateQueries({ queryKey: ['exports'] })
    }
  }
  return (
    <div className="page">
      <header className="page-head">
        <h1>{text.title}</h1>
        <p className="muted">{text.note}</p>
        {may('export.ask') && (
          <span>
            <Button kind="primary" onClick={() => setAsking(true)}>
              {text.ask}
            </Button>
          </span>
        )}
      </header>
      <section className="panel" aria-label={text.title}>
        {result.error !== null && <ErrorState cause={result.error} onRetry={() => void result.refetch()} />}
        {result.isPending && <Skeleton lines={6} />}
        {result.data !== undefined && rows.length === 0 && <EmptyState kind="none">{text.empty}</EmptyState>}
        <ul>
          {rows.map((row) => (
            <li key={row.id} className="audit-card stack tight">
              <p>
                <Tag tone={row.state === 'asked' ? 'active' : row.state === 'made' ? 'ok' : 'plain'}>
                  {text[row.state]}
                </Tag>{' '}
                <code>{row.number}</code> <strong>{what(row)}</strong>
              </p>
              <p>
                {text.purpose}：{row.purpose} · {text.recipient}：{row.recipient}
              </p>
              <p className="muted">
                {row.by.agency} {row.by.name} {dateTime(row.at)} · {text.until} {date(row.until)}
                {row.file !== null && ` · ${fill(text.rows, { n: row.file.rows })}`}
              </p>
              {row.decision !== null && (
                <p className="muted">
                  {row.decision.approved ? text.approved : text.refused}：
                  {fill(text.decidedBy, {
                    by: row.decision.by,
                    role: roleName(row.decision.role),
                    time: dateTime(row.decision.at),
                    reason: row.decision.reason,
                  })}
                </p>
              )}
              {row.file !== null && (
                <p className="faint">
                  SHA-256 <code>{row.file.sha256}</code>
                </p>
              )}
              <p className="row">
                {may('export.approve') && row.state === 'asked' && (
                  <Button onClick={() => setDeciding(row)}>{text.decide}</Button>
                )}
                {row.by.id === officer?.id && row.state === 'approved' && (
                  <Button kind="primary" onClick={() => void make(row)}>
                    {text.make}
                  </Button>
                )}
                {row.by.id === officer?.id && row.state === 'made' && (
                  <a className="button" href={`${apiRoot}/exports/${row.id}.csv`} download>
                    {text.fetch}
                  </a>
                )}
              </p>
            </li>
          ))}
        </ul>
        {result.hasNextPage && (
          <Button kind="plain" onClick={() => void result.fetchNextPage()}>
            {fill(common.loadMore, { n: 50 })}
          </Button>
        )}
      </section>
      {asking && <Ask onClose={() => setAsking(false)} />}
      {deciding !== null && <Decide row={deciding} onClose={() => setDeciding(null)} />}
    </div>
  )
}

function Ask({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const { officer } = useSession()
  const [draft, setDraft] = useState<Readonly<Record<string, string>>>({ kind: 'disputes', days: '7' })
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const field = (name: string) => ({
    value: draft[name] ?? '',
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [name]: event.target.value }),
  })
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    const given = Object.fromEntries(Object.entries(draft).filter(([, value]) => value.trim() !== ''))
    try {
      await post('/exports', { ...given, days: Number(draft.days) })
      await client.invalidateQueries({ queryKey: ['exports'] })
      tellDone(text.sent)
      onClose()
    } catch (cause) {
      setWrong(messageOf(cause))
      setBusy(false)
    }
  }
  return (
    <Dialog title={text.ask} open onClose={onClose}>
      <form className="stack" onSubmit={(event) => void send(event)}>
        <Notice>{text.sealedNote}</Notice>
        <SelectField label={text.kind} choices={kindChoices} {...field('kind')} />
        {officer?.town === null && (
          <SelectField
            label={text.town}
            choices={[{ value: '', label: text.allTowns }, ...townChoices]}
            {...field('town')}
          />
        )}
        <SelectField
          label={text.type}
          choices={[{ value: '', label: text.allTypes }, ...typeChoices]}
          {...field('type')}
        />
        <TextField label={auditWords.from} type="date" {...field('from')} />
        <TextField label={auditWords.to} type="date" {...field('to')} />
        <TextField label={text.purpose} required minLength={4} maxLength={200} {...field('purpose')} />
        <TextField label={text.recipient} required minLength={2} maxLength={100} {...field('recipient')} />
        <TextField label={text.days} type="number" required min={1} max={30} {...field('days')} />
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <Button type="submit" kind="primary" busy={busy}>
          {text.send}
        </Button>
      </form>
    </Dialog>
  )
}

function Decide({ row, onClose }: { row: ExportRow; onClose: () => void }) {
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const send = async (approved: boolean): Promise<void> => {
    try {
      await post(`/exports/${row.id}/decision`, { approved, reason })
      await client.invalidateQueries({ queryKey: ['exports'] })
      onClose()
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <Dialog title={text.decide} open onClose={onClose}>
      <div className="stack">
        <p>
          <strong>{what(row)}</strong>
        </p>
        <p>
          {row.by.agency} {row.by.name} · {text.purpose}：{row.purpose} · {text.recipient}：{row.recipient} ·{' '}
          {text.until} {date(row.until)}
        </p>
        <TextArea
          label={text.reason}
          required
          minLength={4}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <p className="row">
          <Button kind="primary" onClick={() => void send(true)}>
            {text.approve}
          </Button>
          <Button kind="danger" onClick={() => void send(false)}>
            {text.refuse}
          </Button>
        </p>
      </div>
    </Dialog>
  )
}
