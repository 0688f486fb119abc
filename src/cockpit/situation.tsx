import type { Cockpit } from '../indicators/schema.ts'
import { BandChart } from '../ui/charts/band-chart.tsx'
import { Bars } from '../ui/charts/bars.tsx'
import { count, monthDay } from '../ui/format.ts'
import { Kpi, Panel } from '../ui/panel.tsx'
import { safeText } from '../ui/safe-count.ts'
import { cockpitWords } from '../ui/words/cockpit.ts'
import { common } from '../ui/words/common.ts'
import { fill } from '../ui/words.ts'
import type { Opened } from './records-drawer.tsx'

interface Props {
  readonly cockpit: Cockpit
  readonly onOpen: (opened: Opened) => void
}

const day = (value: string): string => monthDay(`${value}T12:00:00+08:00`)

export function Situation({ cockpit, onOpen }: Props) {
  return (
    <Panel title={cockpitWords.situation} aside={cockpit.placeName} className="situation">
      <div className="wall-kpis">
        {cockpit.kpi.map((kpi) => {
          const period =
            kpi.from === kpi.to
              ? fill(cockpitWords.sameDay, { from: day(kpi.from) })
              : fill(cockpitWords.period, { from: day(kpi.from), to: day(kpi.to) })
          const normal =
            kpi.normal === null
              ? ''
              : ` · ${fill(cockpitWords.normal, { low: count(Math.round(kpi.normal.low)), high: count(Math.round(kpi.normal.high)) })}`
          const indicator = kpi.indicator
          const open =
            kpi.key === 'governanceIndex'
              ? () => onOpen({ kind: 'index' })
              : indicator !== null
                ? () => onOpen({ kind: 'records', title: kpi.zh, indicator, from: kpi.from, to: kpi.to })
                : () =>
                    onOpen({ kind: 'alerts', title: kpi.zh, only: kpi.key === 'overdue' ? 'overdue' : 'unanswered' })
          return (
            <div key={kpi.key} title={kpi.note}>
              <Kpi
                label={kpi.zh}
                value={kpi.value === null && !kpi.fewerThanFive && !kpi.hidden ? null : safeText(kpi, kpi.decimals)}
                unit={kpi.unit}
                noReport={cockpitWords.noData}
                note={`${period}${normal}`}
                onOpen={open}
              />
            </div>
          )
        })}
      </div>
    </Panel>
  )
}

export function Series({ cockpit, wide }: { cockpit: Cockpit; wide: boolean }) {
  return (
    <Panel title={cockpitWords.series} aside={common.unit} className="series">
      <BandChart
        label={cockpitWords.series}
        unit={common.unit}
        points={cockpit.series}
        width={wide ? 720 : 420}
        height={190}
        fontSize={wide ? 24 : 12}
      />
      {cockpit.breaks.length > 0 && (
        <p className="faint">
          {cockpitWords.breaks}：{cockpit.breaks.map((line) => `${line.day} ${line.zh}`).join('；')}
        </p>
      )}
    </Panel>
  )
}

export function Rising({ cockpit, onOpen }: Props) {
  const last = cockpit.series.at(-1)?.date ?? ''
  const from = cockpit.series.at(-7)?.date ?? last
  return (
    <Panel title={cockpitWords.rising} aside={cockpitWords.risingAside} className="rising">
      {cockpit.rising.length === 0 ? (
        <p className="muted">{cockpitWords.risingNone}</p>
      ) : (
        <Bars
          label={cockpitWords.rising}
          bars={cockpit.rising.slice(0, 6).map((row) => {
            const text =
              row.ratio === null
                ? fill(cockpitWords.risingNew, { n: row.recent })
                : fill(cockpitWords.risingText, { ratio: row.ratio.toFixed(1), n: row.recent })
            return {
              key: row.type,
              label: row.zh,
              value: row.ratio ?? 1,
              text,
              name: `${row.zh} ${text}`,
              onOpen: () =>
                onOpen({ kind: 'records', title: row.zh, indicator: 'newDisputes', from, to: last, type: row.type }),
            }
          })}
        />
      )}
    </Panel>
  )
}

/** Horizontal bars with their share of what was registered; a funnel's shape would say nothing more. */
export function Funnel({ cockpit, onOpen }: Props) {
  const first = cockpit.funnel[0]?.count.value ?? null
  const month = cockpit.asOf.slice(0, 7)
  return (
    <Panel title={cockpitWords.funnel} aside={cockpitWords.thisMonth} className="funnel">
      <Bars
        label={cockpitWords.funnel}
        bars={cockpit.funnel.map((step) => ({
          key: step.key,
          label: step.zh,
          value: step.count.value ?? 0,
          text: `${safeText(step.count)}${first !== null && first >= 20 && step.count.value !== null && step.key !== 'registered' ? ` · ${Math.round((step.count.value / first) * 100)}%` : ` ${common.unit}`}`,
          ...(step.key === 'registered'
            ? {
                name: step.zh,
                onOpen: () =>
                  onOpen({
                    kind: 'records',
                    title: step.zh,
                    indicator: 'newDisputes',
                    from: `${month}-01`,
                    to: cockpit.asOf.slice(0, 10),
                  }),
              }
            : {}),
        }))}
      />
      <p className="faint">{cockpit.funnelNote}</p>
    </Panel>
  )
}
