import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, messageOf, post } from '../../ui/api.ts'
import { Button, CheckField, SelectField, TextArea } from '../../ui/controls.tsx'
import { To, useFilters, useGo } from '../../ui/navigation.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Loaded, Notice } from '../../ui/states.tsx'
import { common } from '../../ui/words/common.ts'
import { mediationWords } from '../../ui/words/mediation.ts'
import { fill } from '../../ui/words.ts'
import type { AlertPage } from '../../warning/schema.ts'
import { useBodies } from './mediation-actions.tsx'
import { emptyTerms, TermsEditor } from './terms-editor.tsx'

/** One plan for the disputes of one alert. Sealed members are left out by the server, without saying why. */
export function PlanNew() {
  const [filters] = useFilters()
  const alertId = filters.alert ?? ''
  const alert = useQuery({
    queryKey: ['alerts', 'one', alertId],
    queryFn: ({ signal }) => get<AlertPage>(`/alerts/${alertId}`, signal),
    enabled: alertId !== '',
  })
  return (
    <div className="page">
      <header className="page-head">
        <h1>{mediationWords.planNew}</h1>
        <p className="muted">{mediationWords.plansNote}</p>
      </header>
      <Loaded result={alert} lines={8}>
        {(data) => <PlanForm alert={data} />}
      </Loaded>
    </div>
  )
}

function PlanForm({ alert }: { alert: AlertPage }) {
  const go = useGo()
  const bodies = useBodies()
  const codes = [
    ...new Set(
      alert.memberRecords.filter((member) => !member.removed && !member.sealed).map((member) => member.traceCode),
    ),
  ]
  const [chosen, setChosen] = useState<readonly string[]>(codes.slice(0, 200))
  const [bodyId, setBodyId] = useState('')
  const [mediatorId, setMediatorId] = useState('')
  const [reason, setReason] = useState('')
  const [terms, setTerms] = useState(emptyTerms)
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const list = bodies.data?.items ?? []
  const body = list.find((item) => item.id === bodyId)
  const make = async (): Promise<void> => {
    setBusy(true)
    setWrong(null)
    try {
      const made = await post<{ id: string }>('/mediation-plans', {
        alertId: alert.id,
        bodyId,
        mediatorId,
        reason,
        terms,
        disputes: chosen,
      })
      go(`/plans/${made.id}`)
    } catch (cause) {
      setWrong(messageOf(cause))
      setBusy(false)
    }
  }
  return (
    <form
      className="alert-grid"
      onSubmit={(event) => {
        event.preventDefault()
        void make()
      }}
    >
      <Panel title={mediationWords.terms}>
        <div className="stack">
          <p>
            <To path={`/alerts/${alert.id}`}>
              {alert.code} {alert.title}
            </To>
          </p>
          <div className="filters wide">
            <SelectField
              label={mediationWords.body}
              required
              placeholder={common.pickOne}
              value={bodyId}
              onChange={(event) => {
                setBodyId(event.target.value)
                setMediatorId('')
              }}
              choices={list.map((item) => ({ value: item.id, label: item.name }))}
            />
            <SelectField
              label={mediationWords.mediator}
              required
              placeholder={common.pickOne}
              value={mediatorId}
              onChange={(event) => setMediatorId(event.target.value)}
              choices={(body?.mediators ?? []).map((mediator) => ({ value: mediator.officerId, label: mediator.name }))}
            />
          </div>
          <TextArea
            label={mediationWords.planReason}
            required
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <TermsEditor terms={terms} onChange={setTerms} />
          {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
          <div>
            <Button
              type="submit"
              kind="primary"
              busy={busy}
              disabledReason={chosen.length === 0 ? mediationWords.planDisputes : null}
            >
              {mediationWords.planMake}
            </Button>
          </div>
        </div>
      </Panel>
      <Panel title={mediationWords.planDisputes} aside={fill(mediationWords.planChosen, { n: chosen.length })}>
        <CheckField
          label={mediationWords.planChooseAll}
          checked={chosen.length === codes.length}
          onChange={(event) => setChosen(event.target.checked ? codes : [])}
        />
        {codes.map((code) => (
          <CheckField
            key={code}
            label={<code>{code}</code>}
            checked={chosen.includes(code)}
            onChange={(event) =>
              setChosen(event.target.checked ? [...chosen, code] : chosen.filter((other) => other !== code))
            }
          />
        ))}
      </Panel>
    </form>
  )
}
