import { type Command, InvalidArgumentError } from 'commander'
import { resetSecondFactor } from '../../access/sign-in/factors.ts'
import { setPasswords } from '../../access/sign-in/officers.ts'
import { importFiles } from '../../intake/import.ts'
import { mergeForReplay } from '../../intake/replay.ts'
import { runJobsOnce } from '../../platform/jobs.ts'
import { referenceKinds } from '../../vocabulary/reference-kinds.ts'
import { type SourceKey, sources } from '../../vocabulary/sources.ts'
import { withServices } from '../open.ts'
import { runPipeline } from '../pipeline.ts'
import { showProgress } from '../progress.ts'
import { loadReference } from '../reference.ts'
import { refuseFilledStore, replay } from '../replay.ts'
import { jobs } from '../rooms.ts'
import { dataDirOption } from './service.ts'

function parseSource(text: string): SourceKey {
  if (text in sources) return text as SourceKey
  throw new InvalidArgumentError(`one of ${Object.keys(sources).join(', ')}`)
}

function parseReferenceKind(text: string): string {
  if (text in referenceKinds) return text
  throw new InvalidArgumentError(`one of ${Object.keys(referenceKinds).join(', ')}`)
}

function parseReset(text: string): string {
  if (text === 'reset') return text
  throw new InvalidArgumentError('reset')
}

/** `2023-08-17` or a full time; a bare date is 00:00 (+08:00). */
function parseMoment(text: string): Date {
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00+08:00` : text)
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentError('a date like 2023-08-17')
  return at
}

interface ImportOptions {
  dataDir?: string
  supplier?: string
  mapping?: string
  sheet?: string
  county?: string
  dryRun?: boolean
  rejects?: string
}

export function addDataCommands(program: Command): void {
  program
    .command('import')
    .description('imports files of one source; the last line on stdout is JSON with the counts')
    .argument('<source>', Object.keys(sources).join(', '), parseSource)
    .argument('<files...>', 'CSV, XLSX or JSON Lines')
    .option('--supplier <name>', "who sent the file; default the source's name")
    .option('--mapping <mapping>', "a saved profile's name, or a JSON file")
    .option('--sheet <sheet>', 'sheet of a workbook; default the first')
    .option('--county <code>', 'county of rows that name none')
    .option('--dry-run', 'checks and counts, stores nothing')
    .option('--rejects <file>', 'where rejected rows are written')
    .addOption(dataDirOption())
    .action(async (source: SourceKey, files: string[], options: ImportOptions) => {
      const counts = await withServices({ dataDir: options.dataDir, county: options.county }, async (services) => {
        const started = Date.now()
        const progress = showProgress('import', 0)
        const { supplier, mapping, sheet, county, dryRun, rejects } = options
        const done = await importFiles(services, {
          source,
          files,
          supplier,
          mapping,
          sheet,
          county,
          dryRun,
          rejects,
          onProgress: ({ rows, file }) => progress.update(rows, file),
          afterBatch: async (own) => void (await runPipeline(services, own)),
        })
        if (!dryRun) await runJobsOnce(services, jobs)
        progress.stop()
        for (const file of done.rejectsFiles) process.stderr.write(`rejected rows: ${file}\n`)
        for (const column of done.droppedColumns) process.stderr.write(`left out at the door: column ${column}\n`)
        return {
          ...done.counts,
          seconds: Math.round((Date.now() - started) / 10) / 100,
        }
      })
      process.stdout.write(`${JSON.stringify(counts)}\n`)
    })

  program
    .command('import-reference')
    .description('imports reference data of the county; agencies first, as others name them')
    .argument('<kind>', Object.keys(referenceKinds).join(', '), parseReferenceKind)
    .argument('<file>', 'CSV or XLSX')
    .addOption(dataDirOption())
    .action(async (kind: string, file: string, options: { dataDir?: string }) => {
      const result = await withServices({ dataDir: options.dataDir }, (services) => loadReference(services, kind, file))
      process.stdout.write(`${JSON.stringify(result)}\n`)
    })

  program
    .command('replay')
    .description('imports the files of DIR as they arrived, with the clock at each record')
    .argument('<dir>', 'folder with files named SOURCE*.csv')
    .option('--until <date>', 'exclusive, 00:00 +08:00', parseMoment)
    .option('--continue', 'into a store that already holds records')
    .option('--county <code>', 'county of rows that name none')
    .addOption(dataDirOption())
    .action(
      async (folder: string, options: { until?: Date; continue?: boolean; dataDir?: string; county?: string }) => {
        const result = await withServices({ dataDir: options.dataDir, county: options.county }, async (services) => {
          if (!options.continue) await refuseFilledStore(services)
          const started = Date.now()
          const progress = showProgress('replay', 0)
          const { rows, summary } = await mergeForReplay(services, folder, { county: options.county })
          const counts = await replay(services, {
            rows,
            step: 'due',
            until: options.until ?? null,
            onProgress: (rows, clock) => progress.update(rows, clock.toISOString().slice(0, 10)),
          })
          progress.stop()
          return {
            ...counts,
            rejected: counts.rejected + summary.rejectedRows,
            excluded: summary.excluded,
            seconds: Math.round((Date.now() - started) / 10) / 100,
          }
        })
        process.stdout.write(`${JSON.stringify(result)}\n`)
      },
    )

  program
    .command('second-factor')
    .description(
      "takes away an officer's second factor and sessions, because the phone is lost; the next sign-in enrols",
    )
    .argument('<action>', 'reset', parseReset)
    .argument('<login>', 'login name')
    .addOption(dataDirOption())
    .action(async (_action: string, login: string, options: { dataDir?: string }) => {
      await withServices({ dataDir: options.dataDir }, (services) => resetSecondFactor(services, login))
      process.stderr.write(`${login} enrols a new second factor at the next sign-in.\n`)
    })

  program
    .command('password')
    .description('sets the password of one or more officers, read from the first line of standard input')
    .argument('<logins...>', 'login names, as imported with officers')
    .addOption(dataDirOption())
    .action(async (logins: string[], options: { dataDir?: string }) => {
      let text = ''
      for await (const chunk of process.stdin) text += chunk
      const password = text.split('\n')[0]!.replace(/\r$/, '')
      await withServices({ dataDir: options.dataDir }, (services) => setPasswords(services, logins, password))
    })
}
