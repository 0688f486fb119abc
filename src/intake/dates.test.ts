import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readMoment, readSerial, writeMoment } from './dates.ts'

const iso = (text: string): string | null => readMoment(text)?.at.toISOString() ?? null

describe('forms of formats.md', () => {
  test.each([
    ['2023-08-01 09:41', '2023-08-01T01:41:00.000Z'],
    ['2023/8/1 9:41:00', '2023-08-01T01:41:00.000Z'],
    ['2023年8月1日', '2023-07-31T16:00:00.000Z'],
    ['2023年8月1日 9时41分', '2023-08-01T01:41:00.000Z'],
    ['2023年8月1日下午3点05分20秒', '2023-08-01T07:05:20.000Z'],
    ['2023年8月1日9点', '2023-08-01T01:00:00.000Z'],
    ['2023.8.1', '2023-07-31T16:00:00.000Z'],
    ['２０２３－０８－０１　０９：４１', '2023-08-01T01:41:00.000Z'],
    ['２０２３年８月１日', '2023-07-31T16:00:00.000Z'],
    ['20230801', '2023-07-31T16:00:00.000Z'],
    ['20230801094100', '2023-08-01T01:41:00.000Z'],
    ['2023-08-01T09:41:00+08:00', '2023-08-01T01:41:00.000Z'],
    ['2023-08-01T01:41:00.123Z', '2023-08-01T01:41:00.000Z'],
    ['2019/2/28 11:25:05', '2019-02-28T03:25:05.000Z'],
    ['2018-10-27 15:13:26', '2018-10-27T07:13:26.000Z'],
    ['8/1/2023', null],
    ['2023-02-30', null],
    ['2023-08-01 25:00', null],
    ['13812345678', null],
    ['', null],
    ['昨天下午', null],
    ['2023-08', null],
  ])('%s', (text, expected) => {
    expect(iso(text)).toBe(expected)
  })

  // 45139 is 2023-08-01 in every spreadsheet program; .5 is noon.
  test('Excel serials', () => {
    expect(iso('45139')).toBe('2023-07-31T16:00:00.000Z')
    expect(iso('45139.5')).toBe('2023-08-01T04:00:00.000Z')
    expect(iso('45139.40347222222')).toBe('2023-08-01T01:41:00.000Z')
    expect(readSerial(12)).toBeNull()
    expect(readSerial(Number.NaN)).toBeNull()
  })
})

test('what is written is read back', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1900-01-02'), max: new Date('2199-12-30'), noInvalidDate: true }),
      fc.boolean(),
      (date, precise) => {
        const at = new Date(Math.floor(date.getTime() / 1000) * 1000)
        const written = writeMoment({ at, precise })
        expect(writeMoment(readMoment(written)!)).toBe(written)
        if (precise) expect(readMoment(written)!.at).toEqual(at)
      },
    ),
  )
})

test('any text gives a moment or null, quickly', () => {
  const pieces = fc.array(
    fc.constantFrom(
      '2023',
      '8',
      '1',
      '年',
      '月',
      '日',
      '/',
      '-',
      ':',
      ' ',
      '上午',
      'T',
      '+08:00',
      '９',
      '.',
      'Z',
      '\u0000',
    ),
    { maxLength: 30 },
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        pieces.map((parts) => parts.join('')),
      ),
      (text) => {
        const moment = readMoment(text)
        if (moment) expect(Number.isNaN(moment.at.getTime())).toBe(false)
      },
    ),
    { numRuns: 500 },
  )
})
