import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { SealedIdentities } from '../../access/custody/screen/sealed-identities.tsx'
import { get } from '../../ui/api.ts'
import { dateTime } from '../../ui/format.ts'
import { To, useParameter } from '../../ui/navigation.tsx'
import { Panel } from '../../ui/panel.tsx'
import { townName } from '../../ui/places.ts'
import { Mask } from '../../ui/reveal.tsx'
import { Loaded, Notice } from '../../ui/states.tsx'
import { sourceWords } from '../../ui/trace.tsx'
import { typeName } from '../../ui/types.ts'
import { linkingWords } from '../../ui/words/linking.ts'
import { fill } from '../../ui/words.ts'
import type { RecordView } from '../schema.ts'
import { RecordPhotos } from './record-photos.tsx'

type Column = RecordView['columns'][number]

/** The cell with what the reader found marked in place; overlapping finds keep the first. */
function marked(column: Column): ReactNode {
  const parts: ReactNode[] = []
  let at = 0
  for (const span of [...column.spans].sort((a, b) => a.start - b.start)) {
    if (span.start < at || span.end > column.value.length) continue
    parts.push(
      column.value.slice(at, span.start),
      <mark key={span.start} title={span.kind}>
        {column.value.slice(span.start, span.end)}
      </mark>,
    )
    at = span.end
  }
  parts.push(column.value.slice(at))
  return parts
}

export function RecordPage() {
  const id = useParameter('id')
  const result = useQuery({
    queryKey: ['records', id],
    queryFn: ({ signal }) => get<RecordView>(`/records/${id}`, signal),
  })
  return (
    <Loaded result={result} lines={10}>
      {(record) => (
        <div className="page">
          <header className="page-head">
            <h1>
              {sourceWords(record.source)} <code>{record.number}</code>
            </h1>
            <p className="muted">
              {linkingWords.supplier} {record.supplier} · {fill(linkingWords.version, { n: record.version })} ·{' '}
              {linkingWords.occurredAt} {dateTime(record.occurredAt)} · {linkingWords.receivedAt}{' '}
              {dateTime(record.receivedAt)} · {townName(record.town)}
            </p>
            <p className="muted">
              {linkingWords.typeRead} {typeName(record.type)}
              {record.typeProbability !== null &&
                `（${fill(linkingWords.certainty, { n: Math.round(record.typeProbability * 100) })}）`}
              {record.traceCode !== null && (
                <>
                  {' '}
                  ·{' '}
                  <To path={`/disputes/${record.traceCode}`}>
                    <code>{record.traceCode}</code>
                  </To>
                </>
              )}
            </p>
          </header>
          {record.sealed && <Notice tone="warn">{linkingWords.sealedNote}</Notice>}
          {record.erased ? (
            <Notice>{linkingWords.erased}</Notice>
          ) : (
            <Panel title={linkingWords.columns} flush>
              <table className="table" aria-label={linkingWords.columns}>
                <tbody>
                  {record.columns.map((column) => (
                    <tr key={column.column}>
                      <th scope="row">{column.column}</th>
                      <td className="prose">
                        {column.revealable !== null && record.traceCode !== null ? (
                          <Mask
                            label={column.column}
                            masked={column.value}
                            field={column.revealable}
                            path={`/disputes/${record.traceCode}/reveal`}
                          />
                        ) : (
                          marked(column)
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Panel>
          )}
          {!record.sealed && !record.erased && record.source === 'grid' && <RecordPhotos recordId={record.id} />}
          {record.sealed && !record.erased && record.traceCode !== null && (
            <SealedIdentities code={record.traceCode} recordId={record.id} />
          )}
          {record.versions.length > 1 && (
            <Panel title={linkingWords.versions}>
              <ul>
                {record.versions.map((version) => (
                  <li key={version.id}>
                    <To path={`/records/${version.id}`}>{fill(linkingWords.version, { n: version.version })}</To>{' '}
                    {dateTime(version.receivedAt)}
                  </li>
                ))}
              </ul>
            </Panel>
          )}
        </div>
      )}
    </Loaded>
  )
}
