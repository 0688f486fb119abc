/**
 * What never enters the store, and what is sealed when it does (formats.md 1; knowledge/domain.md 6.2, 9.1). Compared with
 * cells and column names as parts of them.
 */

/** 内容分类 of accusation letters: they belong to discipline inspection, not to dispute work. */
export const accusationCategories = ['检举', '控告'] as const

/** Court hearings that are not public: counted only. */
export const closedHearing = ['不公开审理', '不公开开庭'] as const
/** Columns whose cell 否 says the same, and columns whose cell 是 does. */
export const openHearingColumns = ['是否公开审理', '公开审理', '是否公开'] as const
export const closedHearingColumns = ['是否不公开审理'] as const

/** Columns of recordings and of criminal investigation: dropped with everything in them. */
export const droppedColumnWords = [
  '录音',
  '录像',
  '音频',
  '执法记录仪',
  '侦查',
  '讯问',
  '线人',
  '特情',
  '技侦',
  '同案犯',
] as const

export const yesWords = ['是', '保密', '要求保密', '匿名', 'y', 'yes', 'true', '1'] as const
export const noWords = ['否', 'n', 'no', 'false', '0'] as const
export const confidentialColumn = '是否保密'
export const categoryOfPetition = '内容分类'
