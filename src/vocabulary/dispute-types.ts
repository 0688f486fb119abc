/** Code of a dispute type: people's-mediation statistics classes with the additions that citizens' messages need. */
export interface DisputeTypeWords {
  readonly zh: string
  readonly en: string
  /** What belongs here, in English, for whoever labels or reviews. */
  readonly note: string
}

export const disputeTypes = {
  marriageFamily: {
    zh: '婚姻家庭',
    en: 'marriage and family',
    note: 'divorce maintenance custody support of elders inheritance bride-price domestic quarrel',
  },
  neighbour: { zh: '邻里', en: 'neighbours', note: 'noise water light boundary between neighbours' },
  housingHomestead: {
    zh: '房屋宅基地',
    en: 'houses and homesteads',
    note: 'ownership use building of houses and homesteads',
  },
  homePurchase: {
    zh: '商品房买卖',
    en: 'home purchase',
    note: 'buyers against a developer: false advertising late delivery quality bundled sale certificates',
  },
  propertyService: {
    zh: '物业',
    en: 'property service',
    note: "property management fees service owners' committee parking in an estate",
  },
  lease: { zh: '租赁', en: 'lease', note: 'rent deposits landlord tenant' },
  construction: {
    zh: '建设工程装修',
    en: 'construction and decoration',
    note: 'construction subcontracting decoration',
  },
  labour: { zh: '劳动争议', en: 'labour', note: 'wages dismissal social insurance work injury' },
  consumer: { zh: '消费', en: 'consumer', note: 'goods services prepaid cards refunds fraud by a shop' },
  finance: { zh: '金融借贷', en: 'financial lending', note: 'loans credit cards P2P insurance investment' },
  privateLoan: { zh: '民间借贷', en: 'private loans', note: 'loans between persons' },
  contract: { zh: '其他合同', en: 'other contracts', note: 'other contracts' },
  businessOperation: {
    zh: '生产经营',
    en: 'business operation',
    note: 'disputes between businesses or about running one',
  },
  damages: { zh: '损害赔偿', en: 'damages', note: 'bodily injury property damage defamation' },
  traffic: { zh: '道路交通事故', en: 'traffic accidents', note: 'traffic accidents' },
  medical: { zh: '医疗', en: 'medical', note: 'doctor and patient' },
  education: { zh: '教育', en: 'education', note: 'schools kindergartens training institutions' },
  environment: { zh: '环境污染', en: 'environment', note: 'noise dust smell water from an enterprise site or road' },
  expropriation: { zh: '征地拆迁', en: 'expropriation', note: 'expropriation demolition resettlement compensation' },
  landForest: { zh: '山林土地', en: 'land and forest', note: 'land contracts forest water rights' },
  villageAffairs: { zh: '村务', en: 'village affairs', note: 'village accounts elections collective benefits' },
  onlineTrade: { zh: '网络电商', en: 'online trade', note: 'online trade platforms' },
  intellectualProperty: { zh: '知识产权', en: 'intellectual property', note: '' },
  tourism: { zh: '旅游', en: 'tourism', note: '' },
  publicService: {
    zh: '公共管理服务',
    en: 'public services',
    note: 'a demand on an authority: roads traffic order transport permits policy benefits licences enforcement',
  },
  other: { zh: '其他', en: 'other', note: 'a dispute that fits none of these' },
  none: {
    zh: '非纠纷',
    en: 'not a dispute',
    note: 'a question suggestion praise or news without a demand against anybody',
  },
} as const satisfies Record<string, DisputeTypeWords>

export type DisputeType = keyof typeof disputeTypes

export const disputeTypeCodes = Object.keys(disputeTypes) as readonly DisputeType[]

export function isDisputeType(value: string): value is DisputeType {
  return Object.hasOwn(disputeTypes, value)
}
