import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { measureLatency } from './latency.ts'
import { measureScreens } from './screens.ts'
import { startServer } from './server.ts'
import { measureThroughput } from './throughput.ts'

/** One line of the results: what, figure, what it is measured against, and the budget of issue 2 or of ux.md 4.2. */
export interface Figure {
  readonly what: string
  readonly figure: string
  readonly peer: string
  readonly budget: string
  readonly good: boolean | null
}

const root = join(import.meta.dirname, '..')

function table(figures: readonly Figure[]): string {
  const mark = (good: boolean | null): string => (good === null ? '–' : good ? 'yes' : '**no**')
  return [
    '| what | measured | against | budget | kept |',
    '| --- | --- | --- | --- | --- |',
    ...figures.map((line) => `| ${line.what} | ${line.figure} | ${line.peer} | ${line.budget} | ${mark(line.good)} |`),
  ].join('\n')
}

const folder = mkdtempSync(join(tmpdir(), 'suyuan-bench-'))
const say = (text: string): void => void process.stderr.write(`${text}\n`)
const figures: Figure[] = []
try {
  const dataDir = join(folder, 'data')
  const throughput = await measureThroughput({
    folder,
    dataDir,
    records: Number(process.env.BENCH_RECORDS ?? 12_000),
    say,
  })
  figures.push(...throughput.figures)
  const server = await startServer(dataDir)
  try {
    figures.push(...(await measureLatency({ server, rows: throughput.liveRows, say })))
    figures.push(...(await measureScreens({ server, say })))
  } finally {
    await server.stop()
  }
} finally {
  // As root the cluster lies where its user can enter; the pointer says where.
  const pointer = join(folder, 'data', 'cluster.path')
  if (existsSync(pointer)) rmSync(dirname(readFileSync(pointer, 'utf8').trim()), { recursive: true, force: true })
  rmSync(folder, { recursive: true, force: true })
}
const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, embedded PostgreSQL on the same machine`
const text = `# Performance

Made by \`npm run bench\`; not edited by hand. Machine: ${machine}. The peer of each ratio ran in the same run on the same rows.

${table(figures)}

- *End to end* = stored, read, linked, applied to contracts, scored for warnings and rolled up, in the transactions of the pipeline; after it the cockpit's own endpoint answers with the new figures.
- *COPY* = the same cells into tables of text columns without any index, constraint or hash, committed once a file.
- *POST → event* = from sending one record by HTTP until the event that makes the cockpit refetch arrives on its stream, with the store of the import above behind it.
- *LCP* = largest contentful paint in headless Chromium with software rendering, warm server, cold browser; 95th centile of five.
`
writeFileSync(join(root, 'docs', 'performance.md'), text)
process.stdout.write(`${table(figures)}\n`)
if (figures.some((line) => line.good === false)) say('Some budgets are not kept (docs/performance.md).')
