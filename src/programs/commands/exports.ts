import { createWriteStream } from 'node:fs'
import { userInfo } from 'node:os'
import { type Command, InvalidArgumentError } from 'commander'
import { type ScopedTx, systemScope, withScope } from '../../access/scope.ts'
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

/** Runs one export in one transaction to a file; the file is complete when the command ends. Returns the number of rows. */
async function toFile(
  services: Services,
  out: string,
  work: (tx: ScopedTx, write: Write) => Promise<number>,
): Promise<number> {
  const file = createWriteStream(out, { mode: 0o600 })
  const failed = new Promise<never>((_resolve, reject) => file.on('error', reject))
  const rows = await Promise.race([
    withScope(services, systemScope(services.config.county, 'export'), 'export', (tx) =>
      work(tx, (line) => void file.write(line)),
    ),
    failed,
  ])
  await Promise.race([new Promise<void>((resolve) => file.end(() => resolve())), failed])
  return rows
}

/** A production store prints names only with a purpose and --unmasked; a demonstration or replay store prints them. */
function maskNames(services: Services, options: ExportOptions): boolean {
  if (services.config.mode !== 'production') return false
  if (!options.purpose) throw new Problem('access.exportPurpose')
  return !options.unmasked
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
      .option('--purpose <text>', 'why; required for personal data on a production store')
      .addOption(dataDirOption())
      .action(async (options: ExportOptions) => {
        const rows = await withServices({ dataDir: options.dataDir }, (services) => run(services, options))
        process.stderr.write(`${rows} rows in ${options.out}\n`)
      })

  add('links', 'source,number,dispute,trace_code: one row per record', (services, options) =>
    toFile(services, options.out, exportLinks),
  )
  add('parties', 'source,number,role,name,party: one row per mention', (services, options) => {
    const masked = maskNames(services, options)
    return toFile(services, options.out, async (tx, write) => {
      const rows = await exportParties(tx, write, { masked })
      tx.logRead({
        subjectKind: 'export',
        subject: tx.context.id(),
        fields: ['name', `rows:${rows}`, `user:${userInfo().username}`],
        reason: options.purpose ?? 'export parties',
      })
      return rows
    })
  }).option('--unmasked', 'print names on a production store')
  add('alerts', 'one row per alert, as it was at its first raising', (services, options) =>
    toFile(services, options.out, exportAlerts),
  )
  add('risks', 'dispute,trace_code,probability_30d,rank,reasons for every open dispute', (services, options) =>
    toFile(services, options.out, (tx, write) => exportRisks(tx, options.asOf!, write)),
  ).requiredOption('--as-of <date>', 'known at this day, 00:00 (+08:00)', parseDay)
}
