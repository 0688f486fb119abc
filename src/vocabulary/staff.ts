import { type AgencyKind, agencyKinds } from './agency-kinds.ts'
import { type Role, roles } from './roles.ts'

interface Words {
  readonly zh: string
  readonly en: string
}

/** Roles that give somebody power over others' data or accounts: granting one needs a second person. */
export const powerRoles = [
  'identityCustodian',
  'auditor',
  'privacyOfficer',
  'administrator',
  'operator',
] as const satisfies readonly Role[]

/** Accounts that nobody opens anew alone: those in power, and those who agree to what gives power. */
export const guardedRoles = [...powerRoles, 'leader'] as const satisfies readonly Role[]

/**
 * Roles that one officer never holds at the same time, own posts and substitute's posts alike: who releases identities reads no
 * case, who audits does not do what is audited, who makes accounts does not use them on cases.
 */
export const apart = [
  ['auditor', ['administrator', 'operator', 'identityCustodian', 'privacyOfficer']],
  [
    'identityCustodian',
    ['operator', 'townCadre', 'gridWorker', 'mediator', 'judge', 'department', 'bank', 'administrator'],
  ],
  ['administrator', ['operator', 'privacyOfficer']],
] as const satisfies readonly (readonly [Role, readonly Role[]])[]

/** Which kinds of agency a role may work at; a role that is absent may work anywhere. Keeps a slip of the list from giving a town to a bank. */
export const kindsOfRole: Readonly<Partial<Record<Role, readonly AgencyKind[]>>> = {
  operator: ['centre'],
  townCadre: ['town', 'village', 'justiceOffice'],
  gridWorker: ['town', 'village', 'grid'],
  mediator: ['mediationBody', 'village'],
  judge: ['court', 'tribunal', 'courtOffice'],
  bank: ['bank'],
}

/** Where an agency of a kind may hang; a kind that is absent may hang anywhere or stand alone. */
export const parentKinds: Readonly<Partial<Record<AgencyKind, readonly AgencyKind[]>>> = {
  village: ['town'],
  grid: ['village', 'town'],
  tribunal: ['court'],
  courtOffice: ['court'],
  policeStation: ['police'],
  justiceOffice: ['justiceBureau', 'department', 'town'],
}

export const absenceKinds = {
  leave: { zh: '休假', en: 'leave' },
  sick: { zh: '病假', en: 'sick leave' },
  business: { zh: '公务外出', en: 'away on duty' },
  training: { zh: '培训', en: 'training' },
  vacancy: { zh: '岗位空缺代管', en: 'vacancy covered' },
} as const satisfies Record<string, Words>
export type AbsenceKind = keyof typeof absenceKinds

export const staffEventKinds = {
  'agency.added': { zh: '新增机构', en: 'agency added' },
  'agency.changed': { zh: '变更机构', en: 'agency changed' },
  'agency.ended': { zh: '撤销机构', en: 'agency ended' },
  'officer.added': { zh: '新增人员', en: 'officer added' },
  'officer.changed': { zh: '变更人员信息', en: 'officer changed' },
  'officer.ended': { zh: '人员离岗', en: 'officer ended' },
  'officer.reinstated': { zh: '人员复岗', en: 'officer reinstated' },
  'post.granted': { zh: '授予岗位', en: 'post granted' },
  'post.ended': { zh: '终止岗位', en: 'post ended' },
  'absence.granted': { zh: '登记缺岗与代理', en: 'absence and substitute' },
  'absence.ended': { zh: '提前结束代理', en: 'absence ended' },
  'password.issued': { zh: '发放一次性密码', en: 'one-time password issued' },
  'secondFactor.reset': { zh: '重置第二因素', en: 'second factor reset' },
  'request.made': { zh: '提请复核', en: 'second person asked' },
  'request.agreed': { zh: '复核同意', en: 'second person agreed' },
  'request.refused': { zh: '复核不同意', en: 'second person refused' },
  'role.lookedAs': { zh: '以某角色查看', en: 'looked as a role' },
  'list.imported': { zh: '导入名单', en: 'list imported' },
  'representation.granted': { zh: '登记代理人', en: 'representative registered' },
  'representation.revoked': { zh: '撤销代理', en: 'representation revoked' },
} as const satisfies Record<string, Words>
export type StaffEventKind = keyof typeof staffEventKinds

export const requestKinds = {
  post: { zh: '授予岗位', en: 'grant a post' },
  absence: { zh: '由他人代理岗位', en: 'a substitute for a post' },
  password: { zh: '发放一次性密码', en: 'issue a one-time password' },
  secondFactor: { zh: '重置第二因素', en: 'reset the second factor' },
} as const satisfies Record<string, Words>
export type RequestKind = keyof typeof requestKinds

interface RepresentationWords extends Words {
  /** Kind of party that can be represented so. */
  readonly of: 'person' | 'organisation' | 'any'
  /** The law that the power rests on; a lawyer confirms it before go-live. */
  readonly basis: string
  readonly verified: boolean
  /** May settle without 特别授权: the law gives the power itself. */
  readonly wholePower: boolean
}

/** Those who act for a party. */
export const representationKinds = {
  guardian: {
    zh: '监护人(法定代理人)',
    en: 'guardian',
    of: 'person',
    basis: '民法典第二十三条、第三十四条、第三十五条',
    verified: false,
    wholePower: true,
  },
  agent: {
    zh: '委托代理人',
    en: 'agent with authority',
    of: 'any',
    basis: '民法典第一百六十五条；民事诉讼法第六十二条',
    verified: false,
    wholePower: false,
  },
  legalRepresentative: {
    zh: '法定代表人',
    en: 'legal representative',
    of: 'organisation',
    basis: '民法典第六十一条',
    verified: false,
    wholePower: true,
  },
  authorisedClerk: {
    zh: '受权经办人',
    en: 'authorised clerk',
    of: 'organisation',
    basis: '民法典第一百七十条',
    verified: false,
    wholePower: false,
  },
} as const satisfies Record<string, RepresentationWords>
export type RepresentationKind = keyof typeof representationKinds

/** What a representative may do. `settle` needs 特别授权 where the law does not give the whole power. */
export const powers = {
  look: { zh: '查看进展和材料', en: 'look at progress and papers' },
  speak: { zh: '陈述意见、参加调解', en: 'speak and take part' },
  settle: { zh: '同意调解、承认、变更、和解、签署协议', en: 'consent, admit, change, settle, sign' },
} as const satisfies Record<string, Words>
export type Power = keyof typeof powers

export const evidenceKinds = {
  powerOfAttorney: { zh: '授权委托书', en: 'power of attorney' },
  householdRegister: { zh: '户口簿', en: 'household register' },
  guardianDecision: { zh: '指定监护文书', en: 'decision on guardianship' },
  businessLicence: { zh: '营业执照', en: 'business licence' },
  certificateOfOffice: { zh: '法定代表人身份证明书', en: 'certificate of office' },
  ownStatement: { zh: '当事人本人在线授权', en: "party's own statement online" },
} as const satisfies Record<string, Words>
export type EvidenceKind = keyof typeof evidenceKinds

/** 中文名称 or key, as a list of officers may write it → role; null when neither. */
export function roleNamed(text: string): Role | null {
  if (Object.hasOwn(roles, text)) return text as Role
  return (Object.keys(roles) as Role[]).find((role) => roles[role].zh === text) ?? null
}

export function agencyKindNamed(text: string): AgencyKind | null {
  if (Object.hasOwn(agencyKinds, text)) return text as AgencyKind
  return (Object.keys(agencyKinds) as AgencyKind[]).find((kind) => agencyKinds[kind].zh === text) ?? null
}
