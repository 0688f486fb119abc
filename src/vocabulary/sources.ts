export type PartySide = 'claimant' | 'respondent' | 'other'

/** A column that names parties, and the columns that hold their document number and phone. */
export interface PartyColumn {
  readonly column: string
  readonly side: PartySide
  /** Column with an ID card number, a unified social credit code or another document. */
  readonly document?: string
  readonly phone?: string
}

export interface Source {
  readonly zh: string
  readonly en: string
  /** Ordered as formats.md lists them; the number column is first. Shared columns are not repeated here. */
  readonly columns: readonly string[]
  readonly numberColumn: string
  readonly timeColumn: string
  readonly parties: readonly PartyColumn[]
  /** Names, phones and document numbers of natural persons: the columns that sealing hides. */
  readonly identityColumns: readonly string[]
  /** Columns that hold what somebody wrote; read for mentions and cues. */
  readonly textColumns: readonly string[]
  /** Those of them that hold the party's own words; what police, grid workers or courts wrote is never shown to a party. */
  readonly ownWordsColumns: readonly string[]
  /** Columns that hold an address; hidden with the identity columns when a record is sealed. */
  readonly placeColumns: readonly string[]
  /** The supplier's own category, input of the crosswalk in dispute-types.ts. */
  readonly categoryColumn: string | null
  /** Outcome columns: their text says whether and how the matter ended there. */
  readonly resultColumns: readonly string[]
  /** Whose column closes the matter in that source, or null where nothing does. */
  readonly closedColumn: string | null
}

/** Columns that every file may have. 区划代码 is not among them: repayment has none. */
export const sharedColumns = ['接收时间', '版本', '关联编号'] as const

/** The eight sources exactly as formats.md section 1 names them. */
export const sources = {
  police110: {
    zh: '110警情',
    en: 'police calls',
    columns: [
      '警情编号',
      '报警时间',
      '报警人',
      '联系电话',
      '证件号码',
      '警情类别',
      '发生地址',
      '区划代码',
      '警情内容',
      '对方当事人',
      '对方电话',
      '对方证件号码',
      '处警单位',
      '处置结果',
    ],
    numberColumn: '警情编号',
    timeColumn: '报警时间',
    parties: [
      { column: '报警人', side: 'claimant', document: '证件号码', phone: '联系电话' },
      { column: '对方当事人', side: 'respondent', document: '对方证件号码', phone: '对方电话' },
    ],
    identityColumns: ['报警人', '联系电话', '证件号码', '对方当事人', '对方电话', '对方证件号码'],
    textColumns: ['警情内容', '处置结果'],
    ownWordsColumns: [],
    placeColumns: ['发生地址'],
    categoryColumn: '警情类别',
    resultColumns: ['处置结果'],
    closedColumn: null,
  },
  complaint: {
    zh: '投诉(12345、12315)',
    en: 'complaints',
    columns: [
      '工单号',
      '来电时间',
      '诉求人',
      '联系电话',
      '是否保密',
      '诉求类别',
      '被反映对象',
      '统一社会信用代码',
      '地址',
      '区划代码',
      '标题',
      '内容',
      '承办单位',
      '办结时间',
      '办理结果',
    ],
    numberColumn: '工单号',
    timeColumn: '来电时间',
    parties: [
      { column: '诉求人', side: 'claimant', phone: '联系电话' },
      { column: '被反映对象', side: 'respondent', document: '统一社会信用代码' },
    ],
    identityColumns: ['诉求人', '联系电话'],
    textColumns: ['标题', '内容', '办理结果'],
    ownWordsColumns: ['标题', '内容'],
    placeColumns: ['地址'],
    categoryColumn: '诉求类别',
    resultColumns: ['办理结果'],
    closedColumn: '办结时间',
  },
  petition: {
    zh: '信访',
    en: 'petitions',
    columns: [
      '信访编号',
      '登记时间',
      '信访形式',
      '人数',
      '初重访',
      '信访人',
      '证件号码',
      '联系电话',
      '被反映对象',
      '统一社会信用代码',
      '问题属地',
      '区划代码',
      '内容分类',
      '内容',
      '责任单位',
      '办理状态',
      '答复时间',
    ],
    numberColumn: '信访编号',
    timeColumn: '登记时间',
    parties: [
      { column: '信访人', side: 'claimant', document: '证件号码', phone: '联系电话' },
      { column: '被反映对象', side: 'respondent', document: '统一社会信用代码' },
    ],
    identityColumns: ['信访人', '证件号码', '联系电话'],
    textColumns: ['内容'],
    ownWordsColumns: ['内容'],
    placeColumns: ['问题属地'],
    categoryColumn: '内容分类',
    resultColumns: ['办理状态'],
    closedColumn: '答复时间',
  },
  grid: {
    zh: '基层(网格)事件',
    en: 'grid events',
    columns: [
      '事件编号',
      '上报时间',
      '网格编码',
      '网格员',
      '事件类别',
      '当事人甲',
      '当事人甲电话',
      '当事人乙',
      '当事人乙电话',
      '地址',
      '区划代码',
      '涉及人数',
      '事件描述',
      '处理结果',
    ],
    numberColumn: '事件编号',
    timeColumn: '上报时间',
    parties: [
      { column: '当事人甲', side: 'other', phone: '当事人甲电话' },
      { column: '当事人乙', side: 'other', phone: '当事人乙电话' },
    ],
    identityColumns: ['当事人甲', '当事人甲电话', '当事人乙', '当事人乙电话'],
    textColumns: ['事件描述', '处理结果'],
    ownWordsColumns: [],
    placeColumns: ['地址'],
    categoryColumn: '事件类别',
    resultColumns: ['处理结果'],
    closedColumn: null,
  },
  mediation: {
    zh: '调解',
    en: 'mediations',
    columns: [
      '调解案号',
      '受理时间',
      '受理方式',
      '调解组织',
      '调解员',
      '申请人',
      '申请人证件',
      '申请人电话',
      '被申请人',
      '被申请人证件',
      '被申请人电话',
      '纠纷类型',
      '标的额',
      '地址',
      '区划代码',
      '纠纷简述',
      '调解结果',
      '协议编号',
      '履行期限',
      '结案时间',
    ],
    numberColumn: '调解案号',
    timeColumn: '受理时间',
    parties: [
      { column: '申请人', side: 'claimant', document: '申请人证件', phone: '申请人电话' },
      { column: '被申请人', side: 'respondent', document: '被申请人证件', phone: '被申请人电话' },
    ],
    identityColumns: ['申请人', '申请人证件', '申请人电话', '被申请人', '被申请人证件', '被申请人电话'],
    textColumns: ['纠纷简述', '调解结果'],
    ownWordsColumns: ['纠纷简述'],
    placeColumns: ['地址'],
    categoryColumn: '纠纷类型',
    resultColumns: ['调解结果'],
    closedColumn: '结案时间',
  },
  court: {
    zh: '法院案件',
    en: 'court cases',
    columns: [
      '案号',
      '立案日期',
      '案由',
      '程序',
      '原告',
      '原告证件',
      '原告电话',
      '被告',
      '被告证件',
      '被告电话',
      '标的额',
      '承办法官',
      '区划代码',
      '案情摘要',
      '结案方式',
      '结案日期',
      '是否批量金融',
    ],
    numberColumn: '案号',
    timeColumn: '立案日期',
    parties: [
      { column: '原告', side: 'claimant', document: '原告证件', phone: '原告电话' },
      { column: '被告', side: 'respondent', document: '被告证件', phone: '被告电话' },
    ],
    identityColumns: ['原告', '原告证件', '原告电话', '被告', '被告证件', '被告电话'],
    textColumns: ['案情摘要'],
    ownWordsColumns: [],
    placeColumns: [],
    categoryColumn: '案由',
    resultColumns: ['结案方式'],
    closedColumn: '结案日期',
  },
  contract: {
    zh: '合同(交易)',
    en: 'contracts',
    columns: [
      '合同编号',
      '签订时间',
      '合同类型',
      '甲方(出借人)',
      '甲方信用代码',
      '乙方(借款人)',
      '乙方证件',
      '乙方电话',
      '本金',
      '年利率',
      '期数',
      '还款方式',
      '首期还款日',
      '产品',
      '区划代码',
    ],
    numberColumn: '合同编号',
    timeColumn: '签订时间',
    parties: [
      { column: '甲方(出借人)', side: 'other', document: '甲方信用代码' },
      { column: '乙方(借款人)', side: 'other', document: '乙方证件', phone: '乙方电话' },
    ],
    identityColumns: ['乙方(借款人)', '乙方证件', '乙方电话'],
    textColumns: [],
    ownWordsColumns: [],
    placeColumns: [],
    categoryColumn: '合同类型',
    resultColumns: [],
    closedColumn: null,
  },
  repayment: {
    zh: '还款',
    en: 'repayments',
    columns: ['合同编号+期次', '合同编号', '期次', '应还日期', '应还金额', '实还日期', '实还金额'],
    numberColumn: '合同编号+期次',
    timeColumn: '应还日期',
    parties: [],
    identityColumns: [],
    textColumns: [],
    ownWordsColumns: [],
    placeColumns: [],
    categoryColumn: null,
    resultColumns: [],
    closedColumn: null,
  },
} as const satisfies Record<string, Source>

export type SourceKey = keyof typeof sources

export const sourceKeys = Object.keys(sources) as readonly SourceKey[]

/** The table with every entry as a plain Source, for code that loops over sources. */
export const sourceTable: Readonly<Record<SourceKey, Source>> = sources

/** Sources whose records are disputes; contracts and repayments are transactions and open no dispute by themselves. */
export const disputeSources = [
  'police110',
  'complaint',
  'petition',
  'grid',
  'mediation',
  'court',
] as const satisfies readonly SourceKey[]

export function isSourceKey(value: string): value is SourceKey {
  return Object.hasOwn(sources, value)
}

/** Role printed for a mention found only in free text (formats.md, export parties). */
export const textRole = '文本'

/** Separators of several parties in one cell (formats.md section 1). */
export const partySeparators = /[;；、]/
