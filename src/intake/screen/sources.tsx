import { useQuery } from '@tanstack/react-query'
import { get } from '../../ui/api.ts'
import { count, dateTime } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { SourceMark, sourceWords } from '../../ui/trace.tsx'
import { intakeWords } from '../../ui/words/intake.ts'
import { fill } from '../../ui/words.ts'
import type { SourceFreshness } from '../schema.ts'

export function Sources() {
  const result = useQuery({
    queryKey: ['sources'],
    queryFn: ({ signal }) => get<{ items: readonly SourceFreshness[] }>('/sources', signal),
  })
  return (
    <div className="page">
      <header className="page-head">
        <h1>{intakeWords.sourcesTitle}</h1>
        <p className="muted">{intakeWords.sourcesNote}</p>
      </header>
      <section className="panel" aria-label={intakeWords.sourcesTitle}>
        <Loaded result={result}>
          {(data) =>
            data.items.length === 0 ? (
              <EmptyState kind="none">{intakeWords.sourcesEmpty}</EmptyState>
            ) : (
              <Table<SourceFreshness>
                label={intakeWords.sourcesTitle}
                rows={data.items}
                rowKey={(row) => `${row.source}${row.supplier}`}
                columns={[
                  {
                    id: 'source',
                    header: intakeWords.source,
                    nowrap: true,
                    cell: (row) => (
                      <>
                        <SourceMark source={row.source} /> {sourceWords(row.source)}
                      </>
                    ),
                  },
                  { id: 'supplier', header: intakeWords.supplier, cell: (row) => row.supplier },
                  { id: 'records', header: intakeWords.records, number: true, cell: (row) => count(row.records) },
                  {
                    id: 'last',
                    header: intakeWords.lastArrival,
                    nowrap: true,
                    cell: (row) => dateTime(row.lastArrival),
                  },
                  {
                    id: 'interval',
                    header: intakeWords.interval,
                    number: true,
                    cell: (row) =>
                      row.interval === null
                        ? intakeWords.intervalUnknown
                        : fill(intakeWords.hours, { n: count(Math.round(row.interval * 10) / 10) }),
                  },
                  {
                    id: 'state',
                    header: intakeWords.state,
                    nowrap: true,
                    cell: (row) => (
                      <Tag tone={row.stale === true ? 'late' : row.stale === false ? 'ok' : 'plain'}>
                        {row.stale === null
                          ? intakeWords.staleUnknown
                          : row.stale
                            ? intakeWords.stale
                            : intakeWords.fresh}
                      </Tag>
                    ),
                  },
                ]}
              />
            )
          }
        </Loaded>
      </section>
    </div>
  )
}
