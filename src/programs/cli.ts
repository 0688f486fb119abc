import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { settings } from '../platform/config.ts'
import { Problem, problemText } from '../platform/problem.ts'
import { addAddressCommand } from './commands/addresses.ts'
import { addAuditCommands } from './commands/audit.ts'
import { addBacktestCommand } from './commands/backtest.ts'
import { addClassifyCommand } from './commands/classify.ts'
import { addDataCommands } from './commands/data.ts'
import { addDetectCommand } from './commands/detect.ts'
import { addDocumentCommands } from './commands/documents.ts'
import { addExportCommands } from './commands/exports.ts'
import { addGatewayCommands } from './commands/gateway.ts'
import { addLedgerCommands } from './commands/ledger.ts'
import { addLinkCommand } from './commands/link.ts'
import { addReadCommand } from './commands/read.ts'
import { addRebuildCommand } from './commands/rebuild.ts'
import { addRetentionCommand } from './commands/retention.ts'
import { addServiceCommands } from './commands/service.ts'
import { version } from './version.ts'

/** Messages follow the terminal's language: Chinese under zh_*, else English. */
function language(): 'zh' | 'en' {
  return Intl.DateTimeFormat().resolvedOptions().locale.startsWith('zh') ? 'zh' : 'en'
}

const firstSteps = `
First steps:
  suyuan demo                                          look around with generated records
  suyuan setup --county 330681 --administrator zhang   a real county: prints the administrator's password once
  suyuan start                                         then open http://127.0.0.1:8080
  suyuan doctor                                        says what is wrong and how to mend it

Environment variables (an option of the command line wins):
${Object.values(settings)
  .map(({ variable, sentence }) => `  ${variable.padEnd(18)} ${sentence}`)
  .join('\n')}
`

/** Runs one command line; sets the exit status: 0 done, 1 failed, 2 wrong usage. */
export async function main(words: readonly string[]): Promise<void> {
  const program = new Command('suyuan').description(
    "Joins the traces of a county's disputes, warns early, settles, keeps a verifiable record.",
  )
  program
    .version(version)
    .exitOverride()
    .showHelpAfterError('(--help lists what is possible)')
    .enablePositionalOptions()
    .addHelpText('after', firstSteps)
  for (const add of [
    addServiceCommands,
    addDataCommands,
    addExportCommands,
    addBacktestCommand,
    addDetectCommand,
    addLinkCommand,
    addReadCommand,
    addAddressCommand,
    addGatewayCommands,
    addClassifyCommand,
    addDocumentCommands,
    addLedgerCommands,
    addAuditCommands,
    addRetentionCommand,
    addRebuildCommand,
  ])
    add(program)
  for (const command of program.commands) command.exitOverride()
  try {
    await program.parseAsync(words, { from: 'user' })
  } catch (error) {
    // Commander prints what it refuses itself; this one comes from an action that looked at standard input.
    if (error instanceof InvalidArgumentError) process.stderr.write(`suyuan: ${error.message}\n`)
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
    else if (error instanceof Problem) {
      process.stderr.write(`suyuan: ${problemText(error.code, error.parameters, language())}\n`)
      process.exitCode = 1
    } else {
      process.stderr.write(`suyuan: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
      process.exitCode = 1
    }
  }
}
