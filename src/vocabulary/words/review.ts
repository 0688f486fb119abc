/** What the review room says to the reader of a pair. */
export const reviewWords = {
  ownMatter: '这一对涉及您本人或与您同名、同电话的人，须由他人核对。',
  settled: '这一对已有结论，不再需要核对。',
  answered: '您已核对过，等待另一位工作人员独立核对。',
  halfSeen: '有一侧不在您的查看范围内，或身份已封存：您只能选“说不准”，由有权查看的人决定。',
  pair: '待核对的一对',
  otherRule: '其他',
} as const
