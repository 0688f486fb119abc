import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type MaskKind, maskAddress, maskIdNumber, maskName, maskNumber, maskPhone, masks } from './masking.ts'

// Expected forms by knowledge/ux.md 2.1: 王某某, 138****5678, last four of the document, address to the building.
describe('what a masked field shows', () => {
  test.each<[MaskKind, string, string]>([
    ['name', '王建国', '王某某'],
    ['name', '欧阳修', '欧阳某'],
    ['name', '欧阳', '欧某'],
    ['name', '张三；李四、诸葛孔明', '张某；李某、诸葛某某'],
    ['name', '阿卜杜拉·买买提', '阿某某某某某某某'],
    ['name', '𬭊七', '𬭊某'],
    ['name', 'Maria Lopez', 'M**** L****'],
    ['name', '', ''],
    ['phone', '13812345678', '138****5678'],
    ['phone', '057587654321', '057*****4321'],
    ['phone', '87654321', '******21'],
    ['phone', '12345', '*****'],
    ['idNumber', '11010519491231002X', '**************002X'],
    ['idNumber', 'E12345678', '*******78'],
    ['address', '暨阳街道艮塔路12号3幢2单元501室', '暨阳街道艮塔路12号3幢*******'],
    ['address', '云栖花园5栋1203', '云栖花园5栋****'],
    ['address', '云栖花园12-2-501', '云栖花园12******'],
    ['address', '枫桥镇枫源村15号', '枫桥镇枫源村**号'],
    ['address', '枫桥镇枫源村3组27-1号', '枫桥镇枫源村3组****号'],
    ['address', '城东大厦A座1502室', '城东大厦A座*****'],
    ['address', '暨阳街道艮塔路12号', '暨阳街道艮塔路12号'],
    [
      'text',
      '我住3幢2单元501室，电话13812345678，身份证11010519491231002X',
      '我住3幢*******，电话138****5678，身份证**************002X',
    ],
    ['text', '2023-05-06 在3楼的会议室开会，共12人', '2023-05-06 在3楼的会议室开会，共12人'],
  ])('%s %s', (kind, plain, shown) => expect(masks[kind](plain)).toBe(shown))

  test('a number of unknown kind is masked by its length', () => {
    expect(maskNumber('13812345678')).toBe('138****5678')
    expect(maskNumber('330681199001011234')).toBe('**************1234')
  })
})

const han = fc.string({ unit: fc.constantFrom(...'王欧阳诸葛建国明红伟张三李四𬭊·某'), minLength: 1, maxLength: 8 })
const digits = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: min, maxLength: max })
const address = fc
  .tuple(
    fc.constantFrom('艮塔路12号', '云栖花园', '枫源村', '城东大厦', ''),
    fc.constantFrom('3幢', '12栋', 'A座', '5号楼', ''),
    fc.constantFrom('2单元', '一单元', ''),
    digits(1, 4),
    fc.constantFrom('室', '房', '户', ''),
  )
  .map((parts) => parts.join(''))
const anything = fc.oneof(han, digits(0, 20), address, fc.string({ unit: 'binary', maxLength: 40 }))

describe('properties of every mask', () => {
  const kinds = Object.keys(masks) as MaskKind[]
  test('the length stays and a second masking changes nothing', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), anything, (kind, plain) => {
        const once = masks[kind](plain)
        expect(once).toHaveLength(plain.length)
        expect(masks[kind](once)).toBe(once)
      }),
      { numRuns: 5_000 },
    )
  })

  test('never more than the family name, seven digits of a phone, four of a document', () => {
    const shown = (plain: string, masked: string): number =>
      [...masked].filter((character, index) => character === [...plain][index] && !'*某'.includes(character)).length
    fc.assert(
      fc.property(digits(1, 20), (number) => {
        expect(shown(number, maskPhone(number))).toBeLessThanOrEqual(number.length >= 11 ? 7 : 2)
        expect(shown(number, maskIdNumber(number))).toBeLessThanOrEqual(number.length >= 15 ? 4 : 2)
      }),
    )
    fc.assert(
      fc.property(han, (name) => {
        expect(shown(name, maskName(name))).toBeLessThanOrEqual(2)
      }),
    )
  })

  test('no room behind a building survives', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 4 }),
        digits(3, 4),
        (number, unit, room) => {
          for (const mark of ['幢', '栋', '号楼', '座'])
            for (const written of [`${unit}单元${room}室`, `${unit}单元${room}`, `${room}室`, `-${unit}-${room}`, room])
              expect(
                maskAddress(`云栖花园${number}${mark}${written}`).slice(`云栖花园${number}${mark}`.length),
              ).toMatch(/^\*+$/)
        },
      ),
    )
  })
})
