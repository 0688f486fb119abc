import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, messageOf, post } from '../../ui/api.ts'
import { useNow } from '../../ui/clock.ts'
import { Button, TextField } from '../../ui/controls.tsx'
import { count, date, dateTime } from '../../ui/format.ts'
import { Tag } from '../../ui/marks.tsx'
import { tellDone } from '../../ui/overlays.tsx'
import { Kpi, Panel } from '../../ui/panel.tsx'
import { townName } from '../../ui/places.ts'
import { useMay } from '../../ui/session.tsx'
import { EmptyState, Loaded, Notice } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { typeName } from '../../ui/types.ts'
import { rulesUi } from '../../ui/words/rules.ts'
import { fill, said } from '../../ui/words.ts'
import { isSourceKey, sources } from '../../vocabulary/sources.ts'
import type { BacktestList, BacktestResult } from '../rules/schema.ts'

export const backtestsKey = ['alert-rules', 'backtests'] as const
const few = (value: number | null): string => (value === null ? rulesUi.few : count(value))
const dayMilliseconds = 86_400_000

/** What the rules in force would have raised, judged by what came later. */
export function Backtests() {
  const client = useQueryClient()
  const may = useMay()
  const now = useNow(60_000)
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const result = useQuery({
    queryKey: backtestsKey,
    queryFn: ({ signal }) => get<BacktestList>('/alert-rules/backtests', signal),
    refetchInterval: ({ state }) => (state.data?.items.some((item) => item.result === null) ? 3000 : false),
  })
  const shownFrom = from === '' ? date(now - 365 * dayMilliseconds) : from
  const shownTo = to === '' ? date(now - dayMilliseconds) : to
  const run = async (): Promise<void> => {
    setWrong(null)
    try {
      client.setQueryData(
        backtestsKey,
        await post<BacktestList>('/alert-rules/backtests', { from: shownFrom, to: shownTo }),
      )
      tellDone(rulesUi.asked)
    } catch (cause) {
      setWrong(messageOf(cause))
    }
  }
  return (
    <Panel title={rulesUi.backtest}>
      <p className="muted">{rulesUi.backtestNote}</p>
      {may('rules.backtest') && (
        <form
          className="filters"
          onSubmit={(event) => {
            event.preventDefault()
            void run()
          }}
        >
          <TextField
            label={rulesUi.from}
            type="date"
            required
            value={shownFrom}
            onChange={(event) => setFrom(event.target.value)}
          />
          <TextField
            label={rulesUi.to}
            type="date"
            required
            value={shownTo}
            onChange={(event) => setTo(event.target.value)}
          />
          <Button type="submit">{rulesUi.run}</Button>
        </form>
      )}
      {wrong !== null && <Notice tone="wrong">{wrong}</Notice>}
      <Loaded result={result} lines={4}>
        {({ items }) => {
          const [newest] = items
          if (newest === undefined) return <EmptyState kind="none">{rulesUi.none}</EmptyState>
          return (
            <>
              <h3>
                {newest.from}—{newest.to}
                {newest.result === null && <Tag>{rulesUi.running}</Tag>}
              </h3>
              <p className="faint">{fill(rulesUi.askedBy, { name: newest.askedBy, time: dateTime(newest.askedAt) })}</p>
              {newest.result !== null && <Result result={newest.result} />}
            </>
          )
        }}
      </Loaded>
    </Panel>
  )
}

const rate = (value: number): string => `${value.toFixed(2)} ${rulesUi.perTownMonth}`
function Spread({ label, value }: { label: string; value: { low: number; median: number; high: number } | null }) {
  return (
    <Kpi
      label={label}
      value={value === null ? null : value.median.toFixed(1)}
      note={value === null ? null : fill(rulesUi.quartiles, { low: value.low.toFixed(1), high: value.high.toFixed(1) })}
      noReport="—"
    />
  )
}

function Result({ result }: { result: BacktestResult }) {
  const { groups, disputes } = result
  return (
    <div className="stack">
      <p className="faint">
        {fill(rulesUi.records, {
          records: count(result.records),
          towns: result.towns,
          months: result.months.toFixed(1),
        })}
      </p>
      <div className="kpis">
        <Kpi label={rulesUi.groupAlerts} value={count(groups.alerts)} note={rate(groups.perTownMonth)} noReport="—" />
        <Kpi
          label={rulesUi.unsupported}
          value={count(groups.unsupported)}
          note={`${rate(groups.unsupportedPerTownMonth)}；${rulesUi.unsupportedNote}`}
          noReport="—"
        />
        <Spread label={rulesUi.ordinal} value={groups.ordinal} />
        <Kpi
          label={rulesUi.warned}
          value={count(groups.massSuitsWarned)}
          note={fill(rulesUi.ofAll, { all: groups.massSuits })}
          noReport="—"
        />
        <Spread label={rulesUi.daysGained} value={groups.daysBeforeThirdSuit} />
      </div>
      <div className="kpis">
        <Kpi
          label={rulesUi.disputeAlerts}
          value={count(disputes.alerts)}
          note={rate(disputes.perTownMonth)}
          noReport="—"
        />
        <Kpi label={rulesUi.followed} value={count(disputes.followed)} noReport="—" />
        <Kpi
          label={rulesUi.escalations}
          value={count(disputes.escalationsWarned)}
          note={fill(rulesUi.ofAll, { all: disputes.escalations })}
          noReport="—"
        />
        <Spread label={rulesUi.daysBefore} value={disputes.daysBefore} />
      </div>
      <h3>{rulesUi.curve}</h3>
      <Table<BacktestResult['curve'][number]>
        label={rulesUi.curve}
        rows={result.curve}
        rowKey={(point) => String(point.probability)}
        foot={rulesUi.curveNote}
        columns={[
          {
            id: 'threshold',
            header: rulesUi.threshold,
            number: true,
            cell: ({ probability }) => `${Number((probability * 100).toPrecision(2))}%`,
          },
          { id: 'alerts', header: rulesUi.alerts, number: true, cell: ({ alerts }) => count(alerts) },
          {
            id: 'unsupported',
            header: `${rulesUi.unsupported}（${rulesUi.perTownMonth}）`,
            number: true,
            cell: (point) => point.unsupportedPerTownMonth.toFixed(3),
          },
          {
            id: 'found',
            header: rulesUi.found,
            number: true,
            cell: ({ found, matters }) => `${found} / ${matters}`,
          },
          { id: 'ordinal', header: rulesUi.ordinal, number: true, cell: ({ ordinal }) => ordinal?.toFixed(1) ?? '—' },
        ]}
      />
      <PartTable title={rulesUi.byType} parts={result.byType} nameOf={typeName} />
      <PartTable title={rulesUi.byTown} parts={result.byTown} nameOf={(key) => townName(key === '' ? null : key)} />
      <h3>{rulesUi.attention}</h3>
      <Table<BacktestResult['shares'][number]>
        label={rulesUi.attention}
        rows={result.shares}
        rowKey={({ kind, key }) => `${kind} ${key}`}
        foot={rulesUi.attentionNote}
        columns={[
          {
            id: 'name',
            header: rulesUi.town,
            cell: ({ kind, key }) =>
              kind === 'town'
                ? townName(key === '' ? null : key)
                : isSourceKey(key)
                  ? said({ zh: sources[key].zh, en: sources[key].en })
                  : key,
          },
          { id: 'disputes', header: rulesUi.disputes, number: true, cell: ({ disputes: all }) => count(all) },
          { id: 'alerted', header: rulesUi.alerts, number: true, cell: ({ alerted }) => few(alerted) },
          {
            id: 'share',
            header: rulesUi.share,
            number: true,
            cell: ({ rate: share }) => (share === null ? '—' : `${(share * 100).toFixed(1)}%`),
          },
          { id: 'missed', header: rulesUi.missed, number: true, cell: ({ missed }) => few(missed) },
          { id: 'apart', header: '', cell: ({ apart }) => apart && <Tag tone="late">{rulesUi.apart}</Tag> },
        ]}
      />
    </div>
  )
}

function PartTable({
  title,
  parts,
  nameOf,
}: {
  title: string
  parts: BacktestResult['byTown']
  nameOf: (key: string) => string
}) {
  return (
    <>
      <h3>{title}</h3>
      <Table<BacktestResult['byTown'][number]>
        label={title}
        rows={parts}
        rowKey={({ key }) => key}
        columns={[
          { id: 'name', header: title, cell: ({ key }) => nameOf(key) },
          { id: 'group', header: rulesUi.groupAlerts, number: true, cell: ({ group }) => few(group) },
          {
            id: 'unsupported',
            header: rulesUi.unsupported,
            number: true,
            cell: ({ groupUnsupported }) => few(groupUnsupported),
          },
          { id: 'dispute', header: rulesUi.disputeAlerts, number: true, cell: ({ dispute }) => few(dispute) },
          {
            id: 'followed',
            header: rulesUi.followed,
            number: true,
            cell: ({ disputeFollowed }) => few(disputeFollowed),
          },
        ]}
      />
    </>
  )
}
