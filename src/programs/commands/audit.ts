import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { systemScope, withScope } from '../../access/scope.ts'
import { checkReadProof } from '../../audit/read-proof.ts'
import type { ReadProof } from '../../audit/schema.ts'
import { verifyReads } from '../../audit/verify.ts'
import { parseVerifierKeys } from '../../ledger/proof/note.ts'
import { withServices } from '../open.ts'
import { dataDirOption } from './service.ts'

export function addAuditCommands(program: Command): void {
  const verify = program.command('verify').description('checks what the ledger commits to').exitOverride()
  verify
    .command('reads')
    .description('recomputes the log of reads; names every line that was changed, removed or put in')
    .addOption(dataDirOption())
    .action(async (options: { dataDir?: string }) => {
      const result = await withServices({ dataDir: options.dataDir }, (services) =>
        withScope(services, systemScope(services.config.county, 'verifyReads'), 'audit', verifyReads),
      )
      process.stdout.write(`${JSON.stringify(result)}\n`)
      if (result.faults.length > 0) process.exitCode = 1
    })
  verify
    .command('read-proof')
    .description('checks offline that one reading stands in the log; trusts nothing but the file and the key')
    .argument('<file>', 'the proof that a party was given')
    .requiredOption('--key <file>', 'file with one note-verifier key a line')
    .action((file: string, options: { key: string }) => {
      const proof = JSON.parse(readFileSync(file, 'utf8')) as ReadProof
      const line = checkReadProof(proof, parseVerifierKeys(readFileSync(options.key, 'utf8')))
      process.stdout.write(`${JSON.stringify(line)}\n`)
    })
}
