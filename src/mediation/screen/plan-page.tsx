import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Static } from 'typebox'
import { get, post } from '../../ui/api.ts'
import { Button, CheckField, TextField } from '../../ui/controls.tsx'
import { dateTime } from '../../ui/format.ts'
import { To, useParameter } from '../../ui/navigation.tsx'
import { tellWrong } from '../../ui/overlays.tsx'
import { Kpi, Panel } from '../../ui/panel.tsx'
import { Loaded, Notice } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { common } from '../../ui/words/common.ts'
import { mediationStateWords, mediationWords } from '../../ui/words/mediation.ts'
import { fill } from '../../ui/words.ts'
import type {
  MediationDetail,
  MediationPlan,
  MediationPlanActionBody,
  MediationPlanActionResult,
  MediationSummary,
} from '../schema.ts'

type Plan = Static<typeof MediationPlan>
type Outcome = Static<typeof MediationPlanActionResult>
type Action = MediationPlanActionBody['action']

const batchActions: readonly {
  readonly action: Action
  readonly words: string
  readonly from: readonly MediationSummary['state'][]
}[] = [
  { action: 'consent', words: mediationWords.paperConsent, from: ['consentPending'] },
  { action: 'openSession', words: mediationWords.openSession, from: ['assigned'] },
  { action: 'propose', words: mediationWords.propose, from: ['inSession'] },
  { action: 'requestSigning', words: mediationWords.requestSigning, from: ['drafted'] },
  { action: 'sign', words: mediationWords.sign, from: ['signing'] },
  { action: 'recordPaperSignature', words: mediationWords.paperSignature, from: ['signing'] },
  { action: 'seal', words: mediationWords.seal, from: ['signing'] },
  { action: 'perform', words: mediationWords.perform, from: ['agreed', 'performing'] },
  { action: 'confirmPerformance', words: mediationWords.confirmPerformance, from: ['performing'] },
]

/** A respondent without a phone consents and signs on paper; the mediator records it, with what it rests on. */
const onPaper = (action: Action): boolean => action === 'consent' || action === 'recordPaperSignature'

export function PlanPage() {
  const id = useParameter('id')
  const result = useQuery({
    queryKey: ['mediation-plans', id],
    queryFn: ({ signal }) => get<Plan>(`/mediation-plans/${id}`, signal),
  })
  return (
    <Loaded result={result} lines={10}>
      {(plan) => <PlanView plan={plan} />}
    </Loaded>
  )
}

function PlanView({ plan }: { plan: Plan }) {
  const client = useQueryClient()
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [busy, setBusy] = useState(false)
  const [instalment, setInstalment] = useState('1')
  const [proof, setProof] = useState('')
  const [reason, setReason] = useState('')
  // The version of the consent text that a paper consent was given to; the same for every mediation of the plan.
  const firstId = plan.mediations[0]?.id ?? ''
  const first = useQuery({
    queryKey: ['mediations', 'one', firstId],
    queryFn: ({ signal }) => get<Static<typeof MediationDetail>>(`/mediations/${firstId}`, signal),
    enabled: firstId !== '',
  })
  const all = plan.mediations
  const run = async (action: Action): Promise<void> => {
    setBusy(true)
    const pays = action === 'perform' || action === 'confirmPerformance'
    try {
      setOutcome(
        await post<Outcome>(`/mediation-plans/${plan.id}/actions`, {
          action,
          mediations: chosen,
          ...(pays ? { instalment: Number(instalment) } : {}),
          ...(action === 'perform' ? { proof } : {}),
          ...(onPaper(action) ? { reason } : {}),
          ...(action === 'consent' ? { textVersion: first.data?.consentText.version } : {}),
        }),
      )
      await Promise.all([
        client.invalidateQueries({ queryKey: ['mediation-plans'] }),
        client.invalidateQueries({ queryKey: ['mediations'] }),
      ])
    } catch (cause) {
      tellWrong(cause)
    } finally {
      setBusy(false)
    }
  }
  const counts = [
    [mediationWords.countDisputes, plan.counts.disputes],
    [mediationWords.countClaimants, plan.counts.claimantConsents],
    [mediationWords.countRespondents, plan.counts.respondentConsents],
    [mediationWords.countSession, plan.counts.inSession],
    [mediationWords.countSigning, plan.counts.signing],
    [mediationWords.countAgreed, plan.counts.agreed],
    [mediationWords.countPerformed, plan.counts.performed],
    [mediationWords.countEnded, plan.counts.ended],
  ] as const
  const states = new Set(all.filter((mediation) => chosen.includes(mediation.id)).map((mediation) => mediation.state))
  const fits = (from: readonly MediationSummary['state'][]): boolean => from.some((state) => states.has(state))
  return (
    <div className="page">
      <header className="page-head">
        <h1>{mediationWords.plans}</h1>
        <p className="muted">
          {plan.body.name} · {plan.mediator.name} · {dateTime(plan.createdAt)} ·{' '}
          <To path={`/alerts/${plan.alertId}`}>{mediationWords.plan}</To>
        </p>
        <p>{plan.reason}</p>
      </header>
      <Panel
        title={mediationWords.planCounts}
        aside={plan.leftOut.length > 0 ? fill(mediationWords.leftOut, { n: plan.leftOut.length }) : ''}
      >
        <div className="kpis">
          {counts.map(([label, value]) => (
            <Kpi key={label} label={label} value={String(value)} unit={common.unit} noReport={common.noReport} />
          ))}
        </div>
      </Panel>
      <Panel title={mediationWords.batchAct} aside={fill(mediationWords.planChosen, { n: chosen.length })}>
        <div className="stack">
          <div className="row">
            {batchActions.map(({ action, words, from }) => (
              <Button
                key={action}
                busy={busy}
                disabledReason={
                  chosen.length === 0
                    ? mediationWords.planDisputes
                    : !fits(from)
                      ? mediationWords.blocked
                      : onPaper(action) && reason.trim() === ''
                        ? mediationWords.paperReason
                        : null
                }
                onClick={() => void run(action)}
              >
                {words}
              </Button>
            ))}
          </div>
          {fits(['consentPending', 'signing']) && (
            <TextField
              label={mediationWords.paperReason}
              hint={mediationWords.paperNote}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
          {fits(['agreed', 'performing']) && (
            <div className="filters">
              <TextField
                label={mediationWords.instalment}
                type="number"
                min={1}
                value={instalment}
                onChange={(event) => setInstalment(event.target.value)}
              />
              <TextField
                label={mediationWords.proof}
                hint={mediationWords.proofHint}
                value={proof}
                onChange={(event) => setProof(event.target.value)}
              />
            </div>
          )}
          {outcome !== null && (
            <Notice tone={outcome.refused.length === 0 ? 'ok' : 'warn'}>
              {fill(mediationWords.batchDone, { done: outcome.done.length, refused: outcome.refused.length })}
              {outcome.refused.length > 0 && (
                <ul className="plain-list">
                  {outcome.refused.map((refusal) => (
                    <li key={refusal.mediation}>
                      <code>{all.find((mediation) => mediation.id === refusal.mediation)?.traceCode}</code>{' '}
                      {refusal.problem}
                    </li>
                  ))}
                </ul>
              )}
            </Notice>
          )}
        </div>
      </Panel>
      <section className="panel" aria-label={mediationWords.planDisputes}>
        <div className="body">
          <CheckField
            label={mediationWords.planChooseAll}
            checked={chosen.length === all.length && all.length > 0}
            onChange={(event) => setChosen(event.target.checked ? all.map((mediation) => mediation.id) : [])}
          />
        </div>
        <Table<MediationSummary>
          label={mediationWords.planDisputes}
          rows={all}
          rowKey={(row) => row.id}
          columns={[
            {
              id: 'choose',
              header: common.pickOne,
              cell: (row) => (
                <CheckField
                  label={<span className="visually-hidden">{row.traceCode}</span>}
                  checked={chosen.includes(row.id)}
                  onChange={(event) =>
                    setChosen(event.target.checked ? [...chosen, row.id] : chosen.filter((id) => id !== row.id))
                  }
                />
              ),
            },
            {
              id: 'code',
              header: mediationWords.code,
              nowrap: true,
              cell: (row) => (
                <To path={`/mediations/${row.id}`}>
                  <code>{row.traceCode}</code>
                </To>
              ),
            },
            {
              id: 'consents',
              header: mediationWords.consents,
              number: true,
              cell: (row) => `${row.consentsGiven}/${row.consentsNeeded}`,
            },
            { id: 'state', header: mediationWords.state, nowrap: true, cell: (row) => mediationStateWords[row.state] },
            {
              id: 'overdue',
              header: mediationWords.overdue,
              number: true,
              cell: (row) => (row.overdueInstalments === 0 ? '—' : row.overdueInstalments),
            },
          ]}
        />
      </section>
    </div>
  )
}
