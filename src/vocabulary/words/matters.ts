/** Columns of the list of matters as its file names them (reference-kinds.ts). */
export const matterColumns = { number: '编号', list: '清单', name: '事项', department: '部门', clause: '条款' } as const

/** Which list a row belongs to, as the file says it. */
export const matterListWords = { townList: '部门涉镇', villageList: '涉村' } as const
export type MatterListKind = keyof typeof matterListWords
