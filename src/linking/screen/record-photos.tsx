import { useQuery } from '@tanstack/react-query'
import type { PhotoList } from '../../intake/schema.ts'
import { apiRoot, get } from '../../ui/api.ts'
import { Panel } from '../../ui/panel.tsx'
import { gridUi } from '../../ui/words/grid.ts'
import { fill } from '../../ui/words.ts'

/** Photos that came with the record; absent where there are none or the record keeps an identity. */
export function RecordPhotos({ recordId }: { recordId: string }) {
  const result = useQuery({
    queryKey: ['records', recordId, 'photos'],
    queryFn: ({ signal }) => get<PhotoList>(`/records/${recordId}/photos`, signal),
  })
  const items = result.data?.items ?? []
  if (items.length === 0) return null
  return (
    <Panel title={gridUi.recordPhotos}>
      <ul className="record-photos">
        {items.map(({ position }) => (
          <li key={position}>
            <img
              src={`${apiRoot}/records/${recordId}/photos/${position}`}
              alt={fill(gridUi.photo, { n: position + 1 })}
              loading="lazy"
            />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
