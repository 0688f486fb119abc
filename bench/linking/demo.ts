import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exactInterval } from '../../src/linking/review/statistics.ts'
import { parseIdNumber } from '../../src/vocabulary/identity.ts'
import { type Line, lines } from '../cli.ts'
import { type PairScore, scorePartition } from '../pairs.ts'
import { removeStore, replayCounty } from '../replayed.ts'
import type { Row } from '../row.ts'
import { type Partition, readPartitions } from '../truth.ts'

const records = Number(process.env.QUALITY_RECORDS ?? 22_000)
const command = 'npm run bench -- linking demo'

/** Columns with a name and an ID number of the same party: source, number, role as in the truth, ID number. */
const idColumns = [
  ['police110', '警情编号', '报警人', '证件号码'],
  ['police110', '警情编号', '对方当事人', '对方证件号码'],
  ['petition', '信访编号', '信访人', '证件号码'],
  ['mediation', '调解案号', '申请人', '申请人证件'],
  ['mediation', '调解案号', '被申请人', '被申请人证件'],
  ['court', '案号', '原告', '原告证件'],
  ['court', '案号', '被告', '被告证件'],
] as const

interface Links {
  /** What is in a group besides its first: each was put there without a person. */
  readonly automatic: number
  /** Of these, what does not belong with the largest true group in there. */
  readonly wrong: number
}

function countLinks({ found, truth }: Partition): Links {
  const groups = new Map<string, Map<string, number>>()
  for (const [item, right] of truth) {
    const group = found.get(item)
    if (group === undefined) continue
    const cells = groups.get(group) ?? new Map<string, number>()
    cells.set(right, (cells.get(right) ?? 0) + 1)
    groups.set(group, cells)
  }
  let [automatic, wrong] = [0, 0]
  for (const cells of groups.values()) {
    const sizes = [...cells.values()]
    const size = sizes.reduce((sum, count) => sum + count, 0)
    automatic += size - 1
    wrong += size - Math.max(...sizes)
  }
  return { automatic, wrong }
}

/** Parties found that bear two valid ID numbers, and parties found that bear one at all. */
function countVetoes(county: string, found: ReadonlyMap<string, string>): { broken: number; bearing: number } {
  const files = new Map<string, Line[]>()
  const numbers = new Map<string, Set<string>>()
  for (const [source, number, role, column] of idColumns) {
    const rows = files.get(source) ?? lines(join(county, `${source}.csv`))
    files.set(source, rows)
    for (const row of rows) {
      const id = row[column] ? parseIdNumber(row[column]) : null
      const party = found.get(`${source}:${row[number]}:${role}:${row[role]}`)
      if (id === null || party === undefined) continue
      numbers.set(party, (numbers.get(party) ?? new Set()).add(row[column]!.toUpperCase()))
    }
  }
  return { broken: [...numbers.values()].filter((of) => of.size > 1).length, bearing: numbers.size }
}

/** Links and parties of the replayed demonstration county against the generator's truth. */
export async function measure(): Promise<Row[]> {
  const kept = process.env.QUALITY_FOLDER
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'suyuan-demo-'))
  try {
    const { county, exports } = replayCounty(folder, 'quality', records)
    const { disputes, persons, organisations } = readPartitions(county, exports)
    const row = (name: string, score: PairScore, target: string): Row => ({
      measure: `demonstration county, ${name}: B³ F1`,
      peer: 'none public',
      target,
      got: score.bF1.toFixed(3),
      command,
      note: `B³ P ${score.bPrecision.toFixed(3)} R ${score.bRecall.toFixed(3)}; pairs P ${score.precision.toFixed(4)} R ${score.recall.toFixed(3)}; ${score.items} items; invented texts`,
    })
    const merges = (name: string, partition: Partition): Row => {
      const { automatic, wrong } = countLinks(partition)
      const interval = exactInterval(wrong, automatic)
      return {
        measure: `demonstration county, ${name}: wrong among automatic links`,
        peer: 'not reported by anyone',
        target: '≤ 1 in 10,000 (upper bound)',
        got: `${wrong} of ${automatic} (upper bound ${interval ? (10_000 * interval.high).toFixed(1) : '–'} in 10,000)`,
        command,
        note: 'what stands in a group and not with its largest true part; 95 % interval of Clopper and Pearson',
      }
    }
    const vetoes = countVetoes(county, persons.found)
    return [
      row('disputes', scorePartition(disputes.found, disputes.truth), '≥ 0.90'),
      row('persons', scorePartition(persons.found, persons.truth), '≥ 0.95'),
      row('organisations', scorePartition(organisations.found, organisations.truth), '≥ 0.95'),
      merges('disputes', disputes),
      merges('persons', persons),
      merges('organisations', organisations),
      {
        measure: 'demonstration county, persons with two valid ID numbers',
        peer: 'none',
        target: '0',
        got: `${vetoes.broken} of ${vetoes.bearing}`,
        command,
        note: 'ID numbers as written in the rows that came in',
      },
    ]
  } finally {
    if (!kept) {
      removeStore(join(folder, 'store'))
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
