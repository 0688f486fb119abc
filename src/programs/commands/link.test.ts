import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addLinkCommand, readLinkSettings } from './link.ts'

const settings = '{"id": "编号", "fields": {"姓名": "personName", "电话": "phone"}}'

async function run(
  files: readonly string[],
  fields = settings,
): Promise<{ pairs: string; clusters: string; explained: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'link-'))
  const paths = files.map((_, index) => join(folder, `${index}.csv`))
  await Promise.all(files.map((text, index) => writeFile(paths[index]!, text)))
  await writeFile(join(folder, 'fields.json'), fields)
  const program = new Command().exitOverride()
  addLinkCommand(program)
  const [pairs, clusters] = [join(folder, 'pairs.csv'), join(folder, 'clusters.csv')]
  const explained = join(folder, 'explained.jsonl')
  await program.parseAsync(
    [
      'link',
      ...paths.flatMap((path) => ['--in', path]),
      ...['--fields', join(folder, 'fields.json'), '--pairs', pairs, '--clusters', clusters],
      ...['--explain', explained],
    ],
    { from: 'user' },
  )
  const [first, second, third] = await Promise.all([pairs, clusters, explained].map((path) => readFile(path, 'utf8')))
  return { pairs: first!, clusters: second!, explained: third! }
}

const family = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧'
const rowsOf = (from: number, to: number, prefix: string): string =>
  Array.from(
    { length: to - from },
    (_, index) =>
      `${prefix}${from + index},${family[(from + index) % 30]}家${family[((from + index) * 7) % 30]},138575${String(
        (from + index) * 7919,
      )
        .slice(-5)
        .padStart(5, '0')}`,
  ).join('\n')

it('writes pairs across two files and the cluster of every record', async () => {
  const { pairs, clusters, explained } = await run([
    `编号, 姓名, 电话\n${rowsOf(0, 60, 'a')}\n`,
    `编号,姓名,电话\n${rowsOf(30, 90, 'b')}\n`,
  ])
  expect(pairs.split('\n')[0]).toBe('a,b,weight,probability')
  expect(
    pairs
      .split('\n')
      .slice(1, 31)
      .map((line) => line.split(',').slice(0, 2).sort().join('+'))
      .sort(),
  ).toEqual(Array.from({ length: 30 }, (_, index) => `a${30 + index}+b${30 + index}`).sort())
  const lines = clusters.trim().split('\n')
  expect(lines.length).toBe(121)
  expect(lines).toContain('b31,a31')
  expect(lines).toContain('b75,b75')
  // What is explained is what was decided: the parts of each pair add up to its weight.
  const weights = pairs.trim().split('\n').slice(1)
  for (const [at, line] of explained.trim().split('\n').entries()) {
    const { a, b, parts, sentence } = JSON.parse(line) as {
      a: string
      b: string
      parts: { bits: number; rarity: number }[]
      sentence: string
    }
    const [wantedA, wantedB, weight] = weights[at]!.split(',')
    expect([a, b]).toEqual([wantedA, wantedB])
    expect(parts.reduce((sum, { bits, rarity }) => sum + bits + rarity, 0)).toBeCloseTo(Number(weight), 2)
    expect(sentence).toMatch(/^比较各项之前 −[\d.]+；.*姓名 .*电话 .*；合计 [+−][\d.]+$/)
  }
})

it('two right identity numbers that differ keep two records apart, whatever else agrees', async () => {
  const kinds = '{"id": "编号", "fields": {"姓名": "personName", "电话": "phone", "证件": "idNumber"}}'
  // Made-up numbers of one person in the old and the new writing (GB 11643-1999, annex), and of somebody else.
  const twins = [
    'x1,孙小红,13857512345,11010519491231002X',
    'x2,孙小红,13857512345,110105491231002',
    'x3,孙小红,13857512345,440524188001010014',
  ]
  const others = rowsOf(0, 60, 'a')
    .split('\n')
    .map((row) => `${row},`)
  const { pairs, clusters } = await run([`编号,姓名,电话,证件\n${[...others, ...twins].join('\n')}\n`], kinds)
  expect(
    clusters
      .trim()
      .split('\n')
      .filter((line) => line.startsWith('x')),
  ).toEqual(['x1,x1', 'x2,x1', 'x3,x3'])
  expect(pairs).not.toContain('x3')
})

it.each([
  ['', settings, /0\.csv|empty|fileEmpty/],
  ['编号,姓名\n1,王一\n', settings, /has no column 电话; it has 编号, 姓名/],
  ['编号,姓名,电话\n1,王一,\n1,王二,\n', settings, /编号 1 stands twice/],
  ['编号,姓名,电话\n,王一,\n', settings, /record 1: no 编号/],
  ['编号,姓名,电话\n1,王一,\n', '{"id": "编号"', /is no JSON/],
  [
    '编号,姓名,电话\n1,王一,\n',
    '{"id": "编号", "fields": {"姓名": "name"}}',
    /kind "name" is unknown; there are personName/,
  ],
  ['编号,姓名,电话\n1,王一,\n', '{"id": "编号", "fields": {}}', /names no "fields"/],
])('says what is wrong with a file and what to do (%#)', async (file, fields, message) => {
  await expect(run([file], fields)).rejects.toThrow(message)
})

it('a settings file is read or refused with a sentence', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((inner) => `{"id":"x","fields":${inner}}`),
      ),
      (text) => {
        try {
          expect(readLinkSettings(text).fields.length).toBeGreaterThan(0)
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidArgumentError)
        }
      },
    ),
    { numRuns: 2_000 },
  )
})
