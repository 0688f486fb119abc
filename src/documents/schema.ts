import { type Static, Type } from 'typebox'

/**
 * What each official document is made of, and the HTTP shapes of the room. Data only: every text below is printed as it
 * stands, nothing in it is ever read as markup. Dates YYYY-MM-DD, times ISO 8601 with zone, money in 分.
 */

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()])
const oneOf = <const Values extends readonly string[]>(values: Values) =>
  Type.Unsafe<Values[number]>(Type.String({ enum: [...values] }))
const line = (maxLength = 200) => Type.String({ maxLength })
const paragraph = Type.String({ maxLength: 8000 })
const day = Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' })

const envelope = {
  /** Date of the document; it also fixes the file's own dates, so that the same data give the same bytes. */
  date: day,
  /** True until a named person has signed: every page then says so. */
  draft: Type.Boolean(),
  /** True for invented data: every page then says so. */
  demo: Type.Boolean(),
  /** `https://<host>/t/<code>`: printed as QR code, and nothing else in it; null for no code. */
  traceUrl: nullable(line(300)),
}

export const renderedKinds = [
  'mediationAgreement',
  'legalNotice',
  'judicialAdvice',
  'checkupReport',
  'rightsNote',
  'filingPack',
] as const
export type RenderedKind = (typeof renderedKinds)[number]

export const AgreementParty = Type.Object({
  side: oneOf(['claimant', 'respondent'] as const),
  kind: oneOf(['person', 'organisation'] as const),
  name: line(),
  /** Persons: gender, ethnicity, age, occupation; whatever is unknown is null and prints as a blank to fill in by hand. */
  gender: nullable(line(10)),
  ethnicity: nullable(line(20)),
  age: nullable(Type.Integer({ minimum: 0, maximum: 150 })),
  occupation: nullable(line()),
  phone: nullable(line(40)),
  address: nullable(line(400)),
  /** ID card number or unified social credit code. */
  identity: nullable(line(40)),
  /** Organisations only. */
  legalRepresentative: nullable(line()),
})
export type AgreementParty = Static<typeof AgreementParty>

/** 人民调解协议书 (People's Mediation Law arts. 28–33; form of the Ministry of Justice of 2010). */
export const MediationAgreementData = Type.Object({
  ...envelope,
  /** （2023）枫人调字第12号 */
  number: line(),
  /** The people's mediation committee. */
  body: line(),
  parties: Type.Array(AgreementParty, { minItems: 2, maxItems: 40 }),
  /** Main facts and points in dispute. */
  facts: paragraph,
  /** What was agreed, one sentence each, without number: the document numbers them. */
  clauses: Type.Array(paragraph, { minItems: 1, maxItems: 100 }),
  instalments: Type.Array(
    Type.Object({
      number: Type.Integer(),
      due: day,
      amount: Type.Integer({ minimum: 0 }),
      act: line(500),
      obligor: line(),
    }),
    { maxItems: 400 },
  ),
  /** 分; 0 for an agreement without payment. */
  total: Type.Integer({ minimum: 0 }),
  /** The same in Chinese capitals, '' for 0. */
  totalInCapitals: line(),
  /** How, when and where it is performed. */
  performance: paragraph,
  copies: Type.Integer({ minimum: 2 }),
  mediator: line(),
  recorder: nullable(line()),
  signatures: Type.Array(
    Type.Object({
      by: oneOf(['claimant', 'respondent', 'mediator', 'body'] as const),
      name: line(),
      at: Type.String(),
      manner: oneOf(['online', 'paper'] as const),
    }),
    { maxItems: 60 },
  ),
  /** `sha256:` + hex of the text that was signed, or null. */
  textHash: nullable(line()),
  /** Last day of the joint application for judicial confirmation, or null. */
  confirmationUntil: nullable(day),
})
export type MediationAgreementData = Static<typeof MediationAgreementData>

export const DocumentTable = Type.Object({
  title: line(),
  columns: Type.Array(Type.Object({ label: line(), number: Type.Boolean() }), { minItems: 1, maxItems: 14 }),
  /** Cells as they are to be read; groups under five come here already as `<5`. */
  rows: Type.Array(Type.Array(line(1000)), { maxItems: 600 }),
  note: nullable(line(1000)),
})
export type DocumentTable = Static<typeof DocumentTable>

/** 普法提示: tells the court that a kind of dispute grows and what people should know. */
export const LegalNoticeData = Type.Object({
  ...envelope,
  number: line(),
  /** Who sends it (the governance centre) and the court that gets it. */
  sender: line(),
  recipient: line(),
  title: line(),
  alertCode: line(),
  grade: oneOf(['red', 'orange', 'yellow', 'blue'] as const),
  /** What was seen: label and value, such as dispute type, place, period, observed, expected. */
  findings: Type.Array(Type.Object({ label: line(), value: line(500) }), { maxItems: 30 }),
  paragraphs: Type.Array(paragraph, { maxItems: 30 }),
  /** What the court may do; never a duty. */
  suggestions: Type.Array(paragraph, { maxItems: 20 }),
  /** Provisions that people concerned should know: law and article, gist, and whether somebody has checked them. */
  law: Type.Array(Type.Object({ title: line(), text: paragraph, verified: Type.Boolean() }), { maxItems: 20 }),
  /** The named person who confirmed the alert. */
  confirmedBy: line(),
  contact: nullable(line()),
})
export type LegalNoticeData = Static<typeof LegalNoticeData>

/** 司法建议书 (domain knowledge 3.4), laid out by GB/T 9704-2012. */
export const JudicialAdviceData = Type.Object({
  ...envelope,
  court: line(),
  /** 浙0681法建〔2023〕3号; in a draft without number ''. */
  number: line(),
  /** Full name of the addressee. */
  recipient: line(),
  /** Case type and how the problem was found. */
  opening: Type.Array(paragraph, { minItems: 1, maxItems: 10 }),
  /** Problems with facts and figures; causes with the law; numbered by the document. */
  problems: Type.Array(paragraph, { minItems: 1, maxItems: 20 }),
  causes: Type.Array(paragraph, { maxItems: 20 }),
  suggestions: Type.Array(paragraph, { minItems: 1, maxItems: 20 }),
  /** The request to reply in writing, with its period. */
  replyRequest: paragraph,
  /** Evidence tables, printed as annexes. */
  evidence: Type.Array(DocumentTable, { maxItems: 20 }),
  copiesTo: Type.Array(line(), { maxItems: 20 }),
  contact: nullable(line()),
  /** Who signed and when; null while it is a draft. */
  signedBy: nullable(Type.Object({ name: line(), office: line(), at: Type.String() })),
})
export type JudicialAdviceData = Static<typeof JudicialAdviceData>

export const DocumentBlock = Type.Union([
  Type.Object({ kind: Type.Literal('paragraph'), text: paragraph }),
  Type.Object({ kind: Type.Literal('list'), items: Type.Array(paragraph, { maxItems: 200 }) }),
  /** Key figures side by side, each with the line that says how it is counted. */
  Type.Object({
    kind: Type.Literal('figures'),
    items: Type.Array(Type.Object({ label: line(), value: line(40), unit: line(20), note: line() }), { maxItems: 12 }),
  }),
  Type.Object({ kind: Type.Literal('table'), table: DocumentTable }),
  /** Lines or columns over the same labels. Null is a gap, never a zero. Breaks are drawn before the label of that index. */
  Type.Object({
    kind: Type.Literal('chart'),
    form: oneOf(['line', 'column'] as const),
    title: line(),
    /** What the chart shows, in one sentence: read aloud instead of it. */
    summary: line(1000),
    unit: line(20),
    labels: Type.Array(line(20), { minItems: 1, maxItems: 120 }),
    series: Type.Array(Type.Object({ name: line(60), values: Type.Array(nullable(Type.Number())) }), {
      minItems: 1,
      maxItems: 6,
    }),
    breaks: Type.Array(Type.Object({ index: Type.Integer({ minimum: 0 }), text: line(60) }), { maxItems: 6 }),
    note: nullable(line(1000)),
  }),
  /** A ready-made picture, for what the two forms above cannot show (flows). Texts in it use generic families only. */
  Type.Object({
    kind: Type.Literal('picture'),
    title: line(),
    summary: line(1000),
    svg: Type.String({ maxLength: 400_000 }),
    note: nullable(line(1000)),
  }),
])
export type DocumentBlock = Static<typeof DocumentBlock>

/** 体检式源头治理态势分析报告 of one place and period (domain knowledge 7.5). */
export const CheckupReportData = Type.Object({
  ...envelope,
  title: line(),
  place: line(),
  /** 2023年8月 or 2023年7月15日至9月30日 */
  period: line(),
  /** Until when records were known: time with zone. */
  asOf: Type.String(),
  publisher: line(),
  sections: Type.Array(Type.Object({ heading: line(), blocks: Type.Array(DocumentBlock, { maxItems: 60 }) }), {
    minItems: 1,
    maxItems: 40,
  }),
  /** How every indicator is counted: printed as the last table. */
  definitions: Type.Array(Type.Object({ name: line(), version: line(40), text: paragraph, source: line(400) }), {
    maxItems: 60,
  }),
  /** `sha256:` + hex of the frozen figures. */
  snapshotHash: line(),
})
export type CheckupReportData = Static<typeof CheckupReportData>

/** 权利告知单, left at each door of a visit list: names a dwelling, never a person. */
export const RightsNoteData = Type.Object({
  ...envelope,
  title: line(),
  sender: line(),
  /** One note a page. */
  dwellings: Type.Array(line(400), { minItems: 1, maxItems: 1000 }),
  /** Why somebody calls. */
  reason: paragraph,
  rights: Type.Array(paragraph, { minItems: 1, maxItems: 20 }),
  /** Ways open to everybody, suing and petitioning among them. */
  routes: Type.Array(Type.Object({ title: line(), text: paragraph }), { minItems: 1, maxItems: 20 }),
  contact: nullable(line(400)),
  /** The visit list and what it holds are deleted after this day. */
  expires: day,
})
export type RightsNoteData = Static<typeof RightsNoteData>

/** 起诉、信访材料包: given at once to whoever wants to sue or petition. */
export const FilingPackData = Type.Object({
  ...envelope,
  form: oneOf(['suit', 'petition'] as const),
  title: line(),
  traceCode: line(40),
  /** The party's own name, as it knows it. */
  applicant: line(),
  competent: Type.Array(Type.Object({ name: line(400), why: line(1000), verified: Type.Boolean() }), { maxItems: 20 }),
  routes: Type.Array(Type.Object({ title: line(400), text: paragraph }), { maxItems: 20 }),
  deadlines: Type.Array(
    Type.Object({
      title: line(400),
      until: nullable(Type.String()),
      text: paragraph,
      source: line(400),
      verified: Type.Boolean(),
    }),
    { maxItems: 20 },
  ),
  bring: Type.Array(paragraph, { maxItems: 40 }),
  /** The party's own material only. */
  records: Type.Array(Type.Object({ at: Type.String(), text: paragraph }), { maxItems: 300 }),
  promise: paragraph,
})
export type FilingPackData = Static<typeof FilingPackData>

/** Data of every kind that can be rendered. */
export const documentData = {
  mediationAgreement: MediationAgreementData,
  legalNotice: LegalNoticeData,
  judicialAdvice: JudicialAdviceData,
  checkupReport: CheckupReportData,
  rightsNote: RightsNoteData,
  filingPack: FilingPackData,
} as const satisfies Record<RenderedKind, unknown>

export interface DocumentDataOf {
  mediationAgreement: MediationAgreementData
  legalNotice: LegalNoticeData
  judicialAdvice: JudicialAdviceData
  checkupReport: CheckupReportData
  rightsNote: RightsNoteData
  filingPack: FilingPackData
}

/** A stored document. The file is at GET /documents/:id.pdf. */
export const DocumentRow = Type.Object({
  id: Type.String(),
  kind: oneOf(renderedKinds),
  /** Id of what it is about: mediation, notice, visit list, report, advice. */
  subject: Type.String(),
  traceCode: nullable(Type.String()),
  title: Type.String(),
  draft: Type.Boolean(),
  /** SHA-256 of the file, hexadecimal. */
  sha256: Type.String(),
  size: Type.Integer(),
  madeAt: Type.String(),
  /** Name of the officer, or null for the program. */
  madeBy: nullable(Type.String()),
  ledgerIndex: Type.Integer(),
})
export type DocumentRow = Static<typeof DocumentRow>

export const DocumentList = Type.Object({ items: Type.Array(DocumentRow), next: nullable(Type.String()) })
export const DocumentQuery = Type.Object({
  subject: Type.Optional(Type.String()),
  kind: Type.Optional(oneOf(renderedKinds)),
  traceCode: Type.Optional(Type.String()),
  cursor: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
})

/** POST /documents: makes it from the present state of its subject. `form` only for a filing pack. */
export const DocumentRequest = Type.Object({
  kind: oneOf(renderedKinds),
  subject: Type.String({ format: 'uuid' }),
  form: Type.Optional(oneOf(['suit', 'petition'] as const)),
})

/** GET /documents/verify/:sha256, for anybody who holds a file: nothing about its content. */
export const DocumentCheck = Type.Object({
  known: Type.Boolean(),
  kind: nullable(oneOf(renderedKinds)),
  draft: nullable(Type.Boolean()),
  madeAt: nullable(Type.String()),
  ledgerIndex: nullable(Type.Integer()),
})
