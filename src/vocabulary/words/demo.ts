/** What the invented staff of the demonstration county writes. It exists in demonstration stores only. */
export const demoStaffWords = {
  absence: '外出培训，由邻近镇街代管',
  confirm: '演示：已电话核实，情况属实，按规定交办。',
  dismiss: '演示：经属地核实，当事人已自行协商，暂无升级迹象，列入回访。',
  answer: '演示：已上门走访并约各方见面，说明了调解、仲裁、诉讼等途径，当事人愿意继续协商。',
  talk: '演示：已约谈负责人，限期提出整改方案。',
  close: '演示：各方已达成处理意见，诉讼和信访渠道均已告知，列入回访。',
} as const
