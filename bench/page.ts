import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'

/** One line of the results: what, figure, what it is measured against, and the budget of the issue or of ux.md 4.2. */
export interface Figure {
  readonly what: string
  readonly figure: string
  readonly peer: string
  readonly budget: string
  readonly good: boolean | null
}

export function figureTable(figures: readonly Figure[]): string {
  const mark = (good: boolean | null): string => (good === null ? '–' : good ? 'yes' : '**no**')
  return [
    '| what | measured | against | budget | kept |',
    '| --- | --- | --- | --- | --- |',
    ...figures.map((line) => `| ${line.what} | ${line.figure} | ${line.peer} | ${line.budget} | ${mark(line.good)} |`),
  ].join('\n')
}

export function machine(): string {
  return `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, embedded PostgreSQL on the same machine`
}

const pages = {
  performance: `# Performance

Made by the programs in \`bench\`; not edited by hand. The peer of each ratio ran in the same run on the same rows.
`,
  quality: `# Quality

Made by \`npm run bench -- linking\` and \`node tools/run.js bench/quality.ts\`, a section each; not edited by hand (the judgements on real messages are kept in bench/judgements.ts).
`,
} as const

/** Puts one program's section (a title of level two and its text) into a page of docs and leaves the others as they are. */
export function writeSection(title: string, text: string, page: keyof typeof pages = 'performance'): void {
  const path = join(import.meta.dirname, '..', 'docs', `${page}.md`)
  const sections = new Map<string, string>()
  for (const part of readFileSync(path, 'utf8').split(/^## /m).slice(1)) {
    const end = part.indexOf('\n')
    sections.set(part.slice(0, end).trim(), part.slice(end + 1).trim())
  }
  sections.set(title, text.trim())
  const body = [...sections].map(([name, content]) => `\n## ${name}\n\n${content}\n`)
  writeFileSync(path, pages[page] + body.join(''))
}
