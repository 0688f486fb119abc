import { useState } from 'react'
import { messageOf, post } from '../../ui/api.ts'
import { Button, CheckField, RadioGroup, SelectField, TextArea, TextField } from '../../ui/controls.tsx'
import { date } from '../../ui/format.ts'
import { Notice } from '../../ui/states.tsx'
import { rightsUi } from '../../ui/words/rights.ts'
import { fill } from '../../ui/words.ts'
import { rightsWords } from '../../vocabulary/words/rights.ts'
import type { OfficerActionBody, RequestPage } from '../schema.ts'

type Page = RequestPage
type Outcome = 'granted' | 'partly' | 'refused'

/** Accept, ask for more, decide: what is carried out depends on what was asked. */
export function DecisionForm({ page, onDone }: { page: Page; onDone: (page: Page) => void }) {
  const [outcome, setOutcome] = useState<Outcome>('granted')
  const [reason, setReason] = useState('')
  const [more, setMore] = useState('')
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState<string | null>(null)
  const [chosen, setChosen] = useState<readonly string[]>(page.record === null ? [] : [page.record])
  const [change, setChange] = useState({ record: page.record ?? '', column: '', value: page.value ?? '' })
  const [unlink, setUnlink] = useState({ by: 'operation', operation: '', anotherPerson: true, asker: 'goes' })
  const send = async (body: OfficerActionBody): Promise<void> => {
    setBusy(true)
    setWrong(null)
    try {
      onDone(await post<Page>(`/rights/requests/${page.id}/actions`, body))
    } catch (cause) {
      setWrong(messageOf(cause))
    } finally {
      setBusy(false)
    }
  }
  const grants = outcome !== 'refused'
  const carried = (): Partial<OfficerActionBody> => {
    if (!grants) return {}
    if (page.kind === 'correction' && change.record && change.column && change.value) return { changes: [change] }
    if (page.kind === 'deletion' && chosen.length > 0) return { erase: [...chosen] }
    if (page.kind === 'linkObjection') {
      const { anotherPerson } = unlink
      const asker = unlink.asker === 'goes' ? 'goes' : 'stays'
      if (unlink.by === 'operation' && unlink.operation)
        return { unlink: { operation: unlink.operation, anotherPerson, asker } }
      if (unlink.by === 'records' && chosen.length > 0)
        return { unlink: { records: [...chosen], anotherPerson, asker } }
    }
    return {}
  }
  return (
    <section className="panel" aria-label={rightsUi.decision}>
      <header>
        <h2>{rightsUi.decision}</h2>
      </header>
      <form
        className="body stack"
        onSubmit={(event) => {
          event.preventDefault()
          void send({ action: 'decide', outcome, text: reason, ...carried() })
        }}
      >
        <RadioGroup
          legend={rightsUi.outcome}
          name="outcome"
          value={outcome}
          choices={(['granted', 'partly', 'refused'] as const).map((value) => ({
            value,
            label: rightsWords.outcomes[value],
          }))}
          onChoose={(value) => setOutcome(value as Outcome)}
        />
        {grants && page.kind === 'correction' && <ChangePart page={page} change={change} onChange={setChange} />}
        {grants && page.kind === 'deletion' && (
          <>
            {page.holds.length > 0 && (
              <Notice tone="warn">
                {rightsUi.holds}：{page.holds.join('；')}
              </Notice>
            )}
            <RecordPicks page={page} own chosen={chosen} onChoose={setChosen} />
            <p className="muted">{rightsUi.eraseNote}</p>
          </>
        )}
        {grants && page.kind === 'linkObjection' && (
          <>
            <RadioGroup
              legend={rightsUi.unlink}
              name="by"
              value={unlink.by}
              choices={[
                { value: 'operation', label: rightsUi.byOperation },
                { value: 'records', label: rightsUi.byRecords },
              ]}
              onChoose={(by) => setUnlink({ ...unlink, by })}
            />
            {unlink.by === 'operation' ? (
              <SelectField
                label={rightsUi.operation}
                value={unlink.operation}
                placeholder={rightsUi.choose}
                onChange={(event) => setUnlink({ ...unlink, operation: event.target.value })}
                choices={page.operations
                  .filter((one) => one.kind !== 'open')
                  .map((one) => ({ value: one.operation, label: operationLabel(page, one) }))}
              />
            ) : (
              <RecordPicks page={page} chosen={chosen} onChoose={setChosen} />
            )}
            <CheckField
              label={rightsUi.another}
              checked={unlink.anotherPerson}
              onChange={(event) => setUnlink({ ...unlink, anotherPerson: event.target.checked })}
            />
            <RadioGroup
              legend={rightsUi.asker}
              name="asker"
              value={unlink.asker}
              choices={[
                { value: 'goes', label: rightsUi.goes },
                { value: 'stays', label: rightsUi.stays },
              ]}
              onChoose={(asker) => setUnlink({ ...unlink, asker })}
            />
            <p className="muted">{rightsUi.unlinkNote}</p>
          </>
        )}
        <TextArea
          label={rightsUi.reason}
          hint={rightsUi.reasonHint}
          required
          rows={4}
          maxLength={4000}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <span className="row">
          <Button type="submit" kind="primary" busy={busy}>
            {rightsUi.submit}
          </Button>
          {page.actions.includes('accept') && (
            <Button busy={busy} onClick={() => void send({ action: 'accept', text: rightsUi.accept })}>
              {rightsUi.accept}
            </Button>
          )}
          {page.actions.includes('askMore') && <Button onClick={() => setAsking(!asking)}>{rightsUi.askMore}</Button>}
        </span>
      </form>
      {asking && (
        <div className="body stack">
          <TextArea label={rightsUi.askMoreText} value={more} onChange={(event) => setMore(event.target.value)} />
          <p className="muted">{rightsUi.askMoreNote}</p>
          <span>
            <Button busy={busy} onClick={() => void send({ action: 'askMore', text: more })}>
              {rightsUi.askMore}
            </Button>
          </span>
        </div>
      )}
    </section>
  )
}

const operationLabel = (page: Page, one: Page['operations'][number]): string => {
  const numbers = page.records.filter((record) => one.records.includes(record.record)).map((record) => record.number)
  return `${date(one.at)} ${one.line}${numbers.length === 0 ? '' : `（${numbers.slice(0, 3).join('、')}）`}`
}

function ChangePart({
  page,
  change,
  onChange,
}: {
  page: Page
  change: { record: string; column: string; value: string }
  onChange: (change: { record: string; column: string; value: string }) => void
}) {
  const own = page.records.filter((record) => record.own && !record.erased)
  const record = own.find((one) => one.record === change.record)
  const present = record?.columns.find((column) => column.column === change.column)
  return (
    <>
      {own.length === 0 && <Notice tone="warn">{rightsUi.recordsNone}</Notice>}
      <SelectField
        label={rightsUi.record}
        value={change.record}
        placeholder={rightsUi.choose}
        onChange={(event) => onChange({ ...change, record: event.target.value, column: '' })}
        choices={own.map((one) => ({ value: one.record, label: `${one.source} ${one.number} · ${date(one.at)}` }))}
      />
      {record?.sealed && <Notice tone="warn">{rightsUi.sealed}</Notice>}
      <SelectField
        label={rightsUi.column}
        value={change.column}
        placeholder={rightsUi.choose}
        onChange={(event) => onChange({ ...change, column: event.target.value })}
        choices={(record?.columns ?? []).map(({ column }) => ({ value: column, label: column }))}
      />
      <TextField
        label={rightsUi.value}
        hint={present?.value ? fill(rightsUi.present, { value: present.value }) : null}
        value={change.value}
        maxLength={400}
        onChange={(event) => onChange({ ...change, value: event.target.value })}
      />
    </>
  )
}

function RecordPicks({
  page,
  own = false,
  chosen,
  onChoose,
}: {
  page: Page
  own?: boolean
  chosen: readonly string[]
  onChoose: (chosen: readonly string[]) => void
}) {
  const shown = page.records.filter((record) => !record.erased && (!own || record.own))
  if (shown.length === 0) return <Notice tone="warn">{rightsUi.recordsNone}</Notice>
  return (
    <fieldset className="radio-group">
      <legend>{rightsUi.records}</legend>
      {shown.map((record) => (
        <CheckField
          key={record.record}
          label={`${record.source} ${record.number} · ${date(record.at)} · ${record.own ? rightsUi.own : rightsUi.notOwn}`}
          checked={chosen.includes(record.record)}
          onChange={(event) =>
            onChoose(event.target.checked ? [...chosen, record.record] : chosen.filter((one) => one !== record.record))
          }
        />
      ))}
    </fieldset>
  )
}
