import { useState } from 'react'
import { Button, TextField } from '../../ui/controls.tsx'
import { dateTime, money } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { Dialog } from '../../ui/overlays.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Table } from '../../ui/table.tsx'
import { common } from '../../ui/words/common.ts'
import { mediationWords, performanceWords } from '../../ui/words/mediation.ts'
import type { Act, Detail } from './mediation-page.tsx'

type Line = Detail['performance'][number]

export function PerformancePanel({ mediation, act }: { mediation: Detail; act: Act }) {
  const [reporting, setReporting] = useState<Line | null>(null)
  const [proof, setProof] = useState('')
  const report = async (): Promise<void> => {
    if (reporting === null) return
    await act({ action: 'perform', instalment: reporting.instalment, proof })
    setReporting(null)
    setProof('')
  }
  return (
    <Panel title={mediationWords.performance} flush>
      <Table<Line>
        label={mediationWords.performance}
        rows={mediation.performance}
        rowKey={(line) => String(line.instalment)}
        columns={[
          { id: 'n', header: mediationWords.instalment, number: true, cell: (line) => line.instalment },
          { id: 'due', header: mediationWords.due, nowrap: true, cell: (line) => line.due },
          {
            id: 'what',
            header: mediationWords.act,
            cell: (line) => (
              <>
                {line.act}
                {line.proof !== null && <span className="faint"> {line.proof}</span>}
                {line.contested !== null && <span className="faint"> {line.contested}</span>}
              </>
            ),
          },
          { id: 'amount', header: mediationWords.total, number: true, cell: (line) => money(line.amount) },
          {
            id: 'state',
            header: mediationWords.state,
            nowrap: true,
            cell: (line) => (
              <Tag tone={line.state === 'confirmed' ? 'ok' : line.state === 'overdue' ? 'late' : 'plain'}>
                {performanceWords[line.state]}
                {line.confirmedAt !== null && ` ${dateTime(line.confirmedAt)}`}
              </Tag>
            ),
          },
          {
            id: 'act',
            header: common.more,
            nowrap: true,
            cell: (line) => (
              <>
                {mediation.may.includes('perform') &&
                  ['future', 'due', 'overdue', 'contested'].includes(line.state) && (
                    <Button
                      aria-label={`${mediationWords.perform} ${line.instalment}`}
                      onClick={() => setReporting(line)}
                    >
                      {mediationWords.perform}
                    </Button>
                  )}
                {mediation.may.includes('confirmPerformance') && line.state === 'reported' && (
                  <Button
                    aria-label={`${mediationWords.confirmPerformance} ${line.instalment}`}
                    onClick={() =>
                      void act({ action: 'confirmPerformance', instalment: line.instalment }).catch(() => {})
                    }
                  >
                    {mediationWords.confirmPerformance}
                  </Button>
                )}
              </>
            ),
          },
        ]}
      />
      {reporting !== null && (
        <Dialog title={mediationWords.perform} open onClose={() => setReporting(null)}>
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault()
              report().catch(() => {})
            }}
          >
            <TextField
              label={mediationWords.proof}
              hint={mediationWords.proofHint}
              required
              value={proof}
              onChange={(event) => setProof(event.target.value)}
            />
            <div className="row">
              <Button type="submit" kind="primary">
                {mediationWords.perform}
              </Button>
              <Button onClick={() => setReporting(null)}>{common.cancel}</Button>
            </div>
          </form>
        </Dialog>
      )}
    </Panel>
  )
}
