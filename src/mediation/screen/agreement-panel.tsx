import { useState } from 'react'
import { Button, TextArea } from '../../ui/controls.tsx'
import { DocumentLinks } from '../../ui/document-links.tsx'
import { date, dateTime, money } from '../../ui/format.ts'
import { Dialog } from '../../ui/overlays.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Notice } from '../../ui/states.tsx'
import { common } from '../../ui/words/common.ts'
import { mediationWords, signerWords } from '../../ui/words/mediation.ts'
import { fill } from '../../ui/words.ts'
import type { Act, Detail } from './mediation-page.tsx'
import { emptyTerms, TermsEditor } from './terms-editor.tsx'

/** The draft, what is missing in it, whose signature is still to come, and the way to change it. */
export function AgreementPanel({ mediation, act }: { mediation: Detail; act: Act }) {
  const { agreement } = mediation
  const [editing, setEditing] = useState(false)
  const [terms, setTerms] = useState(agreement?.terms ?? emptyTerms)
  const may = (action: Detail['may'][number]): boolean => mediation.may.includes(action)
  const run = (body: Parameters<Act>[0]): void => void act(body).catch(() => {})
  const propose = async (): Promise<void> => {
    await act({ action: 'propose', terms })
    setEditing(false)
  }
  return (
    <Panel
      title={mediationWords.agreement}
      aside={agreement === null ? '' : fill(mediationWords.agreementVersion, { n: agreement.version })}
    >
      <div className="stack">
        {agreement === null ? (
          <p className="muted">{mediationWords.noAgreement}</p>
        ) : (
          <AgreementText agreement={agreement} />
        )}
        <div className="row no-print">
          {may('propose') && (
            <Button
              kind={agreement === null ? 'primary' : 'normal'}
              onClick={() => {
                setTerms(agreement?.terms ?? emptyTerms)
                setEditing(true)
              }}
            >
              {mediationWords.propose}
            </Button>
          )}
          {may('requestSigning') && (
            <Button
              kind="primary"
              disabledReason={agreement !== null && agreement.missing.length > 0 ? mediationWords.missingClauses : null}
              onClick={() => run({ action: 'requestSigning' })}
            >
              {mediationWords.requestSigning}
            </Button>
          )}
          {may('sign') && agreement !== null && (
            <Button kind="primary" onClick={() => run({ action: 'sign', textHash: agreement.textHash })}>
              {mediationWords.sign}
            </Button>
          )}
          {may('seal') && agreement !== null && (
            <Button kind="primary" onClick={() => run({ action: 'seal', textHash: agreement.textHash })}>
              {mediationWords.seal}
            </Button>
          )}
        </div>
        {mediation.state !== 'ended' && <DocumentLinks subject={mediation.id} />}
        {may('recordPaperSignature') && agreement !== null && <PaperSignatures mediation={mediation} act={act} />}
      </div>
      {editing && (
        <Dialog
          title={mediationWords.terms}
          open
          wide
          onClose={() => setEditing(false)}
          footer={
            <>
              <Button onClick={() => setEditing(false)}>{common.cancel}</Button>
              <Button kind="primary" onClick={() => void propose().catch(() => {})}>
                {mediationWords.propose}
              </Button>
            </>
          }
        >
          <TermsEditor terms={terms} onChange={setTerms} />
        </Dialog>
      )}
    </Panel>
  )
}

export function AgreementText({ agreement }: { agreement: NonNullable<Detail['agreement']> }) {
  return (
    <>
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
          <strong>{mediationWords.missingClauses}</strong>
          <ul className="plain-list">
            {agreement.missing.map((missing) => (
              <li key={missing.clause}>{missing.text}</li>
            ))}
          </ul>
        </Notice>
      )}
      {!agreement.onlineSigning && <Notice tone="warn">{mediationWords.paperOnly}</Notice>}
      <div>
        <h3>{mediationWords.signatures}</h3>
        <ul>
          {agreement.signatures.map((signature) => (
            <li key={`${signature.by}${signature.name}${signature.at}`}>
              {signerWords[signature.by]} {signature.name} {dateTime(signature.at)}
            </li>
          ))}
          {agreement.waitingFor.map((by) => (
            <li key={by} className="muted">
              {mediationWords.waiting} {signerWords[by]}
            </li>
          ))}
          {agreement.voided.map((signature) => (
            <li key={`${signature.version}${signature.by}${signature.at}`} className="faint">
              <s>{signature.name}</s> {mediationWords.voided}
            </li>
          ))}
        </ul>
        {agreement.confirmation !== null && (
          <p>
            {mediationWords.confirmation}：{date(agreement.confirmation.until)} ·{' '}
            {fill(mediationWords.daysLeft, { n: agreement.confirmation.daysLeft })}{' '}
            <span className="faint">{agreement.confirmation.text}</span>
          </p>
        )}
        <p className="faint">
          {mediationWords.hash} <code>{agreement.textHash}</code>
        </p>
      </div>
    </>
  )
}

function PaperSignatures({ mediation, act }: { mediation: Detail; act: Act }) {
  const [partyId, setPartyId] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const hash = mediation.agreement?.textHash ?? ''
  const record = async (): Promise<void> => {
    if (partyId === null) return
    await act({ action: 'recordPaperSignature', partyId, textHash: hash, reason })
    setPartyId(null)
  }
  return (
    <div className="row no-print">
      {mediation.parties
        .filter((party) => party.signedAt === null)
        .map((party) => (
          <Button key={party.partyId} onClick={() => setPartyId(party.partyId)}>
            {mediationWords.recordPaper} · {party.name}
          </Button>
        ))}
      {partyId !== null && (
        <Dialog title={mediationWords.recordPaper} open onClose={() => setPartyId(null)}>
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault()
              record().catch(() => {})
            }}
          >
            <TextArea
              label={mediationWords.reason}
              required
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
            <Button type="submit" kind="primary">
              {mediationWords.recordPaper}
            </Button>
          </form>
        </Dialog>
      )}
    </div>
  )
}
