import type { Command } from 'commander'
import { exportLog, proofOf } from '../../ledger/export.ts'
import { verifyLog } from '../../ledger/verify.ts'
import { withServices } from '../open.ts'
import { dataDirOption } from './service.ts'

export function addLedgerCommands(program: Command): void {
  const ledger = program.command('ledger').description('the public, tamper-evident log').exitOverride()
  ledger
    .command('export')
    .description('writes the public log in C2SP tlog-tiles form')
    .argument('<dir>')
    .addOption(dataDirOption())
    .action(async (folder: string, options: { dataDir?: string }) => {
      const exported = await withServices({ dataDir: options.dataDir }, (services) =>
        exportLog(services, services.config.county, folder),
      )
      process.stdout.write(`${JSON.stringify(exported)}\n`)
    })
  ledger
    .command('verify')
    .description('checks an exported log; trusts nothing but its files and the keys')
    .argument('<dir>')
    .requiredOption('--key <file>', 'file with one note-verifier key a line')
    .option('--earlier <file>', 'an earlier checkpoint that this log must extend')
    .action((folder: string, options: { key: string; earlier?: string }) => {
      process.stdout.write(`${JSON.stringify(verifyLog(folder, options.key, options.earlier))}\n`)
    })
  ledger
    .command('proof')
    .description('one tlog-proof, checked offline')
    .requiredOption('--entry <n>', 'index of the entry')
    .addOption(dataDirOption())
    .action(async (options: { entry: string; dataDir?: string }) => {
      const proof = await withServices({ dataDir: options.dataDir }, (services) =>
        proofOf(services, services.config.county, Number(options.entry)),
      )
      process.stdout.write(proof)
    })
}
