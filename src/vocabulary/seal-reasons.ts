interface SealReasonWords {
  readonly zh: string
  readonly en: string
  /** What the sealing rests on; a lawyer confirms it before go-live. */
  readonly basis: string
  readonly verified: boolean
}

/** Why an identity is kept apart from its record; the custodian sees it, a reader of the dispute does not. */
export const sealReasonTable = {
  whistleBlower: {
    zh: '举报人',
    en: 'whistle-blower',
    basis: '市场监督管理投诉举报处理暂行办法第三十二条',
    verified: false,
  },
  domesticViolence: {
    zh: '家庭暴力受害人',
    en: 'victim of domestic violence',
    basis: '反家庭暴力法第五条',
    verified: false,
  },
  minor: { zh: '未成年人', en: 'minor', basis: '未成年人保护法第四条', verified: false },
  confidentialCaller: {
    zh: '要求保密的反映人',
    en: 'caller who asked for confidentiality',
    basis: '信访工作条例第三十条',
    verified: false,
  },
} as const satisfies Record<string, SealReasonWords>

export type SealReason = keyof typeof sealReasonTable
export const sealReasonKeys = Object.keys(sealReasonTable) as readonly SealReason[]
