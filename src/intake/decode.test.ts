import fc from 'fast-check'
import { writeXlsx } from 'hucre/xlsx'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { Problem } from '../platform/problem.ts'
import { openTable } from './decode.ts'
import { memoryInput, type RawRow, type Table } from './table.ts'

interface Read extends Pick<Table, 'header' | 'format' | 'encoding' | 'separator'> {
  readonly rows: RawRow[]
}

async function read(bytes: Buffer | string, sheet?: string): Promise<Read> {
  const table = await openTable(
    memoryInput('f', Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes)),
    sheet ? { sheet } : {},
  )
  const rows: RawRow[] = []
  for await (const row of table.rows) rows.push(row)
  return { ...table, rows }
}

async function outcome(bytes: Buffer | string): Promise<string> {
  try {
    const { rows } = await read(bytes)
    const faults = rows.flatMap((row) => row.faults.map((fault) => fault.code))
    return faults.length > 0 ? `rows ${rows.length}, ${[...new Set(faults)].join(' ')}` : `rows ${rows.length}`
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}

type SheetCells = NonNullable<Parameters<typeof writeXlsx>[0]['sheets'][number]['cells']>
const workbook = async (rows: (string | number | boolean | Date | null)[][], cells?: SheetCells): Promise<Buffer> =>
  Buffer.from(
    await writeXlsx({
      sheets: [
        { name: '一', rows, ...(cells ? { cells } : {}) },
        {
          name: '二',
          rows: [
            ['工单号', '内容'],
            ['B1', 'x'],
          ],
        },
      ],
    }),
  )

describe('what can be wrong with a file', async () => {
  const good = await workbook([
    ['工单号', '来电时间'],
    ['A1', '2023-08-01'],
  ])
  const formula = await workbook(
    [
      ['工单号', '内容'],
      ['A1', null],
    ],
    new Map([['1,1', { formula: 'A1&"x"' }]]),
  )
  const latin = Buffer.concat([Buffer.from('工单号,内容\nA1,'), Buffer.from([0xff, 0xff]), Buffer.from('\n')])
  const damaged = Buffer.concat([
    Buffer.from(`工单号,内容\nA1,${'水'.repeat(100)}`),
    Buffer.from([0xe6, 0xb0]),
    Buffer.from('\nA2,x\n'),
  ])
  const noise = Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 7919) % 256))
  test.each<[string, Buffer | string, string]>([
    ['truncated workbook', good.subarray(0, good.length - 40), 'intake.xlsxBroken'],
    ['workbook cut in the middle', good.subarray(0, good.length >> 1), 'intake.xlsxBroken'],
    ['a ZIP that is no workbook', Buffer.from('504b0506000000000000000000000000000000000000', 'hex'), 'intake.binary'],
    ['binary', noise, 'intake.binary'],
    ['NUL inside text', `工单号,内容\nA1,${'x'.repeat(200)}\u0000\n`, 'intake.binary'],
    ['old Excel', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'intake.oldExcel'],
    ['UTF-16', Buffer.from('\ufeff工单号,内容\nA1,x\n', 'utf16le'), 'intake.encoding'],
    ['neither UTF-8 nor GB18030', latin, 'intake.encoding'],
    ['damaged UTF-8', damaged, 'intake.encoding'],
    ['empty', '', 'intake.fileEmpty'],
    ['blank', '\ufeff \n\n', 'intake.fileEmpty'],
    ['header only', '工单号,来电时间\n', 'intake.headerOnly'],
    ['header and empty rows', '工单号,来电时间\n,\n,\n', 'intake.headerOnly'],
    ['duplicate headers', '工单号,内容,工单号\n1,2,3\n', 'intake.duplicateHeader'],
    ['1 million columns', `${'列,'.repeat(1_000_000)}列\n1,2\n`, 'intake.tooManyColumns'],
    ['1 million cells in a row', `工单号,内容\n${'1,'.repeat(1_000_000)}\nA2,x\n`, 'rows 2, moreCells'],
    ['10 MB cell', `工单号,内容\nA1,"${'水'.repeat(3_500_000)}"\nA2,x\n`, 'rows 2, cellTooLong'],
    ['unclosed quotation mark', '工单号,内容\nA1,"x\nA2,y\n', 'intake.quote'],
    ['formula never computed', formula, 'rows 1, formula'],
    ['JSON that is no object', '{"工单号":"A1"}\n[1]\n{"工单号":', 'rows 3, jsonLine'],
  ])('%s', async (_, bytes, expected) => {
    expect(await outcome(bytes)).toBe(expected)
  })

  test('the place of a damaged byte is named', async () => {
    await expect(read(latin)).rejects.toMatchObject({
      parameters: { position: Buffer.from('工单号,内容\nA1,').length + 1 },
    })
  })

  test('a workbook with another sheet name says which there are', async () => {
    await expect(read(good, '三')).rejects.toMatchObject({ code: 'intake.noSheet', parameters: { sheets: '一, 二' } })
    expect((await read(good, '二')).rows[0]!.cells).toEqual({ 工单号: 'B1', 内容: 'x' })
  })
})

test('a workbook: dates, whole numbers, rounded numbers, titles above the header', async () => {
  const { header, rows } = await read(
    await workbook([
      ['2023年8月投诉清单', null, null],
      ['工单号', '来电时间', '联系电话'],
      ['A1', new Date(Date.UTC(2023, 7, 1, 9, 41)), 13800001111],
      [null, null, null],
      [330681199001011200, 45139.5, '0575-87654321'],
    ]),
  )
  expect(header).toEqual(['工单号', '来电时间', '联系电话'])
  expect(rows).toEqual([
    { row: 3, cells: { 工单号: 'A1', 来电时间: '2023-08-01 09:41:00', 联系电话: '13800001111' }, faults: [] },
    {
      row: 5,
      cells: { 工单号: '330681199001011200', 来电时间: '45139.5', 联系电话: '0575-87654321' },
      faults: [{ code: 'precision', column: '工单号', value: '330681199001011200' }],
    },
  ])
})

test('rows are counted as a spreadsheet counts them; quoted line breaks and Excel text marks are kept right', async () => {
  const { rows } = await read('工单号,内容\r\n="001","第一行\r\n第二行"\r\n\r\n　A2　, x \r\n')
  expect(rows).toEqual([
    { row: 2, cells: { 工单号: '001', 内容: '第一行\r\n第二行' }, faults: [] },
    { row: 4, cells: { 工单号: 'A2', 内容: 'x' }, faults: [] },
  ])
})

// Made by hand after ECMA-376, not by the library that reads it: shared, rich and inline strings, the 1904 date system, a
// formula with its computed value, an error value.
const foreignWorkbook =
  'UEsDBBQAAAAIAAAAAVe5Fh4k0AAAAL4BAAATAAAAW0NvbnRlbnRfVHlwZXNdLnhtbK2Ru27DMAxFf8XQWkRMM2QobC9t16ZDfoCV6ViwXhCZ1Pn7yOpj' +
  '6NQCnQiJh/cQYHu8JuJm8S5wpyaR9ADAZiKPrGOiUDpjzB6lPPMJEpoZTwS77XYPJgahIBtZM1TfPtGIZyfN81K+2cbQqUyOVfP4Aa6uTmFKzhqU0odL' +
  'GH5YNp8GXSYrw5NNfFcABX17uFDOdqDmFbO8oC9xsDh4j3l+i3HWK/YnWxxHa2iI5uzLiOaUCQeeiMQ7Xav2aMMv/BVmqOX+nxf5zv/aA+rZ+htQSwME' +
  'FAAAAAgAAAABV/5bhnKKAAAA8AAAAAsAAABfcmVscy8ucmVsc43PMQ7CMAwF0KtUPkBdGBhQ2omlK+ICJnXaqk0cOUGU25OxIAZG63+9L5srr5RnCWma' +
  'Y6o2v4bUwpRzPCMmO7GnVEvkUBIn6imXU0eMZBcaGY9Nc0LdG9CZvVn1QwvaDweobq/I/9ji3Gz5IvbhOeQfE1+NIpOOnFvYVnyKLneRpS4oYGfw48Hu' +
  'DVBLAwQUAAAACAAAAAFXtayeW6gAAAD+AAAADwAAAHhsL3dvcmtib29rLnhtbI2OMQ7CMAxFrxLlAKRFCImq7cTSjSuExiVRmziyg2BHXIWNayGOQWnp' +
  'zuRv+/9nlxek/ojYi6sfAlfSphQLpbi14DWvMEIYNx2S12ls6aQ4EmjDFiD5Qa2zbKu8dkHOhIL+YWDXuRb22J49hDRDCAadHAa2LrKsy+WzAwmjE+S7' +
  'bFPJXKq6nG7zr4qgPVTy/Xy8bncpplljvk5BhRsFNWZKqSWmFnL9AVBLAwQUAAAACAAAAAFXscb44K4AAAD9AQAAGgAAAHhsL19yZWxzL3dvcmtib29r' +
  'LnhtbC5yZWxzrZFBCsIwEEWvUnIAp63gQtqu3HSrXiC006S0TUJmRHt7g6JGKOKiq+HPwPsPpjjiKLm3hnTvKLlNo6FSaGa3B6BG4yRpYx2acOmsnySH' +
  '6BU42QxSIeRpugMfM0RVxMykbkvh6zYTyXl2+A/bdl3f4ME2lwkNL1TA1fqBNCIHqPQKuRTvFcFjZJtAFbAsk68pQzyPSB+TZ/5Vv121XkuP7Yl9b1Rs' +
  'Ea9fMvD17eoOUEsDBBQAAAAIAAAAAVcRWJTAeAAAAJ0AAAANAAAAeGwvc3R5bGVzLnhtbF2OwQrDIBBEf0X8gK546KHEHAs999KrmLUWXBV3A+nf10Ah' +
  'kNvMGx7MxPLN+EyIojbKhZ1OIu0GwCEheb7UhmUssXbyMmp/A7eOfuFdogzWmCuQ/xQ9TwFzfkVWoa5FnLYDbVGVle4kj8Vpo+FErN0R/MWRjkPzD1BL' +
  'AwQUAAAACAAAAAFXsQyAoqMAAADOAAAAFAAAAHhsL3NoYXJlZFN0cmluZ3MueG1ssykuLlGoyM3JK7ZVyigpKbDS1y9OzkjNTSzWyy9IzQPKpOUX5SaW' +
  'ALlF6frFBUWpiSnFGampJbk5+kYGBmb6uYmZeUoKyfmleSW2SsZKdjbFmXY2JXYv1i571tz6fM+0p/3bbfRL7Gz0QeIgXASSfta1FKgCIlEEE5u+7eX0' +
  'LXAxuAaw+6yKCxKTU22VgA4oTi0qS1WyU/DSNVRAGK0P9IgdAFBLAwQUAAAACAAAAAFX+PawDAUBAADRAQAAGAAAAHhsL3dvcmtzaGVldHMvc2hlZXQx' +
  'LnhtbHWRQU6EMBSGr0Jq4s550CFDoqUJysqFG0/QYBEiLaRtGPY67mbpDYw73bvwNmI8hgUmDUxiV+37+r38ryXbWj3ognPjdaKSOkaFMc05gM4KLphe' +
  '1Q2XluS1EszYo7oH3SjO7kZJVIB9fwOClRJRMtZSZhglqt56KkaBrWbDJgmQZ2Kk7bmlPoGWEsgO7HLOgiW7mlgpq1LyW6PsnVJTYujv+9vP465/3vUf' +
  'nwSMVYa689L/vP71yar9/uX7a7/0wGZ2wbELjmfh8FFwy/Q0ZEvD9SaKVqG/DiNs19EYhy5jkJwm+JSJ5gJ1iEA+yNdnQbc00sngY++TG0gcnnLC7LHB' +
  '/SL9A1BLAQIUAxQAAAAIAAAAAVe5Fh4k0AAAAL4BAAATAAAAAAAAAAAAAACAAQAAAABbQ29udGVudF9UeXBlc10ueG1sUEsBAhQDFAAAAAgAAAABV/5b' +
  'hnKKAAAA8AAAAAsAAAAAAAAAAAAAAIABAQEAAF9yZWxzLy5yZWxzUEsBAhQDFAAAAAgAAAABV7WsnluoAAAA/gAAAA8AAAAAAAAAAAAAAIABtAEAAHhs' +
  'L3dvcmtib29rLnhtbFBLAQIUAxQAAAAIAAAAAVexxvjgrgAAAP0BAAAaAAAAAAAAAAAAAACAAYkCAAB4bC9fcmVscy93b3JrYm9vay54bWwucmVsc1BL' +
  'AQIUAxQAAAAIAAAAAVcRWJTAeAAAAJ0AAAANAAAAAAAAAAAAAACAAW8DAAB4bC9zdHlsZXMueG1sUEsBAhQDFAAAAAgAAAABV7EMgKKjAAAAzgAAABQA' +
  'AAAAAAAAAAAAAIABEgQAAHhsL3NoYXJlZFN0cmluZ3MueG1sUEsBAhQDFAAAAAgAAAABV/j2sAwFAQAA0QEAABgAAAAAAAAAAAAAAIAB5wQAAHhsL3dv' +
  'cmtzaGVldHMvc2hlZXQxLnhtbFBLBQYAAAAABwAHAMIBAAAiBgAAAAA='

test('a workbook of another maker', async () => {
  const { rows } = await read(Buffer.from(foreignWorkbook, 'base64'))
  expect(rows).toEqual([
    {
      row: 2,
      cells: { 警情编号: 'J-1', 报警时间: '2023-08-01 09:41:00', 警情内容: 'J-1x', 处警单位: '#N/A' },
      faults: [{ code: 'errorCell', column: '处警单位', value: '#N/A' }],
    },
  ])
})

test('lists inside cells do not change the separator', async () => {
  const { separator, rows } = await read(
    '2023年名录\n机构编码,受理类型\nA1,homePurchase;propertyService;lease;consumer\nA2,"a;b;c;d"\n',
  )
  expect([separator, rows[0]!.cells]).toEqual([
    ',',
    { 机构编码: 'A1', 受理类型: 'homePurchase;propertyService;lease;consumer' },
  ])
})

const columns = ['工单号', '来电时间', '内容', '备注']
const cell = fc.string({
  unit: fc.oneof(
    fc.constantFrom('水', '镕', '喆', '㐂', '𠮷', '，', '"', ',', ';', '\t', '\n', ' ', 'A', '1'),
    fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 12,
})
const tables = fc.array(fc.array(cell, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 12 })
const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`

test('rows survive every separator, encoding and byte-order mark', async () => {
  await fc.assert(
    fc.asyncProperty(
      tables,
      fc.constantFrom(',', ';', '\t'),
      fc.constantFrom('utf8', 'gb18030'),
      fc.boolean(),
      async (rows, separator, encoding, mark) => {
        const text = [columns, ...rows].map((row) => row.map(quote).join(separator)).join('\n')
        const bytes = iconv.encode(text, encoding, { addBOM: mark })
        const kept = rows.filter((row) => row.some((value) => cleaned(value) !== ''))
        if (kept.length === 0) return
        const result = await read(bytes)
        expect(result.header).toEqual(columns)
        expect(result.rows.map((row) => columns.map((column) => row.cells[column] ?? ''))).toEqual(
          kept.map((row) => row.map(cleaned)),
        )
      },
    ),
    { numRuns: 150 },
  )
})
const cleaned = (text: string): string => {
  const trimmed = text.trim()
  return /^="[^"]*"$/.test(trimmed) ? trimmed.slice(2, -1).trim() : trimmed
}

test('JSON Lines carry the same rows', async () => {
  await fc.assert(
    fc.asyncProperty(tables, async (rows) => {
      const lines = rows.map((row) =>
        JSON.stringify(Object.fromEntries(columns.map((column, index) => [column, row[index]]))),
      )
      const result = await read(lines.join('\n'))
      expect(result.rows.map((row) => columns.map((column) => row.cells[column] ?? ''))).toEqual(
        rows.map((row) => row.map(cleaned)),
      )
    }),
    { numRuns: 60 },
  )
})

test('random bytes, and damaged files of each format, end in rows or a Problem', async () => {
  const book = await workbook([columns, ['A1', '2023-08-01', '水', 1]])
  const start = fc.constantFrom(
    Buffer.alloc(0),
    Buffer.from('PK\u0003\u0004'),
    Buffer.from('{"a":'),
    Buffer.from('\ufeff'),
    Buffer.from('工单号,内容\n"'),
    Buffer.from([0xd6, 0xd0, 0x2c]),
  )
  await fc.assert(
    fc.asyncProperty(start, fc.uint8Array({ maxLength: 400 }), async (prefix, bytes) => {
      await outcome(Buffer.concat([prefix, bytes]))
    }),
    { numRuns: 300 },
  )
  await fc.assert(
    fc.asyncProperty(fc.nat(book.length - 1), fc.nat(255), async (at, value) => {
      const copy = Buffer.from(book)
      copy[at] = value
      await outcome(copy)
    }),
    { numRuns: 200 },
  )
})
