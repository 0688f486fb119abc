import { AlignmentType, Document, Packer, Paragraph, Table, TableCell, TableRow, TextRun, WidthType } from 'docx'
import type { DocumentDataOf, DocumentTable, RenderedKind } from './schema.ts'
import { outlineOf, type Piece } from './templates/outline.ts'

/** Half points, as Word counts: title 22 pt, body 15.75 pt rounded to 16, table 10.5 pt. */
const sizes = { title: 44, body: 32, table: 21, mark: 18 }
/** Word picks these from the office's own machine; nothing is embedded in a file that is meant to be edited. */
const faces = { body: 'FangSong', title: 'SimSun', heading: 'SimHei' }
const twipsPerMillimetre = 56.7

/** The same data as an editable Word file (DOCX), with the margins of GB/T 9704-2012. Not byte-identical on re-run. */
export async function writeWordDocument<Kind extends RenderedKind>(
  kind: Kind,
  data: DocumentDataOf[Kind],
): Promise<Buffer> {
  const millimetres = (value: number) => Math.round(value * twipsPerMillimetre)
  const document = new Document({
    creator: 'Suyuan',
    styles: { default: { document: { run: { font: fonts(faces.body), size: sizes.body } } } },
    sections: [
      {
        properties: {
          page: {
            size: { width: millimetres(210), height: millimetres(297) },
            margin: {
              top: millimetres(37),
              left: millimetres(28),
              right: millimetres(26),
              bottom: millimetres(35),
            },
          },
        },
        children: outlineOf(kind, data).flatMap(wordPiece),
      },
    ],
  })
  return Packer.toBuffer(document)
}

function fonts(name: string) {
  return { ascii: name, eastAsia: name, hAnsi: name }
}

function wordPiece(piece: Piece): (Paragraph | Table)[] {
  if (piece.piece === 'table') return wordTable(piece.table)
  const { text } = piece
  if (piece.piece === 'title')
    return [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        children: [new TextRun({ text, bold: true, size: sizes.title, font: fonts(faces.title) })],
      }),
    ]
  if (piece.piece === 'heading')
    return [new Paragraph({ children: [new TextRun({ text, font: fonts(faces.heading) })], keepNext: true })]
  if (piece.piece === 'mark')
    return [
      new Paragraph({
        alignment: AlignmentType.RIGHT,
        children: [new TextRun({ text, size: sizes.mark, color: 'A3221C', font: fonts(faces.heading) })],
      }),
    ]
  if (piece.piece === 'right') return [new Paragraph({ alignment: AlignmentType.RIGHT, children: [new TextRun(text)] })]
  return [new Paragraph({ indent: { firstLine: sizes.body * 20 }, children: [new TextRun(text)] })]
}

function wordTable(content: DocumentTable): (Paragraph | Table)[] {
  const cell = (text: string, font: string) =>
    new TableCell({
      children: text
        .split('\n')
        .map(
          (line) => new Paragraph({ children: [new TextRun({ text: line, size: sizes.table, font: fonts(font) })] }),
        ),
    })
  const table = new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [
      new TableRow({
        tableHeader: true,
        children: content.columns.map((column) => cell(column.label, faces.heading)),
      }),
      ...content.rows.map((row) => new TableRow({ children: row.map((text) => cell(text, faces.body)) })),
    ],
  })
  const line = (text: string, font: string) =>
    new Paragraph({ children: [new TextRun({ text, size: sizes.table, font: fonts(font) })] })
  return [
    ...(content.title === '' ? [] : [line(content.title, faces.heading)]),
    table,
    ...(content.note === null ? [] : [line(content.note, faces.body)]),
  ]
}
