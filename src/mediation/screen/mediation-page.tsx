import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Static } from 'typebox'
import { get, post } from '../../ui/api.ts'
import { dateTime } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { To, useParameter } from '../../ui/navigation.tsx'
import { tellWrong } from '../../ui/overlays.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Loaded, Notice } from '../../ui/states.tsx'
import { Stepper } from '../../ui/trace.tsx'
import { typeName } from '../../ui/types.ts'
import { mediationStateWords, mediationWords } from '../../ui/words/mediation.ts'
import { fill } from '../../ui/words.ts'
import type { MediationActionBody, MediationDetail } from '../schema.ts'
import { type MediationState, mediationStates } from '../states.ts'
import { AgreementPanel } from './agreement-panel.tsx'
import { MediationActions } from './mediation-actions.tsx'
import { PerformancePanel } from './performance-panel.tsx'
import { Talk } from './talk.tsx'

export type Detail = Static<typeof MediationDetail>
export type Act = (body: MediationActionBody) => Promise<void>

const path: readonly MediationState[] = mediationStates.filter((state) => state !== 'ended')

export function MediationPage() {
  const id = useParameter('id')
  const client = useQueryClient()
  const result = useQuery({
    queryKey: ['mediations', 'one', id],
    queryFn: ({ signal }) => get<Detail>(`/mediations/${id}`, signal),
  })
  const act: Act = async (body) => {
    try {
      await post(`/mediations/${id}/actions`, body)
    } catch (cause) {
      tellWrong(cause)
      throw cause
    } finally {
      await client.invalidateQueries({ queryKey: ['mediations'] })
    }
  }
  return (
    <Loaded result={result} lines={12}>
      {(mediation) => {
        const at = path.indexOf(mediation.state)
        return (
          <div className="page">
            <header className="page-head">
              <div className="row">
                <Tag tone={mediation.state === 'ended' ? 'plain' : 'active'}>
                  {mediationStateWords[mediation.state]}
                </Tag>
                <To path={`/disputes/${mediation.traceCode}`}>
                  <code>{mediation.traceCode}</code>
                </To>
                <span className="muted">
                  {mediation.body?.name ?? '—'} · {mediation.mediator?.name ?? '—'}
                </span>
                {mediation.planId !== null && <To path={`/plans/${mediation.planId}`}>{mediationWords.plan}</To>}
              </div>
              <h1>
                {typeName(mediation.type)} · {mediationWords.title}
              </h1>
              {mediation.state !== 'ended' && (
                <Stepper
                  label={mediationWords.state}
                  steps={path.map((state, index) => ({
                    key: state,
                    label: mediationStateWords[state] ?? state,
                    state: index < at ? 'done' : index === at ? 'current' : 'open',
                  }))}
                />
              )}
            </header>
            {mediation.blocked.length > 0 && (
              <Notice tone="warn">
                {mediationWords.blocked}：{mediation.blocked.join('；')}
              </Notice>
            )}
            <MediationActions mediation={mediation} act={act} />
            <div className="mediation-grid">
              <div className="alert-side">
                <Panel title={mediationWords.parties}>
                  <ul className="stack">
                    {mediation.parties.map((party) => (
                      <li key={`${party.partyId}${party.side}`}>
                        <span className="muted">
                          {party.side === 'claimant' ? mediationWords.claimant : mediationWords.respondent}
                        </span>{' '}
                        <strong>{party.name}</strong>
                        <div className="faint">
                          {party.withdrawnAt !== null
                            ? fill(mediationWords.withdrawn, { time: dateTime(party.withdrawnAt) })
                            : party.consent === null
                              ? mediationWords.noConsent
                              : `${fill(mediationWords.consentAt, { time: dateTime(party.consent.at) })}${party.consent.recordedBy === 'officer' ? mediationWords.consentPaper : ''}`}
                          {party.signedAt !== null &&
                            ` · ${fill(mediationWords.signedAt, { time: dateTime(party.signedAt) })}`}
                        </div>
                      </li>
                    ))}
                  </ul>
                </Panel>
                <Panel title={mediationWords.rights}>
                  <ul className="plain-list">
                    {mediation.rightsNotice.map((line) => (
                      <li key={line}>{line}</li>
                    ))}
                  </ul>
                </Panel>
                <Panel title={mediationWords.steps}>
                  <ol className="history">
                    {mediation.steps.map((step) => (
                      <li key={step.id}>
                        <span className="faint nowrap">{dateTime(step.at)}</span>
                        <span>
                          {step.text}
                          {step.reason !== '' && <span className="faint"> {step.reason}</span>}
                        </span>
                      </li>
                    ))}
                  </ol>
                </Panel>
              </div>
              <Talk mediation={mediation} act={act} />
              <div className="alert-side">
                <AgreementPanel mediation={mediation} act={act} />
                {mediation.performance.length > 0 && <PerformancePanel mediation={mediation} act={act} />}
              </div>
            </div>
          </div>
        )
      }}
    </Loaded>
  )
}
