import { Command, CommanderError } from 'commander'
import { Problem, problemText } from '../platform/problem.ts'
import { addDataCommands } from './commands/data.ts'
import { addDocumentCommands } from './commands/documents.ts'
import { addEngineCommands } from './commands/engines.ts'
import { addExportCommands } from './commands/exports.ts'
import { addLedgerCommands } from './commands/ledger.ts'
import { addServiceCommands } from './commands/service.ts'
import { version } from './version.ts'

/** Messages follow the terminal's language: Chinese under zh_*, else English. */
function language(): 'zh' | 'en' {
  return Intl.DateTimeFormat().resolvedOptions().locale.startsWith('zh') ? 'zh' : 'en'
}

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
  for (const add of [
    addServiceCommands,
    addDataCommands,
    addExportCommands,
    addEngineCommands,
    addDocumentCommands,
    addLedgerCommands,
  ])
    add(program)
  for (const command of program.commands) command.exitOverride()
  try {
    await program.parseAsync(words, { from: 'user' })
  } catch (error) {
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
