import { useState } from 'react'
import { messageOf, post } from '../../ui/api.ts'
import { Button } from '../../ui/controls.tsx'
import { count, dateTime } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { Panel } from '../../ui/panel.tsx'
import { useMay } from '../../ui/session.tsx'
import { EmptyState, Notice } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { rulesUi } from '../../ui/words/rules.ts'
import { fill } from '../../ui/words.ts'
import type { RuleList } from '../rules/schema.ts'

type Fit = NonNullable<RuleList['fit']>
type Report = NonNullable<Fit['report']>

/** How weights fitted to the county's own outcomes compare with those set by hand. */
export function RulesFit({ fit, onAsked }: { fit: Fit | null; onAsked: (list: RuleList) => void }) {
  const may = useMay()
  const [wrong, setWrong] = useState<string | null>(null)
  const ask = async (): Promise<void> => {
    setWrong(null)
    try {
      onAsked(await post<RuleList>('/alert-rules/fits', {}))
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  const running = fit !== null && fit.doneAt === null
  return (
    <Panel title={rulesUi.fit}>
      <div className="stack">
        <p className="muted">{rulesUi.fitNote}</p>
        {fit === null && <EmptyState kind="none">{rulesUi.fitNone}</EmptyState>}
        {fit !== null && (
          <p className="faint">{fill(rulesUi.askedBy, { name: fit.askedBy, time: dateTime(fit.askedAt) })}</p>
        )}
        {running && <p role="status">{rulesUi.running}</p>}
        {fit !== null && fit.doneAt !== null && fit.report === null && <p>{rulesUi.fitFew}</p>}
        {fit !== null && fit.report !== null && <Compared report={fit.report} />}
        {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
        {may('rules.propose') && (
          <div className="row">
            <Button busy={running} onClick={() => void ask()}>
              {rulesUi.fitAsk}
            </Button>
          </div>
        )}
      </div>
    </Panel>
  )
}

function Compared({ report }: { report: Report }) {
  const rows = [
    { key: 'builtIn', label: rulesUi.fitBuiltIn, ...report.builtIn },
    { key: 'fitted', label: rulesUi.fitFitted, ...report.fitted },
  ]
  return (
    <>
      <p>
        {fill(rulesUi.fitBasis, {
          disputes: count(report.disputes),
          weeks: count(report.weeks),
          events: count(report.events),
          heldWeeks: count(report.heldWeeks),
          heldEvents: count(report.heldEvents),
        })}{' '}
        <Tag tone={report.better ? 'plain' : 'late'}>{report.better ? rulesUi.fitBetter : rulesUi.fitNotBetter}</Tag>
      </p>
      <Table<(typeof rows)[number]>
        label={rulesUi.fit}
        rows={rows}
        rowKey={({ key }) => key}
        columns={[
          { id: 'label', header: rulesUi.fitWeights, cell: ({ label }) => label },
          { id: 'area', header: rulesUi.fitArea, number: true, cell: ({ area }) => area.toFixed(3) },
          { id: 'loss', header: rulesUi.fitLoss, number: true, cell: ({ logLoss }) => logLoss.toFixed(5) },
          {
            id: 'error',
            header: rulesUi.fitError,
            number: true,
            cell: ({ calibrationError }) => calibrationError.toFixed(4),
          },
          { id: 'expected', header: rulesUi.fitExpected, number: true, cell: ({ expected }) => expected.toFixed(1) },
        ]}
      />
    </>
  )
}
