import { readXlsx, streamXlsxRows } from 'hucre/xlsx'
import { Problem } from '../platform/problem.ts'
import { readSerial, writeMoment } from './dates.ts'
import { atLeastOne } from './delimited.ts'
import {
  type CellFault,
  headerIndex,
  headerOf,
  limits,
  noFaults,
  type RawRow,
  rawRow,
  type Table,
  type TableInput,
} from './table.ts'

/** The only file that knows the spreadsheet library: a young one, exchanged here if it fails. */

type Cell = string | number | boolean | Date | null

interface SheetRow {
  readonly index: number
  readonly values: readonly Cell[]
}

/** Up to this size the workbook is read a second time for formulas that were never computed, so that they can be named. */
const formulaScanBytes = 8 * 1_048_576

/** The deflated form of nothing. */
const emptyDeflateBytes = 2
/** Tables unpack to eight to thirty times their size; a file of a few kilobytes that unpacks to this much is a trap. */
const densestWorkbook = 100
const smallWorkbookBytes = 32 * 1_048_576

async function bytesOf(input: TableInput): Promise<Buffer> {
  if (input.size > limits.workbookMegabytes * 1_048_576)
    throw new Problem('intake.fileTooLarge', { file: input.name, limit: limits.workbookMegabytes })
  const chunks: Buffer[] = []
  for await (const chunk of input.open() as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/**
 * Sum of the unpacked sizes that the ZIP directory states; the library stops an entry that unpacks to more than its own.
 * An entry that states nothing would be held to no size of its own, and no spreadsheet program writes one: it counts as
 * without end. Null when there is no directory.
 */
export function unpackedSize(bytes: Buffer): number | null {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end < 0 || end + 22 > bytes.length) return null
  let position = bytes.readUInt32LE(end + 16)
  let sum = 0
  for (let entry = bytes.readUInt16LE(end + 10); entry > 0; entry--) {
    if (position + 46 > bytes.length || bytes.readUInt32LE(position) !== 0x02014b50) return null
    const packed = bytes.readUInt32LE(position + 20)
    const unpacked = bytes.readUInt32LE(position + 24)
    sum += unpacked === 0 && packed > emptyDeflateBytes ? Number.POSITIVE_INFINITY : unpacked
    position +=
      46 + bytes.readUInt16LE(position + 28) + bytes.readUInt16LE(position + 30) + bytes.readUInt16LE(position + 32)
  }
  return sum
}

const errorCell = /^#(REF!|N\/A|NAME\?|VALUE!|DIV\/0!|NULL!|NUM!|SPILL!|CALC!)$/

/** A cell as text. Whole numbers keep their digits; date cells become the written form of dates.ts. */
function cellText(value: Cell): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (value instanceof Date) {
    const serial = value.getTime() / 86_400_000 + 25_569
    const moment = readSerial(serial)
    return moment ? writeMoment(moment) : String(serial)
  }
  return Number.isInteger(value) ? BigInt(value).toString() : String(Number(value.toPrecision(15)))
}

/** Spreadsheets keep 15 digits: a longer number has been rounded and would identify somebody else. */
function cellFaults(
  row: SheetRow,
  header: readonly string[],
  formulas: ReadonlyMap<string, string>,
): readonly CellFault[] {
  let faults = noFaults
  for (let index = 0; index < row.values.length; index++) {
    const value = row.values[index] ?? null
    const column = header[index]
    if (column === undefined) continue
    if (value === null) {
      const formula = formulas.get(`${row.index},${index}`)
      if (formula !== undefined) faults = [...faults, { code: 'formula', column, value: `=${formula}`.slice(0, 100) }]
    } else if (typeof value === 'number' && Math.abs(value) >= 1e15)
      faults = [...faults, { code: 'precision', column, value: cellText(value) }]
    else if (typeof value === 'string' && errorCell.test(value))
      faults = [...faults, { code: 'errorCell', column, value }]
  }
  return faults
}

/** The library throws errors of its own and, on damaged bytes, the engine's; all mean that the file is broken. */
function broken(file: string, error: unknown): Problem {
  if (error instanceof Problem) return error
  const { name, message } = error as Error
  if (name === 'EncryptedFileError') return new Problem('intake.oldExcel', { file }, error)
  return new Problem('intake.xlsxBroken', { file, reason: `${name}: ${message}`.slice(0, 200) }, error)
}

async function emptyFormulas(bytes: Buffer, sheet: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  if (bytes.length > formulaScanBytes) return found
  const workbook = await readXlsx(bytes, { sheets: [sheet] })
  for (const [place, cell] of workbook.sheets[0]?.cells ?? [])
    if (cell.type === 'formula' && (cell.formulaResult === null || cell.formulaResult === undefined))
      found.set(place, cell.formula ?? '')
  return found
}

async function* sheetRows(bytes: Buffer, sheet: string, file: string): AsyncGenerator<SheetRow> {
  try {
    yield* streamXlsxRows(bytes, { sheet }) as AsyncGenerator<SheetRow>
  } catch (error) {
    throw broken(file, error)
  }
}

/** Names of the sheets in their order, without reading their bodies. */
async function sheetNames(bytes: Buffer): Promise<string[]> {
  const names: string[] = []
  await readXlsx(bytes, {
    sheets: (info) => {
      names.push(info.name)
      return false
    },
  })
  return names
}

/**
 * Reads the first sheet of a workbook, or the one named. Throws intake.fileTooLarge, intake.xlsxBroken, intake.oldExcel,
 * intake.noSheet, intake.headerOnly, and what `headerOf` throws.
 */
export async function openWorkbook(input: TableInput, sheetName?: string): Promise<Table> {
  const bytes = await bytesOf(input)
  const unpacked = unpackedSize(bytes)
  const most = Math.max(smallWorkbookBytes, bytes.length * densestWorkbook)
  const limit = Math.min(limits.workbookUnpackedMegabytes, Math.ceil(most / 1_048_576))
  if (unpacked !== null && unpacked > limit * 1_048_576)
    throw new Problem('intake.fileTooLarge', { file: input.name, limit })
  let names: string[]
  let formulas: ReadonlyMap<string, string>
  try {
    names = await sheetNames(bytes)
    const wanted = sheetName ?? names[0]
    if (wanted === undefined || !names.includes(wanted))
      throw new Problem('intake.noSheet', { file: input.name, sheet: sheetName ?? '', sheets: names.join(', ') })
    formulas = await emptyFormulas(bytes, wanted)
  } catch (error) {
    throw broken(input.name, error)
  }
  const sheet = sheetName ?? names[0]!
  const all = sheetRows(bytes, sheet, input.name)
  const top: SheetRow[] = []
  while (top.length < limits.titleRows + 2) {
    const next = await all.next()
    if (next.done) break
    if (next.value.values.some((value) => cellText(value).trim() !== '')) top.push(next.value)
  }
  const at = headerIndex(top.map((row) => row.values.map(cellText)))
  if (at < 0) throw new Problem('intake.fileEmpty', { file: input.name })
  const header = headerOf(trimEnd(top[at]!.values.map(cellText)), input.name)
  const toRow = (row: SheetRow): RawRow | null =>
    rawRow(row.index + 1, header, row.values.map(cellText), cellFaults(row, header, formulas))
  const rows = async function* (): AsyncGenerator<RawRow> {
    for (const next of top.slice(at + 1)) {
      const row = toRow(next)
      if (row) yield row
    }
    for await (const next of all) {
      const row = toRow(next)
      if (row) yield row
    }
  }
  return {
    format: 'xlsx',
    encoding: 'xlsx',
    separator: null,
    sheet,
    header,
    rows: await atLeastOne(rows(), input.name),
  }
}

function trimEnd(cells: readonly string[]): readonly string[] {
  let length = cells.length
  while (length > 0 && cells[length - 1]!.trim() === '') length--
  return cells.slice(0, length)
}
