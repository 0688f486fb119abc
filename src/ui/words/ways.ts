import { words } from '../words.ts'

export const routeUi = words({
  title: ['可走的途径', 'Ways on'],
  note: [
    '按法律规定和同类纠纷的实际结果列出，供当事人和工作人员参考；由人选定，系统不会自动办理。起诉、信访任何时候都可以。',
    'From the law and from what came of like disputes. A person chooses; nothing follows by itself. Suing and petitioning are open at any time.',
  ],
  amount: ['标的额（元，用于估算费用）', 'Sum in dispute (yuan, for the fee)'],
  estimate: ['估算', 'Estimate'],
  where: ['到哪里', 'Where'],
  time: ['时间', 'Time'],
  cost: ['费用', 'Cost'],
  effect: ['效力', 'Effect'],
  why: ['理由', 'Why'],
  law: ['依据', 'Law'],
  bodies: ['调解组织', 'Mediation bodies'],
  holds: ['调成且未再起 {share}%（{low}–{high}%），{n} 件', 'settled and held {share}% ({low}–{high}%), {n} cases'],
  openAlways: ['随时可选', 'always open'],
  choose: ['选定', 'Choose'],
  chosen: ['已选定', 'Chosen'],
  chosenBy: ['{by} · {at}：{title}{body}。{reason}', '{by} · {at}: {title}{body}. {reason}'],
  body: ['选哪家（可不选）', 'Which body (optional)'],
  reason: ['为什么选这条途径（当事人的意愿等）', 'Why this way (what the parties want)'],
  chooseNote: [
    '只作记录。调解仍须各方同意；起诉、信访的权利不受影响。',
    'A record only. Mediation still needs consent; the right to sue or petition is untouched.',
  ],
  leftOut: ['未列入：{title}。{why}', 'Left out: {title}. {why}'],
})
