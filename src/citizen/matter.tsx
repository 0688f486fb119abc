import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Static } from 'typebox'
import { OwnAgents } from '../access/staff/screen/own-agents.tsx'
import type { FilingPack as FilingPackShape, MediationActionBody, PartyDispute } from '../mediation/schema.ts'
import { get, messageOf, post } from '../ui/api.ts'
import { Button, TextArea } from '../ui/controls.tsx'
import { date, dateTime } from '../ui/format.ts'
import { Loaded, Notice } from '../ui/states.tsx'
import { citizenWords } from '../ui/words/citizen.ts'
import { fill } from '../ui/words.ts'
import { FilingPack } from './filing-pack.tsx'
import { MediationPart } from './mediation-part.tsx'
import { PlanPart } from './plan-part.tsx'
import { Readers } from './readers.tsx'
import { Rights } from './rights.tsx'
import { Sign } from './sign.tsx'

export type PartyMatter = Static<typeof PartyDispute>
export type PartyMediation = NonNullable<PartyMatter['mediation']>
export type PartyAct = (body: MediationActionBody) => Promise<void>
type Pack = Static<typeof FilingPackShape>

/** The party's own page: where the matter stands, what comes next, and always the two doors out. */
export function Matter({ phone, onPhone }: { phone: string; onPhone: (phone: string) => void }) {
  const client = useQueryClient()
  const [pack, setPack] = useState<Pack | null>(null)
  const [signing, setSigning] = useState(false)
  const [wrong, setWrong] = useState<string | null>(null)
  const result = useQuery({
    queryKey: ['party', 'dispute'],
    queryFn: ({ signal }) => get<PartyMatter>('/party/dispute', signal),
    refetchInterval: 10_000,
  })

  const file = async (kind: 'suit' | 'petition'): Promise<void> => {
    setWrong(null)
    try {
      setPack(await post<Pack>('/party/filing-pack', { kind }))
      setSigning(false)
      await client.invalidateQueries({ queryKey: ['party', 'dispute'] })
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  const actOn =
    (mediation: PartyMediation): PartyAct =>
    async (body) => {
      setWrong(null)
      try {
        await post(`/mediations/${mediation.id}/actions`, body)
      } catch (cause) {
        setWrong(messageOf(cause))
        throw cause
      } finally {
        await client.invalidateQueries({ queryKey: ['party', 'dispute'] })
      }
    }
  return (
    <>
      <main className="citizen">
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <Loaded result={result} lines={8}>
          {(matter) =>
            pack !== null ? (
              <FilingPack pack={pack} onBack={() => setPack(null)} />
            ) : signing && matter.mediation !== null ? (
              <Sign
                matter={matter}
                mediation={matter.mediation}
                act={actOn(matter.mediation)}
                phone={phone}
                onPhone={onPhone}
                onClose={() => setSigning(false)}
              />
            ) : (
              <>
                <Standing matter={matter} />
                {matter.safePath !== null && (
                  <section className="panel">
                    <div className="body stack">
                      <h2>{citizenWords.safePath}</h2>
                      {matter.safePath.map((line) => (
                        <p key={line}>{line}</p>
                      ))}
                    </div>
                  </section>
                )}
                {matter.mediation !== null && (
                  <MediationPart
                    matter={matter}
                    mediation={matter.mediation}
                    act={actOn(matter.mediation)}
                    onSign={() => setSigning(true)}
                  />
                )}
                {matter.plan !== null && matter.mediation !== null && (
                  <PlanPart
                    plan={matter.plan}
                    mediation={matter.mediation}
                    traceCode={matter.traceCode}
                    phone={phone}
                    onPhone={onPhone}
                  />
                )}
                {matter.mayApply && <Apply />}
                <Account matter={matter} />
                <OwnAgents />
                <Rights />
              </>
            )
          }
        </Loaded>
      </main>
      <footer className="doors no-print">
        <p className="visually-hidden">{citizenWords.filingNote}</p>
        <button type="button" className="button" onClick={() => void file('suit')}>
          {citizenWords.suit}
        </button>
        <button type="button" className="button" onClick={() => void file('petition')}>
          {citizenWords.petition}
        </button>
      </footer>
    </>
  )
}

function Standing({ matter }: { matter: PartyMatter }) {
  const { progress, next } = matter
  return (
    <section className="panel">
      <div className="body stack">
        <h1>{fill(citizenWords.yours, { state: progress.label })}</h1>
        <div
          className="progress"
          role="img"
          aria-label={fill(citizenWords.progress, { step: progress.step, of: progress.of })}
        >
          {Array.from({ length: progress.of }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
            <i key={index} data-done={index < progress.step} />
          ))}
        </div>
        <p className="muted">
          {fill(citizenWords.progress, { step: progress.step, of: progress.of })} · <code>{matter.traceCode}</code>
        </p>
        <h2>{citizenWords.nextTitle}</h2>
        <p className="next">
          {next === null ? citizenWords.nextNone : next.text}{' '}
          {next?.due && <strong>{fill(citizenWords.due, { time: dateTime(next.due) })}</strong>}
        </p>
        {matter.notices.map((notice) => (
          <Notice key={notice}>{notice}</Notice>
        ))}
      </div>
    </section>
  )
}

function Apply() {
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const apply = async (): Promise<void> => {
    try {
      await post('/mediations', { reason })
      await client.invalidateQueries({ queryKey: ['party', 'dispute'] })
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <section className="panel">
      <form
        className="body stack"
        onSubmit={(event) => {
          event.preventDefault()
          void apply()
        }}
      >
        <h2>{citizenWords.apply}</h2>
        <p className="muted">{citizenWords.applyNote}</p>
        <TextArea
          label={citizenWords.applyReason}
          required
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <Button type="submit" kind="primary">
          {citizenWords.apply}
        </Button>
      </form>
    </section>
  )
}

/** What the party said, what the offices did, and which offices looked. */
function Account({ matter }: { matter: PartyMatter }) {
  return (
    <section className="panel">
      <div className="body stack">
        <h2>{citizenWords.milestones}</h2>
        <ol className="plain-rows">
          {matter.milestones.map((step) => (
            <li key={`${step.at}${step.kind}${step.text}`}>
              <span className="muted">
                {date(step.at)} {step.organ}
              </span>
              <br />
              {step.text}
            </li>
          ))}
        </ol>
        {matter.statements.length > 0 && (
          <>
            <h2>{citizenWords.statements}</h2>
            <ol className="plain-rows">
              {matter.statements.map((statement) => (
                <li key={`${statement.at}${statement.text}`}>
                  <span className="muted">{date(statement.at)}</span>
                  <br />
                  {statement.text}
                </li>
              ))}
            </ol>
          </>
        )}
        <Readers />
        {matter.filingAsked.map((asked) => (
          <p key={`${asked.at}${asked.kind}`} className="muted">
            {fill(citizenWords.filingAsked, {
              time: dateTime(asked.at),
              kind: asked.kind === 'suit' ? citizenWords.optionSue : citizenWords.optionPetition,
            })}
          </p>
        ))}
        <p className="muted">{citizenWords.filingNote}</p>
      </div>
    </section>
  )
}
