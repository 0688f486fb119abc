import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Static } from 'typebox'
import { get, messageOf, post, query } from '../../ui/api.ts'
import { Button, SelectField, TextArea, TextField } from '../../ui/controls.tsx'
import { date } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { To, useFilters, useGo } from '../../ui/navigation.tsx'
import { Dialog } from '../../ui/overlays.tsx'
import { useMay } from '../../ui/session.tsx'
import { EmptyState, Loaded, Notice } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { rightsUi } from '../../ui/words/rights.ts'
import { fill } from '../../ui/words.ts'
import { rightsWords } from '../../vocabulary/words/rights.ts'
import { type EnterBody, type RequestList, type RequestRow, requestKinds } from '../schema.ts'

type Row = Static<typeof RequestRow>
const views = ['open', 'overdue', 'decided', 'all'] as const

export const stateTone = (row: Pick<Row, 'overdue' | 'state'>): 'late' | 'ok' | 'plain' =>
  row.overdue ? 'late' : row.state === 'decided' ? 'ok' : 'plain'

/** The list for those who decide; the town, which only enters what somebody asks at its window, has the form alone. */
export function Requests() {
  const may = useMay()
  return may('rights.read') ? <List /> : <Entry />
}

function Entry() {
  const [entering, setEntering] = useState(false)
  const [code, setCode] = useState<string | null>(null)
  return (
    <div className="page">
      <header className="page-head">
        <h1>{rightsUi.title}</h1>
      </header>
      <p className="muted">{rightsUi.note}</p>
      {code !== null && <Notice tone="ok">{fill(rightsUi.entered, { code })}</Notice>}
      <span>
        <Button kind="primary" onClick={() => setEntering(true)}>
          {rightsUi.enter}
        </Button>
      </span>
      {entering && (
        <EnterDialog
          onClose={() => setEntering(false)}
          onDone={(made) => {
            setCode(made.code)
            setEntering(false)
          }}
        />
      )}
    </div>
  )
}

/** What persons asked about their data, by the time that is left to answer. */
function List() {
  const [filters, setFilters] = useFilters()
  const [entering, setEntering] = useState(false)
  const go = useGo()
  const view = views.find((name) => name === filters.state) ?? 'open'
  const result = useQuery({
    queryKey: ['rights', 'requests', view, filters.cursor ?? ''],
    queryFn: ({ signal }) =>
      get<RequestList>(`/rights/requests${query({ state: view, cursor: filters.cursor })}`, signal),
    refetchInterval: 15_000,
  })
  return (
    <div className="page">
      <header className="page-head">
        <div className="row spread">
          <h1>{rightsUi.title}</h1>
          <Button onClick={() => setEntering(true)}>{rightsUi.enter}</Button>
        </div>
        <nav className="views" aria-label={rightsUi.title}>
          {views.map((name) => (
            <button
              key={name}
              type="button"
              className="view"
              aria-pressed={view === name}
              onClick={() => setFilters({ state: name, cursor: undefined })}
            >
              {rightsUi[name]}
              {name !== 'all' && result.data !== undefined && ` ${result.data.counts[name]}`}
            </button>
          ))}
        </nav>
      </header>
      <p className="muted">{rightsUi.note}</p>
      <section className="panel" aria-label={rightsUi.title}>
        <div className="body flush">
          <Loaded result={result} lines={6}>
            {(list) =>
              list.items.length === 0 ? (
                <EmptyState kind="none">{rightsUi.empty}</EmptyState>
              ) : (
                <Table<Row>
                  label={rightsUi.title}
                  rows={list.items}
                  rowKey={(row) => row.id}
                  onOpen={(row) => go(`/rights/${row.id}`)}
                  columns={[
                    {
                      id: 'code',
                      header: rightsUi.code,
                      nowrap: true,
                      cell: (row) => <To path={`/rights/${row.id}`}>{row.code}</To>,
                    },
                    { id: 'kind', header: rightsUi.kind, cell: (row) => rightsWords.kinds[row.kind] },
                    {
                      id: 'state',
                      header: rightsUi.state,
                      nowrap: true,
                      cell: (row) => (
                        <Tag tone={stateTone(row)}>
                          {row.outcome === null ? rightsWords.states[row.state] : rightsWords.outcomes[row.outcome]}
                        </Tag>
                      ),
                    },
                    { id: 'asked', header: rightsUi.asked, nowrap: true, cell: (row) => date(row.askedAt) },
                    { id: 'due', header: rightsUi.due, nowrap: true, cell: (row) => date(row.dueAt) },
                    {
                      id: 'left',
                      header: rightsUi.left,
                      nowrap: true,
                      cell: (row) =>
                        row.overdue ? (
                          <strong>{rightsUi.late}</strong>
                        ) : row.daysLeft === null ? (
                          ''
                        ) : (
                          fill(rightsUi.leftDays, { n: row.daysLeft })
                        ),
                    },
                    {
                      id: 'channel',
                      header: rightsUi.channel,
                      nowrap: true,
                      cell: (row) => `${rightsWords.channels[row.channel]} · ${rightsWords.askedAs[row.askedAs]}`,
                    },
                    { id: 'town', header: rightsUi.town, nowrap: true, cell: (row) => row.town ?? '—' },
                  ]}
                />
              )
            }
          </Loaded>
        </div>
      </section>
      {entering && <EnterDialog onClose={() => setEntering(false)} onDone={(made) => go(`/rights/${made.id}`)} />}
    </div>
  )
}

const choicesOf = (table: Readonly<Record<string, string>>, keys: readonly string[]) =>
  keys.map((value) => ({ value, label: table[value] ?? value }))

/** Somebody without the portal asks at the window, by phone or by letter. */
function EnterDialog({
  onClose,
  onDone,
}: {
  onClose: () => void
  onDone: (made: { id: string; code: string }) => void
}) {
  const client = useQueryClient()
  const [wrong, setWrong] = useState<string | null>(null)
  const [form, setForm] = useState<Record<string, string>>({
    kind: 'copy',
    channel: 'window',
    askedAs: 'self',
    field: 'phone',
  })
  const set = (name: string) => (event: { target: { value: string } }) =>
    setForm((before) => ({ ...before, [name]: event.target.value }))
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const { field, value, phone, ...rest } = form
    try {
      const made = await post<{ id: string; code: string }>('/rights/requests', {
        ...rest,
        ...(form.kind === 'correction' ? { field, value } : {}),
        ...(phone ? { phone } : {}),
      } as unknown as EnterBody)
      await client.invalidateQueries({ queryKey: ['rights', 'requests'] })
      onDone(made)
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <Dialog title={rightsUi.enterTitle} open onClose={onClose} wide>
      <form className="stack" onSubmit={(event) => void save(event)}>
        <SelectField
          label={rightsUi.kind}
          value={form.kind}
          onChange={set('kind')}
          choices={choicesOf(rightsWords.kinds, requestKinds)}
        />
        <SelectField
          label={rightsUi.enterChannel}
          value={form.channel}
          onChange={set('channel')}
          choices={choicesOf(rightsWords.channels, ['window', 'phone', 'letter'])}
        />
        <SelectField
          label={rightsUi.enterAs}
          value={form.askedAs}
          onChange={set('askedAs')}
          choices={choicesOf(rightsWords.askedAs, ['self', 'guardian', 'agent'])}
        />
        <TextField label={rightsUi.trace} required value={form.traceCode ?? ''} onChange={set('traceCode')} />
        <TextField label={rightsUi.enterName} required maxLength={80} value={form.name ?? ''} onChange={set('name')} />
        <TextField label={rightsUi.enterPhone} inputMode="tel" value={form.phone ?? ''} onChange={set('phone')} />
        <TextField
          label={rightsUi.enterIdentity}
          required
          minLength={2}
          value={form.identity ?? ''}
          onChange={set('identity')}
        />
        {form.kind === 'correction' && (
          <>
            <SelectField
              label={rightsUi.field}
              value={form.field}
              onChange={set('field')}
              choices={choicesOf(rightsWords.fields, ['name', 'phone', 'idNumber', 'address', 'other'])}
            />
            <TextField label={rightsUi.wanted} required value={form.value ?? ''} onChange={set('value')} />
          </>
        )}
        <TextArea label={rightsUi.enterText} required minLength={4} value={form.text ?? ''} onChange={set('text')} />
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <span className="row">
          <Button type="submit" kind="primary">
            {rightsUi.save}
          </Button>
          <Button onClick={onClose}>{rightsUi.cancel}</Button>
        </span>
      </form>
    </Dialog>
  )
}
