import { useQuery } from '@tanstack/react-query'
import type { DocumentRow } from '../documents/schema.ts'
import { documentKinds } from '../vocabulary/document-kinds.ts'
import { apiRoot, get, type Page, query } from './api.ts'
import { dateTime } from './format.ts'
import { said } from './words.ts'

/** The documents made for one subject (a mediation, an advice, a report), newest first, each a PDF. */
export function DocumentLinks({ subject }: { subject: string }) {
  const result = useQuery({
    queryKey: ['documents', subject],
    queryFn: ({ signal }) => get<Page<DocumentRow>>(`/documents${query({ subject })}`, signal),
    retry: false,
  })
  if (result.data === undefined || result.data.items.length === 0) return null
  return (
    <ul className="documents">
      {result.data.items.map((row) => (
        <li key={row.id}>
          <a href={`${apiRoot}/documents/${row.id}.pdf`}>
            {said((documentKinds as Readonly<Record<string, { zh: string; en: string }>>)[row.kind], row.kind)} PDF
          </a>{' '}
          <span className="faint">{dateTime(row.madeAt)}</span>
        </li>
      ))}
    </ul>
  )
}
