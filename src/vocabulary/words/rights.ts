/** What the rights room says to people: lines of a request, notices of a wrong link, remedies, holds. */
export const rightsWords = {
  kinds: {
    copy: '查阅、复制本人信息',
    correction: '更正、补充信息',
    deletion: '删除信息',
    linkObjection: '这不是我的事（误关联）',
    readObjection: '对查阅记录有异议',
    explanation: '说明自动化建议的理由',
  },
  states: {
    received: '已收到',
    accepted: '办理中',
    waiting: '待您补充',
    decided: '已答复',
    withdrawn: '已撤回',
  },
  outcomes: { granted: '同意', partly: '部分同意', refused: '不同意' },
  channels: { portal: '本人页面', window: '窗口', phone: '电话', letter: '来信' },
  askedAs: { self: '本人', guardian: '监护人', agent: '代理人' },
  fields: { name: '姓名', phone: '电话', idNumber: '证件号码', address: '地址', other: '其他内容' },
  actions: {
    ask: '提出请求',
    accept: '受理',
    askMore: '请您补充',
    supply: '补充',
    withdraw: '撤回请求',
    decide: '答复',
    carryOut: '执行完毕',
  },
  self: '本人',
  party: '当事人',
  system: '系统',
  unknownOrgan: '承办机关',
  decided: (outcome: string) => `答复：${outcome}`,
  carried: {
    correction: (count: number) => `已更正 ${count} 处，原记录保留为旧版本，页面、掩码和检索均按更正后的内容`,
    deletion: (count: number) => `已销毁 ${count} 条记录的密钥和检索标识，内容不可恢复`,
    unlinked: (count: number, code: string, other: string) =>
      `已将误关联的 ${count} 条记录移出：原编码 ${code}，现编码 ${other}；看过的单位和人员已逐一通知`,
  },
  /** The ways open to whoever is not satisfied; shown at every stage. */
  remedies: [
    '对答复不服，可以向本县网信部门或者作出答复机关的上级机关投诉、举报（个人信息保护法第六十五条）。',
    '请求被拒绝的，可以依法向人民法院起诉（个人信息保护法第五十条第二款）。',
    '您随时可以就纠纷本身起诉或者信访，与本请求的结果无关。',
  ],
  holds: {
    open: '纠纷仍在办理（最后一条记录未满两年且无来源办结）',
    mediation: '调解正在进行或者协议正在履行',
    suit: '法院案件尚未办结',
    request: '有正在办理的个人信息权利请求',
    task: '有未办结的任务',
    person: (by: string, reason: string) => `${by}暂停销毁：${reason}`,
  },
  notice: {
    kind: '更正通知',
    officer: (code: string, other: string, records: number) =>
      `更正通知：您查阅过的纠纷 ${code} 中有 ${records} 条记录误关联，已移至 ${other}。请勿再据原页面办理；已抄录、转告的，请一并更正。`,
    agency: (code: string, other: string, records: number) =>
      `更正通知：纠纷 ${code} 中有 ${records} 条记录误关联，已移至 ${other}，随之交给贵单位的查阅权已收回。请勿再据原页面办理。`,
    party: (code: string) =>
      `您的纠纷（编码 ${code}）中曾混入与其无关的记录，现已分开，看过的单位已逐一通知。请以最新页面为准；如有异议，可在“我的权利”中提出。您随时可以起诉或信访。`,
    partyMoved: (code: string) =>
      `您反映的事项曾被误关联到他人的纠纷，现已单独登记，编码 ${code}，看过的单位已逐一通知。凭该编码和登记的手机号可以查看。您随时可以起诉或信访。`,
  },
  message: {
    askMore: (code: string) => `您的请求 ${code} 需要补充材料，请在“我的权利”中查看，或到窗口、致电 12345 询问。`,
    decided: (code: string, outcome: string) =>
      `您的请求 ${code} 已答复：${outcome}。理由和救济途径见“我的权利”，也可以到窗口领取。`,
  },
  evidence: (text: string, weight: number) => `${text}（${weight > 0 ? '+' : ''}${weight}）`,
  erased: '内容已按规定销毁',
  copy: {
    note: [
      '本材料只含您本人的信息和您自己说的话，不含对方和第三人的信息，也不含机关内部记录。',
      '您原话中能识别出的他人姓名、电话、证件号码已遮盖。封存的身份信息不在此列，请携带证件到窗口查阅。',
    ],
    claimant: '您反映的',
    respondent: '他人反映、提到您的',
    other: '提到您的',
    suit: '索取起诉材料包',
    petition: '索取信访材料包',
  },
  mediationSteps: {
    apply: '申请调解',
    consent: '同意调解',
    withdraw: '撤回同意',
    chooseBody: '选定调解组织',
    say: '在调解室发言',
    sign: '签署协议',
    perform: '登记履行',
    confirm: '确认履行',
    end: '终止调解',
    other: '在调解中的一步',
  },
  correctionColumn: '更正依据',
  period: { years: '年', months: '个月', days: '天' },
  endings: {
    key: '销毁密钥，内容不可恢复',
    row: '删除',
    itself: '由程序随时清理',
    elsewhere: '随备份轮换消失',
  },
  nouns: { request: '请求', record: '记录', statement: '您选的那段陈述' },
  needs: {
    outcome: '答复结果',
    changes: '要更正的内容',
    erase: '要销毁的记录',
    unlink: '要撤销的关联或要移出的记录',
    field: '要更正的项目和正确内容',
  },
} as const
