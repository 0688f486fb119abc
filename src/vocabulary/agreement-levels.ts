/** How far two values agree, in words for people; the keys are the levels of the linking core. */
export const agreementLevels: Readonly<Record<string, string>> = {
  equal: '相同',
  sameSound: '读音相同',
  maskedCompatible: '隐名可相合',
  near: '相近',
  similar: '部分相似',
  alike: '略有相似',
  oneSlip: '只差一处',
  sameYear: '同年',
  different: '不同',
  forbids: '校验正确而不同，不可能是同一主体',
  missing: '缺',
}

export const agreementWords = {
  start: '比较各项之前',
  rarity: (bits: string): string => `(其中该值的常见程度 ${bits})`,
  sum: '合计',
} as const
