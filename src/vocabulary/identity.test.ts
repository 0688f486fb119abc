import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  drawTraceCode,
  isMinorOn,
  mod37_36,
  parseCreditCode,
  parseIdNumber,
  parsePhone,
  parseTraceCode,
} from './identity.ts'

describe('numbers that identify', () => {
  test('the ID number of GB 11643 annex, 15-digit form and faults', () => {
    expect(parseIdNumber('11010519491231002x')).toEqual({
      normal: '11010519491231002X',
      region: '110105',
      birthDate: '1949-12-31',
    })
    expect(parseIdNumber('110105491231002')?.normal).toBe('11010519491231002X')
    expect(parseIdNumber('110105194912310021')).toBeNull()
    expect(parseIdNumber('110105194902310026')).toBeNull()
    expect([isMinorOn('2005-08-02', '2023-08-01'), isMinorOn('2005-08-02', '2023-08-02')]).toEqual([true, false])
  })
  test('unified social credit codes of published worked examples', () => {
    expect(parseCreditCode('91350100M000100Y43')).toBe('91350100M000100Y43')
    expect(parseCreditCode(' 11320000ｍb151840xj')).toBe('11320000MB151840XJ')
    expect(parseCreditCode('91350100M000100Y44')).toBeNull()
    expect(parseCreditCode('91350100S000100Y43')).toBeNull()
  })
  test('phones in the forms people write', () => {
    const normal = (text: string) => parsePhone(text)?.normal ?? null
    expect(
      ['１３８ 0000 0001', '+86-138-0000-0001', '0086 13800000001', '013800000001', '138 0000 0001转2'].map(normal),
    ).toEqual(Array(5).fill('13800000001'))
    expect(['0575-87012345', '87012345', '(0575)87012345', '0575-87012345-801'].map(normal)).toEqual(
      Array(4).fill('057587012345'),
    )
    expect(parsePhone('12345')?.kind).toBe('service')
    expect(['12800000001', '不详', '138000000', ''].map(normal)).toEqual([null, null, null, null])
  })
  test('ISO 7064 MOD 37,36 gives the check character of the published GRid example', () => {
    expect(mod37_36('A12425GABC1234002')).toBe('M')
  })
})

describe('trace codes', () => {
  test('a drawn code is read back, also with I, L and O typed, and one wrong character is noticed', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(255)), fc.nat(13), (bytes, position) => {
        const code = drawTraceCode('330681', (count) => Uint8Array.from(bytes.take(count)))
        expect(code).toMatch(/^330681-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]$/)
        expect(parseTraceCode(code.toLowerCase().replaceAll('1', 'l').replaceAll('0', 'o'))).toBe(code)
        const flat = code.replaceAll('-', '')
        const wrong = flat[position] === '7' ? '8' : '7'
        expect(parseTraceCode(flat.slice(0, position) + wrong + flat.slice(position + 1))).toBeNull()
      }),
      { numRuns: 200 },
    )
  })
  test('arbitrary text never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        for (const parse of [parseTraceCode, parsePhone, parseIdNumber, parseCreditCode]) parse(text)
      }),
    )
  })
})
