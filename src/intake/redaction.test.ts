import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitSealed } from './redaction.ts'

const complaint = (row: Record<string, string>) => splitSealed('complaint', { row, raw: { 备注: '家住对面' } })

describe('the text of a sealed record', () => {
  test('says the matter and not the person', () => {
    const row = {
      工单号: 'S1',
      诉求人: '吴建国',
      联系电话: '13900002222',
      地址: '枫桥镇云栖花园3幢2单元501室',
      被反映对象: '绍兴安和物业服务有限公司',
      内容: '我叫吴建国（建国），住云栖花园3幢，电话139-0000-2222，物业公司2023-05-06停水，请处理',
    }
    const { open, identity } = complaint(row)
    expect(open).toEqual({
      row: {
        工单号: 'S1',
        被反映对象: '绍兴安和物业服务有限公司',
        内容: '我叫吴某某（建某），住******，电话*************，物业公司2023-05-06停水，请处理',
      },
      raw: {},
    })
    expect(identity).toEqual({
      row: { 诉求人: row.诉求人, 联系电话: row.联系电话, 地址: row.地址, 内容: row.内容 },
      raw: { 备注: '家住对面' },
    })
  })

  test('keeps its length, and nothing of name, phone or room is left, whatever stands around it', () => {
    const around = fc.string({ unit: fc.constantFrom(...'的我和，。在被打电话住漏水物业1a '), maxLength: 12 })
    fc.assert(
      fc.property(fc.array(around, { minLength: 4, maxLength: 4 }), ([a, b, c, d]) => {
        const row = { 诉求人: '欧阳明月', 联系电话: '13812345678', 地址: '云栖花园12幢1502室' }
        const text = `${a}欧阳明月${b}138 1234 5678${c}云栖花园12幢1502室${d}`
        const { open, identity } = complaint({ ...row, 内容: text })
        expect(open.row.内容).toHaveLength(text.length)
        expect(open.row.内容).not.toMatch(/明月|1234|5678|云栖|1502/)
        expect(identity.row.内容).toBe(text)
      }),
    )
  })
})
