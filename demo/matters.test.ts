import { describe, expect, it } from 'vitest'
import { demoMatters } from './matters.ts'

describe('the demonstration lists of matters', () => {
  it('hold 1,007 and 185 items, each named once in its list and marked as invented', () => {
    const matters = demoMatters()
    const of = (list: string) => matters.filter((matter) => matter.list === list)
    expect([of('部门涉镇').length, of('涉村').length]).toEqual([1007, 185])
    for (const list of ['部门涉镇', '涉村'])
      expect(new Set(of(list).map(({ name }) => name)).size).toBe(of(list).length)
    expect(new Set(matters.map(({ number }) => number)).size).toBe(1192)
    expect(matters.every(({ clause }) => clause.includes('演示数据'))).toBe(true)
    expect(demoMatters()).toEqual(matters)
  })
})
