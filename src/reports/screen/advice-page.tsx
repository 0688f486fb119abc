import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Static } from 'typebox'
import { apiRoot, get, messageOf, post } from '../../ui/api.ts'
import { Button, TextArea } from '../../ui/controls.tsx'
import { dateTime } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { To, useParameter } from '../../ui/navigation.tsx'
import { Dialog, tellDone } from '../../ui/overlays.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Loaded, Notice } from '../../ui/states.tsx'
import { SourceReference } from '../../ui/trace.tsx'
import { common } from '../../ui/words/common.ts'
import { reportWords } from '../../ui/words/reports.ts'
import { fill } from '../../ui/words.ts'
import type { AdviceAction, AdviceText, AdvicePage as Page } from '../schema.ts'
import { adviceStateWords } from './advice-list.tsx'
import { References } from './references.tsx'
import { FactTable } from './report-page.tsx'

type Data = Static<typeof Page>
type Text = Static<typeof AdviceText>

/** Evidence on the left, the letter in the middle, what must be answered before it may be signed on the right. */
export function AdvicePage() {
  const id = useParameter('id')
  const result = useQuery({
    queryKey: ['judicial-advice', 'one', id],
    queryFn: ({ signal }) => get<Data>(`/judicial-advice/${id}`, signal),
  })
  return (
    <Loaded result={result} lines={14}>
      {(advice) => <AdviceView advice={advice} />}
    </Loaded>
  )
}

function AdviceView({ advice }: { advice: Data }) {
  const client = useQueryClient()
  const [text, setText] = useState<Text>(advice.text)
  const [changed, setChanged] = useState(false)
  const [wrong, setWrong] = useState<string | null>(null)
  const [asked, setAsked] = useState<Data['allowed'][number] | null>(null)
  const editable = advice.allowed.some((allowed) => allowed.action === 'edit')
  const act = async (body: { action: AdviceAction; text?: Text; reason?: string }): Promise<void> => {
    await post(`/judicial-advice/${advice.id}/actions`, body)
    await client.invalidateQueries({ queryKey: ['judicial-advice'] })
  }
  const save = async (): Promise<void> => {
    setWrong(null)
    try {
      await act({ action: 'edit', text })
      setChanged(false)
      tellDone(reportWords.saved)
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  const change = (part: Partial<Text>): void => {
    setText({ ...text, ...part })
    setChanged(true)
  }
  const paragraphs = (key: 'opening' | 'problems' | 'causes' | 'suggestions', label: string) =>
    editable ? (
      <TextArea
        label={label}
        hint={reportWords.perParagraph}
        rows={Math.max(3, text[key].length * 2)}
        value={text[key].join('\n')}
        onChange={(event) => change({ [key]: event.target.value.split('\n') })}
      />
    ) : (
      <section>
        <h3>{label}</h3>
        {text[key].map((paragraph) => (
          <p key={paragraph} className="official">
            {paragraph}
          </p>
        ))}
      </section>
    )
  return (
    <div className="page">
      <header className="page-head">
        <div className="row">
          <Tag tone={advice.state === 'replied' ? 'ok' : advice.overdue ? 'late' : 'active'}>
            {adviceStateWords[advice.state]}
          </Tag>
          <span className="muted">{advice.number || reportWords.noNumber}</span>
          {advice.replyDue !== null && (
            <span className="muted">
              {reportWords.replyDue} {advice.replyDue}
              {advice.overdue && ` · ${common.overdueWord}`}
            </span>
          )}
          {advice.alertId !== null && <To path={`/alerts/${advice.alertId}`}>{reportWords.kindAlert}</To>}
        </div>
        <h1>{advice.title}</h1>
        <p className="muted">{advice.recipient}</p>
        <div className="row no-print">
          {advice.allowed
            .filter((allowed) => allowed.action !== 'edit')
            .map((allowed, index) => (
              <Button
                key={allowed.action}
                kind={index === 0 ? 'primary' : 'normal'}
                disabledReason={changed ? reportWords.changed : null}
                onClick={() => setAsked(allowed)}
              >
                {allowed.zh}
              </Button>
            ))}
          {advice.documentId !== null && (
            <a className="button" href={`${apiRoot}/documents/${advice.documentId}.pdf`}>
              {reportWords.pdf}
            </a>
          )}
        </div>
      </header>
      <div className="advice-grid">
        <div className="alert-side">
          <Panel title={reportWords.evidence}>
            <h3>{reportWords.figures}</h3>
            <dl className="figures">
              {advice.evidence.figures.map((figure) => (
                <div key={figure.label}>
                  <dt>{figure.label}</dt>
                  <dd>
                    {figure.value} <References sources={[figure.source]} />
                  </dd>
                </div>
              ))}
            </dl>
            {advice.evidence.causes.length > 0 && (
              <>
                <h3>{reportWords.causes}</h3>
                <dl className="figures">
                  {advice.evidence.causes.map((cause) => (
                    <div key={cause.cause}>
                      <dt>{cause.cause}</dt>
                      <dd>{cause.count}</dd>
                    </div>
                  ))}
                </dl>
              </>
            )}
            <h3>{reportWords.law}</h3>
            <ul className="plain-list">
              {advice.evidence.law.map((law) => (
                <li key={law.title}>
                  <strong>{law.title}</strong>
                  {!law.verified && `（${reportWords.unverified}）`} <span className="muted">{law.text}</span>
                </li>
              ))}
            </ul>
            <details>
              <summary>{fill(reportWords.memberRecords, { n: advice.evidence.records.length })}</summary>
              <ul>
                {advice.evidence.records.map((record) => (
                  <li key={record.recordId}>
                    <To path={`/records/${record.recordId}`}>
                      <SourceReference source={record.source} number={record.number} />
                    </To>{' '}
                    <span className="faint">{dateTime(record.occurredAt)}</span>
                  </li>
                ))}
              </ul>
            </details>
          </Panel>
          {advice.evidence.tables.map((table) => (
            <FactTable key={table.key} table={table} />
          ))}
        </div>
        <Panel title={reportWords.letter} aside={reportWords.official}>
          <div className="stack letter">
            {paragraphs('opening', reportWords.opening)}
            {paragraphs('problems', reportWords.problems)}
            {paragraphs('causes', reportWords.causesText)}
            {paragraphs('suggestions', reportWords.suggestionsText)}
            {editable ? (
              <TextArea
                label={reportWords.replyRequest}
                value={text.replyRequest}
                onChange={(event) => change({ replyRequest: event.target.value })}
              />
            ) : (
              <p className="official">{text.replyRequest}</p>
            )}
            {editable && (
              <div className="row">
                <Button kind={changed ? 'primary' : 'normal'} onClick={() => void save()}>
                  {reportWords.save}
                </Button>
                {changed && <span className="muted">{reportWords.changed}</span>}
              </div>
            )}
            {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
          </div>
        </Panel>
        <div className="alert-side">
          <Panel title={reportWords.checks}>
            <ul className="stack tight">
              {advice.checks.map((check) => (
                <li key={check.key}>
                  {check.met ? '✔' : '✘'} <strong>{check.zh}</strong>{' '}
                  <span className="visually-hidden">{check.met ? reportWords.met : reportWords.notMet}</span>
                  <span className="muted">{check.line}</span>
                </li>
              ))}
            </ul>
          </Panel>
          {advice.reply !== null && (
            <Panel title={reportWords.reply}>
              <p className="prose">{advice.reply}</p>
            </Panel>
          )}
          <Panel title={reportWords.history}>
            <ol className="history">
              {advice.history.map((step) => (
                <li key={`${step.at}${step.action}`}>
                  <span className="faint nowrap">{dateTime(step.at)}</span>
                  <span>
                    <strong>{step.by}</strong> {step.line}
                  </span>
                </li>
              ))}
            </ol>
          </Panel>
        </div>
      </div>
      {asked !== null && <ActionDialog asked={asked} onClose={() => setAsked(null)} onAct={act} />}
    </div>
  )
}

const reasonLabels: Readonly<Partial<Record<AdviceAction, string>>> = {
  consult: reportWords.consultText,
  approve: reportWords.approveText,
  reply: reportWords.replyText,
  withdraw: reportWords.withdrawText,
}

function ActionDialog({
  asked,
  onClose,
  onAct,
}: {
  asked: Data['allowed'][number]
  onClose: () => void
  onAct: (body: { action: AdviceAction; reason?: string }) => Promise<void>
}) {
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const label = reasonLabels[asked.action]
  const act = async (): Promise<void> => {
    try {
      await onAct({ action: asked.action, ...(label === undefined ? {} : { reason }) })
      onClose()
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <Dialog title={asked.zh} open onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void act()
        }}
      >
        {label !== undefined && (
          <TextArea label={label} required value={reason} onChange={(event) => setReason(event.target.value)} />
        )}
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <div className="row">
          <Button type="submit" kind="primary">
            {asked.zh}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}
