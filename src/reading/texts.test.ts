import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foundWritten, sameWritten } from './agreement.ts'
import { readTexts, type TextColumn } from './texts.ts'
import { textModel, trainReading } from './training.ts'

const columns = (title: string, text: string): TextColumn[] => [
  { column: '标题', text: title, title: true },
  { column: '内容', text, title: false },
]

describe('whom a text complains of, and where', () => {
  test.each([
    // The company with its legal form, not the office that is asked for help.
    [
      '投诉诸暨云澜置业有限公司逾期交房',
      '我是云栖花园的业主，诸暨云澜置业有限公司一直不交房，请住建局处理。',
      '诸暨云澜置业有限公司',
      '',
    ],
    ['云栖花园物业乱收费', '我是云栖花园3幢的业主，物业乱收停车费，多次反映没有结果。', '物业', '云栖花园'],
    ['沁园小区麻将馆通宵扰民', '沁园小区楼下的麻将馆每天半夜吵得人睡不着。', '麻将馆', '沁园小区'],
    ['大唐街道绿杨路路灯不亮', '绿杨路的路灯坏了一个月，晚上很黑，请维修。', '', '绿杨路'],
    ['咨询居住证办理需要什么材料', '请问居住证怎么办理，谢谢', '', ''],
  ])('%s', (title, text, respondent, place) => {
    const reading = readTexts(columns(title, text))
    expect(reading.respondent).toBe(respondent)
    if (place) expect(reading.place).toContain(place)
  })

  test('facts and cues; a negated threat is none', () => {
    const reading = readTexts(
      columns(
        '包工头拖欠工资',
        '店口镇工地上包工头拖欠我们30名工人工资12万元，电话13800001111，再不给钱我就从楼上跳楼，他没有说要杀人。',
      ),
    )
    expect(reading).toMatchObject({
      type: 'labour',
      respondent: '包工头',
      town: '店口镇',
      people: 30,
      amountYuan: 120_000,
    })
    expect(reading.cues).toContain('selfHarm')
    expect(reading.cues).not.toContain('threat')
    expect(reading.mentions.find((mention) => mention.kind === 'phone')?.text).toBe('13800001111')
  })
})

test('found is equal or held with a third of the longer; an empty label wants an empty reading', () => {
  expect(sameWritten('Ａ３区「惠民」超市', '惠民超市')).toBe(true)
  expect(foundWritten('锦绣小区麻将馆', '麻将馆')).toBe(true)
  expect(foundWritten('物业', '锦绣花园二期物业服务中心')).toBe(false)
  expect(foundWritten('物', '物业')).toBe(false)
  expect(foundWritten('', '物业')).toBe(false)
  expect(foundWritten('物业', '')).toBe(false)
  expect(foundWritten('', '')).toBe(true)
})

test('labels teach what the shipped weights do not know, and the same labels teach the same', () => {
  // Sledges are no business of any word list: only labels can tell that the name before 雪橇 is meant.
  const names = ['红松', '白桦', '青杨', '黑榆', '紫杉', '金槐', '银柳', '铁杉']
  const rows = names.map((name) => ({
    columns: columns(`湖边${name}雪橇店吵闹`, `湖边的${name}雪橇店每天吵闹，旁边的学校也没有人管。`),
    respondent: `${name}雪橇店`,
    place: '湖边',
  }))
  const held = rows.pop()!
  const model = trainReading(rows)
  expect(trainReading(rows)).toEqual(model)
  expect(readTexts(held.columns).respondent).toBe('学校')
  expect(readTexts(held.columns, textModel(model)).respondent).toContain('铁杉雪橇店')
})

const pieces = [
  '投诉',
  'A市A3区',
  '云栖花园',
  '物业',
  '诸暨云澜置业有限公司',
  '人民路与解放路交叉口',
  '麻将馆',
  '周启明',
  '13800001111',
  '三十多名业主',
  '3.5万元',
  '不退',
  '我是',
  '，',
  '。',
  '“',
  '《',
  '（',
  '𠮷',
  '\ud83d',
  '\u0000',
  '店',
  '局',
  '镇',
  '区',
  '路',
  '的',
]
test('whatever is written: every span is an exact piece of its column, the answers are pieces of the text', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(text, text, (title, body) => {
      const given = columns(title, body)
      const reading = readTexts(given)
      const raw = Object.fromEntries(given.map((column) => [column.column, column.text]))
      for (const mention of reading.mentions) {
        expect(mention.end).toBeGreaterThan(mention.start)
        expect(raw[mention.column]!.slice(mention.start, mention.end)).toBe(mention.text)
      }
      for (const answer of [reading.respondent, reading.place])
        expect(answer === '' || title.includes(answer) || body.includes(answer)).toBe(true)
      expect(reading.probability).toBeGreaterThan(0)
      expect(reading.probability).toBeLessThanOrEqual(1)
      expect(readTexts(given)).toEqual(reading)
    }),
    { numRuns: 500 },
  )
})

test.each(pieces)('100 kB of %j end in time', (piece) => {
  const text = piece.repeat(Math.ceil(100_000 / piece.length))
  const begun = process.cpuUsage()
  readTexts(columns(text.slice(0, 200), text))
  const { user } = process.cpuUsage(begun)
  // A text of 20,000 characters costs 50 ms at the target of 0.5 ms per 200; twenty times as much is still no hang.
  expect(user / 1000).toBeLessThan(1000)
})
