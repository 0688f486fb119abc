import { expect, it } from 'vitest'
import { matchesPinyin, pinyinInitials } from './pinyin.ts'

it('finds the initials of the towns', () => {
  expect(pinyinInitials('浣东街道')).toBe('hdjd')
  expect(pinyinInitials('店口镇')).toBe('dkz')
  expect(pinyinInitials('枫桥镇')).toBe('fqz')
})

it('matches by initials, by part of the name, and everything by nothing', () => {
  expect(matchesPinyin('东白湖镇', 'dbh')).toBe(true)
  expect(matchesPinyin('东白湖镇', '白湖')).toBe(true)
  expect(matchesPinyin('东白湖镇', 'fq')).toBe(false)
  expect(matchesPinyin('东白湖镇', ' ')).toBe(true)
})
