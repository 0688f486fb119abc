import { useState } from 'react'
import { Button, CheckField, TextArea, TextField } from '../ui/controls.tsx'
import { dateTime } from '../ui/format.ts'
import { Notice } from '../ui/states.tsx'
import { citizenWords } from '../ui/words/citizen.ts'
import { signerWords } from '../ui/words/mediation.ts'
import { fill } from '../ui/words.ts'
import type { PartyAct, PartyMatter, PartyMediation } from './matter.tsx'
import { OneTimeCode } from './one-time.tsx'

interface Props {
  readonly matter: PartyMatter
  readonly mediation: PartyMediation
  readonly act: PartyAct
  readonly phone: string
  readonly onPhone: (phone: string) => void
  readonly onClose: () => void
}

const steps = [citizenWords.readStep, citizenWords.verifyStep, citizenWords.signStep, citizenWords.doneStep]

/** Read → verify → sign → receipt, one screen each. To disagree is as near as to agree, and nothing written is lost. */
export function Sign({ matter, mediation, act, phone, onPhone, onClose }: Props) {
  const { agreement } = mediation
  const own = mediation.parties.find((party) => party.self)
  const [step, setStep] = useState(own?.signedAt ? 3 : 0)
  const [clause, setClause] = useState(0)
  const [code, setCode] = useState('')
  const [name, setName] = useState('')
  const [understood, setUnderstood] = useState(false)
  const [busy, setBusy] = useState(false)
  const [disagreeing, setDisagreeing] = useState(false)
  const [objection, setObjection] = useState('')
  // The hash of what was read: if the text changes while the page is open, the server refuses this one.
  const [hash] = useState(agreement?.textHash ?? '')
  if (agreement === null) return null
  const { clauses } = agreement
  const last = clause === clauses.length - 1

  const sign = async (): Promise<void> => {
    setBusy(true)
    try {
      await act({ action: 'sign', textHash: hash, code: code.trim() })
      setStep(3)
    } catch {
      setStep(1)
      setCode('')
    } finally {
      setBusy(false)
    }
  }
  const disagree = async (): Promise<void> => {
    await act({ action: 'say', text: objection })
    onClose()
  }
  const speak = (): void => {
    const utterance = new SpeechSynthesisUtterance(clauses[clause] ?? '')
    utterance.lang = 'zh-CN'
    window.speechSynthesis.cancel()
    window.speechSynthesis.speak(utterance)
  }
  return (
    <section className="panel">
      <div className="body stack">
        <h1>{citizenWords.signTitle}</h1>
        <ol className="sign-steps" aria-label={citizenWords.signTitle}>
          {steps.map((label, index) => (
            <li key={label} aria-current={index === step ? 'step' : undefined} data-done={index < step}>
              {index + 1} {label}
            </li>
          ))}
        </ol>
        {step === 0 && (
          <>
            <p className="clause" aria-live="polite">
              {clauses[clause]}
            </p>
            <div className="row">
              {'speechSynthesis' in window && <Button onClick={speak}>{citizenWords.readAloud}</Button>}
              <Button onClick={() => setDisagreeing(true)}>{citizenWords.disagree}</Button>
            </div>
            <div className="sign-bar">
              <Button
                disabledReason={clause === 0 ? fill(citizenWords.clauseOf, { n: 1, all: clauses.length }) : null}
                onClick={() => setClause(clause - 1)}
              >
                {citizenWords.previous}
              </Button>
              <span>{fill(citizenWords.clauseOf, { n: clause + 1, all: clauses.length })}</span>
              {last ? (
                <Button kind="primary" onClick={() => setStep(1)}>
                  {citizenWords.readAll}
                </Button>
              ) : (
                <Button kind="primary" onClick={() => setClause(clause + 1)}>
                  {citizenWords.next}
                </Button>
              )}
            </div>
          </>
        )}
        {step === 1 && (
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault()
              setStep(2)
            }}
          >
            <p>{citizenWords.signCode}</p>
            <OneTimeCode traceCode={matter.traceCode} phone={phone} onPhone={onPhone} value={code} onChange={setCode} />
            <div className="row">
              <Button onClick={() => setStep(0)}>{citizenWords.filingBack}</Button>
              <Button type="submit" kind="primary">
                {citizenWords.signStep}
              </Button>
            </div>
          </form>
        )}
        {step === 2 && (
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault()
              void sign()
            }}
          >
            <TextField
              label={citizenWords.typeName}
              required
              autoComplete="name"
              wrong={name !== '' && own !== undefined && name.trim() !== own.name ? citizenWords.nameWrong : null}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
            <CheckField
              label={citizenWords.understand}
              required
              checked={understood}
              onChange={(event) => setUnderstood(event.target.checked)}
            />
            <div className="row">
              <Button onClick={() => setDisagreeing(true)}>{citizenWords.disagree}</Button>
              <Button
                type="submit"
                kind="primary"
                busy={busy}
                disabledReason={
                  own !== undefined && name.trim() !== own.name
                    ? citizenWords.typeName
                    : understood
                      ? null
                      : citizenWords.understand
                }
              >
                {citizenWords.sign}
              </Button>
            </div>
          </form>
        )}
        {step === 3 && (
          <>
            <Notice tone="ok">
              <strong>{citizenWords.signed}</strong>
              {own?.signedAt && <p>{fill(citizenWords.receiptAt, { time: dateTime(own.signedAt) })}</p>}
            </Notice>
            {agreement.waitingFor.length > 0 && (
              <p>{fill(citizenWords.waiting, { who: agreement.waitingFor.map((by) => signerWords[by]).join('、') })}</p>
            )}
            <h2>{citizenWords.receipt}</h2>
            <p>
              {citizenWords.receiptHash}
              <br />
              <code>{agreement.textHash}</code>
            </p>
            <Button kind="primary" onClick={onClose}>
              {citizenWords.filingBack}
            </Button>
          </>
        )}
        {disagreeing && (
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault()
              disagree().catch(() => {})
            }}
          >
            <TextArea
              label={citizenWords.disagreeWhy}
              required
              value={objection}
              onChange={(event) => setObjection(event.target.value)}
            />
            <Button type="submit">{citizenWords.send}</Button>
          </form>
        )}
      </div>
    </section>
  )
}
