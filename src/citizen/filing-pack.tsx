import type { Static } from 'typebox'
import type { FilingPack as Shape } from '../mediation/schema.ts'
import { Button } from '../ui/controls.tsx'
import { date, dateTime } from '../ui/format.ts'
import { citizenWords } from '../ui/words/citizen.ts'

/** Given at once, on this page, to be printed or read out at the counter. */
export function FilingPack({ pack, onBack }: { pack: Static<typeof Shape>; onBack: () => void }) {
  const mark = (verified: boolean): string => (verified ? '' : `（${citizenWords.unverified}）`)
  return (
    <section className="panel">
      <div className="body stack">
        <h1>{pack.title}</h1>
        <p className="strong">{pack.promise}</p>
        <h2>{citizenWords.competent}</h2>
        <ul className="plain-rows">
          {pack.competent.map((body) => (
            <li key={body.name}>
              <strong>{body.name}</strong>
              {mark(body.verified)}
              <br />
              {body.why}
            </li>
          ))}
        </ul>
        <h2>{citizenWords.routes}</h2>
        <ul className="plain-rows">
          {pack.routes.map((route) => (
            <li key={route.title}>
              <strong>{route.title}</strong>
              <p className="prose">{route.text}</p>
            </li>
          ))}
        </ul>
        <h2>{citizenWords.deadlines}</h2>
        <ul className="plain-rows">
          {pack.deadlines.map((deadline) => (
            <li key={deadline.title}>
              <strong>{deadline.title}</strong> {deadline.until !== null && date(deadline.until)} {deadline.text}{' '}
              <span className="faint">
                {deadline.source}
                {mark(deadline.verified)}
              </span>
            </li>
          ))}
        </ul>
        <h2>{citizenWords.bring}</h2>
        <ul className="plain-rows">
          {pack.bring.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        {pack.records.length > 0 && (
          <>
            <h2>{citizenWords.yourRecords}</h2>
            <ul className="plain-rows">
              {pack.records.map((record) => (
                <li key={`${record.at}${record.text}`}>
                  {dateTime(record.at)} {record.text}
                </li>
              ))}
            </ul>
          </>
        )}
        <div className="row no-print">
          <Button kind="primary" onClick={() => window.print()}>
            {citizenWords.filingPrint}
          </Button>
          <Button onClick={onBack}>{citizenWords.filingBack}</Button>
        </div>
      </div>
    </section>
  )
}
