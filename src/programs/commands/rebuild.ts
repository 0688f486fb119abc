import type { Command } from 'commander'
import { type Check, checkState, rebuildDerived } from '../../linking/rebuild.ts'
import { withServices } from '../open.ts'
import { dataDirOption } from './service.ts'

function report(check: Check): void {
  for (const { part, compared, different, named } of check.parts) {
    process.stderr.write(`${part}: ${compared} compared, ${different} different\n`)
    for (const line of named) process.stderr.write(`  ${line}\n`)
  }
  process.stdout.write(
    `${JSON.stringify({
      sound: check.sound,
      operations: check.operations,
      state: check.state,
      parts: Object.fromEntries(
        check.parts.map(({ part, compared, different }) => [part, { compared, different }] as const),
      ),
    })}\n`,
  )
}

/** `suyuan rebuild [--check]`: proves that what is stored of links is what the log of operations says. */
export function addRebuildCommand(program: Command): void {
  program
    .command('rebuild')
    .description('folds the rows of disputes and parties anew from the memberships; --check only proves them')
    .option(
      '--check',
      'replays all operations and compares with the stored memberships, codes, aliases and folds; changes nothing; exit 1 where they differ',
    )
    .option('--county <code>', 'county of the store (default: the one it serves)')
    .addOption(dataDirOption())
    .action(async (options: { check?: boolean; county?: string; dataDir?: string }) => {
      await withServices({ dataDir: options.dataDir }, async (services) => {
        const county = options.county ?? services.config.county
        if (!options.check) process.stderr.write(`${JSON.stringify(await rebuildDerived(services, county))}\n`)
        // What the log itself says otherwise is for people to look into: nothing overwrites a membership.
        const check = await checkState(services, county)
        report(check)
        if (!check.sound) process.exitCode = 1
      })
    })
}
