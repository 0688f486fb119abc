import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, messageOf, post } from '../../ui/api.ts'
import { Button, CheckField, SelectField, TextArea, TextField } from '../../ui/controls.tsx'
import { tellDone } from '../../ui/overlays.tsx'
import { Panel } from '../../ui/panel.tsx'
import { townChoices } from '../../ui/places.ts'
import { Notice } from '../../ui/states.tsx'
import { typeChoices } from '../../ui/types.ts'
import { common } from '../../ui/words/common.ts'
import { rulesUi } from '../../ui/words/rules.ts'
import { fill } from '../../ui/words.ts'
import type { BacktestList, RuleList, RuleRowShape as RuleRow } from '../rules/schema.ts'
import { backtestsKey } from './backtests.tsx'

interface Draft {
  readonly key: number
  readonly level: RuleRow['level']
  readonly type: string
  readonly town: string
  readonly limits: Readonly<Record<string, string>>
}

const fields = {
  meso: ['windowDays', 'minimum', 'ratio', 'probability', 'orange', 'orangeUrgent', 'red', 'redUrgent'],
  micro: ['blue', 'yellow', 'orange', 'red'],
} as const

const texts = (limits: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(limits as Record<string, number>).map(([name, value]) => [name, String(value)]))

/** A whole table is written and sent; what it would change is computed before anybody decides. */
export function RulesEditor({
  list,
  onDone,
  onCancel,
}: {
  list: RuleList
  onDone: (list: RuleList) => void
  onCancel: () => void
}) {
  const backtests = useQuery({
    queryKey: backtestsKey,
    queryFn: ({ signal }) => get<BacktestList>('/alert-rules/backtests', signal),
  })
  const curve = backtests.data?.items.find(({ result }) => result !== null)?.result?.curve ?? []
  const held = list.versions.find(({ version }) => version === list.inForce)
  const [rows, setRows] = useState<readonly Draft[]>(() =>
    (held?.rows ?? []).map((row, key) => ({
      key,
      level: row.level,
      type: row.type ?? '',
      town: row.town ?? '',
      limits: texts(row.limits),
    })),
  )
  const [next, setNext] = useState(rows.length)
  const [fitted, setFitted] = useState(held?.fitted ?? false)
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const add = (level: Draft['level']): void => {
    setRows([...rows, { key: next, level, type: '', town: '', limits: texts(list.usual[level]) }])
    setNext(next + 1)
  }
  const change = (key: number, changes: Partial<Draft>): void =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...changes } : row)))
  const send = async (): Promise<void> => {
    setWrong(null)
    try {
      const table = rows.map(({ level, type, town, limits }) => ({
        level,
        type: type === '' ? null : type,
        town: town === '' ? null : town,
        limits: Object.fromEntries(fields[level].map((name) => [name, Number(limits[name])])),
      }))
      onDone(await post<RuleList>('/alert-rules', { rows: table, reason, fitted }))
      tellDone(rulesUi.sent)
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <Panel title={rulesUi.propose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <p className="muted">{rulesUi.proposeNote}</p>
        {rows.map((row, at) => (
          <fieldset key={row.key} className="filters">
            <legend>
              {fill(rulesUi.row, { n: at + 1 })} · {rulesUi[row.level]}
            </legend>
            <SelectField
              label={rulesUi.type}
              value={row.type}
              placeholder={rulesUi.anyType}
              choices={typeChoices}
              onChange={(event) => change(row.key, { type: event.target.value })}
            />
            <SelectField
              label={rulesUi.town}
              value={row.town}
              placeholder={rulesUi.anyTown}
              choices={townChoices}
              onChange={(event) => change(row.key, { town: event.target.value })}
            />
            {row.level === 'meso' && curve.length > 0 && (
              <SelectField
                label={rulesUi.byBudget}
                value={
                  curve.some(({ probability }) => String(probability) === row.limits['probability'])
                    ? (row.limits['probability'] ?? '')
                    : ''
                }
                placeholder={rulesUi.byBudgetAny}
                choices={curve.map((point) => ({
                  value: String(point.probability),
                  label: fill(rulesUi.budgetPoint, {
                    rate: point.unsupportedPerTownMonth.toFixed(3),
                    matters: point.matters,
                    found: point.found,
                    ordinal: point.ordinal?.toFixed(1) ?? '—',
                  }),
                }))}
                onChange={(event) =>
                  event.target.value !== '' &&
                  change(row.key, { limits: { ...row.limits, probability: event.target.value } })
                }
              />
            )}
            {fields[row.level].map((name) => (
              <TextField
                key={name}
                label={rulesUi[name]}
                inputMode="decimal"
                required
                pattern="[0-9]+([.][0-9]+)?(e-?[0-9]+)?"
                value={row.limits[name] ?? ''}
                onChange={(event) => change(row.key, { limits: { ...row.limits, [name]: event.target.value } })}
              />
            ))}
            <Button kind="plain" onClick={() => setRows(rows.filter(({ key }) => key !== row.key))}>
              {rulesUi.remove}
            </Button>
          </fieldset>
        ))}
        <div className="row">
          <Button onClick={() => add('meso')}>{rulesUi.addMeso}</Button>
          <Button onClick={() => add('micro')}>{rulesUi.addMicro}</Button>
        </div>
        {list.fit?.report?.better === true && (
          <CheckField label={rulesUi.useFit} checked={fitted} onChange={(event) => setFitted(event.target.checked)} />
        )}
        <TextArea
          label={rulesUi.reason}
          required
          minLength={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <div className="row">
          <Button type="submit" kind="primary">
            {rulesUi.send}
          </Button>
          <Button onClick={onCancel}>{common.cancel}</Button>
        </div>
      </form>
    </Panel>
  )
}
