import { writeFileSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'
import { addDocumentCommand } from '../../documents/command.ts'
import { runCheckupReport } from '../../reports/command.ts'
import { withServices } from '../open.ts'
import { dataDirOption } from './service.ts'

/** `2023-08` or `2023-07-15..2023-09-30`. */
function parsePeriod(text: string): string {
  if (!/^\d{4}-\d{2}$|^\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2}$/.test(text))
    throw new InvalidArgumentError('2023-08 or 2023-07-15..2023-09-30')
  return text
}

export function addDocumentCommands(program: Command): void {
  addDocumentCommand(program)
  const report = program.command('report').description('reports about a place and a period').exitOverride()
  report
    .command('checkup')
    .description('the monthly check-up report')
    .requiredOption('--place <code>', '6 or 9 digits')
    .requiredOption('--period <period>', '2023-08, or 2023-07-15..2023-09-30', parsePeriod)
    .requiredOption('--out <file>', 'PDF to write')
    .addOption(dataDirOption())
    .action(async (options: { place: string; period: string; out: string; dataDir?: string }) => {
      const { bytes, sha256 } = await withServices({ dataDir: options.dataDir }, (services) =>
        runCheckupReport(services, options.place, options.period),
      )
      writeFileSync(options.out, bytes)
      process.stdout.write(`${JSON.stringify({ out: options.out, sha256 })}\n`)
    })
}
