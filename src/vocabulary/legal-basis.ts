import type { SourceKey } from './sources.ts'

/**
 * Why the county may hold a source's records, kept with each of them. Articles of the 个人信息保护法 of 2021-08-20 as read in its
 * text; whether they cover a source's delivery has to be confirmed by the county's lawyer, hence unverified.
 */
export const legalBases = {
  statutoryDuty: { zh: '履行法定职责', law: '个人信息保护法第十三条第一款第三项', verified: false },
  partyToContract: { zh: '订立、履行个人作为当事人的合同', law: '个人信息保护法第十三条第一款第二项', verified: false },
} as const
export type LegalBasis = keyof typeof legalBases

export const basisOfSource = {
  police110: 'statutoryDuty',
  complaint: 'statutoryDuty',
  petition: 'statutoryDuty',
  grid: 'statutoryDuty',
  mediation: 'statutoryDuty',
  court: 'statutoryDuty',
  contract: 'partyToContract',
  repayment: 'partyToContract',
} as const satisfies Record<SourceKey, LegalBasis>
