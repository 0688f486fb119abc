import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readDay, readOffset, readTimeCursor, writeTimeCursor } from './cursor.ts'
import { Problem } from './problem.ts'

it('[pure] a cursor comes back as it went out', () => {
  const at = fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(at, fc.uuid(), (time, id) => {
      expect(readTimeCursor(writeTimeCursor({ at: time, id }))).toEqual({ at: time, id })
    }),
  )
})

it('[pure] whatever else arrives is a cursor of ours or a Problem, never another error', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `2023-08-17T00:00:00Z_${text}`),
      ),
      (text) => {
        for (const read of [readTimeCursor, readOffset])
          try {
            read(text)
          } catch (error) {
            expect(error).toBeInstanceOf(Problem)
          }
      },
    ),
  )
})

it.each(['1e3', '-1', '99999999', 'NaN', '1.5'])('[pure] %s is no number of rows', (text) => {
  expect(() => readOffset(text)).toThrow(Problem)
})

it('[pure] days that do not exist are none', () => {
  expect(['2024-02-29', '2023-02-29', '2023-13-01', '0000-01-01', '2023-8-1', ''].map(readDay)).toEqual([
    '2024-02-29',
    null,
    null,
    null,
    null,
    null,
  ])
})
