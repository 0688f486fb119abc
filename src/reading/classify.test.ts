import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  judge,
  type LabelledParts,
  macroF1,
  readClassifier,
  stratifiedFolds,
  trainClassifier,
  writeClassifier,
} from './classify.ts'
import { learnVocabulary, scaled, vectoriser } from './learning/features.ts'

const words = {
  欠薪: ['拖欠工资', '工资没有发', '老板不给工钱'],
  噪声: ['半夜施工', '噪声扰民', '吵得睡不着'],
  物业: ['电梯停运', '物业乱收费', '垃圾没人清'],
}
const places = ['工地', '小区', '路口', '工业园', '菜场']
const rows: LabelledParts[] = Object.entries(words).flatMap(([label, phrases]) =>
  phrases.flatMap((phrase) =>
    places.map((place) => ({ parts: [`${place}${phrase}`, `我在${place}，${phrase}，请有关部门处理。`], label })),
  ),
)

describe('features', () => {
  // Three documents; df(雨) = 3, df(大) = 2: idf ln(4/4)+1 = 1, ln(4/3)+1 = 1.28768; a heading counts twice.
  const documents = [
    ['大雨', '雨'],
    ['', '大雨'],
    ['', '雨天'],
  ]
  it('weigh runs by tf and idf, worked out by hand', () => {
    const vocabulary = learnVocabulary(documents)
    expect(vocabulary.runs).toEqual(['大', '大雨', '雨'])
    const { indices, values } = vectoriser(vocabulary)(['大雨', '雨'])
    expect([...indices]).toEqual([0, 1, 2])
    const expected = [(1 + Math.log(2)) * 1.28768, (1 + Math.log(2)) * 1.28768, 1 + Math.log(3)]
    for (const [at, value] of expected.entries()) expect(values[at]).toBeCloseTo(value, 4)
    const unit = scaled({ indices, values })
    expect(unit.values.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5)
  })
})

describe('a classifier', () => {
  const model = trainClassifier(rows, ['标题', '内容'])
  it('labels what it never saw, with a probability, and is the same after being stored', () => {
    const stored = judge(readClassifier(writeClassifier(model)))
    for (const [text, label] of [
      ['码头上老板拖欠工资三个月', '欠薪'],
      ['学校旁边半夜施工噪声太大', '噪声'],
      ['花园里物业乱收费，电梯也停运', '物业'],
    ] as const) {
      const one = judge(model)(['', text])
      expect(one.label).toBe(label)
      expect(one.probability).toBeGreaterThan(0.5)
      expect(stored(['', text])).toEqual(one)
    }
  })

  it('learns the same from the same rows', () => {
    expect(writeClassifier(trainClassifier(rows, ['标题', '内容']))).toBe(writeClassifier(model))
  })

  it('gives a label and a probability for any text', () => {
    const judged = judge(model)
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 50 }), (title, text) => {
        const { label, probability } = judged([title, text])
        expect(model.labels).toContain(label)
        expect(probability).toBeGreaterThan(0)
        expect(probability).toBeLessThanOrEqual(1)
      }),
      { numRuns: 200 },
    )
  })

  it('says what is wrong with rows and models that cannot serve', () => {
    expect(() => trainClassifier(rows.slice(0, 3), [])).toThrow('two labels')
    expect(() => trainClassifier([...rows, { parts: ['x'], label: '其他' }], [])).toThrow('one only of 其他')
    expect(() => readClassifier('no')).toThrow('no JSON')
    expect(() => readClassifier('{"format":"other"}')).toThrow('not of the form')
    expect(() => readClassifier(writeClassifier({ ...model, offsets: [] }))).toThrow('damaged')
  })
})

describe('the measure', () => {
  // Two classes: tp 2, fp 1, fn 0 and tp 1, fp 0, fn 1 → F1 0.8 and 2/3, mean 0.7333 (worked out by hand).
  it('is the mean F1 of the classes', () => {
    expect(macroF1([0, 0, 1, 1], [0, 0, 0, 1], 2)).toBeCloseTo(0.7333, 4)
  })

  it('deals the rows of each class evenly', () => {
    const classes = Uint32Array.from([0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
    const folds = stratifiedFolds(classes, 5, 7)
    expect([...folds.slice(0, 5)].sort()).toEqual([0, 1, 2, 3, 4])
    expect([...folds.slice(5)].sort()).toEqual([0, 1, 2, 3, 4])
  })
})
