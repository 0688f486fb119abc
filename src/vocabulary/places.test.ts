import { expect, test } from 'vitest'
import { findPlaceByName, kindOfTownCode, placeByCode, placeName, towns, villages } from './places.ts'

test('Zhuji as of 2023-06-30: 23 towns in the order of their codes, 515 villages', () => {
  expect([towns.length, villages.length]).toEqual([23, 515])
  expect(towns.map((town) => town.code)).toEqual(towns.map((town) => town.code).toSorted())
  expect(new Set(villages.map((village) => village.code)).size).toBe(515)
})
test('names, short names and names of former towns lead to the unit of today', () => {
  const codes = (name: string) => findPlaceByName(name).map((place) => place.code)
  expect(codes('枫桥镇')).toEqual(['330681109'])
  expect(codes('枫桥')).toContain('330681109')
  expect(codes('草塔镇')).toEqual(['330681005'])
  expect(codes('直埠镇')).toEqual(['330681106'])
  expect(codes('乐山村')).toEqual(['330681109291'])
  expect(findPlaceByName('青山村', '330681005').map((place) => place.code)).toEqual(['330681005245'])
  expect(codes('无此村')).toEqual([])
})
test('codes', () => {
  expect(placeByCode('330681002')?.name).toBe('浣东街道')
  expect(placeName('330681109291')).toBe('枫桥镇乐山村委会')
  expect(['330681001', '330681109', '330681201', '330681'].map(kindOfTownCode)).toEqual([
    'street',
    'town',
    'township',
    null,
  ])
})
