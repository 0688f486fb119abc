import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Static } from 'typebox'
import { get, messageOf, type Page, post, query } from '../../ui/api.ts'
import { Button, SelectField, TextField } from '../../ui/controls.tsx'
import { date } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { To, useFilters, useGo } from '../../ui/navigation.tsx'
import { townChoices } from '../../ui/places.ts'
import { useSession, useWhy } from '../../ui/session.tsx'
import { EmptyState, Loaded, Notice } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { typeChoices } from '../../ui/types.ts'
import { common } from '../../ui/words/common.ts'
import { reportWords } from '../../ui/words/reports.ts'
import type { AdviceRow, AdviceState } from '../schema.ts'

type Row = Static<typeof AdviceRow>

export const adviceStateWords: Readonly<Record<AdviceState, string>> = {
  draft: reportWords.draft,
  consulted: reportWords.consulted,
  approved: reportWords.approved,
  sent: reportWords.sent,
  replied: reportWords.replied,
  withdrawn: reportWords.withdrawn,
}

export function AdviceList() {
  const why = useWhy('advice.write')
  const [filters] = useFilters()
  const result = useQuery({
    queryKey: ['judicial-advice', 'list', filters.alert],
    queryFn: ({ signal }) => get<Page<Row>>(`/judicial-advice${query({ alert: filters.alert, limit: 100 })}`, signal),
  })
  return (
    <div className="page">
      <header className="page-head">
        <h1>{reportWords.adviceTitle}</h1>
        <p className="muted">{reportWords.adviceNote}</p>
      </header>
      {why === null ? <NewAdviceForm /> : <p className="muted">{why}</p>}
      <section className="panel" aria-label={reportWords.adviceTitle}>
        <Loaded result={result}>
          {(data) =>
            data.items.length === 0 ? (
              <EmptyState kind="none">{reportWords.adviceEmpty}</EmptyState>
            ) : (
              <Table<Row>
                label={reportWords.adviceTitle}
                rows={data.items}
                rowKey={(row) => row.id}
                columns={[
                  {
                    id: 'number',
                    header: reportWords.number,
                    nowrap: true,
                    cell: (row) => row.number || reportWords.noNumber,
                  },
                  {
                    id: 'title',
                    header: reportWords.letter,
                    cell: (row) => <To path={`/advice/${row.id}`}>{row.title}</To>,
                  },
                  { id: 'recipient', header: reportWords.recipient, cell: (row) => row.recipient },
                  {
                    id: 'state',
                    header: reportWords.state,
                    nowrap: true,
                    cell: (row) => (
                      <Tag tone={row.state === 'replied' ? 'ok' : row.overdue ? 'late' : 'plain'}>
                        {row.overdue ? reportWords.replyOverdue : adviceStateWords[row.state]}
                      </Tag>
                    ),
                  },
                  {
                    id: 'drafted',
                    header: reportWords.draftedAt,
                    nowrap: true,
                    cell: (row) => `${date(row.draftedAt)} ${row.draftedBy}`,
                  },
                  { id: 'due', header: reportWords.replyDue, nowrap: true, cell: (row) => row.replyDue ?? '—' },
                ]}
              />
            )
          }
        </Loaded>
      </section>
    </div>
  )
}

function NewAdviceForm() {
  const session = useSession()
  const go = useGo()
  const [filters] = useFilters()
  const [type, setType] = useState('')
  const [place, setPlace] = useState(session.county.code)
  const [recipient, setRecipient] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const make = async (): Promise<void> => {
    try {
      const made = await post<{ id: string }>('/judicial-advice', {
        recipient,
        ...(filters.alert === undefined ? { type, place } : { alertId: filters.alert }),
      })
      go(`/advice/${made.id}`)
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <form
      className="panel"
      aria-label={reportWords.adviceNew}
      onSubmit={(event) => {
        event.preventDefault()
        void make()
      }}
    >
      <div className="body filters wide">
        <TextField
          label={reportWords.recipient}
          required
          minLength={2}
          value={recipient}
          onChange={(event) => setRecipient(event.target.value)}
        />
        {filters.alert === undefined && (
          <>
            <SelectField
              label={reportWords.type}
              required
              placeholder={common.pickOne}
              value={type}
              choices={typeChoices}
              onChange={(event) => setType(event.target.value)}
            />
            <SelectField
              label={reportWords.place}
              value={place}
              choices={[{ value: session.county.code, label: reportWords.wholeCounty }, ...townChoices]}
              onChange={(event) => setPlace(event.target.value)}
            />
          </>
        )}
        <Button type="submit" kind="primary">
          {reportWords.adviceNew}
        </Button>
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
      </div>
    </form>
  )
}
