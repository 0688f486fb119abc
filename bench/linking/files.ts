import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FieldKind } from '../../src/linking/core/compare.ts'
import { linkRecords, probabilityOf } from '../../src/linking/core/link.ts'
import { openTexts } from '../../src/programs/text-rows.ts'
import type { Row } from '../row.ts'

const folder = join(import.meta.dirname, '../../../shared/data/linkage')

interface DataSet {
  readonly name: string
  readonly file: string
  readonly fields: Readonly<Record<string, FieldKind>>
  readonly truth: (row: Readonly<Record<string, string>>) => string
  readonly peer: string
  readonly target: string
}

const febrl: Readonly<Record<string, FieldKind>> = {
  given_name: 'personName',
  surname: 'personName',
  street_number: 'exact',
  address_1: 'address',
  address_2: 'address',
  suburb: 'address',
  postcode: 'exact',
  state: 'exact',
  date_of_birth: 'date',
  soc_sec_id: 'idNumber',
}
const sets: readonly DataSet[] = [
  {
    name: 'FEBRL3',
    file: 'febrl_dataset3.csv',
    fields: febrl,
    truth: (row) => row.rec_id!.split('-')[1]!,
    peer: 'Splink clusters F1 0.9938, B³ 0.9963',
    target: '≥ 0.9985 / 0.9990, 0 false pairs',
  },
  {
    name: 'FEBRL1',
    file: 'febrl_dataset1.csv',
    fields: febrl,
    truth: (row) => row.rec_id!.split('-')[1]!,
    peer: '—',
    target: '≥ 0.9985 / 0.9990, 0 false pairs',
  },
  {
    name: 'fake_1000',
    file: 'fake_1000.csv',
    fields: { first_name: 'personName', surname: 'personName', dob: 'date', city: 'exact', email: 'text' },
    truth: (row) => row.cluster!,
    peer: 'Splink clusters P 1.0000, R 0.4968, F1 0.6638, B³ 0.7701',
    target: 'precision after clustering not below the pairs’ by more than 0.02',
  },
]

interface Found {
  readonly precision: number
  readonly recall: number
  readonly wrong: number
}

function score(pairs: Iterable<readonly [number, number]>, truth: readonly string[]): Found {
  const sizes = new Map<string, number>()
  for (const name of truth) sizes.set(name, (sizes.get(name) ?? 0) + 1)
  const all = [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0)
  let [right, wrong] = [0, 0]
  for (const [a, b] of pairs) truth[a] === truth[b] ? right++ : wrong++
  return { precision: right / (right + wrong), recall: right / all, wrong }
}

const harmonic = (precision: number, recall: number): number => (2 * precision * recall) / (precision + recall)

function groupsOf(clusters: readonly number[]): number[][] {
  const groups = new Map<number, number[]>()
  for (const [record, cluster] of clusters.entries()) {
    const group = groups.get(cluster)
    if (group) group.push(record)
    else groups.set(cluster, [record])
  }
  return [...groups.values()]
}

const shown = ({ precision, recall, wrong }: Found): string =>
  `P ${precision.toFixed(4)}, R ${recall.toFixed(4)}, F1 ${harmonic(precision, recall).toFixed(4)}, ${wrong} false`

async function measureSet({ name, file, fields, truth, peer, target }: DataSet): Promise<Row> {
  const names: string[] = []
  const cells: string[][] = Object.keys(fields).map(() => [])
  for await (const row of (await openTexts(join(folder, file))).rows) {
    const plain = Object.fromEntries(Object.entries(row).map(([key, cell]) => [key.trim(), cell.trim()]))
    names.push(truth(plain))
    for (const [index, column] of Object.keys(fields).entries()) cells[index]!.push(plain[column] ?? '')
  }
  const before = process.cpuUsage()
  const linked = linkRecords(
    Object.entries(fields).map(([column, kind]) => ({ name: column, kind })),
    cells,
  )
  const cpu = process.cpuUsage(before).user / 1e6
  const sure = linked.pairs.filter(({ weight }) => probabilityOf(weight) >= 0.95)
  const pairs = score(
    sure.map(({ a, b }) => [a, b] as const),
    names,
  )
  const groups = groupsOf(linked.clusters)
  const together = score(
    groups.flatMap((group) => group.flatMap((a, at) => group.slice(at + 1).map((b) => [a, b] as const))),
    names,
  )
  const sizes = new Map<string, number>()
  for (const person of names) sizes.set(person, (sizes.get(person) ?? 0) + 1)
  let [precision, recall] = [0, 0]
  for (const group of groups)
    for (const record of group) {
      const same = group.filter((other) => names[other] === names[record]).length
      precision += same / group.length / names.length
      recall += same / sizes.get(names[record]!)! / names.length
    }
  return {
    measure: `suyuan link, ${name}`,
    peer,
    target,
    got: `clusters ${shown(together)}; B³ ${harmonic(precision, recall).toFixed(4)}`,
    command: 'npm run bench -- linking files',
    note: `pairs at 0.95: ${shown(pairs)}; ${cpu.toFixed(1)} s CPU, learning included; no labels, one setting for all files`,
  }
}

const million = 1_000_000

/** Generated persons, a quarter of them written a second time with one slip or gap. */
function generated(records: number): string[][] {
  const [family, given] = [
    '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗',
    '建国志强秀英丽娟海波晓明雅琴永康文斌春燕玉兰德华',
  ]
  const cells: string[][] = [[], [], [], []]
  let state = 7
  const draw = (limit: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return Math.floor((state / 0x80000000) * limit)
  }
  const digits = (value: number, width: number): string => String(value).padStart(width, '0')
  while (cells[0]!.length < records) {
    const row = [
      `${family[draw(family.length)]}${given[draw(given.length)]}${given[draw(given.length)]}`,
      `19${40 + draw(60)}${digits(1 + draw(12), 2)}${digits(1 + draw(28), 2)}`,
      `13${digits(draw(1_000_000_000), 9)}`,
      `${'暨阳浣东陶朱大唐枫桥店口'.slice(draw(6) * 2).slice(0, 2)}第${1 + draw(90)}村${1 + draw(400)}号`,
    ]
    const copies = draw(4) === 0 ? 2 : 1
    for (let copy = 0; copy < copies && cells[0]!.length < records; copy++) {
      const written = [...row]
      if (copy > 0) {
        const field = draw(4)
        const cell = written[field]!
        written[field] = draw(2) === 0 ? '' : `${cell.slice(0, -2)}${cell.at(-1)}${cell.at(-2)}`
      }
      for (const [index, cell] of written.entries()) cells[index]!.push(cell)
    }
  }
  return cells
}

function measureSpeed(): Row {
  const cells = generated(million)
  const kinds: readonly FieldKind[] = ['personName', 'date', 'phone', 'address']
  const [started, before] = [performance.now(), process.cpuUsage()]
  const { clusters } = linkRecords(
    kinds.map((kind) => ({ name: kind, kind })),
    cells,
  )
  const seconds = (performance.now() - started) / 1000
  const cpu = process.cpuUsage(before)
  return {
    measure: 'suyuan link, 1,000,000 generated records of four fields in memory',
    peer: 'Splink: 1 M in about 60 s on a laptop (published)',
    target: '≤ 60 s, ≤ 2 GB',
    got: `${seconds.toFixed(0)} s, ${((cpu.user + cpu.system) / 1e6).toFixed(0)} s CPU, ${(process.resourceUsage().maxRSS / 1024 / 1024).toFixed(1)} GiB at most`,
    command: 'npm run bench -- linking files',
    note: `one thread; the million strings of the bench itself and learning included; ${new Set(clusters).size} clusters`,
  }
}

const restaurants: Readonly<Record<string, FieldKind>> = {
  name: 'organisation',
  addr: 'address',
  city: 'exact',
  phone: 'phone',
  type: 'text',
}

/** Restaurants of two guides: the labelled pairs say only of themselves whether they are the same; no label is learnt from. */
function measureRestaurants(): Row {
  const sides = [new Map<string, string[]>(), new Map<string, string[]>()] as const
  const labelled: { keys: readonly [string, string]; same: boolean }[] = []
  for (const file of ['Fodors-Zagats.train.txt', 'Fodors-Zagats.valid.txt'])
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
      const [left, right, label] = line.split('\t')
      if (label === undefined) continue
      for (const [side, text] of [left!, right!].entries()) {
        const cells = Object.keys(restaurants).map(
          (name) =>
            new RegExp(`COL ${name} VAL (.*?)(?= COL |$)`)
              .exec(text)?.[1]
              ?.replace(/[`'"\\]/g, ' ')
              .trim() ?? '',
        )
        sides[side]!.set(text, cells)
      }
      labelled.push({ keys: [left!, right!], same: label.trim() === '1' })
    }
  const places = sides.map((side) => new Map([...side.keys()].map((key, at) => [key, at])))
  const offset = sides[0].size
  const rows = [...sides[0].values(), ...sides[1].values()]
  const { pairs } = linkRecords(
    Object.entries(restaurants).map(([name, kind]) => ({ name, kind })),
    Object.keys(restaurants).map((_, field) => rows.map((row) => row[field]!)),
    Uint8Array.from(rows, (_, at) => (at < offset ? 0 : 1)),
  )
  const joined = new Set(pairs.filter(({ weight }) => weight >= 0).map(({ a, b }) => `${a} ${b}`))
  let [right, said, truly] = [0, 0, 0]
  for (const { keys, same } of labelled) {
    const found = joined.has(`${places[0]!.get(keys[0])} ${offset + places[1]!.get(keys[1])!}`)
    if (found) said++
    if (same) truly++
    if (found && same) right++
  }
  return {
    measure: 'suyuan link, Fodors-Zagats (organisations, English)',
    peer: 'neural matchers taught with labels: F1 1.00 (published)',
    target: 'reported',
    got: `F1 ${harmonic(right / said, right / truly).toFixed(4)}, P ${(right / said).toFixed(4)}, R ${(right / truly).toFixed(4)}`,
    command: 'npm run bench -- linking files',
    note: `${labelled.length} labelled pairs (training and validation part together), ${truly} true; pairs at 0.5; no label used`,
  }
}

export async function measure(): Promise<Row[]> {
  const rows = existsSync(folder) ? [...(await Promise.all(sets.map(measureSet))), measureRestaurants()] : []
  return [...rows, measureSpeed()]
}
