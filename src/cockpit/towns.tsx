import { useState } from 'react'
import type { Cockpit, CockpitTown } from '../indicators/schema.ts'
import { Sparkline } from '../ui/charts/sparkline.tsx'
import { count } from '../ui/format.ts'
import { GradeShape, grades } from '../ui/marks.tsx'
import { Panel } from '../ui/panel.tsx'
import { safeText } from '../ui/safe-count.ts'
import { cockpitWords } from '../ui/words/cockpit.ts'
import { common, gradeWords } from '../ui/words/common.ts'
import { fill } from '../ui/words.ts'
import type { Opened } from './records-drawer.tsx'

const views = ['total', 'perTen', 'alerts', 'unaccepted'] as const
type View = (typeof views)[number]
const viewWords: Readonly<Record<View, string>> = {
  total: cockpitWords.tileTotal,
  perTen: cockpitWords.tilePerTen,
  alerts: cockpitWords.tileAlerts,
  unaccepted: cockpitWords.tileUnaccepted,
}
const whatWords: Readonly<Record<View, string>> = {
  total: cockpitWords.newDisputes,
  perTen: cockpitWords.perTen,
  alerts: cockpitWords.openAlerts,
  unaccepted: cockpitWords.unaccepted,
}

const alertsOf = (town: CockpitTown): number => grades.reduce((sum, grade) => sum + town.openAlerts[grade], 0)

function figure(town: CockpitTown, view: View): { value: number | null; text: string } {
  if (view === 'alerts') return { value: alertsOf(town), text: count(alertsOf(town)) }
  if (view === 'unaccepted') return { value: town.unaccepted, text: count(town.unaccepted) }
  if (!town.reported) return { value: null, text: common.noReport }
  if (view === 'perTen')
    return town.perTenThousand === null
      ? { value: null, text: cockpitWords.noPopulation }
      : { value: town.perTenThousand, text: town.perTenThousand.toFixed(2) }
  return { value: town.count.value, text: safeText(town.count) }
}

/** Towns on a schematic grid in fixed places: no borders are invented, and nothing is sorted into a ranking. */
export function Towns({ cockpit, onOpen }: { cockpit: Cockpit; onOpen: (opened: Opened) => void }) {
  const [view, setView] = useState<View>('total')
  const [table, setTable] = useState(false)
  const values = cockpit.towns.map((town) => figure(town, view).value ?? 0)
  const highest = Math.max(1, ...values)
  const columns = Math.max(...cockpit.towns.map((town) => town.column))
  const rows = Math.max(...cockpit.towns.map((town) => town.row))
  const open = (town: CockpitTown): void => onOpen({ kind: 'town', town: town.code, title: town.name })
  return (
    <Panel
      title={`${cockpitWords.towns} · ${whatWords[view]}`}
      className="towns"
      aside={
        <span className="row">
          {view === 'total' || view === 'perTen' ? cockpitWords.last30 : ''}
          <fieldset className="segments" aria-label={cockpitWords.tileView}>
            {views.map((name) => (
              <button key={name} type="button" aria-pressed={view === name} onClick={() => setView(name)}>
                {viewWords[name]}
              </button>
            ))}
          </fieldset>
          <button type="button" className="chart-switch" aria-pressed={table} onClick={() => setTable(!table)}>
            {table ? common.showFigure : common.showTable}
          </button>
        </span>
      }
    >
      {table ? (
        <TownTable cockpit={cockpit} onOpen={open} />
      ) : (
        <ul
          className="tiles"
          style={{
            gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))`,
          }}
        >
          {cockpit.towns.map((town) => (
            <li key={town.code} style={{ gridColumn: town.column, gridRow: town.row }}>
              <Tile town={town} view={view} highest={highest} onOpen={() => open(town)} />
            </li>
          ))}
        </ul>
      )}
      <p className="faint tiles-note">
        <span className="ramp" aria-hidden="true">
          {[0, 1, 2, 3, 4].map((step) => (
            <i key={step} data-step={step} />
          ))}
        </span>
        {cockpitWords.tileLegend} ·{fill(cockpitWords.unattributed, { value: safeText(cockpit.unattributed) })} ·{' '}
        {cockpit.townNote}
      </p>
    </Panel>
  )
}

export function Tile({
  town,
  view,
  highest,
  onOpen,
}: {
  town: CockpitTown
  view: View
  highest: number
  onOpen: () => void
}) {
  const { value, text } = figure(town, view)
  const step =
    value === null ? (town.reported ? '0' : 'none') : String(Math.min(4, Math.floor((value / highest) * 4.999)))
  const named = grades.filter((grade) => town.openAlerts[grade] > 0)
  const top = town.highestGrade
  const label = [
    fill(cockpitWords.tileName, { town: town.name, what: whatWords[view], value: text }),
    ...named.map((grade) => fill(cockpitWords.tileGrade, { grade: gradeWords[grade], n: town.openAlerts[grade] })),
  ].join('，')
  return (
    <button
      type="button"
      className="tile"
      data-step={step}
      data-grade={top ?? undefined}
      aria-label={label}
      onClick={onOpen}
    >
      <span className="tile-name">{town.name.replace(/(街道|镇|乡)$/, '')}</span>
      {top !== null && (
        <span className="tile-grade grade" data-grade={top}>
          <GradeShape grade={top} />
          {gradeWords[top]}
          {town.openAlerts[top] > 1 && town.openAlerts[top]}
        </span>
      )}
      <span className="tile-value" data-long={text.length > 4}>
        {text}
      </span>
      {view === 'total' && town.weeks.filter((week) => week !== null).length >= 8 && <Sparkline values={town.weeks} />}
    </button>
  )
}

function TownTable({ cockpit, onOpen }: { cockpit: Cockpit; onOpen: (town: CockpitTown) => void }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="table-frame towns-table" tabIndex={0} aria-label={cockpitWords.towns}>
      <table className="table" aria-label={cockpitWords.towns}>
        <thead>
          <tr>
            <th scope="col">{cockpitWords.recordTown}</th>
            {views.map((view) => (
              <th key={view} scope="col" className="number">
                {whatWords[view]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cockpit.towns.map((town) => (
            <tr key={town.code}>
              <td>
                <button type="button" className="chart-switch" onClick={() => onOpen(town)}>
                  {town.name}
                </button>
              </td>
              {views.map((view) => (
                <td key={view} className="number">
                  {figure(town, view).text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
