import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { measureLatency } from './latency.ts'
import { type Figure, figureTable, machine, writeSection } from './page.ts'
import { measureScreens } from './screens.ts'
import { startServer } from './server.ts'
import { measureThroughput } from './throughput.ts'

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
writeSection(
  'From file to screen',
  `By \`npm run bench\`. Machine: ${machine()}.

${figureTable(figures)}

- *End to end* = stored, read, linked, applied to contracts, scored for warnings and rolled up, in the transactions of the pipeline; after it the cockpit's own endpoint answers with the new figures.
- *COPY* = the same cells into tables of text columns without any index, constraint or hash, committed once a file.
- *POST → event* = from sending one record by HTTP until the event that makes the cockpit refetch arrives on its stream, with the store of the import above behind it.
- *LCP* = largest contentful paint in headless Chromium with software rendering, warm server, cold browser; 95th centile of five.`,
)
process.stdout.write(`${figureTable(figures)}\n`)
if (figures.some((line) => line.good === false)) say('Some budgets are not kept (docs/performance.md).')
