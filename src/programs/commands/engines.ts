import type { Command } from 'commander'

/** Engines on plain files that formats.md promises and that are not there yet: they say so instead of guessing. */
const coming = {
  detect: 'detects outbreaks in plain counts',
} as const

export function addEngineCommands(program: Command): void {
  for (const [name, sentence] of Object.entries(coming))
    program
      .command(name)
      .description(`${sentence} (not there yet)`)
      .allowUnknownOption()
      .allowExcessArguments()
      .action(() => {
        process.stderr.write(`suyuan ${name}: not there yet; this version warns inside the platform only.\n`)
        process.exitCode = 2
      })
}
