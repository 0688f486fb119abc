import type { ReactNode } from 'react'

export interface Column<Row> {
  readonly id: string
  readonly header: string
  readonly cell: (row: Row) => ReactNode
  /** Right-aligned digits. */
  readonly number?: boolean
  readonly nowrap?: boolean
}

const cellClass = (column: { number?: boolean; nowrap?: boolean }): string | undefined =>
  [column.number ? 'number' : '', column.nowrap ? 'nowrap' : ''].join(' ').trim() || undefined

/** A table of fixed columns; rows keep the order in which the server gave them (towns are never sorted into a ranking). */
export function Table<Row>({
  label,
  rows,
  columns,
  rowKey,
  foot,
  onOpen,
  selected,
}: {
  label: string
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  rowKey: (row: Row) => string
  foot?: ReactNode
  onOpen?: (row: Row) => void
  selected?: string | null
}) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="table-frame" tabIndex={0} aria-label={label}>
        <table className="table" aria-label={label}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.id} scope="col" className={column.number ? 'number' : undefined}>
                  {column.header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr
                key={rowKey(row)}
                aria-selected={selected === rowKey(row) || undefined}
                onClick={onOpen === undefined ? undefined : () => onOpen(row)}
              >
                {columns.map((column) => (
                  <td key={column.id} className={cellClass(column)} data-label={column.header}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {foot !== undefined && <p className="table-foot">{foot}</p>}
    </>
  )
}
