import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, messageOf, post } from '../../ui/api.ts'
import { Button, TextArea } from '../../ui/controls.tsx'
import { count, date, dateTime } from '../../ui/format.ts'
import { GradeBadge, Tag } from '../../ui/marks.tsx'
import { tellDone } from '../../ui/overlays.tsx'
import { Kpi, Panel } from '../../ui/panel.tsx'
import { townName } from '../../ui/places.ts'
import { useMay } from '../../ui/session.tsx'
import { EmptyState, Loaded, Notice } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { typeName } from '../../ui/types.ts'
import { rulesUi } from '../../ui/words/rules.ts'
import { fill } from '../../ui/words.ts'
import type { RuleList, RuleRowShape as RuleRow, RuleVersionShape } from '../rules/schema.ts'
import { Backtests } from './backtests.tsx'
import { RulesEditor } from './rules-editor.tsx'
import { RulesFit } from './rules-fit.tsx'

export const rulesKey = ['alert-rules'] as const
const percent = (value: number): string => `${Number((value * 100).toPrecision(3))}%`

export function limitsLine(row: RuleRow): string {
  if (row.level === 'micro') {
    const { blue, yellow, orange, red } = row.limits
    return fill(rulesUi.microLine, {
      blue: percent(blue),
      yellow: percent(yellow),
      orange: percent(orange),
      red: percent(red),
    })
  }
  return fill(rulesUi.mesoLine, { ...row.limits, probability: percent(row.limits.probability) })
}

/** The county's table of limits: what holds, what is proposed and what it would change, and back-tests. */
export function AlertRules() {
  const client = useQueryClient()
  const may = useMay()
  const [editing, setEditing] = useState(false)
  const result = useQuery({
    queryKey: rulesKey,
    queryFn: ({ signal }) => get<RuleList>('/alert-rules', signal),
    refetchInterval: ({ state }) =>
      state.data?.versions.some((version) => version.state === 'proposed' && version.preview === null) ||
      (state.data?.fit != null && state.data.fit.doneAt === null)
        ? 3000
        : false,
  })
  const show = (list: RuleList): void => void client.setQueryData(rulesKey, list)
  return (
    <div className="page">
      <header className="page-head">
        <h1>{rulesUi.title}</h1>
        <p className="muted">{rulesUi.note}</p>
      </header>
      <Loaded result={result} lines={8}>
        {(list) => {
          const held = list.versions.find(({ version }) => version === list.inForce)
          const open = list.versions.find(({ state }) => state === 'proposed')
          return (
            <>
              <Panel
                title={rulesUi.inForce}
                aside={held === undefined ? rulesUi.builtIn : fill(rulesUi.versionOf, { version: held.version })}
                flush
              >
                <RowsTable rows={[...((held?.rows ?? []) as RuleRow[]), ...usualRows(list)]} label={rulesUi.inForce} />
              </Panel>
              {open !== undefined && <Proposal version={open} onDone={show} />}
              {may('rules.propose') &&
                open === undefined &&
                (editing ? (
                  <RulesEditor
                    list={list}
                    onDone={(next) => {
                      setEditing(false)
                      show(next)
                    }}
                    onCancel={() => setEditing(false)}
                  />
                ) : (
                  <div className="row">
                    <Button kind="primary" onClick={() => setEditing(true)}>
                      {rulesUi.propose}
                    </Button>
                  </div>
                ))}
              <RulesFit fit={list.fit} onAsked={show} />
              <Panel title={rulesUi.history} flush>
                {list.versions.length === 0 ? (
                  <EmptyState kind="none">{rulesUi.noVersions}</EmptyState>
                ) : (
                  <History versions={list.versions} />
                )}
              </Panel>
            </>
          )
        }}
      </Loaded>
      <Backtests />
    </div>
  )
}

/** What holds where no row does, as rows. */
function usualRows(list: RuleList): RuleRow[] {
  return (['meso', 'micro'] as const).map(
    (level) => ({ level, type: null, town: null, limits: list.usual[level] }) as unknown as RuleRow,
  )
}

function RowsTable({ rows, label }: { rows: readonly RuleRow[]; label: string }) {
  return (
    <Table<{ row: RuleRow; at: number }>
      label={label}
      rows={rows.map((row, at) => ({ row, at }))}
      rowKey={({ at }) => String(at)}
      foot={rulesUi.most}
      columns={[
        { id: 'level', header: rulesUi.level, nowrap: true, cell: ({ row }) => rulesUi[row.level] },
        {
          id: 'type',
          header: rulesUi.type,
          cell: ({ row }) => (row.type === null ? rulesUi.anyType : typeName(row.type)),
        },
        {
          id: 'town',
          header: rulesUi.town,
          cell: ({ row }) => (row.town === null ? rulesUi.anyTown : townName(row.town)),
        },
        { id: 'limits', header: rulesUi.limits, cell: ({ row }) => limitsLine(row) },
      ]}
    />
  )
}

function Proposal({ version, onDone }: { version: RuleVersionShape; onDone: (list: RuleList) => void }) {
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const may = useMay()
  const decide = async (decision: 'approve' | 'refuse'): Promise<void> => {
    setWrong(null)
    try {
      onDone(await post<RuleList>(`/alert-rules/${version.version}/decision`, { decision, reason }))
      tellDone(rulesUi.decided)
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <Panel
      title={`${rulesUi.waiting} · ${fill(rulesUi.versionOf, { version: version.version })}`}
      aside={`${version.proposedBy} · ${dateTime(version.proposedAt)}`}
      flush
    >
      <p className="body">
        {version.reason} {version.fitted && <Tag>{rulesUi.fittedTag}</Tag>}
      </p>
      <RowsTable rows={version.rows as RuleRow[]} label={rulesUi.waiting} />
      {version.preview === null ? (
        <p className="body muted" role="status">
          {rulesUi.computing}
        </p>
      ) : (
        <Effect preview={version.preview} />
      )}
      {may('rules.decide') && (
        <form className="body stack" onSubmit={(event) => event.preventDefault()}>
          <TextArea
            label={rulesUi.reason}
            value={reason}
            minLength={2}
            required
            onChange={(event) => setReason(event.target.value)}
          />
          {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
          <div className="row">
            <Button
              kind="primary"
              disabledReason={version.mayDecide ? null : version.preview === null ? rulesUi.computing : rulesUi.second}
              onClick={() => void decide('approve')}
            >
              {rulesUi.approve}
            </Button>
            <Button onClick={() => void decide('refuse')}>
              {version.mayDecide || version.preview === null ? rulesUi.refuse : rulesUi.takeBack}
            </Button>
            {!version.mayDecide && version.preview !== null && <span className="muted">{rulesUi.second}</span>}
          </div>
        </form>
      )}
    </Panel>
  )
}

function Effect({ preview }: { preview: NonNullable<RuleVersionShape['preview']> }) {
  const rate = (value: number) => `${value.toFixed(2)} ${rulesUi.perTownMonth}`
  return (
    <>
      <h3 className="body">
        {rulesUi.effect}（{date(preview.from)}—{date(preview.before)}）
      </h3>
      <div className="kpis body">
        <Kpi
          label={rulesUi.before}
          value={count(preview.alertsBefore)}
          note={rate(preview.perTownMonth.before)}
          noReport="—"
        />
        <Kpi
          label={rulesUi.after}
          value={count(preview.alertsAfter)}
          note={rate(preview.perTownMonth.after)}
          noReport="—"
        />
        {(['comes', 'goes', 'moved', 'graded', 'same'] as const).map((key) => (
          <Kpi key={key} label={rulesUi[key]} value={count(preview[key])} noReport="—" />
        ))}
      </div>
      {preview.changed.length === 0 ? (
        preview.comes + preview.goes + preview.moved + preview.graded === 0 && (
          <p className="body muted">{rulesUi.noChange}</p>
        )
      ) : (
        <Table<(typeof preview.changed)[number] & { at: number }>
          label={rulesUi.effect}
          rows={preview.changed.map((entry, at) => ({ ...entry, at }))}
          rowKey={({ at }) => String(at)}
          foot={rulesUi.changedFoot}
          columns={[
            {
              id: 'change',
              header: rulesUi.change,
              nowrap: true,
              cell: ({ change }) => (
                <Tag tone={change === 'goes' || change === 'later' ? 'late' : 'plain'}>{rulesUi[change]}</Tag>
              ),
            },
            { id: 'alert', header: rulesUi.alert, cell: ({ title }) => title },
            { id: 'town', header: rulesUi.town, cell: ({ town }) => townName(town) },
            { id: 'grade', header: rulesUi.level, nowrap: true, cell: ({ grade }) => <GradeBadge grade={grade} /> },
            { id: 'at', header: rulesUi.raisedAt, nowrap: true, cell: ({ raisedAt }) => dateTime(raisedAt) },
            {
              id: 'was',
              header: rulesUi.was,
              cell: ({ before, change }) =>
                before === null || change === 'goes' ? (
                  '—'
                ) : (
                  <>
                    <GradeBadge grade={before.grade} /> {dateTime(before.raisedAt)}
                  </>
                ),
            },
          ]}
        />
      )}
    </>
  )
}

function History({ versions }: { versions: readonly RuleVersionShape[] }) {
  return (
    <Table<RuleVersionShape>
      label={rulesUi.history}
      rows={versions}
      rowKey={({ version }) => String(version)}
      columns={[
        {
          id: 'version',
          header: rulesUi.history,
          nowrap: true,
          cell: ({ version }) => fill(rulesUi.versionOf, { version }),
        },
        { id: 'state', header: rulesUi.state, nowrap: true, cell: ({ state }) => <Tag>{rulesUi[state]}</Tag> },
        {
          id: 'reason',
          header: rulesUi.reason,
          cell: ({ reason, fitted }) => (fitted ? `${reason}（${rulesUi.fittedTag}）` : reason),
        },
        {
          id: 'by',
          header: rulesUi.proposedBy,
          cell: ({ proposedBy, proposedAt }) => `${proposedBy} ${dateTime(proposedAt)}`,
        },
        {
          id: 'decided',
          header: rulesUi.decidedBy,
          cell: ({ decidedBy, decidedAt, decidedReason }) =>
            decidedAt === null ? '—' : `${decidedBy} ${dateTime(decidedAt)}：${decidedReason}`,
        },
      ]}
    />
  )
}
