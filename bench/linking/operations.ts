import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { OfficerScope } from '../../src/access/requests.ts'
import { asProgram, type ScopedTx, systemScope, withScope } from '../../src/access/scope.ts'
import { storeRows } from '../../src/intake/commands.ts'
import { objectRow } from '../../src/intake/json-lines.ts'
import { resolveMapping } from '../../src/intake/mapping.ts'
import { readBatch as readRecords } from '../../src/intake/queries.ts'
import { readRow } from '../../src/intake/read-row.ts'
import { linkBatch } from '../../src/linking/commands.ts'
import { mergeDisputes, splitDispute } from '../../src/linking/operations.ts'
import { mergePersons } from '../../src/linking/people-operations.ts'
import { checkState, stateHash } from '../../src/linking/rebuild.ts'
import { undoOperation } from '../../src/linking/undo.ts'
import type { OpenServices } from '../../src/programs/open.ts'
import { withServices } from '../../src/programs/open.ts'
import { readBatch } from '../../src/reading/commands.ts'
import type { Row } from '../row.ts'

const county = '330681'
const officer: OfficerScope = {
  kind: 'officer',
  county,
  officerId: '018a0000-0000-7000-8000-0000000000cc',
  agencyId: '018a0000-0000-7000-8000-0000000000bb',
  name: '韩某',
  role: 'operator',
  reach: '*',
}
/** Records behind the component that is measured. */
const stored = Number(process.env.BENCH_OPERATIONS ?? 5_000)
/** Of each of the two disputes: 25 calls, each naming a person and a company, 100 mentions together. */
const calls = 25
const repeats = 31
const budget = 50

type Cells = Record<string, string>

const day = (n: number): string => new Date(Date.UTC(2023, 0, 1 + n)).toISOString().slice(0, 10)
const call = (number: string, n: number, name: string, phone: string, firm: string): Cells => ({
  工单号: number,
  来电时间: `${day(n)} 10:00`,
  接收时间: `${day(n)} 10:00`,
  诉求人: name,
  联系电话: phone,
  被反映对象: firm,
  内容: '装修公司增项收费，装修质量差',
  区划代码: `${county}005`,
})

const surnames = [...'周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张']
const given = [...'明芳建国丽华伟红军平燕飞梅林霞强']

const firmOf = (n: number): string => `绍兴${given[n % 16]}${given[(n >> 4) % 16]}商贸有限公司`

function world(): Cells[] {
  const rows: Cells[] = []
  for (let pair = 0; pair < repeats; pair++)
    for (let n = 0; n < calls; n++) {
      rows.push(call(`A${pair}-${n}`, 2 * n, '边玉梅', `1381000${String(1_000 + pair)}`, firmOf(pair)))
      rows.push(call(`B${pair}-${n}`, 2 * n + 1, '裘亚男', `1382000${String(1_000 + pair)}`, firmOf(pair)))
    }
  for (let n = 0; n < stored; n++) {
    const name = surnames[n % 20]! + given[(n * 7) % 16]! + given[(n * 3) % 16]!
    rows.push(call(`C${n}`, n % 200, name, `139${String(10_000_000 + n)}`, firmOf(n)))
  }
  return rows
}

async function fill(services: OpenServices): Promise<void> {
  const scope = systemScope(county, 'bench')
  const drafts = world().map((cells) => {
    const raw = objectRow(2, cells)
    const mapping = resolveMapping('complaint', { name: 'bench', header: Object.keys(cells), samples: [raw] })
    const outcome = readRow(mapping, raw, { supplier: 'bench', county, counties: new Set([county]), now: new Date() })
    if (outcome.kind !== 'draft') throw new Error(JSON.stringify(outcome))
    return outcome.draft
  })
  for (let from = 0; from < drafts.length; from += 1_000)
    await withScope(services, scope, 'pipeline', (tx) => storeRows(tx, { drafts: drafts.slice(from, from + 1_000) }))
  for (let after = 0; ; ) {
    const taken = await withScope(services, scope, 'pipeline', async (tx) => {
      const records = await readRecords(tx, county, after, 1_000)
      const readings = await readBatch(tx, records)
      await linkBatch(
        tx,
        records.map((record, index) => ({ record, reading: readings[index]! })),
      )
      after = records.at(-1)?.sequence ?? after
      return records.length
    })
    if (taken === 0) break
  }
  await services.database.owner.query('vacuum analyze')
}

interface Timed {
  readonly wall: number[]
  /** Processor time of this program, without PostgreSQL's. */
  readonly cpu: number[]
}

const centile = (values: readonly number[], share: number): string =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)]!.toFixed(1)

/** Merge, split and joining of persons, each undone at once, over a component of 100 mentions. */
export async function measure(): Promise<Row[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'suyuan-operations-'))
  try {
    return await withServices({ dataDir, mode: 'development' }, async (services) => {
      await fill(services)
      const { rows } = await services.database.owner.query<{
        number: string
        code: string
        party: string
        record: string
      }>(
        `select r.number, d.trace_code as code, m.party_id as party, r.id as record from intake.record r
         join linking.dispute_record l on l.county = r.county and l.record_id = r.id and l.to_at is null
         join linking.dispute d on d.county = l.county and d.id = l.dispute_id
         join linking.party_member m on m.county = l.county and m.record_id = r.id and m.to_at is null and m.side = 'claimant'
         where r.county = $1 and r.number ~ '^[AB]'`,
        [county],
      )
      const of = (number: string) => rows.find((row) => row.number === number)!
      const second = (pair: number) =>
        rows.flatMap((row) => {
          const [, of, n] = /^A(\d+)-(\d+)$/.exec(row.number) ?? []
          return Number(of) === pair && Number(n) >= calls / 2 ? [row.record] : []
        })
      type Act = (tx: ScopedTx, pair: number) => Promise<{ operationId: string }>
      const acts: readonly [string, Act][] = [
        ['merge of two disputes', (tx, n) => mergeDisputes(tx, of(`A${n}-0`).code, of(`B${n}-0`).code, '核实为一件')],
        ['split in two halves', (tx, n) => splitDispute(tx, of(`A${n}-0`).code, second(n), '两件事')],
        ['joining of two persons', (tx, n) => mergePersons(tx, of(`A${n}-0`).party, of(`B${n}-0`).party, '核实为一人')],
      ]
      const hash = () => withScope(services, systemScope(county, 'bench'), 'pipeline', stateHash)
      const before = await hash()
      let equal = 0
      const figures: Row[] = []
      const run = async (timed: Timed, work: (tx: ScopedTx) => Promise<{ operationId: string }>) => {
        const [start, cpu] = [performance.now(), process.cpuUsage()]
        const { operationId } = await asProgram(services, officer, 'linking', 'review', work)
        timed.wall.push(performance.now() - start)
        const used = process.cpuUsage(cpu)
        timed.cpu.push((used.user + used.system) / 1_000)
        return operationId
      }
      const row = (what: string, { wall, cpu }: Timed): Row => ({
        measure: `${what}, ${calls * 4} mentions`,
        peer: 'none open',
        target: `≤ ${budget} ms`,
        got: `p50 ${centile(wall, 0.5)} ms, p95 ${centile(wall, 0.95)} ms`,
        command: 'npm run bench -- linking',
        note: `committed, with log, judgement, ledger and jobs; ${centile(cpu, 0.5)} ms of it processor time of the program; ${stored} other records stored; ${repeats} times`,
      })
      for (const [name, act] of acts) {
        const [there, back]: [Timed, Timed] = [
          { wall: [], cpu: [] },
          { wall: [], cpu: [] },
        ]
        for (let n = 0; n < repeats; n++) {
          const operation = await run(there, (tx) => act(tx, n))
          await run(back, (tx) => undoOperation(tx, operation, '核实有误'))
          if (n % 10 === 0 && (await hash()) === before) equal++
        }
        figures.push(row(name, there), row(`undoing of that ${name.split(' ')[0]}`, back))
      }
      const hashed = acts.length * Math.ceil(repeats / 10)
      const check = await checkState(services, county)
      const compared = check.parts.reduce((sum, part) => sum + part.compared, 0)
      const different = check.parts.reduce((sum, part) => sum + part.different, 0)
      figures.push({
        measure: 'undo of any operation: hash of the state before and after',
        peer: 'none open',
        target: 'equal',
        got: `${equal} of ${hashed} equal`,
        command: 'npm run bench -- linking',
        note: 'random sequences of all kinds in src/linking/operations.test.ts',
      })
      figures.push({
        measure: '`suyuan rebuild --check` after these',
        peer: 'none open',
        target: '0 different',
        got: `${different} of ${compared} rows`,
        command: 'suyuan rebuild --check',
        note: `${check.operations} operations replayed`,
      })
      return figures
    })
  } finally {
    // As root the cluster lies where its user can enter; the pointer says where.
    const pointer = join(dataDir, 'cluster.path')
    if (existsSync(pointer)) rmSync(dirname(readFileSync(pointer, 'utf8').trim()), { recursive: true, force: true })
    rmSync(dataDir, { recursive: true, force: true })
  }
}
