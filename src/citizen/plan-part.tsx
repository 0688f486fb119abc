import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Static } from 'typebox'
import type { MediationPlanActionBody, MediationPlanActionResult } from '../mediation/schema.ts'
import { messageOf, post } from '../ui/api.ts'
import { Button, CheckField, TextField } from '../ui/controls.tsx'
import { Notice } from '../ui/states.tsx'
import { citizenWords } from '../ui/words/citizen.ts'
import { mediationStateWords } from '../ui/words/mediation.ts'
import { fill } from '../ui/words.ts'
import type { PartyMatter, PartyMediation } from './matter.tsx'
import { OneTimeCode } from './one-time.tsx'

interface Props {
  readonly plan: NonNullable<PartyMatter['plan']>
  readonly mediation: PartyMediation
  readonly traceCode: string
  readonly phone: string
  readonly onPhone: (phone: string) => void
}

/** For the respondent of many like matters: one press for those chosen, each of which stands for itself. */
export function PlanPart({ plan, mediation, traceCode, phone, onPhone }: Props) {
  const client = useQueryClient()
  const all = plan.mediations.map((item) => item.id)
  const [chosen, setChosen] = useState<readonly string[]>(all)
  const [code, setCode] = useState('')
  const [proof, setProof] = useState('')
  const [instalment, setInstalment] = useState('1')
  const [outcome, setOutcome] = useState<Static<typeof MediationPlanActionResult> | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const inState = (...states: readonly string[]): readonly string[] =>
    plan.mediations.filter((item) => chosen.includes(item.id) && states.includes(item.state)).map((item) => item.id)
  const pending = inState('consentPending')
  const signing = inState('signing')
  const performing = inState('agreed', 'performing')
  const run = async (body: MediationPlanActionBody): Promise<void> => {
    setBusy(true)
    setWrong(null)
    try {
      setOutcome(await post(`/mediation-plans/${plan.id}/actions`, body))
      await client.invalidateQueries({ queryKey: ['party', 'dispute'] })
    } catch (cause) {
      setWrong(messageOf(cause))
    } finally {
      setBusy(false)
    }
  }
  return (
    <section className="panel">
      <div className="body stack">
        <h2>{fill(citizenWords.planTitle, { n: all.length })}</h2>
        <p className="muted">{citizenWords.planNote}</p>
        <details>
          <summary>
            {citizenWords.planAll}：{chosen.length}/{all.length}
          </summary>
          <CheckField
            label={citizenWords.planAll}
            checked={chosen.length === all.length}
            onChange={(event) => setChosen(event.target.checked ? all : [])}
          />
          {plan.mediations.map((item) => (
            <CheckField
              key={item.id}
              label={
                <>
                  <code>{item.traceCode}</code> {mediationStateWords[item.state]}
                </>
              }
              checked={chosen.includes(item.id)}
              onChange={(event) =>
                setChosen(event.target.checked ? [...chosen, item.id] : chosen.filter((id) => id !== item.id))
              }
            />
          ))}
        </details>
        {pending.length > 0 && (
          <Button
            kind="primary"
            busy={busy}
            onClick={() =>
              void run({ action: 'consent', mediations: [...pending], textVersion: mediation.consentText.version })
            }
          >
            {fill(citizenWords.planConsent, { n: pending.length })}
          </Button>
        )}
        {signing.length > 0 && (
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault()
              void run({ action: 'sign', mediations: [...signing], code: code.trim() })
            }}
          >
            <OneTimeCode traceCode={traceCode} phone={phone} onPhone={onPhone} value={code} onChange={setCode} />
            <Button type="submit" kind="primary" busy={busy}>
              {fill(citizenWords.planSign, { n: signing.length })}
            </Button>
          </form>
        )}
        {performing.length > 0 && (
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault()
              void run({ action: 'perform', mediations: [...performing], instalment: Number(instalment), proof })
            }}
          >
            <TextField
              label={citizenWords.planInstalment}
              type="number"
              min={1}
              required
              value={instalment}
              onChange={(event) => setInstalment(event.target.value)}
            />
            <TextField
              label={citizenWords.proof}
              required
              value={proof}
              onChange={(event) => setProof(event.target.value)}
            />
            <Button type="submit" busy={busy}>
              {fill(citizenWords.planPerform, { n: performing.length })}
            </Button>
          </form>
        )}
        {outcome !== null && (
          <Notice tone={outcome.refused.length === 0 ? 'ok' : 'warn'}>
            {fill(citizenWords.planDone, { done: outcome.done.length, refused: outcome.refused.length })}
            {outcome.refused.slice(0, 5).map((refusal) => (
              <p key={refusal.mediation}>{refusal.problem}</p>
            ))}
          </Notice>
        )}
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
      </div>
    </section>
  )
}
