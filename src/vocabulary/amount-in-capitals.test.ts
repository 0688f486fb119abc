import fc from 'fast-check'
import { expect, it } from 'vitest'
import { amountInCapitals } from './amount-in-capitals.ts'

it('writes the examples of the rules for bills', () => {
  // 支付结算办法 (1997), annex 1, section 3; where a 零 may be written or not, it is not.
  const examples: Record<number, string> = {
    140950: '人民币壹仟肆佰零玖元伍角整',
    600714: '人民币陆仟零柒元壹角肆分',
    168032: '人民币壹仟陆佰捌拾元叁角贰分',
    10700053: '人民币壹拾万柒仟元伍角叁分',
    1640902: '人民币壹万陆仟肆佰零玖元零贰分',
    32504: '人民币叁佰贰拾伍元零肆分',
    0: '人民币零元整',
    7: '人民币柒分',
    100000000000: '人民币壹拾亿元整',
    100010000500: '人民币壹拾亿零壹拾万零伍元整',
  }
  for (const [amount, text] of Object.entries(examples)) expect(amountInCapitals(Number(amount))).toBe(text)
})

/** Reads the words back with rules of its own: the last unit seen scales what stands before it. */
function readBack(text: string): number {
  const digit = (character: string) => '零壹贰叁肆伍陆柒捌玖'.indexOf(character)
  const [whole, fraction] = text.includes('元') ? text.slice(3).split('元') : ['', text.slice(3)]
  let total = 0
  let section = 0
  let last = 0
  for (const character of whole!) {
    const scale = { 拾: 10, 佰: 100, 仟: 1000 }[character]
    if (digit(character) >= 0) last = digit(character)
    else if (scale) {
      section += last * scale
      last = 0
    } else {
      const unit = character === '万' ? 10_000 : 100_000_000
      if (unit === 100_000_000 && total > 0) total = (total + section + last) * unit
      else total += (section + last) * unit
      section = 0
      last = 0
    }
  }
  const tenths = /(.)角/.exec(fraction!)?.[1] ?? '零'
  const cents = /(.)分/.exec(fraction!)?.[1] ?? '零'
  return (total + section + last) * 100 + digit(tenths) * 10 + digit(cents)
}

it('can be read back to the same amount', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 99_999_999_999_999 }),
      (amount) => readBack(amountInCapitals(amount)) === amount,
    ),
  )
  expect(() => amountInCapitals(1.5)).toThrow(RangeError)
})
