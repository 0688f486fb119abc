import { Button } from '../../ui/controls.tsx'
import { dateTime } from '../../ui/format.ts'
import { rightsUi } from '../../ui/words/rights.ts'
import type { OwnCopy } from '../schema.ts'
import './own-copy.css'

/** The person's own data, to read, print or take along as a file. */
export function OwnCopyView({ copy }: { copy: OwnCopy }) {
  const lists: readonly (readonly [string, readonly { at: string; text: string }[]])[] = [
    [rightsUi.copyMediation, copy.mediation],
    [rightsUi.copyFilings, copy.filings],
    [rightsUi.copyReads, copy.reads.map(({ at, organ, purpose }) => ({ at, text: `${organ} · ${purpose}` }))],
    [
      rightsUi.copyRequests,
      copy.requests.map(({ at, code, kind, state }) => ({ at, text: `${code} ${kind} · ${state}` })),
    ],
  ]
  const save = (): void => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([JSON.stringify(copy, null, 2)], { type: 'application/json' }))
    link.download = `suyuan-${copy.madeAt.slice(0, 10)}.json`
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <article className="stack own-copy">
      <h2>{rightsUi.copyTitle}</h2>
      <p className="muted">
        {copy.county} · <code>{copy.traceCode}</code> · {dateTime(copy.madeAt)}
      </p>
      {copy.note.map((line) => (
        <p key={line} className="muted">
          {line}
        </p>
      ))}
      {copy.records.length === 0 && <p>{rightsUi.copyEmpty}</p>}
      {copy.records.map((record, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the records have no other identity here
        <section key={index} className="stack tight">
          <h3>
            {dateTime(record.at)} {record.source} · {record.role}
          </h3>
          <dl className="stack tight">
            {record.columns.map((column) => (
              <div key={column.column}>
                <dt className="muted">{column.column}</dt>
                <dd className="prose">{column.value}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      {lists
        .filter(([, lines]) => lines.length > 0)
        .map(([title, lines]) => (
          <section key={title} className="stack tight">
            <h3>{title}</h3>
            <ul>
              {lines.map((line) => (
                <li key={`${line.at}${line.text}`}>
                  <span className="muted">{dateTime(line.at)}</span> {line.text}
                </li>
              ))}
            </ul>
          </section>
        ))}
      <span className="row no-print">
        <Button onClick={() => window.print()}>{rightsUi.print}</Button>
        <Button onClick={save}>{rightsUi.download}</Button>
      </span>
    </article>
  )
}
