import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { csvLine } from '../../linking/exports.ts'
import { forgetTokens, matchTokens, storeTokens } from '../../linking/gateway/commands.ts'
import { readFieldMap, tokenRow } from '../../linking/gateway/fields.ts'
import { readTokenCells, type TokenRow, tokenCells, tokenColumns } from '../../linking/gateway/token-file.ts'
import { projectOf, readProjectKey, shortestKey } from '../../linking/gateway/tokens.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { withServices } from '../open.ts'
import { openTexts } from '../text-rows.ts'
import { dataDirOption } from './service.ts'

async function projectKey(file: string): Promise<Buffer> {
  const key = readProjectKey(await readFile(file, 'utf8'))
  if (!key)
    throw new InvalidArgumentError(
      `${file}: a line of base64 of at least ${shortestKey} bytes is wanted (head -c 32 /dev/urandom | base64)`,
    )
  return key
}

async function make(options: { in: string; fields: string; key: string; out: string; clk?: boolean }): Promise<void> {
  const key = await projectKey(options.key)
  const { header, rows } = await openTexts(options.in)
  const map = readFieldMap(JSON.parse(await readFile(options.fields, 'utf8')), header)
  if (typeof map === 'string') throw new InvalidArgumentError(`${options.fields}: ${map}`)
  const out = createWriteStream(options.out, { mode: 0o600 })
  out.write(csvLine(tokenColumns))
  let [written, silent] = [0, 0]
  for await (const cells of rows) {
    const row = tokenRow(key, map, cells, options.clk === true)
    if (row === null) silent++
    else {
      const line = tokenCells(row)
      out.write(csvLine(tokenColumns.map((column) => line[column])))
      written++
    }
  }
  out.end()
  await finished(out)
  if (written + silent === 0) throw new Problem('intake.headerOnly', { file: options.in })
  process.stderr.write(
    `suyuan tokens: ${written} rows → ${options.out}; ${silent} name nobody who could be told apart\n`,
  )
}

export interface ReceiveOptions {
  readonly in?: string
  readonly key: string
  readonly agency?: string
  readonly county?: string
  readonly forget?: boolean
}

/** A file of tokens, read whole before anything is stored: of a file with anything but tokens of this key nothing is taken. */
async function readTokens(file: string, project: string): Promise<readonly TokenRow[]> {
  const rows: TokenRow[] = []
  let line = 1
  for await (const cells of (await openTexts(file)).rows) {
    line++
    const row = readTokenCells(cells)
    if (!row) throw new InvalidArgumentError(`${file} line ${line} holds something else than tokens; nothing was taken`)
    if (row.project !== project)
      throw new InvalidArgumentError(`${file} line ${line} was made with another key; nothing was taken`)
    rows.push(row)
  }
  if (rows.length === 0) throw new Problem('intake.headerOnly', { file })
  return rows
}

/**
 * What `suyuan gateway` does in an open store; one line of JSON: rows stored, rows that a later one of the file replaced, records
 * compared, pairs proposed. Throws InvalidArgumentError, Problem intake.fileEmpty, intake.headerOnly.
 */
export async function receiveTokens(
  services: Pick<Services, 'database' | 'context' | 'keys' | 'config'>,
  options: ReceiveOptions,
): Promise<Readonly<Record<string, string | number>>> {
  const key = await projectKey(options.key)
  const project = projectOf(key)
  const county = options.county ?? services.config.county
  if (options.forget) return { project, forgotten: await forgetTokens(services, county, key) }
  let taken = { stored: 0, repeated: 0 }
  if (options.in !== undefined) {
    if (!options.agency) throw new InvalidArgumentError('--agency says whose rows these are')
    taken = await storeTokens(services, county, project, options.agency, await readTokens(options.in, project))
  }
  const done = await matchTokens(services, county, key)
  if (!done) throw new InvalidArgumentError('no rows of this key were ever taken in; give --in and --agency')
  return { project, rows: taken.stored, repeated: taken.repeated, ...done }
}

async function receive(options: ReceiveOptions & { readonly dataDir?: string }): Promise<void> {
  await withServices({ dataDir: options.dataDir }, async (services) => {
    process.stdout.write(`${JSON.stringify(await receiveTokens(services, options))}\n`)
  })
}

/** `suyuan tokens` at a department, `suyuan gateway` at the county: docs/gateway.md. */
export function addGatewayCommands(program: Command): void {
  program
    .command('tokens')
    .description('at a department that may not share raw values: its rows as keyed tokens (docs/gateway.md)')
    .requiredOption('--in <file>', 'CSV, XLSX or JSON Lines')
    .requiredOption(
      '--fields <file>',
      'JSON: {"id": "column", "person": "column", "document": …, "phone": …, "address": …, "organisation": …, "birth": …}',
    )
    .requiredOption('--key <file>', 'the key of the project: base64, at least 32 bytes')
    .requiredOption('--out <file>', 'CSV to hand over')
    .option('--clk', 'adds a 1,024-bit filter of each name, where agreed on')
    .action(make)
  program
    .command('gateway')
    .description(
      "takes a department's tokens in and proposes pairs for review; without --in it goes on with records that came since",
    )
    .option('--in <file>', 'CSV of `suyuan tokens`')
    .requiredOption('--key <file>', 'the same key')
    .option('--agency <name>', 'whose rows these are')
    .option('--forget', 'destroys the rows of this key instead; pairs already proposed stay')
    .option('--county <code>', 'county of the store (default: the one it serves)')
    .addOption(dataDirOption())
    .action(receive)
}
