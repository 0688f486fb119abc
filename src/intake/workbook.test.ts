import { crc32, deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { ProblemCode } from '../vocabulary/problems.ts'
import { memoryInput } from './table.ts'
import { openWorkbook } from './workbook.ts'

interface Entry {
  readonly name: string
  readonly text: string
  /** What the directory says of the unpacked size, where it lies. */
  readonly stated?: number
}

/** A ZIP by its published layout (APPNOTE 4.3), so that it can lie where no library would. */
function zip(entries: readonly Entry[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, text, stated } of entries) {
    const plain = Buffer.from(text)
    const packed = deflateRawSync(plain, { level: 9 })
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(plain), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(stated ?? plain.length, 18)
    common.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), common, Buffer.from(name), packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('504b01021400', 'hex'), common, tail, Buffer.from(name)]))
    locals.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32BE(0x504b0506, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, central, end])
}

const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const head = '<?xml version="1.0" encoding="UTF-8"?>'
const parts: readonly Entry[] = [
  {
    name: '[Content_Types].xml',
    text: `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
  },
  {
    name: '_rels/.rels',
    text: `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  },
  {
    name: 'xl/workbook.xml',
    text: `${head}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
  },
  {
    name: 'xl/_rels/workbook.xml.rels',
    text: `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
  },
]
const row = (number: number, ...cells: string[]): string =>
  `<row r="${number}">${cells.map((cell, at) => `<c r="${'AB'[at]}${number}" t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`
const sheet = (rows: string, before = ''): string =>
  `${head}${before}<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`
const book = (text: string, stated?: number): Buffer =>
  zip([...parts, { name: 'xl/worksheets/sheet1.xml', text, ...(stated === undefined ? {} : { stated }) }])

/** What became of a file, how long it took and how much the process grew. */
async function opened(bytes: Buffer) {
  const before = process.memoryUsage().rss
  const begun = performance.now()
  const cells: string[] = []
  const outcome = await openWorkbook(memoryInput('a.xlsx', bytes))
    .then(async (table) => {
      for await (const one of table.rows) cells.push(...Object.values(one.cells))
      return 'read'
    })
    .catch((error: { code?: ProblemCode }) => error.code ?? String(error))
  return { outcome, cells, seconds: (performance.now() - begun) / 1000, grown: process.memoryUsage().rss - before }
}

const spaces = (megabytes: number): string => ' '.repeat(megabytes * 2 ** 20)
const rows = row(1, '编号', '内容') + row(2, 'A1', '水')

test('the ZIP of this test is a workbook when it does not lie', async () => {
  expect(await opened(book(sheet(rows)))).toMatchObject({ outcome: 'read', cells: ['A1', '水'] })
})

test.each([
  [
    'says what it is: 200 MB of blanks in a few hundred kilobytes',
    book(sheet(rows + spaces(200))),
    'intake.fileTooLarge',
  ],
  ['says that it is small', book(sheet(rows + spaces(200)), 1_000), 'intake.xlsxBroken'],
  ['says nothing of its size', book(sheet(rows + spaces(200)), 0), 'intake.fileTooLarge'],
])('a bomb that %s goes off nowhere', async (_name, bytes, wanted) => {
  const { outcome, seconds, grown } = await opened(bytes)
  expect(outcome).toBe(wanted)
  expect(seconds).toBeLessThan(2)
  expect(grown).toBeLessThan(100 * 2 ** 20)
})

test('entities that multiply (a billion laughs) are not expanded, an outside one is not fetched', async () => {
  const laughs = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join('')
  const types = `<!DOCTYPE w [<!ENTITY l0 "ha"><!ENTITY out SYSTEM "file:///etc/passwd">${laughs}]>`
  const { cells, seconds } = await opened(book(sheet(row(1, '编号', '内容') + row(2, 'A1', '&l9;&out;'), types)))
  expect(cells.join('').length).toBeLessThan(1_000)
  expect(cells.join('')).not.toMatch(/root:|haha/)
  expect(seconds).toBeLessThan(2)
})
