import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Static } from 'typebox'
import { get, messageOf, type Page, post } from '../../ui/api.ts'
import { Button, TextArea, TextField } from '../../ui/controls.tsx'
import { Tag } from '../../ui/marks.tsx'
import { Dialog } from '../../ui/overlays.tsx'
import { Panel } from '../../ui/panel.tsx'
import { useWhy } from '../../ui/session.tsx'
import { EmptyState, Loaded, Notice } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { typeName } from '../../ui/types.ts'
import { common } from '../../ui/words/common.ts'
import { reportWords } from '../../ui/words/reports.ts'
import type { EducationRow } from '../schema.ts'

type Row = Static<typeof EducationRow>

export function EducationList() {
  const why = useWhy('education.write')
  const [finishing, setFinishing] = useState<Row | null>(null)
  const result = useQuery({
    queryKey: ['education-tasks'],
    queryFn: ({ signal }) => get<Page<Row>>('/education-tasks', signal),
  })
  return (
    <Panel title={reportWords.education} flush>
      <Loaded result={result} lines={3}>
        {(data) =>
          data.items.length === 0 ? (
            <EmptyState kind="none">{reportWords.educationEmpty}</EmptyState>
          ) : (
            <Table<Row>
              label={reportWords.education}
              rows={data.items}
              rowKey={(row) => row.id}
              columns={[
                { id: 'title', header: reportWords.educationTitle, cell: (row) => row.title },
                { id: 'place', header: reportWords.place, nowrap: true, cell: (row) => row.placeName },
                { id: 'type', header: reportWords.type, nowrap: true, cell: (row) => typeName(row.type) },
                { id: 'audience', header: reportWords.audience, cell: (row) => row.audience },
                { id: 'form', header: reportWords.form, cell: (row) => row.form },
                { id: 'until', header: reportWords.until, nowrap: true, cell: (row) => row.until },
                {
                  id: 'state',
                  header: reportWords.state,
                  nowrap: true,
                  cell: (row) => (
                    <Tag tone={row.state === 'done' ? 'ok' : 'plain'}>
                      {row.state === 'done' ? reportWords.done : reportWords.planned}
                    </Tag>
                  ),
                },
                {
                  id: 'result',
                  header: reportWords.result,
                  cell: (row) =>
                    row.state === 'planned' ? (
                      <Button
                        aria-label={`${reportWords.recordDone} ${row.title}`}
                        disabledReason={why}
                        onClick={() => setFinishing(row)}
                      >
                        {reportWords.recordDone}
                      </Button>
                    ) : (
                      `${row.result ?? ''}${row.reached === null ? '' : ` ${reportWords.reached} ${row.reached}`}`
                    ),
                },
              ]}
            />
          )
        }
      </Loaded>
      {finishing !== null && <DoneDialog row={finishing} onClose={() => setFinishing(null)} />}
    </Panel>
  )
}

function DoneDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  const client = useQueryClient()
  const [result, setResult] = useState('')
  const [reached, setReached] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const save = async (): Promise<void> => {
    try {
      await post(`/education-tasks/${row.id}/done`, { result, ...(reached === '' ? {} : { reached: Number(reached) }) })
      await client.invalidateQueries({ queryKey: ['education-tasks'] })
      onClose()
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <Dialog title={`${reportWords.recordDone} · ${row.title}`} open onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <TextArea
          label={reportWords.result}
          required
          minLength={2}
          value={result}
          onChange={(event) => setResult(event.target.value)}
        />
        <TextField
          label={reportWords.reached}
          type="number"
          min={0}
          value={reached}
          onChange={(event) => setReached(event.target.value)}
        />
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        <div className="row">
          <Button type="submit" kind="primary">
            {reportWords.recordDone}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}
