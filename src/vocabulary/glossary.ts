/**
 * One Chinese term, one English name in the code. docs/glossary.md is generated from this table by tools/glossary.ts; a test
 * keeps them the same. A new term is a new line here.
 */
export interface Term {
  readonly zh: string
  /** Names in the code; several where the Chinese words name several things, in the same order. */
  readonly code: readonly string[]
  /** What it means and what it is not, in English. */
  readonly note: string
}

export const terms: readonly Term[] = [
  {
    zh: '诉源治理',
    code: ['source governance'],
    note: 'solving disputes at their source, before they become lawsuits',
  },
  { zh: '记录', code: ['record'], note: 'one immutable entry received from one source' },
  {
    zh: '来源: 110警情 / 信访 / 投诉(12345、12315) / 基层(网格)事件 / 调解 / 法院案件 / 合同(交易)',
    code: ['police110', 'petition', 'complaint', 'grid', 'mediation', 'court', 'contract'],
    note: 'the source kinds',
  },
  {
    zh: '当事人',
    code: ['party', 'person', 'organisation'],
    note: 'party (kind person or organisation); somebody in a dispute; a role belongs to the dispute, not to the party',
  },
  { zh: '提及', code: ['mention'], note: 'a party, place or object as one record writes it' },
  { zh: '纠纷', code: ['dispute'], note: 'one matter between parties, whatever channels it went through' },
  {
    zh: '类案 / 群体纠纷',
    code: ['caseCluster'],
    note: 'disputes of one kind against one respondent, place or product: related, never merged',
  },
  { zh: '全周期溯源码', code: ['traceCode'], note: 'the life-long code of a dispute' },
  {
    zh: '案由 / 纠纷类型',
    code: ['cause', 'disputeType'],
    note: "civil cause of action (versioned list) / people's-mediation statistics class",
  },
  {
    zh: '预警 微观 / 中观 / 宏观',
    code: ['alert', 'level', 'micro', 'meso', 'macro'],
    note: "one dispute / a cluster / a region's trend",
  },
  { zh: '红 橙 黄 蓝', code: ['red', 'orange', 'yellow', 'blue'], note: 'alert grade' },
  { zh: '研判', code: ['triage'], note: 'a named person confirms or dismisses an alert, with a reason' },
  { zh: '交办 / 任务', code: ['task'], note: 'work given to an agency, with a deadline and an answer' },
  { zh: '督办', code: ['supervision'], note: 'chasing an overdue task' },
  {
    zh: '普法提示 / 精准普法',
    code: ['legalNotice', 'legalEducation'],
    note: 'notice to the court that a kind of dispute grows / education aimed at those concerned',
  },
  { zh: '司法建议书', code: ['judicialAdvice'], note: "a court's letter of advice to a body" },
  { zh: '示范判例', code: ['modelJudgment'], note: 'a judgment that shows how such disputes are decided' },
  { zh: '约谈', code: ['formalTalk'], note: "a regulator's talk with a company" },
  { zh: '调解组织 / 调解员', code: ['mediationBody', 'mediator'], note: '' },
  { zh: '调解协议书', code: ['agreement'], note: 'mediation agreement' },
  { zh: '司法确认', code: ['judicialConfirmation'], note: "a court's confirmation of an agreement" },
  {
    zh: '履行 / 履约跟进',
    code: ['performance', 'performanceFollowUp'],
    note: 'doing what an agreement or contract says / following it',
  },
  { zh: '回访', code: ['followUpVisit'], note: 'visit or call after closing' },
  { zh: '体检式源头治理态势分析报告', code: ['checkupReport'], note: 'monthly report for an area' },
  {
    zh: '万人成讼率',
    code: ['litigationRate'],
    note: 'first-instance civil cases per 10,000 residents (its definition is always shown)',
  },
  { zh: '诉源治理指数', code: ['governanceIndex'], note: 'composite 0–100 with visible parts' },
  { zh: '民转刑', code: ['civilToCriminal'], note: 'a civil dispute that became a crime' },
  { zh: '驾驶舱 / 大屏', code: ['cockpit'], note: "big screen of the county's governance centre" },
  {
    zh: '镇街 / 村社 / 网格',
    code: ['town', 'village', 'grid'],
    note: 'levels under the county; place is any of them',
  },
  { zh: '机构 / 部门', code: ['agency'], note: 'a body whose staff use the system' },
  { zh: '用户(工作人员)', code: ['officer'], note: 'a staff member; never a party' },
  { zh: '网格员', code: ['gridWorker'], note: '' },
  {
    zh: '网格事件',
    code: ['gridEvent'],
    note: 'code name of the source whose key in files is grid; a grid as a place is place of level grid',
  },
  { zh: '还款', code: ['repayment'], note: '' },
  {
    zh: '升级',
    code: ['escalation'],
    note: "violence or a threat carried out, self-harm, or a gathering of five or more; never a suit or an individual's petition",
  },
  { zh: '时限', code: ['clock'], note: 'a running deadline' },
  {
    zh: '预警等级 / 预警层级',
    code: ['grade', 'level'],
    note: 'colour 红橙黄蓝 / micro, meso, macro; these are the words on screens',
  },
  { zh: '事项清单', code: ['matterList'], note: 'which department may give which matter to a town or village' },
  {
    zh: '执法',
    code: ['enforcement'],
    note: 'administrative law enforcement; as a source: matter, object, place, result',
  },
  {
    zh: '存证 / 上链',
    code: ['ledger entry', 'anchor'],
    note: 'entry in the tamper-evident log / its root written to an outside chain',
  },
  { zh: '身份保管员', code: ['identityCustodian'], note: 'releases a sealed identity for a stated reason' },
  { zh: '口径', code: ['definition'], note: 'how an indicator is counted: version, source, as-of date' },
  { zh: '预警来源', code: ['alertKind'], note: 'dispute, entity, scan, tree, trend, drift, feed (formats page)' },
  {
    zh: '走访清单',
    code: ['visitList'],
    note: 'dwellings, never persons; leaves a note of rights at each door and expires',
  },
  {
    zh: '权利告知单',
    code: ['rightsNote'],
    note: 'left at each door: routes open to everybody, suing and petitioning among them',
  },
  { zh: '起诉、信访材料包', code: ['filingPack'], note: 'given at once to whoever wants to sue or petition' },
  {
    zh: '电子案卷',
    code: ['dossier'],
    note: 'all papers of one dispute across departments, each reader sees what it may',
  },
  { zh: '收案', code: ['courtCases'], note: 'civil cases of first instance filed in a period' },
  {
    zh: '复发',
    code: ['relapse'],
    note: 'a settled dispute that comes back by a call, complaint, petition or grid event; a suit is no relapse',
  },
  { zh: '人民调解申请书', code: ['mediationApplication'], note: '' },
  {
    zh: '调解方案(批量)',
    code: ['mediationPlan'],
    note: 'one set of terms offered to many disputes of a cluster; each party consents for itself',
  },
  { zh: '来件单位', code: ['supplier'], note: 'who sends the files of a source' },
  {
    zh: '个人信息权利请求',
    code: ['rights.request'],
    note: 'what a person asks about the own data: copy, correction, deletion, objection, explanation',
  },
  {
    zh: '误关联 / 更正通知',
    code: ['wrongLink', 'notice'],
    note: 'a record joined to the wrong dispute; the word to whoever saw it',
  },
  { zh: '保存期限 / 暂停销毁', code: ['retention', 'hold'], note: 'how long what is kept; what keeps it longer' },
  {
    zh: '来件核对规则',
    code: ['mapping'],
    note: 'which column of a supplier is which standard column; versioned, confirmed by a person',
  },
]
