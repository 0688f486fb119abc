import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Static } from 'typebox'
import type { OwnCopy, PartyRequest, PartyRequests } from '../rights/schema.ts'
import { requestKinds } from '../rights/schema.ts'
import { OwnCopyView } from '../rights/screen/own-copy.tsx'
import { get, messageOf, post } from '../ui/api.ts'
import { Button, SelectField, TextArea, TextField } from '../ui/controls.tsx'
import { date, dateTime } from '../ui/format.ts'
import { Loaded, Notice } from '../ui/states.tsx'
import { rightsUi } from '../ui/words/rights.ts'
import { fill } from '../ui/words.ts'
import { rightsWords } from '../vocabulary/words/rights.ts'

type All = PartyRequests
type One = Static<typeof PartyRequest>
type Kind = One['kind']
const key = ['party', 'requests']

/** 我的权利: ask, follow, answer, take the copy. Closed until wanted, so that the matter itself stays first. */
export function Rights() {
  const [open, setOpen] = useState(false)
  return (
    <section className="panel">
      <details className="body stack" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="rights-title">{rightsUi.mine}</summary>
        {open && <Opened />}
      </details>
    </section>
  )
}

function Opened() {
  const client = useQueryClient()
  const result = useQuery({ queryKey: key, queryFn: ({ signal }) => get<All>('/party/requests', signal) })
  const renew = (): Promise<void> => client.invalidateQueries({ queryKey: key })
  return (
    <Loaded result={result} lines={5}>
      {(all) => (
        <div className="stack">
          <p>{fill(rightsUi.mineNote, { days: all.clock.days })}</p>
          {all.notices.map((notice) => (
            <Notice key={`${notice.at}${notice.text}`} tone="warn">
              <span className="muted">{date(notice.at)}</span> {notice.text}
            </Notice>
          ))}
          <Ask all={all} onAsked={renew} />
          <h3>{rightsUi.mineList}</h3>
          {all.items.length === 0 && <p className="muted">{rightsUi.mineNone}</p>}
          {all.items.map((item) => (
            <Item key={item.id} item={item} onChanged={renew} />
          ))}
          <p className="muted">{rightsUi.mineOffline}</p>
        </div>
      )}
    </Loaded>
  )
}

function Ask({ all, onAsked }: { all: All; onAsked: () => Promise<void> }) {
  const [kind, setKind] = useState<Kind>('copy')
  const [form, setForm] = useState<Record<string, string>>({ field: 'phone' })
  const [sent, setSent] = useState<One | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const set = (name: string) => (event: { target: { value: string } }) =>
    setForm((before) => ({ ...before, [name]: event.target.value }))
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setWrong(null)
    const text = form.text?.trim() || rightsWords.kinds[kind]
    try {
      setSent(
        await post<One>('/party/requests', {
          kind,
          text,
          ...(form.record ? { record: form.record } : {}),
          ...(kind === 'correction' ? { field: form.field, value: form.value } : {}),
          ...(kind === 'readObjection' && form.readAt ? { readAt: form.readAt } : {}),
        }),
      )
      setForm({ field: 'phone' })
      await onAsked()
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <form className="stack" onSubmit={(event) => void send(event)}>
      <SelectField
        label={rightsUi.mineWhat}
        value={kind}
        onChange={(event) => setKind(event.target.value as Kind)}
        choices={requestKinds.map((value) => ({ value, label: rightsWords.kinds[value] }))}
      />
      {kind !== 'copy' && kind !== 'readObjection' && all.statements.length > 0 && (
        <SelectField
          label={rightsUi.mineStatement}
          value={form.record ?? ''}
          placeholder={rightsUi.mineAny}
          onChange={set('record')}
          choices={all.statements.map((one) => ({
            value: one.record,
            label: `${date(one.at)} ${one.text.slice(0, 18)}`,
          }))}
        />
      )}
      {kind === 'readObjection' && (
        <SelectField
          label={rightsUi.mineRead}
          value={form.readAt ?? ''}
          placeholder={rightsUi.mineAny}
          onChange={set('readAt')}
          choices={all.reads.map((one) => ({
            value: `${dateTime(one.at)} ${one.organ}`,
            label: `${dateTime(one.at)} ${one.organ}`,
          }))}
        />
      )}
      {kind === 'correction' && (
        <>
          <SelectField
            label={rightsUi.field}
            value={form.field}
            onChange={set('field')}
            choices={(['name', 'phone', 'idNumber', 'address', 'other'] as const).map((value) => ({
              value,
              label: rightsWords.fields[value],
            }))}
          />
          <TextField label={rightsUi.value} required maxLength={400} value={form.value ?? ''} onChange={set('value')} />
        </>
      )}
      <TextArea
        label={rightsUi.mineText}
        required={kind !== 'copy'}
        minLength={4}
        maxLength={4000}
        value={form.text ?? ''}
        onChange={set('text')}
      />
      {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
      {sent !== null && (
        <Notice tone="ok">{fill(rightsUi.mineSent, { code: sent.code, due: date(sent.dueAt) })}</Notice>
      )}
      <Button type="submit" kind="primary">
        {rightsUi.mineSend}
      </Button>
    </form>
  )
}

function Item({ item, onChanged }: { item: One; onChanged: () => Promise<void> }) {
  const [text, setText] = useState('')
  const [copy, setCopy] = useState<OwnCopy | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const run = async (work: () => Promise<unknown>): Promise<void> => {
    setWrong(null)
    try {
      await work()
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  const act = (action: 'supply' | 'withdraw', words: string) =>
    run(async () => {
      await post(`/party/requests/${item.id}/actions`, { action, text: words })
      setText('')
      await onChanged()
    })
  return (
    <article className="stack tight request">
      <h4>
        {rightsWords.kinds[item.kind]} · {rightsWords.states[item.state]}
        {item.outcome !== null && `：${rightsWords.outcomes[item.outcome]}`}
      </h4>
      <p className="muted">
        <code>{item.code}</code> · {rightsUi.due} {date(item.dueAt)} {item.overdue && <strong>{rightsUi.late}</strong>}
      </p>
      <p className="prose">{item.text}</p>
      <ol className="plain-rows">
        {item.steps.map((step) => (
          <li key={`${step.at}${step.action}`}>
            <span className="muted">
              {dateTime(step.at)} {step.by}
            </span>
            <br />
            {step.line}
            {step.text !== null && <p className="prose">{step.text}</p>}
          </li>
        ))}
      </ol>
      {item.state === 'decided' && (
        <ul className="stack tight">
          {item.remedies.map((line) => (
            <li key={line} className="muted">
              {line}
            </li>
          ))}
        </ul>
      )}
      {item.actions.includes('supply') && (
        <>
          <TextArea label={rightsUi.mineSupply} value={text} onChange={(event) => setText(event.target.value)} />
          <Button onClick={() => void act('supply', text)}>{rightsUi.mineSupply}</Button>
        </>
      )}
      {item.copy && copy === null && (
        <Button onClick={() => void run(async () => setCopy(await get<OwnCopy>(`/party/requests/${item.id}/copy`)))}>
          {rightsUi.openCopy}
        </Button>
      )}
      {copy !== null && <OwnCopyView copy={copy} />}
      {item.actions.includes('withdraw') && (
        <Button
          kind="plain"
          aria-label={`${rightsUi.mineWithdraw} ${item.code}`}
          onClick={() => void act('withdraw', rightsUi.mineWithdrawn)}
        >
          {rightsUi.mineWithdraw}
        </Button>
      )}
      {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
    </article>
  )
}
