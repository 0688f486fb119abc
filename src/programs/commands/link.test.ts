import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addLinkCommand, readLinkSettings } from './link.ts'

const settings = '{"id": "编号", "fields": {"姓名": "personName", "电话": "phone"}}'

async function run(files: readonly string[], fields = settings): Promise<{ pairs: string; clusters: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'link-'))
  const paths = files.map((_, index) => join(folder, `${index}.csv`))
  await Promise.all(files.map((text, index) => writeFile(paths[index]!, text)))
  await writeFile(join(folder, 'fields.json'), fields)
  const program = new Command().exitOverride()
  addLinkCommand(program)
  const [pairs, clusters] = [join(folder, 'pairs.csv'), join(folder, 'clusters.csv')]
  await program.parseAsync(
    [
      'link',
      ...paths.flatMap((path) => ['--in', path]),
      ...['--fields', join(folder, 'fields.json'), '--pairs', pairs, '--clusters', clusters],
    ],
    { from: 'user' },
  )
  return { pairs: await readFile(pairs, 'utf8'), clusters: await readFile(clusters, 'utf8') }
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
  const { pairs, clusters } = await run([
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
