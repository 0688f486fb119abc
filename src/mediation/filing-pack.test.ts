import { expect, it } from 'vitest'
import { type FilingFacts, makeFilingPack } from './filing-pack.ts'

const facts: FilingFacts = {
  traceCode: '330681-7K4M-2Q9F-A',
  type: 'homePurchase',
  countyName: '诸暨市',
  courts: ['诸暨市人民法院'],
  petitionOffices: [],
  statements: [
    { at: new Date('2023-08-03T09:00:00+08:00'), text: '后来说的' },
    { at: new Date('2023-08-01T09:00:00+08:00'), text: '先说的' },
  ],
}
const now = new Date('2023-08-20T12:00:00+08:00')

it('names court, routes and the limitation clock that starts with the first statement', () => {
  const pack = makeFilingPack('suit', facts, now)
  expect(pack.competent).toEqual([expect.objectContaining({ name: '诸暨市人民法院', verified: true })])
  // Three years from 2023-08-01, start day not counted, end on Saturday 2026-08-01 → Monday 2026-08-03 (民法典 203).
  expect(pack.deadlines[0]).toMatchObject({ title: '诉讼时效', until: '2026-08-03' })
  expect(pack.routes.some((route) => route.text.includes('您可以拒绝'))).toBe(true)
  expect(pack.promise).toContain('不改变')
})

it('keeps the arbitration road open for labour disputes, and says where a name is not known', () => {
  const pack = makeFilingPack('suit', { ...facts, type: 'labour', courts: [] }, now)
  expect(pack.competent.map((body) => body.verified)).toEqual([false, false])
  expect(pack.deadlines[0]).toMatchObject({ until: '2024-08-01' })
  const petition = makeFilingPack('petition', { ...facts, statements: [] }, now)
  expect(petition.competent[0]!.name).toContain('诸暨市信访局')
  expect(petition.records).toEqual([])
})
