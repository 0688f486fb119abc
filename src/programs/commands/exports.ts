import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { userInfo } from 'node:os'
import { type Command, InvalidArgumentError } from 'commander'
import { type ScopedTx, systemScope, withScope } from '../../access/scope.ts'
import { logExport } from '../../audit/export-commands.ts'
import { append } from '../../ledger/commands.ts'
import { exportLinks, exportParties } from '../../linking/exports.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { exportAlerts, exportRisks } from '../../warning/exports.ts'
import { withServices } from '../open.ts'
import { dataDirOption } from './service.ts'

interface ExportOptions {
  out: string
  dataDir?: string
  purpose?: string
  unmasked?: boolean
  asOf?: Date
}

type Write = (line: string) => void

function parseDay(text: string): Date {
  const at = new Date(`${text}T00:00:00+08:00`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(at.getTime()))
    throw new InvalidArgumentError('a date like 2023-08-17')
  return at
}

/**
 * Runs one export in one transaction to a file; the file is complete when the command ends. A production store wants a
 * purpose for each, writes every dispute to the log of reads and the file's digest to the ledger. Returns the number of rows.
 * @throws Problem access.exportPurpose
 */
async function toFile(
  services: Services,
  name: string,
  options: ExportOptions,
  work: (tx: ScopedTx, write: Write) => Promise<number>,
): Promise<number> {
  const production = services.config.mode === 'production'
  const purpose = options.purpose?.trim() ?? ''
  if (production && purpose === '') throw new Problem('access.exportPurpose')
  const file = createWriteStream(options.out, { mode: 0o600 })
  const failed = new Promise<never>((_resolve, reject) => file.on('error', reject))
  const digest = createHash('sha256')
  const rows = await Promise.race([
    withScope(services, systemScope(services.config.county, 'export'), 'export', async (tx) => {
      const count = await work(tx, (line) => {
        digest.update(line)
        file.write(line)
      })
      const id = tx.context.id()
      const { rows: disputes } = production
        ? await tx.query<{ id: string }>(
            name === 'alerts'
              ? 'select distinct dispute_id as id from warning.alert_member where county = $1'
              : 'select id from linking.dispute where county = $1',
            [tx.county],
          )
        : { rows: [] }
      logExport(
        tx,
        id,
        disputes.map((row) => row.id),
        [name, `rows:${count}`, `user:${userInfo().username}`, ...(options.unmasked ? ['unmasked'] : [])],
        purpose === '' ? `export ${name}` : purpose,
      )
      if (production)
        await append(tx, [
          {
            kind: 'export.made',
            subject: id,
            traceCode: null,
            payload: { kind: name, rows: count, sha256: digest.digest('hex') },
          },
        ])
      return count
    }),
    failed,
  ])
  await Promise.race([new Promise<void>((resolve) => file.end(() => resolve())), failed])
  return rows
}

export function addExportCommands(program: Command): void {
  const exports = program.command('export').description('writes CSV for other tools').exitOverride()
  const add = (
    name: string,
    sentence: string,
    run: (services: Services, options: ExportOptions) => Promise<number>,
  ): Command =>
    exports
      .command(name)
      .description(sentence)
      .requiredOption('--out <file>', 'CSV file to write')
      .option('--purpose <text>', 'why; required on a production store')
      .addOption(dataDirOption())
      .action(async (options: ExportOptions) => {
        const rows = await withServices({ dataDir: options.dataDir }, (services) => run(services, options))
        process.stderr.write(`${rows} rows in ${options.out}\n`)
      })

  add('links', 'source,number,dispute,trace_code: one row per record', (services, options) =>
    toFile(services, 'links', options, exportLinks),
  )
  add('parties', 'source,number,role,name,party: one row per mention', (services, options) => {
    // A production store prints names only with --unmasked; a demonstration or replay store prints them.
    const masked = services.config.mode === 'production' && !options.unmasked
    return toFile(services, 'parties', options, (tx, write) => exportParties(tx, write, { masked }))
  }).option('--unmasked', 'print names on a production store')
  add('alerts', 'one row per alert, as it was at its first raising', (services, options) =>
    toFile(services, 'alerts', options, exportAlerts),
  )
  add('risks', 'dispute,trace_code,probability_30d,rank,reasons for every open dispute', (services, options) =>
    toFile(services, 'risks', options, (tx, write) => exportRisks(tx, options.asOf!, write)),
  ).requiredOption('--as-of <date>', 'known at this day, 00:00 (+08:00)', parseDay)
}
