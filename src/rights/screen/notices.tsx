import { useQuery, useQueryClient } from '@tanstack/react-query'
import { get, post } from '../../ui/api.ts'
import { Button } from '../../ui/controls.tsx'
import { dateTime } from '../../ui/format.ts'
import { tellWrong } from '../../ui/overlays.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { rightsUi } from '../../ui/words/rights.ts'
import { fill } from '../../ui/words.ts'
import type { NoticeList } from '../schema.ts'

/** What an officer looked at and what has turned out to be wrong with it since. */
export function Notices() {
  const client = useQueryClient()
  const key = ['rights', 'notices']
  const result = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => get<NoticeList>('/rights/notices', signal),
    refetchInterval: 30_000,
  })
  const read = async (id: string): Promise<void> => {
    try {
      client.setQueryData(key, await post<NoticeList>(`/rights/notices/${id}/read`))
    } catch (cause) {
      tellWrong(cause)
    }
  }
  return (
    <div className="page">
      <header className="page-head">
        <h1>{rightsUi.notices}</h1>
      </header>
      <p className="muted">{rightsUi.noticesNote}</p>
      <section className="panel" aria-label={rightsUi.notices}>
        <div className="body">
          <Loaded result={result} lines={4}>
            {(list) =>
              list.items.length === 0 ? (
                <EmptyState kind="none">{rightsUi.noticesNone}</EmptyState>
              ) : (
                <ul className="stack">
                  {list.items.map((item) => (
                    <li key={item.id} className="stack tight">
                      <span className="muted">
                        {dateTime(item.at)}
                        {item.seenAt !== null && ` · ${rightsUi.seen} ${dateTime(item.seenAt)}`}
                      </span>
                      <p>{item.text}</p>
                      {item.readAt === null ? (
                        <span>
                          <Button
                            aria-label={`${rightsUi.markRead} ${item.traceCode}`}
                            onClick={() => void read(item.id)}
                          >
                            {rightsUi.markRead}
                          </Button>
                        </span>
                      ) : (
                        <span className="faint">{fill(rightsUi.readTime, { time: dateTime(item.readAt) })}</span>
                      )}
                    </li>
                  ))}
                </ul>
              )
            }
          </Loaded>
        </div>
      </section>
    </div>
  )
}
