import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { closure } from './judgements.ts'
import { type Change, inverse, replay, replayStart, undoneBy } from './replay.ts'

describe('replay', () => {
  test('of a change and its inverse is nothing, but for what was minted', () => {
    const id = fc.constantFrom('a', 'b', 'c')
    const places = fc.dictionary(id, fc.constantFrom('P', 'Q'))
    fc.assert(
      fc.property(places, places, (before, after) => {
        const change: Change = { before: { r: before }, after: { r: after } }
        const state = replayStart()
        replay(state, { before: {}, after: { r: before } })
        const start = [...state.records].sort()
        expect(replay(state, change)).toEqual([])
        expect(
          replay(
            state,
            inverse(change, () => 'P'),
          ),
        ).toEqual([])
        expect([...state.records].sort()).toEqual(start)
      }),
    )
    const split: Change = {
      before: { r: { x: 'D' } },
      after: { r: { x: 'N' }, d: { N: ['330681-0000-0000-0', null] } },
    }
    expect(inverse(split, () => 'D').after).toMatchObject({ r: { x: 'D' }, d: { N: ['330681-0000-0000-0', 'D', 1] } })
  })

  test('undoing an undoing lets the first stand again', () => {
    const log = [
      { id: 'A', undoes: null },
      { id: 'U1', undoes: 'A' },
      { id: 'U2', undoes: 'U1' },
      { id: 'U3', undoes: 'U2' },
    ]
    expect(undoneBy(log.slice(0, 2))).toEqual(new Map([['A', 'U1']]))
    expect(undoneBy(log.slice(0, 3))).toEqual(new Map([['U1', 'U2']]))
    expect(undoneBy(log)).toEqual(
      new Map([
        ['A', 'U1'],
        ['U2', 'U3'],
      ]),
    )
  })
})

test('judgements are used transitively: A is not B, B is C, so A is not C', () => {
  const { same, different } = closure([
    { one: 'A', other: 'B', verdict: 'different' },
    { one: 'B', other: 'C', verdict: 'same' },
    { one: 'C', other: 'D', verdict: 'alias' },
    { one: 'D', other: 'E', verdict: 'unsure' },
    { one: 'X', other: 'Y', verdict: 'alias' },
  ])
  expect([...different.get('A')!].sort()).toEqual(['B', 'C', 'D'])
  expect([...different.get('D')!]).toEqual(['A'])
  expect([...same.get('B')!].sort()).toEqual(['C', 'D'])
  expect([same.has('E'), different.has('E'), same.has('X')]).toEqual([false, false, false])
})
