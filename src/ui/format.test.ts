import { describe, expect, it } from 'vitest'
import { dateTime, money, remaining, share } from './format.ts'

const now = Date.parse('2023-08-17T10:00:00+08:00')

describe('remaining', () => {
  it('counts hours and minutes within two days, days beyond, and says overdue in a word', () => {
    expect(remaining('2023-08-17T11:12:00+08:00', now)).toEqual({ text: '余 01:12', state: 'soon' })
    expect(remaining('2023-08-18T05:40:00+08:00', now)).toEqual({ text: '余 19:40', state: 'running' })
    expect(remaining('2023-08-25T10:00:00+08:00', now)).toEqual({ text: '余 8 天', state: 'running' })
    expect(remaining('2023-08-17T09:34:00+08:00', now)).toEqual({ text: '超时 00:26', state: 'overdue' })
  })
})

it('shows county time whatever the zone of the reader', () => {
  expect(dateTime('2023-08-16T16:30:00Z')).toBe('2023-08-17 00:30')
})

it('writes 万元 with one decimal only from ten thousand yuan', () => {
  expect(money(1_200_000)).toBe('1.2 万元')
  expect(money(969_447)).toBe('9,694.47 元')
  expect(money(500)).toBe('5 元')
})

it('says no percentage of fewer than twenty', () => {
  expect(share(3, 7)).toBe('3/7')
  expect(share(15, 60)).toBe('25%')
  expect(share(0, 0)).toBe('—')
})
