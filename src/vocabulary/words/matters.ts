/** Columns of the list of matters as its file names them (reference-kinds.ts). */
export const matterColumns = { number: '编号', list: '清单', name: '事项', department: '部门', clause: '条款' } as const

/** Which list says what may be given to an agency of a kind; others get work without a list. */
export const listOfAgency: Readonly<Record<string, MatterListKind>> = {
  town: 'townList',
  village: 'villageList',
  grid: 'villageList',
}

/** Why no item stands beside work that the platform itself gave after a confirmed alert. */
export const outsideWords = {
  route: '预警确认后按交办规则派发，规则未写明清单事项',
  part: '协办任务，随主办任务',
} as const

/** Which list a row belongs to, as the file says it. */
export const matterListWords = { townList: '部门涉镇', villageList: '涉村' } as const
export type MatterListKind = keyof typeof matterListWords
