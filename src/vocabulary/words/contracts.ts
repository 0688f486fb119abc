/** Words of contract rows that the contracts room reads, and the sentences it makes. */
export const contractColumns = {
  number: '合同编号',
  signedAt: '签订时间',
  kind: '合同类型',
  lender: '甲方(出借人)',
  lenderCode: '甲方信用代码',
  principal: '本金',
  rate: '年利率',
  instalments: '期数',
  method: '还款方式',
  firstDue: '首期还款日',
  product: '产品',
} as const

export const repaymentColumns = {
  contractNumber: '合同编号',
  instalment: '期次',
  due: '应还日期',
  dueAmount: '应还金额',
  paidOn: '实还日期',
  paidAmount: '实还金额',
} as const

/** Spellings of the repayment method, most particular first; a cell is matched by what it contains. */
export const repaymentMethodSpellings = [
  ['等额本息', 'equalInstalment'],
  ['等额本金', 'equalPrincipal'],
  ['先息后本', 'interestFirst'],
  ['按月付息', 'interestFirst'],
  ['按期付息', 'interestFirst'],
  ['到期一次', 'bullet'],
  ['一次性还本付息', 'bullet'],
  ['利随本清', 'bullet'],
] as const

export const contractWords = {
  method: {
    equalInstalment: '等额本息',
    equalPrincipal: '等额本金',
    interestFirst: '先息后本',
    bullet: '到期一次还本付息',
    unstated: '未载明',
  },
  state: { current: '正常履约', overdue: '逾期', settled: '已结清', unscheduled: '无还款计划' },
  instalmentState: {
    future: '未到期',
    due: '今日到期',
    paid: '已还',
    partial: '部分归还',
    overdue: '逾期',
    paidLate: '逾期后已还',
  },
  help: { none: '无', hardshipOffer: '已给出困难协商提示', earlyHelp: '已发出早期帮助提示' },
  dayCount: { monthTwelfth: '按月计息，每期计十二分之一年（本平台推算口径；银行报送应还金额的，以报送为准）' },
  overdueReason: '第{instalment}期应还{amount}元，已逾期{days}日',
  clusterReason: '{count}期未还，共{amount}元，最长逾期{days}日',
  earlyHelpSuggestion:
    '请出借机构在8时至22时之间联系借款人本人，说明可以申请展期、重新约定还款计划或调解；不得向其家人、单位、村社透露欠款',
  earlyHelpTitle: '贷款早期帮助',
  hardshipOffer:
    '您有一期还款已过约定日期{days}天，金额{amount}元。如遇到生病、失业、经营困难等情况，可以向出借机构申请延期或重新约定还款计划，也可以申请免费的人民调解。本提示不影响您依法提出异议、起诉或信访的权利，也不会告诉您的家人、单位或村社。',
  rate: {
    notStated: '合同未载明年利率，未作核对。',
    withinCap: '载明年利率{rate}%，未超过24%。',
    aboveCap: '载明年利率{rate}%，超过24%，请人工核对综合融资成本。',
    note: '持牌金融机构不适用民间借贷利率上限（法释〔2020〕17号）；法院对总成本一般按年24%把握。此项口径尚未与官方文本核对。',
    source: '最高人民法院关于审理民间借贷案件适用法律若干问题的规定（法释〔2020〕17号）；24%口径待核实',
  },
} as const
