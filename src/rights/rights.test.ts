import { describe, expect, it } from 'vitest'
import { replacePart } from '../intake/correction.ts'
import type { IntakeRecord } from '../intake/record.ts'
import { coverOthers, ownColumns } from './copy.ts'
import { cutoffOf, endOf } from './deletion.ts'
import { dueAfterWaiting, dueOf, foldState, isOverdue, workingDaysLeft } from './rights.ts'
import { requestActions } from './schema.ts'

describe('the clock of a request', () => {
  it('runs fifteen working days and leaves out the week of National Day', () => {
    // 2023: 29 September to 6 October off, 7 and 8 October worked (国办发明电〔2022〕16号); counted by hand.
    expect(dueOf(new Date('2023-09-20T10:00:00+08:00')).lastDay).toBe('2023-10-17')
    expect(workingDaysLeft(new Date('2023-10-17T23:59:59+08:00'), new Date('2023-09-28T09:00:00+08:00'))).toBe(9)
  })
  it('stands while the office waits for the person, and goes on with what was left', () => {
    const due = dueOf(new Date('2023-08-01T10:00:00+08:00')).at
    expect(due.toISOString()).toBe('2023-08-22T15:59:59.999Z')
    // Asked on the 8th with ten days left; answered on the 25th: ten working days from there.
    const later = dueAfterWaiting(due, new Date('2023-08-08T09:00:00+08:00'), new Date('2023-08-25T16:00:00+08:00'))
    expect(later.toISOString()).toBe('2023-09-08T15:59:59.999Z')
    expect(isOverdue('waiting', due, new Date('2023-09-01T00:00:00Z'))).toBe(false)
    expect(isOverdue('accepted', due, new Date('2023-08-22T16:00:00Z'))).toBe(true)
  })
  it('ends only by a decision or by the person', () => {
    expect(foldState(['ask', 'accept', 'askMore', 'supply', 'decide', 'carryOut'])).toBe('decided')
    expect(foldState(['ask', 'withdraw', 'decide', 'accept'])).toBe('withdrawn')
    for (const action of requestActions.filter((one) => !['decide', 'withdraw'].includes(one)))
      expect(foldState(['ask', action])).not.toMatch(/decided|withdrawn/)
  })
})

describe('periods', () => {
  it('end by the calendar, leap days included', () => {
    expect(cutoffOf({ length: 10, unit: 'years' }, new Date('2033-03-01T00:00:00Z')).toISOString()).toBe(
      '2023-03-01T00:00:00.000Z',
    )
    expect(endOf({ length: 90, unit: 'days' }, new Date('2024-01-31T08:00:00Z')).toISOString()).toBe(
      '2024-04-30T08:00:00.000Z',
    )
  })
})

describe('what is a person’s own in a record', () => {
  const record: Pick<IntakeRecord, 'source' | 'row' | 'sealed'> = {
    source: 'mediation',
    sealed: false,
    row: {
      申请人: '王芳;欧阳建国',
      申请人电话: '13800000001;13900000002',
      被申请人: '周强',
      被申请人电话: '13700000003',
      纠纷简述: '王芳称周强（13700000003）堵了排水沟，欧阳建国在场',
    },
  }
  it('is the own name and number out of shared cells, and the own words with others covered', () => {
    const text = record.row.纠纷简述!
    const at = (part: string, kind: string) => ({
      kind,
      column: '纠纷简述',
      start: text.indexOf(part),
      end: text.indexOf(part) + part.length,
    })
    const spans = [at('王芳', 'person'), at('周强', 'person'), at('13700000003', 'phone'), at('欧阳建国', 'person')]
    const own = ownColumns(record, { side: 'claimant', column: '申请人', start: 0, end: 2 }, spans)
    expect(own).toContainEqual({ column: '申请人', value: '王芳' })
    expect(own).toContainEqual({ column: '申请人电话', value: '13800000001' })
    const shown = JSON.stringify(own)
    for (const other of ['周强', '13700000003', '13900000002', '欧阳建国']) expect(shown).not.toContain(other)
    expect(shown).toContain('堵了排水沟')
    expect(coverOthers(text, spans, new Set(['王芳']))).toHaveLength(text.length)
    // The other side learns nothing from the words of the one who complained.
    expect(ownColumns(record, { side: 'respondent', column: '被申请人', start: 0, end: 2 }, spans)).toEqual([
      { column: '被申请人', value: '周强' },
      { column: '被申请人电话', value: '13700000003' },
    ])
  })
  it('is corrected alone in a cell that several share', () => {
    const second = { column: '申请人', start: 3, end: 7 }
    expect(replacePart(record, second, { column: '申请人', value: '欧阳建邦' })).toBe('王芳;欧阳建邦')
    expect(replacePart(record, second, { column: '申请人电话', value: '13911112222' })).toBe('13800000001;13911112222')
    expect(replacePart(record, null, { column: '纠纷简述', value: '更正' })).toBe('更正')
  })
})
