import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { machine, writeSection } from './page.ts'
import type { Row } from './row.ts'

const tables = {
  linking: '3. Reading and linking against targets',
  warning: '4. Early warning against targets',
  tasks: '5. Tasks against targets',
} as const

/** Runs the parts in bench/linking, bench/warning or bench/tasks, or those named, and keeps their table in docs/quality.md. A part alone leaves the page. */
const kind = process.argv[2] as keyof typeof tables
const folder = join(import.meta.dirname, kind)
const all = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
  .sort()
const named = process.argv.slice(3)
const unknown = named.filter((part) => !all.includes(part))
if (unknown.length > 0) throw new Error(`no part ${unknown.join(', ')}; there are ${all.join(', ')}`)

const rows: Row[] = []
for (const part of named.length > 0 ? named : all) {
  process.stderr.write(`bench ${kind} ${part} …\n`)
  const { measure } = (await import(`./${kind}/${part}.ts`)) as { measure: () => Promise<Row[]> }
  const found = await measure()
  if (found.length === 0) process.stderr.write(`skipped: ${part} needs ../shared/data (third-party data)\n`)
  rows.push(...found)
}
const table = [
  '| measure | peer | target | measured | how | remarks |',
  '| --- | --- | --- | --- | --- | --- |',
  ...rows.map(
    ({ measure, peer, target, got, command, note }) =>
      `| ${[measure, peer, target, got, `\`${command}\``, note].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
  ),
].join('\n')
process.stdout.write(`${table}\n`)
if (named.length === 0) writeSection(tables[kind], `Machine: ${machine()}.\n\n${table}`, 'quality')
