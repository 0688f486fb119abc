import { sealReasonTable } from '../seal-reasons.ts'

/** What a sealed identity consists of; a request names the parts it needs, a grant gives no more. */
export const custodyParts = {
  name: { zh: '姓名', en: 'name' },
  phone: { zh: '电话', en: 'phone' },
  document: { zh: '证件号码', en: 'document number' },
  address: { zh: '地址', en: 'address' },
  text: { zh: '原文', en: 'text as received' },
} as const
export type CustodyPart = keyof typeof custodyParts
export const custodyPartKeys = Object.keys(custodyParts) as readonly CustodyPart[]

/** For what a sealed identity may be asked. */
export const custodyPurposes = {
  safety: { zh: '保护人身安全', en: 'safety of the person' },
  contact: { zh: '联系本人核实诉求', en: 'contact with the person' },
  service: { zh: '送达答复或文书', en: 'service of an answer or document' },
  identification: { zh: '核对身份，防止误关联', en: 'identification, to avoid a wrong link' },
} as const
export type CustodyPurpose = keyof typeof custodyPurposes
export const custodyPurposeKeys = Object.keys(custodyPurposes) as readonly CustodyPurpose[]

export const custodyStates = {
  waiting: { zh: '待审批', en: 'waiting' },
  granted: { zh: '已批准', en: 'granted' },
  over: { zh: '批准已到期', en: 'grant run out' },
  refused: { zh: '未批准', en: 'refused' },
  revoked: { zh: '批准已撤回', en: 'grant withdrawn' },
} as const
export type CustodyState = keyof typeof custodyStates

export const custodyNouns = {
  request: '调阅申请',
  record: '封存的身份',
  dispute: (code: string) => `溯源码 ${code}`,
} as const
export const reasonKindWord = (kind: string): string =>
  (sealReasonTable as Readonly<Record<string, { readonly zh: string }>>)[kind]?.zh ?? kind
