import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { systemScope, withScope } from '../../src/access/scope.ts'
import { storeRows } from '../../src/intake/commands.ts'
import { objectRow } from '../../src/intake/json-lines.ts'
import { resolveMapping } from '../../src/intake/mapping.ts'
import { readBatch as readRecords } from '../../src/intake/queries.ts'
import { type RecordDraft, readRow } from '../../src/intake/read-row.ts'
import { linkBatch } from '../../src/linking/commands.ts'
import { type OpenServices, withServices } from '../../src/programs/open.ts'
import { readBatch } from '../../src/reading/commands.ts'
import { removeStore } from '../replayed.ts'
import type { Row } from '../row.ts'

const county = '330681'
/** Stored records at which is measured; a million takes most of an hour and is asked for. */
const sizes = (process.env.BENCH_STORED ?? '10000,50000,100000')
  .split(',')
  .map(Number)
  .concat(process.env.SUYUAN_BENCH_MILLION ? [1_000_000] : [])
const batch = 1_000
/** Records measured one by one, each in a transaction of its own, at each size. */
const single = 300
const target = { perSecond: 500, p50: 5, p99: 25 }

const surnames = [...'周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜']
const given = [...'明芳建国丽华伟红军平燕飞梅林霞强英杰敏静涛勇艳娟']

/** The n-th call: one in three is an earlier caller about the same firm, so that the store joins as it grows. */
function call(n: number): Readonly<Record<string, string>> {
  const caller = n % 3 === 0 ? Math.floor(n / 3) - (Math.floor(n / 3) % 2) : n
  const firm = (caller * 7_919) % 20_000
  const day = new Date(Date.UTC(2021, 0, 1 + (Math.floor(n / 400) % 900))).toISOString().slice(0, 10)
  return {
    工单号: `S${n}`,
    来电时间: `${day} 10:00`,
    接收时间: `${day} 10:00`,
    诉求人: surnames[caller % 28]! + given[(caller * 7) % 24]! + given[(caller * 13) % 24]!,
    联系电话: `139${String(10_000_000 + caller)}`,
    被反映对象: `绍兴${given[firm % 24]}${given[(firm >> 4) % 24]}${surnames[(firm >> 8) % 28]}商贸有限公司`,
    内容: '装修公司增项收费，装修质量差',
    区划代码: `${county}005`,
  }
}

function draftOf(n: number): RecordDraft {
  const cells = call(n)
  const raw = objectRow(2, cells)
  const mapping = resolveMapping('complaint', { name: 'bench', header: Object.keys(cells), samples: [raw] })
  const outcome = readRow(mapping, raw, { supplier: 'bench', county, counties: new Set([county]), now: new Date() })
  if (outcome.kind !== 'draft') throw new Error(JSON.stringify(outcome))
  return outcome.draft
}

interface Spent {
  /** Milliseconds of the whole way (store, read, link, commit), and of reading and linking alone. */
  readonly all: number
  readonly link: number
}

/** Records n … n + count − 1: stored, read, linked, committed. */
async function take(services: OpenServices, n: number, count: number): Promise<Spent> {
  const drafts = Array.from({ length: count }, (_, index) => draftOf(n + index))
  const scope = systemScope(county, 'bench')
  const start = performance.now()
  await withScope(services, scope, 'pipeline', (tx) => storeRows(tx, { drafts }))
  const stored = performance.now()
  await withScope(services, scope, 'pipeline', async (tx) => {
    const records = await readRecords(tx, county, n, count)
    const readings = await readBatch(tx, records)
    await linkBatch(
      tx,
      records.map((record, index) => ({ record, reading: readings[index]! })),
    )
  })
  const end = performance.now()
  return { all: end - start, link: end - stored }
}

const centile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)]!

/** Throughput in batches and time of single records while the store grows. */
export async function measure(): Promise<Row[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'suyuan-stored-'))
  try {
    return await withServices({ dataDir, mode: 'development' }, async (services) => {
      const rows: Row[] = []
      const command = 'npm run bench -- linking stored'
      let held = 0
      for (const size of sizes) {
        const rates: number[] = []
        const cpu = process.cpuUsage()
        const from = held
        while (held < size) {
          const { all } = await take(services, held, batch)
          held += batch
          rates.push((1_000 * batch) / all)
        }
        const used = process.cpuUsage(cpu)
        const each = (used.user + used.system) / 1_000 / (held - from)
        const alone: Spent[] = []
        for (let n = 0; n < single; n++) alone.push(await take(services, held++, 1))
        // The batches before this size only, not the growth from nothing.
        const last = rates.slice(-10)
        const rate = last.reduce((sum, value) => sum + value, 0) / last.length
        const all = alone.map((spent) => spent.all)
        rows.push({
          measure: `durable, streaming, ${size.toLocaleString('en')} records stored`,
          peer: 'Senzing 100/s on 8 cores (older guide)',
          target: `≥ ${target.perSecond} records/s; p50 ≤ ${target.p50} ms, p99 ≤ ${target.p99} ms`,
          got: `${Math.round(rate)} records/s; single p50 ${centile(all, 0.5).toFixed(1)} ms, p99 ${centile(all, 0.99).toFixed(1)} ms`,
          command,
          note: `stored, read, linked, committed; the last ${last.length} batches of ${batch}; ${each.toFixed(2)} ms processor time of the program a record; of a single record ${centile(
            alone.map((spent) => spent.link),
            0.5,
          ).toFixed(1)} ms reading and linking`,
        })
      }
      return rows
    })
  } finally {
    removeStore(dataDir)
    rmSync(dataDir, { recursive: true, force: true })
  }
}
