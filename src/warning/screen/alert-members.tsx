import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf, post } from '../../ui/api.ts'
import { Button, SelectField, TextArea } from '../../ui/controls.tsx'
import { dateTime } from '../../ui/format.ts'
import { To, useFilters } from '../../ui/navigation.tsx'
import { Dialog } from '../../ui/overlays.tsx'
import { Panel } from '../../ui/panel.tsx'
import { EmptyState, Notice } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { SourceMark, SourceReference, sourceWords } from '../../ui/trace.tsx'
import { common } from '../../ui/words/common.ts'
import { warningWords } from '../../ui/words/warning.ts'
import { fill } from '../../ui/words.ts'
import type { AlertPage } from '../schema.ts'

type Member = AlertPage['memberRecords'][number]

export function AlertMembers({ alert }: { alert: AlertPage }) {
  const [filters, setFilters] = useFilters()
  const [removing, setRemoving] = useState<Member | null>(null)
  const sources = [...new Set(alert.memberRecords.map((member) => member.source))]
  const shown = alert.memberRecords.filter((member) => filters.source === undefined || member.source === filters.source)
  const removable = alert.allowed.includes('removeMember')
  return (
    <Panel
      title={warningWords.membersTitle}
      flush
      className="alert-members"
      aside={
        <span className="row">
          {fill(warningWords.membersAside, { n: alert.memberRecords.length, disputes: alert.disputes })}
          {sources.map((source) => (
            <span key={source} className="nowrap">
              <SourceMark source={source} /> {sourceWords(source)}{' '}
              {alert.memberRecords.filter((member) => member.source === source).length}
            </span>
          ))}
        </span>
      }
    >
      {sources.length > 1 && (
        <div className="member-filter no-print">
          <SelectField
            label={warningWords.source}
            value={filters.source ?? ''}
            placeholder={common.all}
            choices={sources.map((value) => ({ value, label: sourceWords(value) }))}
            onChange={(event) => setFilters({ source: event.target.value })}
          />
        </div>
      )}
      {shown.length === 0 ? (
        <EmptyState
          kind={filters.source === undefined ? 'none' : 'filtered'}
          onClear={() => setFilters({ source: undefined })}
        />
      ) : (
        <Table<Member>
          label={warningWords.membersTitle}
          rows={shown}
          rowKey={(member) => member.recordId}
          columns={[
            { id: 'at', header: warningWords.occurred, nowrap: true, cell: (member) => dateTime(member.occurredAt) },
            {
              id: 'source',
              header: warningWords.source,
              nowrap: true,
              cell: (member) =>
                member.number === null ? (
                  warningWords.sealed
                ) : (
                  <To path={`/records/${member.recordId}`}>
                    <SourceReference source={member.source} number={member.number} />
                  </To>
                ),
            },
            {
              id: 'dispute',
              header: warningWords.dispute,
              nowrap: true,
              cell: (member) => (
                <To path={`/disputes/${member.traceCode}`}>
                  <code>{member.traceCode}</code>
                </To>
              ),
            },
            {
              id: 'reason',
              header: warningWords.reason,
              cell: (member) => (
                <>
                  {member.reason}
                  {member.later && <span className="faint"> · {warningWords.later}</span>}
                  {member.repeat && <span className="faint"> · {warningWords.repeat}</span>}
                  {member.removed && (
                    <strong> · {fill(warningWords.removed, { why: member.removedReason ?? '' })}</strong>
                  )}
                </>
              ),
            },
            ...(removable
              ? [
                  {
                    id: 'act',
                    header: common.more,
                    nowrap: true,
                    cell: (member: Member) =>
                      member.removed ? null : (
                        <button
                          type="button"
                          className="chart-switch"
                          aria-label={fill(warningWords.removeTitle, { number: member.number ?? warningWords.sealed })}
                          onClick={() => setRemoving(member)}
                        >
                          {warningWords.remove}
                        </button>
                      ),
                  },
                ]
              : []),
          ]}
        />
      )}
      {removing !== null && <RemoveDialog alertId={alert.id} member={removing} onClose={() => setRemoving(null)} />}
    </Panel>
  )
}

function RemoveDialog({ alertId, member, onClose }: { alertId: string; member: Member; onClose: () => void }) {
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const remove = async (): Promise<void> => {
    try {
      await post(`/alerts/${alertId}/members/${member.recordId}/remove`, { reason })
      await client.invalidateQueries({ queryKey: ['alerts'] })
      onClose()
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <Dialog
      title={fill(warningWords.removeTitle, { number: member.number ?? warningWords.sealed })}
      open
      onClose={onClose}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void remove()
        }}
      >
        <p className="muted">{warningWords.removeNote}</p>
        <TextArea
          label={warningWords.triageReason}
          required
          minLength={2}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <div className="row">
          <Button type="submit" kind="danger">
            {warningWords.remove}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}
