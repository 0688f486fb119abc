import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { type FieldKind, fieldKinds } from '../../linking/core/compare.ts'
import { linkRecords, type Part, probabilityOf } from '../../linking/core/link.ts'
import type { Field } from '../../linking/core/table.ts'
import { Problem } from '../../platform/problem.ts'
import { agreementLevels, agreementWords } from '../../vocabulary/agreement-levels.ts'
import { openTexts } from '../text-rows.ts'

export interface LinkSettings {
  /** Column with the records' ids. */
  readonly id: string
  readonly fields: readonly Field[]
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Reads the settings file: `{"id": "column", "fields": {"column": "kind", …}}`.
 * @throws InvalidArgumentError that says what is wrong and what may stand there.
 */
export function readLinkSettings(text: string): LinkSettings {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new InvalidArgumentError('is no JSON; write {"id": "column", "fields": {"column": "kind"}}')
  }
  if (!isObject(value) || typeof value.id !== 'string' || value.id.trim() === '')
    throw new InvalidArgumentError('names no "id" column; write {"id": "column", "fields": {"column": "kind"}}')
  if (!isObject(value.fields) || Object.keys(value.fields).length === 0)
    throw new InvalidArgumentError('names no "fields"; write {"id": "column", "fields": {"column": "kind"}}')
  const id = value.id.trim()
  const fields = Object.entries(value.fields).map(([name, kind]): Field => {
    if (!fieldKinds.includes(kind as FieldKind))
      throw new InvalidArgumentError(
        `column ${name}: kind ${JSON.stringify(kind)} is unknown; there are ${fieldKinds.join(', ')}`,
      )
    return { name: name.trim(), kind: kind as FieldKind }
  })
  return { id, fields }
}

/** RFC 4180; cells stay as they are, for programs rather than spreadsheets read this file. */
const csvLine = (cells: readonly (string | number)[]): string =>
  `${cells.map((cell) => (/[",\r\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : cell)).join(',')}\n`

async function write(path: string, lines: Iterable<string>): Promise<void> {
  await pipeline(Readable.from(lines), createWriteStream(path, { mode: 0o600 }))
}

interface LinkOptions {
  readonly in: readonly string[]
  readonly fields: string
  readonly pairs: string
  readonly clusters: string
  readonly explain?: string
}

const signed = (bits: number): string => `${bits < 0 ? '−' : '+'}${Math.abs(bits).toFixed(1)}`

/** The sum of a pair's weight in one sentence: 姓名 相同 +6.2; … */
function sentenceOf(parts: readonly Part[]): string {
  const said = parts.map(({ fields, levels, bits, rarity }) => {
    if (fields === null) return `${agreementWords.start} ${signed(bits)}`
    const named = fields.map((field, index) => `${field} ${agreementLevels[levels[index]!]}`).join('、')
    return `${named} ${signed(bits + rarity)}${rarity === 0 ? '' : agreementWords.rarity(signed(rarity))}`
  })
  const sum = parts.reduce((all, { bits, rarity }) => all + bits + rarity, 0)
  return `${said.join('；')}；${agreementWords.sum} ${signed(sum)}`
}

async function read(options: LinkOptions, settings: LinkSettings) {
  const ids: string[] = []
  const files: number[] = []
  const known = new Set<string>()
  const cells: string[][] = settings.fields.map(() => [])
  for (const [file, path] of options.in.entries()) {
    const { header, rows } = await openTexts(path).catch((error: unknown) => {
      if (error instanceof Problem) throw error
      throw new InvalidArgumentError(`${path} cannot be read: ${(error as Error).message}`)
    })
    // Some files have a blank after each comma, in the heading as well.
    const columnOf = new Map(header.map((name) => [name.trim(), name]))
    const wanted = [settings.id, ...settings.fields.map(({ name }) => name)]
    const missing = wanted.find((name) => !columnOf.has(name))
    if (missing !== undefined)
      throw new InvalidArgumentError(`${path} has no column ${missing}; it has ${[...columnOf.keys()].join(', ')}`)
    const [idColumn, ...columns] = wanted.map((name) => columnOf.get(name)!)
    for await (const row of rows) {
      const id = (row[idColumn!] ?? '').trim()
      if (id === '') throw new InvalidArgumentError(`${path}, record ${ids.length + 1}: no ${settings.id}`)
      if (known.has(id))
        throw new InvalidArgumentError(`${path}: ${settings.id} ${id} stands twice; ids are unique over all files`)
      known.add(id)
      ids.push(id)
      files.push(file)
      for (const [index, column] of columns.entries()) cells[index]!.push((row[column] ?? '').trim())
    }
  }
  return { ids, files, cells }
}

async function link(options: LinkOptions): Promise<void> {
  const text = await readFile(options.fields, 'utf8').catch(() => {
    throw new InvalidArgumentError(`no settings at ${options.fields}`)
  })
  let settings: LinkSettings
  try {
    settings = readLinkSettings(text)
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new InvalidArgumentError(`${options.fields} ${error.message}`)
    throw error
  }
  const { ids, files, cells } = await read(options, settings)
  const { pairs, clusters, explain } = linkRecords(
    settings.fields,
    cells,
    options.in.length > 1 ? Uint8Array.from(files) : undefined,
  )
  await write(
    options.pairs,
    (function* () {
      yield 'a,b,weight,probability\n'
      for (const { a, b, weight } of pairs)
        yield csvLine([ids[a]!, ids[b]!, weight.toFixed(3), probabilityOf(weight).toFixed(6)])
    })(),
  )
  await write(
    options.clusters,
    (function* () {
      yield 'record,cluster\n'
      for (const [record, cluster] of clusters.entries()) yield csvLine([ids[record]!, ids[cluster]!])
    })(),
  )
  if (options.explain !== undefined)
    await write(
      options.explain,
      (function* () {
        for (const { a, b } of pairs) {
          const parts = explain(a, b)
          yield `${JSON.stringify({ a: ids[a]!, b: ids[b]!, parts, sentence: sentenceOf(parts) })}\n`
        }
      })(),
    )
  const groups = clusters.filter((cluster, record) => cluster === record).length
  process.stderr.write(`suyuan link: ${ids.length} records, ${pairs.length} pairs, ${groups} clusters\n`)
}

export function addLinkCommand(program: Command): void {
  program
    .command('link')
    .description('links records of plain files, without labels and without a database')
    .requiredOption('--in <file>', 'CSV, JSON Lines or XLSX; twice for pairs across two files only', collect)
    .requiredOption(
      '--fields <file>',
      `JSON: {"id": "column", "fields": {"column": kind}}; kinds ${fieldKinds.join(', ')}`,
    )
    .requiredOption('--pairs <file>', 'CSV to write: a,b,weight,probability')
    .requiredOption('--clusters <file>', 'CSV to write: record,cluster')
    .option('--explain <file>', 'JSON Lines to write: of what the weight of each pair is made')
    .action(link)
}

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value]
