import { useState } from 'react'
import { Button, TextArea, TextField } from '../ui/controls.tsx'
import { DocumentLinks } from '../ui/document-links.tsx'
import { date, dateTime, money } from '../ui/format.ts'
import { Notice } from '../ui/states.tsx'
import { citizenWords } from '../ui/words/citizen.ts'
import { mediationStateWords, mediationWords, performanceWords, signerWords } from '../ui/words/mediation.ts'
import { fill } from '../ui/words.ts'
import type { PartyAct, PartyMatter, PartyMediation } from './matter.tsx'

interface Props {
  readonly matter: PartyMatter
  readonly mediation: PartyMediation
  readonly act: PartyAct
  readonly onSign: () => void
}

/** Consent first; then body, conversation, terms, signature, performance, each only when it is its turn. */
export function MediationPart({ matter, mediation, act, onSign }: Props) {
  const [leaving, setLeaving] = useState(false)
  const may = (action: PartyMediation['may'][number]): boolean => mediation.may.includes(action)
  const own = mediation.parties.find((party) => party.self)
  const run = (body: Parameters<PartyAct>[0]): void => void act(body).catch(() => {})
  const { agreement } = mediation
  return (
    <section className="panel">
      <div className="body stack">
        <h2>
          {citizenWords.mediation}：{mediationStateWords[mediation.state]}
        </h2>
        {mediation.body !== null && (
          <p>
            {mediation.body.name}
            {mediation.mediator !== null && ` · ${mediationWords.mediator} ${mediation.mediator.name}`}
          </p>
        )}
        {mediation.blocked.map((line) => (
          <Notice key={line} tone="warn">
            {line}
          </Notice>
        ))}
        <details open={may('consent')}>
          <summary>{citizenWords.rights}</summary>
          <ul className="plain-rows">
            {mediation.rightsNotice.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
        {may('consent') && (
          <div className="stack">
            <h3>{citizenWords.consentTitle}</h3>
            <p className="prose">{mediation.consentText.text}</p>
            <Button
              kind="primary"
              onClick={() => run({ action: 'consent', textVersion: mediation.consentText.version })}
            >
              {citizenWords.consent}
            </Button>
          </div>
        )}
        {own?.consent && own.withdrawnAt === null && (
          <p className="muted">{fill(citizenWords.consented, { time: dateTime(own.consent.at) })}</p>
        )}
        {may('withdraw') &&
          (leaving ? (
            <Notice tone="warn">
              <p>{citizenWords.withdrawSure}</p>
              <div className="row">
                <Button
                  kind="danger"
                  onClick={() => {
                    run({ action: 'withdraw' })
                    setLeaving(false)
                  }}
                >
                  {citizenWords.withdrawYes}
                </Button>
                <Button onClick={() => setLeaving(false)}>{citizenWords.withdrawNo}</Button>
              </div>
            </Notice>
          ) : (
            <Button onClick={() => setLeaving(true)}>{citizenWords.withdraw}</Button>
          ))}
        {may('chooseBody') && matter.bodies.length > 0 && <Bodies matter={matter} mediation={mediation} act={act} />}
        {(may('say') || mediation.messages.length > 0) && <Conversation mediation={mediation} act={act} />}
        {agreement !== null && (
          <div className="stack">
            <h3>{citizenWords.terms}</h3>
            <ol className="clauses">
              {agreement.clauses.map((clause) => (
                <li key={clause}>{clause}</li>
              ))}
            </ol>
            <p className="strong">
              {mediationWords.total} {money(agreement.total)}（{agreement.totalInCapitals}）
            </p>
            {agreement.missing.length > 0 && (
              <Notice tone="warn">
                {citizenWords.missing}
                {agreement.missing.map((item) => item.text).join('；')}
              </Notice>
            )}
            {!agreement.onlineSigning && <Notice tone="warn">{citizenWords.paperOnly}</Notice>}
            {may('sign') && agreement.onlineSigning && (
              <Button kind="primary" onClick={onSign}>
                {citizenWords.signNow}
              </Button>
            )}
            {own?.signedAt && (
              <Notice tone="ok">
                {citizenWords.signed} · {fill(citizenWords.receiptAt, { time: dateTime(own.signedAt) })}
                {agreement.waitingFor.length > 0 &&
                  ` · ${fill(citizenWords.waiting, { who: agreement.waitingFor.map((by) => signerWords[by]).join('、') })}`}
              </Notice>
            )}
            {agreement.effectiveAt !== null && <p className="strong">{citizenWords.inEffect}</p>}
            {agreement.confirmation?.possible && (
              <p>
                {fill(citizenWords.confirmation, {
                  until: date(agreement.confirmation.until),
                  n: agreement.confirmation.daysLeft,
                })}
              </p>
            )}
            <p className="faint">
              {citizenWords.receiptHash} <code>{agreement.textHash}</code>
            </p>
            {agreement.effectiveAt !== null && <DocumentLinks subject={mediation.id} />}
          </div>
        )}
        {mediation.performance.length > 0 && <Performance mediation={mediation} act={act} />}
      </div>
    </section>
  )
}

const shownBodies = 4

/** The chosen and the nearest first, as the server suggests them; the rest one press away. */
function Bodies({ matter, mediation, act }: { matter: PartyMatter; mediation: PartyMediation; act: PartyAct }) {
  const first = matter.bodies.slice(0, shownBodies)
  const chosen = matter.bodies.find((body) => body.id === mediation.body?.id)
  const near = chosen === undefined || first.includes(chosen) ? first : [chosen, ...first]
  const rest = matter.bodies.filter((body) => !near.includes(body))
  const list = (bodies: PartyMatter['bodies']) => (
    <ul className="plain-rows">
      {bodies.map((body) => (
        <li key={body.id} className="row spread">
          <span>
            <strong>{body.name}</strong>
            {body.suggested !== null && <span className="muted"> {body.suggested}</span>}
          </span>
          {chosen === body ? (
            <span className="strong">{citizenWords.chosen}</span>
          ) : (
            <Button
              aria-label={`${citizenWords.choose} ${body.name}`}
              onClick={() => void act({ action: 'chooseBody', bodyId: body.id }).catch(() => {})}
            >
              {citizenWords.choose}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
  return (
    <div className="stack">
      <h3>{citizenWords.bodies}</h3>
      {list(near)}
      {rest.length > 0 && (
        <details>
          <summary>{fill(citizenWords.otherBodies, { n: rest.length })}</summary>
          {list(rest)}
        </details>
      )}
    </div>
  )
}

function Conversation({ mediation, act }: { mediation: PartyMediation; act: PartyAct }) {
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const say = async (): Promise<void> => {
    setBusy(true)
    try {
      await act({ action: 'say', text })
      setText('')
    } catch {
      // The problem stands above; what was written stays in the box.
    } finally {
      setBusy(false)
    }
  }
  const joint = mediation.messages.filter((message) => message.audience === 'joint')
  return (
    <div className="stack">
      <h3>{citizenWords.room}</h3>
      <p className="muted">{citizenWords.roomNote}</p>
      <ol className="said" aria-live="polite">
        {joint.map((message) => (
          <li key={message.id} data-self={message.self}>
            <span className="muted">
              {dateTime(message.at)} {message.authorName}
            </span>
            <p className="prose">{message.text}</p>
          </li>
        ))}
      </ol>
      {mediation.may.includes('say') && (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            void say()
          }}
        >
          <TextArea label={citizenWords.say} required value={text} onChange={(event) => setText(event.target.value)} />
          <Button type="submit" busy={busy}>
            {citizenWords.send}
          </Button>
        </form>
      )}
    </div>
  )
}

function Performance({ mediation, act }: { mediation: PartyMediation; act: PartyAct }) {
  const [proofs, setProofs] = useState<Readonly<Record<number, string>>>({})
  const run = (body: Parameters<PartyAct>[0]): void => void act(body).catch(() => {})
  const own = mediation.parties.find((party) => party.self)
  return (
    <div className="stack">
      <h3>{citizenWords.performance}</h3>
      <ol className="plain-rows">
        {mediation.performance.map((line) => (
          <li key={line.instalment} className="stack">
            <span className="row spread">
              <span>
                {line.due} {line.act}
              </span>
              <strong>{money(line.amount)}</strong>
            </span>
            <span className="muted">
              {performanceWords[line.state]}
              {line.contested !== null && `：${line.contested}`}
            </span>
            {mediation.may.includes('perform') &&
              own?.side === line.obligor &&
              ['future', 'due', 'overdue', 'contested'].includes(line.state) && (
                <form
                  className="stack"
                  onSubmit={(event) => {
                    event.preventDefault()
                    run({ action: 'perform', instalment: line.instalment, proof: proofs[line.instalment] ?? '' })
                  }}
                >
                  <TextField
                    label={`${citizenWords.proof} ${line.instalment}`}
                    required
                    value={proofs[line.instalment] ?? ''}
                    onChange={(event) => setProofs({ ...proofs, [line.instalment]: event.target.value })}
                  />
                  <Button type="submit">{citizenWords.report}</Button>
                </form>
              )}
            {mediation.may.includes('confirmPerformance') &&
              own?.side !== line.obligor &&
              line.state === 'reported' && (
                <div className="row">
                  <Button
                    kind="primary"
                    onClick={() => run({ action: 'confirmPerformance', instalment: line.instalment })}
                  >
                    {citizenWords.received}
                  </Button>
                  <Button
                    onClick={() => {
                      const reason = proofs[line.instalment]
                      if (reason) run({ action: 'contestPerformance', instalment: line.instalment, reason })
                    }}
                    disabledReason={proofs[line.instalment] ? null : citizenWords.contestWhy}
                  >
                    {citizenWords.contest}
                  </Button>
                  <TextField
                    label={`${citizenWords.contestWhy} ${line.instalment}`}
                    value={proofs[line.instalment] ?? ''}
                    onChange={(event) => setProofs({ ...proofs, [line.instalment]: event.target.value })}
                  />
                </div>
              )}
          </li>
        ))}
      </ol>
    </div>
  )
}
