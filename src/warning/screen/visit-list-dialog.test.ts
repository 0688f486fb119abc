import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseBuildings } from './visit-list-dialog.tsx'

it('reads buildings and counts, one a line', () => {
  expect(parseBuildings('1幢 60\n 2号楼：48户 \n\n3幢,12')).toEqual({
    buildings: [
      { building: '1幢', count: 60 },
      { building: '2号楼', count: 48 },
      { building: '3幢', count: 12 },
    ],
    wrongLine: null,
  })
})

it('names the line it does not understand', () => {
  expect(parseBuildings('1幢 60\n张三').wrongLine).toBe(2)
  expect(parseBuildings('1幢 0').wrongLine).toBe(1)
  expect(parseBuildings('').wrongLine).toBe(1)
})

it('never throws and never gives a count outside 1…1000', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      for (const { count } of parseBuildings(text).buildings) expect(count >= 1 && count <= 1000).toBe(true)
    }),
  )
})
