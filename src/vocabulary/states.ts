interface StateWords {
  readonly zh: string
  readonly en: string
}

/** Life of a dispute (domain.md 9.4). */
export const disputeStates = {
  registered: { zh: '已登记', en: 'registered' },
  assigned: { zh: '已分流', en: 'assigned' },
  handling: { zh: '办理中', en: 'being handled' },
  mediating: { zh: '调解中', en: 'in mediation' },
  agreed: { zh: '已达成协议', en: 'agreed' },
  notAgreed: { zh: '未达成协议', en: 'not agreed' },
  inCourt: { zh: '诉讼中', en: 'in court' },
  performing: { zh: '履行中', en: 'being performed' },
  closed: { zh: '已结案', en: 'closed' },
  observed: { zh: '观察期', en: 'observed after closing' },
  reopened: { zh: '复发重开', en: 'reopened' },
} as const satisfies Record<string, StateWords>
export type DisputeState = keyof typeof disputeStates

export const alertStates = {
  raised: { zh: '待研判', en: 'raised' },
  confirmed: { zh: '已确认', en: 'confirmed' },
  dismissed: { zh: '已排除', en: 'dismissed' },
  handling: { zh: '处置中', en: 'being handled' },
  closed: { zh: '已办结', en: 'closed' },
  expired: { zh: '已到期', en: 'expired' },
  historical: { zh: '历史补录', en: 'historical' },
} as const satisfies Record<string, StateWords>
export type AlertState = keyof typeof alertStates

export const taskStates = {
  sent: { zh: '已发出', en: 'sent' },
  delivered: { zh: '已送达', en: 'delivered' },
  read: { zh: '已读', en: 'read' },
  accepted: { zh: '已签收', en: 'accepted' },
  returned: { zh: '已退回', en: 'returned' },
  ruling: { zh: '退回待裁', en: 'awaiting a ruling' },
  answered: { zh: '已答复', en: 'answered' },
  closed: { zh: '已办结', en: 'closed' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
  merged: { zh: '已并案', en: 'merged' },
} as const satisfies Record<string, StateWords>
export type TaskState = keyof typeof taskStates

/** Life of a mediation; the table of its actions is src/mediation/states.ts. */
export const mediationStates = {
  consentPending: { zh: '征求同意中', en: 'awaiting consent' },
  consented: { zh: '各方已同意', en: 'consented' },
  assigned: { zh: '已选定调解员', en: 'mediator chosen' },
  inSession: { zh: '调解中', en: 'under way' },
  drafted: { zh: '协议草案', en: 'terms drafted' },
  signing: { zh: '签署中', en: 'being signed' },
  agreed: { zh: '已达成协议', en: 'agreed' },
  performing: { zh: '履行中', en: 'being performed' },
  performed: { zh: '已履行', en: 'performed' },
  ended: { zh: '已终止', en: 'ended' },
} as const satisfies Record<string, StateWords>
export type MediationState = keyof typeof mediationStates

export const agreementStates = {
  draft: { zh: '待签署', en: 'to be signed' },
  signed: { zh: '已签署', en: 'signed' },
  performing: { zh: '履行中', en: 'being performed' },
  performed: { zh: '已履行', en: 'performed' },
  breached: { zh: '未按期履行', en: 'not performed in time' },
  confirmed: { zh: '已司法确认', en: 'confirmed by the court' },
} as const satisfies Record<string, StateWords>
export type AgreementState = keyof typeof agreementStates

export const judicialAdviceStates = {
  draft: { zh: '草稿', en: 'draft' },
  consulted: { zh: '已征求意见', en: 'recipient consulted' },
  approved: { zh: '已签发', en: 'approved' },
  sent: { zh: '已送达', en: 'sent' },
  replied: { zh: '已回复', en: 'replied' },
  withdrawn: { zh: '已撤销', en: 'withdrawn' },
} as const satisfies Record<string, StateWords>
export type JudicialAdviceState = keyof typeof judicialAdviceStates
