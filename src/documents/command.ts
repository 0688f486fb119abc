import { readFileSync, writeFileSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'
import { readConfig } from '../platform/config.ts'
import { documentKinds } from '../vocabulary/document-kinds.ts'
import { checkDocumentData, closeRenderer, documentSchema, renderDocument, setOfficeFonts } from './render.ts'
import { type RenderedKind, renderedKinds } from './schema.ts'
import { writeWordDocument } from './word.ts'

interface Options {
  data?: string
  out?: string
  docx?: string | true
  schema?: true
}

function parseKind(text: string): RenderedKind {
  const kind = renderedKinds.find((known) => known === text)
  if (!kind) throw new InvalidArgumentError(`one of ${renderedKinds.join(', ')}`)
  return kind
}

/** `suyuan document KIND --data D.json --out X.pdf` / `--docx`; `suyuan document KIND --schema`. Needs no database. */
export function addDocumentCommand(program: Command): void {
  const kinds = renderedKinds.map((kind) => `  ${kind.padEnd(20)}${documentKinds[kind].zh} ${documentKinds[kind].en}`)
  const command = program
    .command('document')
    .description('renders one official document')
    .argument('<kind>', 'see below', parseKind)
    .option('--data <file>', 'JSON with what the document says (- for standard input)')
    .option('--out <file>', 'file to write: PDF, or DOCX with --docx')
    .option('--docx [file]', 'an editable Word file in place of the PDF')
    .option('--schema', 'prints the JSON Schema of the data')
    .addHelpText('after', `\nKinds:\n${kinds.join('\n')}`)
    .exitOverride()
  command.action(async (kind: RenderedKind, options: Options) => {
    if (options.schema) {
      process.stdout.write(`${JSON.stringify(documentSchema(kind), null, 2)}\n`)
      return
    }
    const out = typeof options.docx === 'string' ? options.docx : options.out
    if (!options.data) command.error('error: --data FILE is needed', { exitCode: 2 })
    if (!out) command.error('error: --out FILE is needed', { exitCode: 2 })
    const data = checkDocumentData(kind, readJson(command, options.data!))
    if (options.docx) {
      writeFileSync(out!, await writeWordDocument(kind, data))
      return
    }
    setOfficeFonts(readConfig().fontDir)
    try {
      writeFileSync(out!, await renderDocument(kind, data))
    } finally {
      await closeRenderer()
    }
  })
}

function readJson(command: Command, file: string): unknown {
  const text = readFileSync(file === '-' ? 0 : file, 'utf8')
  try {
    return JSON.parse(text)
  } catch (error) {
    return command.error(`error: ${file} is not JSON: ${(error as Error).message}`, { exitCode: 1 })
  }
}
