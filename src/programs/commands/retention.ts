import type { Command } from 'commander'
import { systemScope, withScope } from '../../access/scope.ts'
import { countOver, runRetention } from '../../rights/deletion.ts'
import { withServices } from '../open.ts'
import { dataDirOption } from './service.ts'

/** `suyuan retention [--dry-run]`: what the daily run does, now; the last line on stdout is JSON with the counts. */
export function addRetentionCommand(program: Command): void {
  program
    .command('retention')
    .description('destroys what is over its period of retention; leaves a report and an entry in the ledger')
    .option('--dry-run', 'counts what would go and what is held, destroys nothing')
    .addOption(dataDirOption())
    .action(async (options: { dryRun?: boolean; dataDir?: string }) => {
      const counts = await withServices({ dataDir: options.dataDir }, (services) => {
        const { county } = services.config
        return options.dryRun
          ? withScope(services, systemScope(county, 'retention'), 'rights', (tx) =>
              countOver(tx, services.context.now()),
            )
          : runRetention(services, county, 'command')
      })
      process.stdout.write(`${JSON.stringify({ dryRun: options.dryRun === true, classes: counts })}\n`)
    })
}
