import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { main } from '../../programs/cli.ts'
import { type Tagger, tagRow, trainTagger, usualOptions } from '../learning/tagger.ts'
import { readLabelledAddresses } from './labelled.ts'
import { readAddressModel, writeAddressModel } from './model-file.ts'
import { normalElement, parseAddress, shippedAddresses } from './parse.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'addresses-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const short = (address: string): string =>
  parseAddress(shippedAddresses(), address)
    .map(({ label, text }) => `${label}=${text}`)
    .join(' ')

describe('the shipped address model, which has seen made-up addresses only', () => {
  it.each([
    [
      '浙江省绍兴市诸暨市暨阳街道人民南路88号',
      'prov=浙江省 city=绍兴市 district=诸暨市 town=暨阳街道 road=人民南路 roadno=88号',
    ],
    ['诸暨市店口镇湄池村12号', 'district=诸暨市 town=店口镇 community=湄池村 roadno=12号'],
    [
      '绍兴市越城区塔山街道解放北路128号金色花园3幢2单元501室',
      'city=绍兴市 district=越城区 town=塔山街道 road=解放北路 roadno=128号 poi=金色花园 houseno=3幢 cellno=2单元 roomno=501室',
    ],
    ['诸暨市枫桥镇和平路15号', 'district=诸暨市 town=枫桥镇 road=和平路 roadno=15号'],
    [
      '杭州市西湖区文三路259号昌地火炬大厦1号楼17层',
      'city=杭州市 district=西湖区 road=文三路 roadno=259号 poi=昌地火炬大厦 houseno=1号楼 floorno=17层',
    ],
    ['阳光花园12幢1单元302', 'poi=阳光花园 houseno=12幢 cellno=1单元 roomno=302'],
  ])('%s', (address, elements) => {
    expect(short(address)).toBe(elements)
  })

  it('keeps every span inside the text, in order and apart, whatever is written', () => {
    const model = shippedAddresses()
    const scraps = fc.constantFrom('诸暨市', '3号', '幢', ' ', '路', 'Ａ', '😀', '\n', '室', '101', '(', '村', '0')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(scraps).map((all) => all.join('')),
        ),
        (address) => {
          let last = 0
          for (const { text, start, end } of parseAddress(model, address)) {
            expect(start).toBeGreaterThanOrEqual(last)
            expect(address.slice(start, end)).toBe(text)
            last = end
          }
        },
      ),
    )
  })
})

describe('normal forms', () => {
  it.each([
    ['houseno', '三号楼', '3'],
    ['houseno', '3#', '3'],
    ['houseno', '３幢', '3'],
    ['houseno', '十二栋', '12'],
    ['houseno', 'b座', 'B'],
    ['cellno', '二单元', '2'],
    ['floorno', '十七层', '17'],
    ['floorno', '3F', '3'],
    ['roomno', '５０１室', '501'],
    ['roadno', '128 号', '128'],
    ['roadno', '832弄', '832'],
    ['roadno', '号', '号'],
    ['road', '文 三 路', '文三路'],
  ])('%s %s is %s', (label, text, normal) => {
    expect(normalElement(label, text)).toBe(normal)
  })
})

describe('the tagger', () => {
  const rows = ['a x', 'b y', 'a y', 'b x'].map((row) => ({
    features: row.split(' ').map((word) => [word]),
    // What the second token is depends on the first alone.
    tags: row.startsWith('a') ? ['B-p', 'I-p'] : ['B-q', 'B-p'],
  }))
  const model = trainTagger(rows, { ...usualOptions, fewestRows: 1, dropped: 0, rounds: 60, rate: 0.2 })

  it('learns what follows what', () => {
    for (const { features, tags } of rows) expect(tagRow(model, features)).toEqual(tags)
  })

  it('finds the path of the highest sum among all paths, and none that begins with I-', () => {
    const size = model.tags.length
    const best = (tagger: Tagger, features: readonly string[][]): number => {
      const score = (tags: readonly number[]): number =>
        tags.reduce((sum, tag, at) => {
          const own = features[at]!.reduce(
            (all, name) => all + (tagger.weights[(tagger.numbers.get(name) ?? -1) * size + tag] ?? 0),
            0,
          )
          return sum + own + tagger.transitions[(at === 0 ? size : tags[at - 1]!) * size + tag]!
        }, 0)
      const paths = features.reduce<number[][]>(
        (all) => all.flatMap((path) => tagger.tags.map((_, tag) => [...path, tag])),
        [[]],
      )
      const said = tagRow(tagger, features).map((tag) => tagger.tags.indexOf(tag))
      expect(score(said)).toBeCloseTo(Math.max(...paths.map(score)), 4)
      return score(said)
    }
    fc.assert(
      fc.property(fc.array(fc.subarray(['a', 'b', 'x', 'y']), { minLength: 1, maxLength: 5 }), (features) => {
        expect(best(model, features)).toBeGreaterThan(Number.NEGATIVE_INFINITY)
      }),
    )
  })
})

describe('files', () => {
  it('reads labelled addresses, mends an I- that nothing opened, names the line that it cannot read', () => {
    expect(readLabelledAddresses('3 I-roadNo\n号 I-roadno\n\n\n路 B-road\r\n- O\n')).toEqual([
      { tokens: ['3', '号'], tags: ['B-roadno', 'I-roadno'] },
      { tokens: ['路', '-'], tags: ['B-road', 'O'] },
    ])
    expect(() => readLabelledAddresses('3 B-roadno\n号\n')).toThrow(/line 2/)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          for (const { tokens, tags } of readLabelledAddresses(text)) expect(tokens.length).toBe(tags.length)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }),
    )
  })

  it('reads what it wrote, and refuses anything else', () => {
    const model = shippedAddresses()
    const read = readAddressModel(writeAddressModel(model))
    for (const address of ['诸暨市枫桥镇和平路15号', '阳光花园12幢1单元302'])
      expect(parseAddress(read, address)).toEqual(parseAddress(model, address))
    expect(() => readAddressModel(Buffer.from('{}'))).toThrow(RangeError)
  })

  it('a county learns its own from the command line and uses it', async () => {
    const path = (name: string): string => join(folder, name)
    const one = [...'老街'].map((sign, at) => `${sign} ${at === 0 ? 'B' : 'I'}-road`).join('\n')
    writeFileSync(
      path('labels.txt'),
      Array.from({ length: 30 }, (_, at) => `${one}\n${at} B-roadno\n号 I-roadno`).join('\n\n'),
    )
    writeFileSync(path('rows.csv'), 'no,place\n7,老街三号\n8,\n')
    await main(['addresses', 'train', '--in', path('labels.txt'), '--model', path('own')])
    await main(['addresses', '--in', path('rows.csv'), '--text', 'place', '--out', path('out'), '--model', path('own')])
    const [first, second] = readFileSync(path('out'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; elements: { text: string; normal: string }[] })
    expect(first).toMatchObject({
      id: '7',
      elements: [
        { label: 'road', text: '老街', start: 0, end: 2, normal: '老街' },
        { label: 'roadno', text: '三号', start: 2, end: 4, normal: '3' },
      ],
    })
    expect(second).toMatchObject({ id: '8', elements: [] })
  })
})
