import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bulkFiles, type DetectedRead, findAll, type Hour, nightFiles, refusedTries } from './detectors.ts'
import { csvCell, csvFile, exportNumber, exportState, hideSmallCells, parseMark, rowMark } from './exports.ts'
import { groupReaders, type ReaderLine } from './readers.ts'

const at = (text: string): Date => new Date(`${text}+08:00`)
let next = 0
const read = (time: string, more: Partial<DetectedRead> = {}): DetectedRead => ({
  id: `r${next++}`,
  at: at(time),
  officerId: 'o1',
  agencyId: 'a1',
  kind: 'dispute',
  disputeId: `d${next}`,
  listed: 0,
  result: 'shown',
  breakGlass: false,
  ...more,
})
const hour = (to: string, reads: readonly DetectedRead[], more: Partial<Hour> = {}): Hour => ({
  from: new Date(at(to).getTime() - 3_600_000),
  to: at(to),
  reads,
  near: [],
  shared: [],
  exports: [],
  ...more,
})
const names = (window: Hour): string[] => findAll(window).map((finding) => finding.detector)

describe('detectors', () => {
  it('a busy hour below the threshold is none; forty distinct files are, however often each was opened', () => {
    const files = (count: number) => Array.from({ length: count }, () => read('2023-08-21T10:15:00'))
    expect(names(hour('2023-08-21T11:00:00', files(bulkFiles - 1)))).toEqual([])
    const same = Array.from({ length: 500 }, () => read('2023-08-21T10:15:00', { disputeId: 'one' }))
    expect(names(hour('2023-08-21T11:00:00', same))).toEqual([])
    const [finding] = findAll(hour('2023-08-21T11:00:00', files(bulkFiles)))
    expect(finding).toMatchObject({ detector: 'bulk', officerId: 'o1', count: 40, threshold: 40 })
    // Two officers of twenty each are not one of forty.
    const two = files(bulkFiles).map((one, place) => ({ ...one, officerId: `o${place % 2}` }))
    expect(names(hour('2023-08-21T11:00:00', two))).toEqual([])
  })

  it('night is 21:00 to 07:00 of the county, judged when it is over, and a break-glass does not count', () => {
    const night = [read('2023-08-20T21:00:00'), read('2023-08-21T03:00:00'), read('2023-08-21T06:59:59')]
    expect(night).toHaveLength(nightFiles)
    expect(names(hour('2023-08-21T07:00:00', night))).toEqual(['night'])
    expect(names(hour('2023-08-21T04:00:00', night))).toEqual([])
    expect(names(hour('2023-08-21T07:00:00', [...night.slice(1), read('2023-08-20T20:59:59')]))).toEqual([])
    const urgent = night.map((one) => ({ ...one, breakGlass: true }))
    expect(names(hour('2023-08-21T07:00:00', urgent))).toEqual([])
  })

  it('the own phone among the parties, five refusals, and four agencies of which one had no work', () => {
    const own = read('2023-08-21T10:15:00', { disputeId: 'mine' })
    const near = [{ officerId: 'o1', disputeId: 'mine', by: 'ownPhone' }] as const
    expect(findAll(hour('2023-08-21T11:00:00', [own], { near }))[0]).toMatchObject({
      detector: 'curiosity',
      disputeId: 'mine',
    })
    expect(names(hour('2023-08-21T11:00:00', [{ ...own, breakGlass: true }], { near }))).toEqual([])

    const refused = Array.from({ length: refusedTries }, () => read('2023-08-21T10:15:00', { result: 'refused' }))
    expect(names(hour('2023-08-21T11:00:00', refused))).toEqual(['refused'])
    expect(names(hour('2023-08-21T11:00:00', refused.slice(1)))).toEqual([])

    const shared = { disputeId: 'd', agencies: ['a', 'b', 'c', 'd'], reads: [] }
    const judged = (working: string[]) => names(hour('2023-08-21T11:00:00', [], { shared: [{ ...shared, working }] }))
    expect(judged(['a', 'b', 'c'])).toEqual(['shared'])
    expect(judged(['a', 'b', 'c', 'd'])).toEqual([])
  })

  it('the same hour gives the same keys, so that a second run adds nothing', () => {
    const reads = Array.from({ length: 60 }, () => read('2023-08-21T10:15:00'))
    const keys = (list: readonly DetectedRead[]) =>
      findAll(hour('2023-08-21T11:00:00', list)).map(({ detector, key }) => [detector, key])
    expect(keys(reads)).toEqual(keys([...reads].reverse()))
  })
})

describe('exported files', () => {
  const keys = { index: Buffer.alloc(32, 7) }
  it('each row carries a mark that leads back, and nobody can make one up', () => {
    const number = exportNumber(Buffer.from([0, 1, 2, 3, 4, 5, 6, 255]))
    expect(number).toBe('DC-0123456Z')
    const mark = rowMark(keys, number, 42)
    expect(parseMark(keys, ` ${mark} `)).toEqual({ number, row: 42 })
    expect(parseMark(keys, mark.replace('00042', '00043'))).toBeNull()
    expect(parseMark({ index: Buffer.alloc(32, 8) }, mark)).toBeNull()
  })
  it('no text is a mark by chance, and none throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseMark(keys, text)).toBeNull()
      }),
    )
  })
  it('a cell is never a formula, and a parser gets back what was put in', () => {
    expect(csvCell('=HYPERLINK("http://x")')).toBe(`"'=HYPERLINK(""http://x"")"`)
    fc.assert(
      fc.property(fc.string(), (text) => {
        const cell = csvCell(text)
        const plain = cell.startsWith('"') ? cell.slice(1, -1).replace(/""/g, '"') : cell
        expect(/^[=+\-@\t\r]/.test(plain)).toBe(false)
        expect([text, `'${text}`]).toContain(plain)
      }),
    )
  })
  it('the file begins with a BOM and the header, each row has its mark, the last line says whose it is', () => {
    const text = csvFile(['甲', '标记'], [['一'], ['二']], (row) => `M${row}`, '仅供某单位').toString()
    expect(text).toBe('\uFEFF甲,标记\r\n一,M1\r\n二,M2\r\n仅供某单位\r\n')
  })
  it('is asked, approved, made, and then over', () => {
    const one = { until: at('2023-09-01T00:00:00'), approved: null, made: false }
    const now = at('2023-08-20T00:00:00')
    expect(exportState(one, now)).toBe('asked')
    expect(exportState({ ...one, approved: false }, now)).toBe('refused')
    expect(exportState({ ...one, approved: true }, now)).toBe('approved')
    expect(exportState({ ...one, approved: true, made: true }, now)).toBe('made')
    expect(exportState({ ...one, approved: true, made: true }, one.until)).toBe('expired')
  })

  it('statistics hide groups under five and whatever would give them away', () => {
    const table = (cells: readonly (readonly [string, string, number])[]) =>
      hideSmallCells(cells.map(([row, column, count]) => ({ row, column, count }))).map((cell) => cell.shown)
    expect(
      table([
        ['T1', 'a', 5],
        ['T1', 'b', 9],
      ]),
    ).toEqual(['5', '9'])
    // 3 alone could be had from the town's total of 20; the 8 goes with it.
    expect(
      table([
        ['T1', 'a', 3],
        ['T1', 'b', 8],
        ['T1', 'c', 9],
      ]),
    ).toEqual(['<5', '不列示', '9'])
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('T1', 'T2', 'T3'), fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(20)), {
          maxLength: 12,
        }),
        (raw) => {
          const cells = [
            ...new Map(raw.map(([row, column, count]) => [`${row}${column}`, { row, column, count }])).values(),
          ]
          const shown = hideSmallCells(cells)
          for (const cell of shown) if (cell.count < 5) expect(cell.shown).toBe('<5')
          for (const property of ['row', 'column'] as const)
            for (const name of new Set(shown.map((cell) => cell[property]))) {
              const line = shown.filter((cell) => cell[property] === name)
              const hidden = line.filter((cell) => cell.shown !== String(cell.count))
              if (hidden.length === 0 || hidden.length === line.length) continue
              expect(hidden.length).toBeGreaterThan(1)
              expect(hidden.reduce((sum, cell) => sum + cell.count, 0)).toBeGreaterThanOrEqual(5)
            }
        },
      ),
    )
  })
})

describe('who read my file', () => {
  const line = (time: string, more: Partial<ReaderLine> = {}): ReaderLine => ({
    id: time,
    at: at(time),
    organ: '浣东街道',
    purpose: 'handling',
    what: 'file',
    result: 'shown',
    breakGlass: false,
    ...more,
  })
  it('one line for an organ, a purpose and a day, newest first, with every read countable', () => {
    const groups = groupReaders([
      line('2023-08-20T09:00:00'),
      line('2023-08-20T09:03:00'),
      line('2023-08-20T09:03:30', { result: 'refused', what: 'attempt' }),
      line('2023-08-21T00:00:00'),
    ])
    expect(groups.map(({ day, count, result }) => [day, count, result])).toEqual([
      ['2023-08-21', 1, 'shown'],
      ['2023-08-20', 1, 'refused'],
      ['2023-08-20', 2, 'shown'],
    ])
    expect(groups[2]).toMatchObject({ first: at('2023-08-20T09:00:00'), last: at('2023-08-20T09:03:00') })
  })
})
