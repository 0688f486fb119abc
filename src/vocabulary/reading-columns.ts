/** Standard columns with a sum of money in 元, and with a number of people; in every source that has them. */
export const amountColumns = ['标的额', '本金', '应还金额'] as const
export const peopleColumns = ['人数', '涉及人数'] as const
/** The title, where a source has one: its words weigh more than the text's. */
export const titleColumn = '标题'

/** Grid events name two sides without saying who complains; the first is read as the one who does. */
export const respondentColumns = ['对方当事人', '被反映对象', '当事人乙', '被申请人', '被告', '乙方(借款人)'] as const

/** Words in a name column that name nobody. */
export const emptyNames =
  '匿名 无 不详 未知 不愿透露 保密 匿名群众 未提供 不明 未留 无名氏 已封存 / - -- 群众 市民 热心市民 网友 某某 过路人 不愿透露姓名 匿名市民 未留名'

/** Columns of the reference data `organisations` (docs/decisions/0001). */
export const registerColumns = { code: '统一社会信用代码', name: '名称', former: '曾用名' } as const
