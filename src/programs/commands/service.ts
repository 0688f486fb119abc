import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { backup, restore, restoreKeys } from '../../platform/backup.ts'
import { settings } from '../../platform/config.ts'
import { agencyKinds } from '../../vocabulary/agency-kinds.ts'
import { runDemo } from '../demo.ts'
import { examine } from '../doctor.ts'
import { withServices } from '../open.ts'
import { runSetup } from '../setup.ts'
import { start, untilSignal } from '../start.ts'
import { verifyStore } from '../verify-store.ts'
import { version } from '../version.ts'

export const dataDirOption = (): Option =>
  new Option('--data-dir <dir>', `${settings.dataDir.sentence}; wins over DATABASE_URL`)

interface Service {
  dataDir?: string
  port?: string
  clock?: string
}

function parsePort(text: string): string {
  if (/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535) return text
  throw new InvalidArgumentError('a number from 1 to 65535')
}

function parseRecords(text: string): number {
  if (/^[1-9]\d{2,5}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('a number from 100 to 999999')
}

function servingOptions(command: Command): Command {
  return command
    .addOption(dataDirOption())
    .option('--port <port>', `${settings.port.sentence} (default ${settings.port.fallback})`, parsePort)
    .addOption(
      new Option(
        '--clock <time[@rate]>',
        'demonstration clock, e.g. 2023-06-01T08:00+08:00@60; refused on a production store',
      ),
    )
}

export function addServiceCommands(program: Command): void {
  servingOptions(
    program
      .command('start')
      .description('runs server, worker and, without DATABASE_URL, the embedded PostgreSQL, until Ctrl-C'),
  ).action(async (options: Service) => {
    // Listened for from the beginning: a Ctrl-C while the database comes up ends it as cleanly as a later one.
    const stopping = untilSignal()
    const running = await start(options)
    process.stderr.write(`Suyuan is ready at ${running.url} (Ctrl-C ends it)\n`)
    await stopping
    await running.stop()
  })

  servingOptions(
    program
      .command('demo')
      .description(
        'start with a demonstration county of generated records; a second start goes on where the first ended',
      ),
  )
    .option('--records <number>', 'how many records the demonstration county has', parseRecords, 17_500)
    .action(async (options: Service & { records: number }) => runDemo(options))

  program
    .command('setup')
    .description('first run of a real county: makes this a production store with an administrator')
    .addOption(dataDirOption())
    .requiredOption('--county <code>', settings.county.sentence)
    .requiredOption('--administrator <login>', 'login of the first administrator')
    .option('--agency <name>', "name of the administrator's agency", agencyKinds.centre.zh)
    .action(async (options: { dataDir?: string; county: string; administrator: string; agency: string }) => {
      const { password } = await withServices({ dataDir: options.dataDir, county: options.county }, (services) =>
        runSetup(services, options),
      )
      process.stderr.write(`Administrator ${options.administrator}; the password below is shown once.\n`)
      process.stdout.write(`${JSON.stringify({ administrator: options.administrator, password })}\n`)
    })

  program
    .command('doctor')
    .description('checks configuration, database, locale, fonts, time, disk and says how to mend each fault')
    .addOption(dataDirOption())
    .option('--json', 'machine-readable')
    .action(async (options: { dataDir?: string; json?: boolean }) => {
      const findings = await examine({ dataDir: options.dataDir })
      if (options.json) process.stdout.write(`${JSON.stringify(findings)}\n`)
      else
        for (const finding of findings)
          process.stdout.write(
            `${finding.good ? '✔' : '✘'} ${finding.what}: ${finding.detail}${finding.mend ? ` → ${finding.mend}` : ''}\n`,
          )
      if (findings.some((finding) => !finding.good)) process.exitCode = 1
    })

  program
    .command('backup')
    .description('consistent backup of everything, keys included, to one file; needs no outside tools')
    .argument('<file>', 'gzip file to write; whoever has it can read everything')
    .addOption(dataDirOption())
    .action(async (file: string, options: { dataDir?: string }) => {
      mkdirSync(dirname(resolve(file)), { recursive: true })
      const tables = await withServices({ dataDir: options.dataDir }, (services) =>
        backup(services.database.connection, services.config.dataDir, resolve(file), version, new Date()),
      )
      process.stdout.write(`${JSON.stringify({ file: resolve(file), tables })}\n`)
    })

  program
    .command('restore')
    .description('fills an empty data folder (--data-dir) from a backup and checks the ledger')
    .argument('<file>', 'made by `suyuan backup`')
    .addOption(dataDirOption())
    .action(async (file: string, options: { dataDir?: string }) => {
      const { readConfig } = await import('../../platform/config.ts')
      await restoreKeys(readConfig({ dataDir: options.dataDir }).dataDir, resolve(file))
      const result = await withServices({ dataDir: options.dataDir }, async (services) => {
        const tables = await restore(services.database.connection, resolve(file))
        return { tables, ledger: await verifyStore(services) }
      })
      process.stdout.write(`${JSON.stringify(result)}\n`)
    })
}
