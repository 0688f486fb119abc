import { useQuery } from '@tanstack/react-query'
import { Lock } from 'lucide-react'
import { useState } from 'react'
import { get } from '../../ui/api.ts'
import { Button } from '../../ui/controls.tsx'
import { date, dateTime } from '../../ui/format.ts'
import { To, useFilters } from '../../ui/navigation.tsx'
import { Panel } from '../../ui/panel.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { sourceWords, TimelineList } from '../../ui/trace.tsx'
import { linkingWords } from '../../ui/words/linking.ts'
import { fill } from '../../ui/words.ts'
import type { Timeline, TimelineEntry } from '../schema.ts'

/** Entries of other rooms have no source; they are filtered by their own kind (`alert.raised` → `alert`). */
const groupOf = (entry: TimelineEntry): string => entry.source ?? entry.kind.split('.')[0] ?? entry.kind

export function DisputeTimeline({ code }: { code: string }) {
  const [filters, setFilters] = useFilters()
  const [system, setSystem] = useState(false)
  const result = useQuery({
    queryKey: ['disputes', 'timeline', code],
    queryFn: ({ signal }) => get<Timeline>(`/disputes/${code}/timeline`, signal),
  })
  return (
    <Panel
      title={linkingWords.timeline}
      aside={result.data === undefined ? '' : fill(linkingWords.timelineAside, { n: result.data.items.length })}
    >
      <Loaded result={result} lines={8}>
        {(timeline) => {
          const folded = timeline.items.filter((entry) => entry.system).length
          const visible = timeline.items.filter(
            (entry) => (system || !entry.system) && (filters.source === undefined || groupOf(entry) === filters.source),
          )
          const groups = [...new Set(timeline.items.filter((entry) => !entry.system).map(groupOf))]
          return (
            <>
              <nav className="views no-print" aria-label={linkingWords.sources}>
                {['', ...groups].map((group) => (
                  <button
                    key={group}
                    type="button"
                    className="view"
                    aria-pressed={(filters.source ?? '') === group}
                    onClick={() => setFilters({ source: group })}
                  >
                    {group === '' ? linkingWords.allSources : sourceWords(group)}
                  </button>
                ))}
              </nav>
              {visible.length === 0 ? (
                <EmptyState kind="filtered" onClear={() => setFilters({ source: undefined })} />
              ) : (
                <TimelineList
                  label={linkingWords.timeline}
                  items={visible.map((entry) => ({
                    key: entry.id,
                    source: groupOf(entry),
                    title: entry.source === null ? entry.line : sourceWords(entry.source),
                    at: (
                      <>
                        <time dateTime={entry.at}>{dateTime(entry.at)}</time>
                        {date(entry.at) !== date(entry.knownAt) &&
                          ` · ${fill(linkingWords.knownLater, { time: date(entry.knownAt) })}`}
                      </>
                    ),
                    gap: entry.gapDays === null ? null : fill(linkingWords.gap, { n: entry.gapDays }),
                    body: (
                      <p>
                        {entry.source !== null && entry.line}{' '}
                        {entry.number !== null && <code className="faint">{entry.number}</code>}{' '}
                        {entry.recordId !== null &&
                          (entry.mayOpen ? (
                            <To path={`/records/${entry.recordId}`}>{linkingWords.openRecord}</To>
                          ) : (
                            <span className="faint">
                              <Lock size={12} strokeWidth={1.5} aria-hidden="true" /> {linkingWords.noDetail}
                            </span>
                          ))}
                      </p>
                    ),
                  }))}
                />
              )}
              {folded > 0 && !system && (
                <Button kind="plain" onClick={() => setSystem(true)}>
                  {fill(linkingWords.systemFolded, { n: folded })} · {linkingWords.showSystem}
                </Button>
              )}
            </>
          )
        }}
      </Loaded>
    </Panel>
  )
}
