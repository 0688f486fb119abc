import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../../../ui/api.ts'
import { Button } from '../../../ui/controls.tsx'
import { dateTime } from '../../../ui/format.ts'
import { Tag } from '../../../ui/marks.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { staffWords } from '../../../ui/words/staff.ts'
import { fill } from '../../../ui/words.ts'
import { requestKinds } from '../../../vocabulary/staff.ts'
import type { StaffRequest } from '../schema.ts'
import { ChangeDialog } from './change-dialog.tsx'
import { StaffHead } from './staff-head.tsx'
import { periodWords, roleWord, wordOf } from './words.ts'

/** What gives somebody power and waits for a second person. */
export function StaffRequests() {
  const [deciding, setDeciding] = useState<{ request: StaffRequest; decision: 'agreed' | 'refused' } | null>(null)
  const result = useQuery({
    queryKey: ['staff', 'requests'],
    queryFn: async ({ signal }) => (await get<{ items: StaffRequest[] }>('/staff/requests', signal)).items,
    refetchInterval: 15_000,
  })
  return (
    <div className="page">
      <StaffHead here="/staff/requests" title={staffWords.requests} note={staffWords.requestsNote} />
      <section className="panel" aria-label={staffWords.requests}>
        <div className="body">
          <Loaded result={result}>
            {(requests) =>
              requests.length === 0 ? (
                <EmptyState kind="none">{staffWords.noRequests}</EmptyState>
              ) : (
                <ul className="staff-list">
                  {requests.map((request) => (
                    <li key={request.id}>
                      <div className="grow">
                        <strong>
                          {wordOf(requestKinds, request.kind)}：{request.officer}
                        </strong>{' '}
                        <code className="faint">{request.login}</code>{' '}
                        {request.decision === null ? (
                          <Tag tone="active">{staffWords.waitingTag}</Tag>
                        ) : (
                          <Tag tone={request.decision === 'agreed' ? 'ok' : 'plain'}>
                            {request.decision === 'agreed' ? staffWords.agreed : staffWords.refused}
                          </Tag>
                        )}
                        {request.gains.map((gain) => (
                          <div key={`${gain.role}${gain.agency}`}>
                            {gain.role !== null && roleWord(gain.role)} · {gain.agency} ·{' '}
                            {periodWords(gain.since, gain.until)}
                          </div>
                        ))}
                        <div>{request.reason}</div>
                        <div className="faint">
                          {fill(staffWords.askedBy, { name: request.askedBy, time: dateTime(request.askedAt) })}
                        </div>
                        {request.decidedAt !== null && (
                          <div className="faint">
                            {fill(staffWords.decidedBy, {
                              name: request.decidedBy ?? '',
                              time: dateTime(request.decidedAt),
                              reason: request.decisionReason ?? '',
                            })}
                          </div>
                        )}
                      </div>
                      {request.decision === null &&
                        (['agreed', 'refused'] as const).map((decision) => (
                          <Button
                            key={decision}
                            kind={decision === 'agreed' ? 'primary' : 'normal'}
                            disabledReason={request.mayDecide ? null : staffWords.mayNotDecide}
                            onClick={() => setDeciding({ request, decision })}
                          >
                            {decision === 'agreed' ? staffWords.agree : staffWords.refuse}
                          </Button>
                        ))}
                    </li>
                  ))}
                </ul>
              )
            }
          </Loaded>
        </div>
      </section>
      {deciding !== null && (
        <ChangeDialog
          title={`${deciding.decision === 'agreed' ? staffWords.agree : staffWords.refuse}：${deciding.request.officer}`}
          path={`/staff/requests/${deciding.request.id}/decide`}
          body={{ decision: deciding.decision }}
          danger={deciding.decision === 'refused'}
          onClose={() => setDeciding(null)}
        />
      )}
    </div>
  )
}
