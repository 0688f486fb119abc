import { expect, it } from 'vitest'
import { createLookers } from './looking.ts'

it('names the others who have a task open, and forgets who has gone', () => {
  const lookers = createLookers()
  const officer = (name: string) => ({ officerId: name, name })
  expect(lookers.look('T1', officer('甲'), 0)).toEqual([])
  expect(lookers.look('T1', officer('乙'), 10_000)).toEqual(['甲'])
  expect(lookers.look('T2', officer('丙'), 10_000)).toEqual([])
  expect(lookers.look('T1', officer('甲'), 15_000)).toEqual(['乙'])
  expect(lookers.look('T1', officer('甲'), 60_000)).toEqual([])
})
