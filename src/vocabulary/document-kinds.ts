interface DocumentKindWords {
  readonly zh: string
  readonly en: string
  /** May be given to a party; the others stay with officers. */
  readonly forParty: boolean
}

/** Kinds of official document. */
export const documentKinds = {
  mediationApplication: { zh: '人民调解申请书', en: 'application for mediation', forParty: true },
  mediationAgreement: { zh: '人民调解协议书', en: 'mediation agreement', forParty: true },
  legalNotice: { zh: '普法提示', en: 'legal notice', forParty: false },
  judicialAdvice: { zh: '司法建议书', en: 'judicial advice', forParty: false },
  checkupReport: { zh: '体检式源头治理态势分析报告', en: 'check-up report', forParty: false },
  rightsNote: { zh: '权利告知单', en: 'note of rights', forParty: true },
  filingPack: { zh: '起诉、信访材料包', en: 'filing pack', forParty: true },
  dossier: { zh: '电子案卷', en: 'dossier', forParty: false },
} as const satisfies Record<string, DocumentKindWords>

export type DocumentKind = keyof typeof documentKinds
