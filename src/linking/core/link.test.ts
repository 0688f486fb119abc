import fc from 'fast-check'
import { expect, it } from 'vitest'
import { agglomerate } from './agglomerate.ts'
import { type FieldKind, fieldKinds, isOneSlip, jaroWinkler, levelOf, levelsOf, prepare } from './compare.ts'
import { linkRecords } from './link.ts'
import type { Field } from './table.ts'

it('Jaro–Winkler gives the published values (Winkler 1990, table of examples)', () => {
  expect(jaroWinkler('martha', 'marhta')).toBeCloseTo(0.9611, 4)
  expect(jaroWinkler('dixon', 'dicksonx')).toBeCloseTo(0.8133, 4)
  expect(jaroWinkler('dwayne', 'duane')).toBeCloseTo(0.84, 4)
  expect(jaroWinkler('', 'duane')).toBe(0)
})

/** Distance of optimal alignment, row by row: slow and plain. */
function distance(left: string, right: string): number {
  const d = Array.from({ length: left.length + 1 }, (_, i) =>
    Array.from({ length: right.length + 1 }, (_, j) => i || j),
  )
  for (let j = 0; j <= right.length; j++) d[0]![j] = j
  for (let i = 1; i <= left.length; i++)
    for (let j = 1; j <= right.length; j++) {
      const other = left[i - 1] === right[j - 1] ? 0 : 1
      d[i]![j] = Math.min(d[i - 1]![j]! + 1, d[i]![j - 1]! + 1, d[i - 1]![j - 1]! + other)
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1])
        d[i]![j] = Math.min(d[i]![j]!, d[i - 2]![j - 2]! + 1)
    }
  return d[left.length]![right.length]!
}

it('one slip is a distance of one, and never more', () => {
  const word = fc.string({ unit: fc.constantFrom('1', '2', '3'), maxLength: 6 })
  fc.assert(
    fc.property(word, word, (left, right) => {
      fc.pre(left !== right)
      expect(isOneSlip(left, right)).toBe(distance(left, right) === 1)
    }),
    { numRuns: 2_000 },
  )
})

it.each<[FieldKind, string, string, string]>([
  ['personName', '张三丰', '章三丰', 'sameSound'],
  ['personName', '张某', '张三丰', 'maskedCompatible'],
  ['personName', '李某某', '张三丰', 'different'],
  ['personName', '阿卜杜拉·买买提', '阿卜杜拉买买提', 'equal'],
  ['personName', '陈建国', '陈建军', 'near'],
  ['personName', '陈建国', '陈立', 'similar'],
  ['phone', '0575-8701 2345', '０５７５８７０１２３４５', 'equal'],
  ['phone', '+86 13857500001', '13857500001', 'equal'],
  ['phone', '13857500001', '13857500010', 'oneSlip'],
  ['date', '1968年3月9日', '1968-03-09', 'equal'],
  ['date', '19680309', '19680903', 'oneSlip'],
  ['date', '19680309', '19681130', 'sameYear'],
  ['idNumber', '33068119680309123X', '33068119680309123x', 'equal'],
  ['exact', ' A１ ', 'a1', 'equal'],
])('%s: %s and %s are %s', (kind, left, right, level) => {
  const [a, b] = [prepare(kind, left), prepare(kind, right)]
  expect(a.text === b.text ? 'equal' : levelsOf[kind][levelOf(kind, a, b)]).toBe(level)
})

it('any two cells compare without fault, and the same both ways', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...fieldKinds),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary' }),
      (kind, x, y) => {
        const [a, b] = [prepare(kind, x), prepare(kind, y)]
        const level = levelOf(kind, a, b)
        expect(levelsOf[kind][level]).toBeDefined()
        if (kind !== 'personName') expect(levelOf(kind, b, a)).toBe(level)
      },
    ),
    { numRuns: 2_000 },
  )
})

it('a cluster holds together on the mean of its cross pairs, and no veto lies within one', () => {
  const graph = fc.integer({ min: 2, max: 9 }).chain((nodes) =>
    fc.tuple(
      fc.constant(nodes),
      fc.array(fc.oneof(fc.integer({ min: -8, max: 12 }), fc.constant(Number.NEGATIVE_INFINITY)), {
        minLength: nodes * nodes,
        maxLength: nodes * nodes,
      }),
    ),
  )
  fc.assert(
    fc.property(graph, ([nodes, cells]) => {
      const weigh = (a: number, b: number): number => cells[Math.min(a, b) * nodes + Math.max(a, b)]!
      const edges = []
      for (let a = 0; a < nodes; a++)
        for (let b = a + 1; b < nodes; b++) if (weigh(a, b) >= 4) edges.push({ a, b, weight: weigh(a, b) })
      const clusters = agglomerate(nodes, edges, weigh, 2)
      // The same rule, written plainly: a list of groups, joined edge by edge.
      let groups = Array.from({ length: nodes }, (_, node) => [node])
      for (const { a, b } of edges.toSorted((x, y) => y.weight - x.weight || x.a - y.a || x.b - y.b)) {
        const [one, other] = [groups.find((group) => group.includes(a))!, groups.find((group) => group.includes(b))!]
        if (one === other) continue
        const cross = one.flatMap((x) => other.map((y) => weigh(x, y)))
        if (cross.reduce((sum, weight) => sum + weight, 0) / cross.length < 2) continue
        groups = [...groups.filter((group) => group !== one && group !== other), [...one, ...other]]
      }
      for (const group of groups) {
        expect(new Set(group.map((node) => clusters[node]))).toEqual(new Set([Math.min(...group)]))
        for (const x of group)
          for (const y of group) if (x !== y) expect(weigh(x, y)).not.toBe(Number.NEGATIVE_INFINITY)
      }
    }),
    { numRuns: 1_000 },
  )
})

const fields: readonly Field[] = [
  { name: 'name', kind: 'personName' },
  { name: 'born', kind: 'date' },
  { name: 'phone', kind: 'phone' },
  { name: 'home', kind: 'address' },
]

/** Persons with one to three records, each with at most one slip or gap; neighbours share homes, kin share phones. */
function people(count: number): { cells: string[][]; truth: number[] } {
  const given = '建国志强秀英丽娟海波晓明雅琴永康文斌春燕'
  const cells: string[][] = [[], [], [], []]
  const truth: number[] = []
  let state = 7
  const draw = (limit: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return (state >>> 8) % limit
  }
  for (let person = 0; person < count; person++) {
    const row = [
      `${'王李张陈赵'[draw(5)]}${given[draw(given.length)]}${given[draw(given.length)]}`,
      `19${50 + draw(50)}${String(1 + draw(12)).padStart(2, '0')}${String(1 + draw(28)).padStart(2, '0')}`,
      `1385750${String(draw(10_000)).padStart(4, '0')}`,
      `暨阳街道${'东西南北'[draw(4)]}苑小区${1 + draw(20)}幢${1 + draw(4)}单元${1 + draw(6)}0${1 + draw(2)}室`,
    ]
    for (let record = 0; record <= draw(3); record++) {
      const copy = [...row]
      if (record > 0) {
        const field = draw(4)
        copy[field] = draw(2) === 0 ? '' : `${copy[field]!.slice(0, -2)}${copy[field]!.at(-1)}${copy[field]!.at(-2)}`
      }
      for (const [index, cell] of copy.entries()) cells[index]!.push(cell)
      truth.push(person)
    }
  }
  return { cells, truth }
}

it('finds the records of a person without labels, and the order of the rows decides nothing', () => {
  const { cells, truth } = people(500)
  const { clusters } = linkRecords(fields, cells)
  let [right, wrong, missed] = [0, 0, 0]
  for (let a = 0; a < truth.length; a++)
    for (let b = a + 1; b < truth.length; b++) {
      const [same, together] = [truth[a] === truth[b], clusters[a] === clusters[b]]
      if (same && together) right++
      else if (together) wrong++
      else if (same) missed++
    }
  expect(wrong / (right + wrong)).toBeLessThan(0.005)
  expect(missed / (right + missed)).toBeLessThan(0.05)

  const order = truth.map((_, record) => (record * 577) % truth.length)
  expect(new Set(order).size).toBe(truth.length)
  const again = linkRecords(
    fields,
    cells.map((column) => order.map((record) => column[record]!)),
  )
  const namedFrom = (found: readonly number[], name: (record: number) => number): string[] => {
    const groups = new Map<number, number[]>()
    for (const [record, cluster] of found.entries()) groups.set(cluster, [...(groups.get(cluster) ?? []), record])
    return [...groups.values()]
      .map((group) =>
        group
          .map(name)
          .sort((x, y) => x - y)
          .join(' '),
      )
      .sort()
  }
  expect(namedFrom(again.clusters, (place) => order[place]!)).toEqual(namedFrom(clusters, (record) => record))
})

it('two files: pairs across them only', () => {
  const { cells } = people(120)
  const files = Uint8Array.from(cells[0]!, (_, record) => record % 2)
  const { pairs } = linkRecords(fields, cells, files)
  expect(pairs.length).toBeGreaterThan(20)
  for (const { a, b } of pairs) expect(files[a]).not.toBe(files[b])
})

it('empty files and single records give nothing', () => {
  expect(linkRecords(fields, [[], [], [], []]).clusters).toEqual([])
  expect(linkRecords(fields, [['王建国'], [''], [''], ['']]).clusters).toEqual([0])
})
