interface AgencyKindWords {
  readonly zh: string
  readonly en: string
}

/** Kinds of agency (docs/decisions/0001-one-thread.md), in the order in which a county's tree is read. */
export const agencyKinds = {
  centre: { zh: '县级社会治理中心', en: 'county governance centre' },
  town: { zh: '镇街', en: 'town' },
  village: { zh: '村社', en: 'village' },
  grid: { zh: '网格', en: 'grid' },
  justiceBureau: { zh: '司法局', en: 'justice bureau' },
  justiceOffice: { zh: '司法所', en: 'justice office' },
  mediationBody: { zh: '调解组织', en: 'mediation body' },
  court: { zh: '法院', en: 'court' },
  tribunal: { zh: '人民法庭', en: "people's tribunal" },
  courtOffice: { zh: '法院内设机构', en: 'office of a court' },
  department: { zh: '主管部门', en: 'department' },
  police: { zh: '公安机关', en: 'police' },
  policeStation: { zh: '派出所', en: 'police station' },
  petitionOffice: { zh: '信访部门', en: 'petition office' },
  hotline: { zh: '热线', en: 'hotline' },
  bank: { zh: '银行', en: 'bank' },
} as const satisfies Record<string, AgencyKindWords>

export type AgencyKind = keyof typeof agencyKinds
