const digits = '零壹贰叁肆伍陆柒捌玖'
const places = ['', '拾', '佰', '仟'] as const
const groups = ['', '万', '亿', '万亿'] as const

/** One group of four digits; a gap inside is read once as 零. */
function groupText(value: number): string {
  let text = ''
  let gap = false
  for (let place = 3; place >= 0; place--) {
    const digit = Math.floor(value / 10 ** place) % 10
    if (digit === 0) gap = text !== ''
    else {
      text += `${gap ? '零' : ''}${digits[digit]}${places[place]}`
      gap = false
    }
  }
  return text
}

function wholeText(yuan: number): string {
  let text = ''
  let gap = false
  for (let group = 3; group >= 0; group--) {
    const value = Math.floor(yuan / 10_000 ** group) % 10_000
    if (value === 0) gap ||= text !== ''
    else {
      text += `${text !== '' && (gap || value < 1000) ? '零' : ''}${groupText(value)}${groups[group]}`
      gap = false
    }
  }
  return text
}

/**
 * An amount in 分 as agreements and bills write it: 140950 → 人民币壹仟肆佰零玖元伍角整. Form of the People's Bank's rules for
 * bills (支付结算办法 1997, annex 1), in the variant that needs no optional 零. Whole 分 up to 9,999,999,999,999.99 yuan.
 */
export function amountInCapitals(amount: number): string {
  if (!Number.isInteger(amount) || amount < 0 || amount >= 1e15) throw new RangeError(`${amount} is no amount in 分`)
  const yuan = Math.floor(amount / 100)
  const tenths = Math.floor(amount / 10) % 10
  const cents = amount % 10
  const whole = yuan > 0 ? `${wholeText(yuan)}元` : tenths + cents === 0 ? '零元' : ''
  const fraction = tenths > 0 ? `${digits[tenths]}角` : cents > 0 && yuan > 0 ? '零' : ''
  return `人民币${whole}${fraction}${cents > 0 ? `${digits[cents]}分` : '整'}`
}
