import type { Purpose } from '../vocabulary/purposes.ts'
import type { Role } from '../vocabulary/roles.ts'

/**
 * How far a rule reaches: the whole county, the own town, what was handed over to the own agency (or person), the own
 * agency's things, or figures without any row of a person.
 */
export type Jurisdiction = 'county' | 'town' | 'handed' | 'own' | 'figures'

interface Rule {
  /** Why this reading or act happens; goes into the log of reads. */
  readonly purpose: Purpose
  /** Role → how far. A role that is absent may not. */
  readonly who: Partial<Record<Role, Jurisdiction>>
}

const caseworkers = {
  operator: 'county',
  townCadre: 'town',
  gridWorker: 'town',
  mediator: 'handed',
  judge: 'handed',
  department: 'handed',
} as const
const desks = {
  operator: 'county',
  townCadre: 'town',
  mediator: 'handed',
  judge: 'handed',
  department: 'handed',
} as const
const everybody = {
  operator: 'figures',
  townCadre: 'figures',
  gridWorker: 'figures',
  mediator: 'figures',
  judge: 'figures',
  department: 'figures',
  bank: 'figures',
  leader: 'figures',
  auditor: 'figures',
  administrator: 'figures',
  identityCustodian: 'figures',
  privacyOfficer: 'figures',
} as const

/**
 * The one table of rights: `resource.verb` → purpose and role × jurisdiction. It makes the check before each handler, the
 * reach of the transaction, the page 权限矩阵, `disabledReason` on buttons, docs/roles.md and the tests.
 */
export const rules = {
  'record.import': { purpose: 'pipeline', who: { operator: 'county' } },
  'record.read': { purpose: 'handling', who: caseworkers },
  'dispute.read': { purpose: 'handling', who: caseworkers },
  'route.choose': { purpose: 'handling', who: { operator: 'county', townCadre: 'town' } },
  'dispute.reveal': { purpose: 'handling', who: desks },
  // Asking and opening; each opening needs a grant besides (access/custody).
  'custody.ask': { purpose: 'handling', who: desks },
  'custody.decide': { purpose: 'custody', who: { identityCustodian: 'figures' } },
  'dispute.link': { purpose: 'review', who: { operator: 'county' } },
  'review.read': { purpose: 'review', who: { operator: 'county', townCadre: 'town' } },
  'review.answer': { purpose: 'review', who: { operator: 'county', townCadre: 'town' } },
  // Figures about links: no row of anybody, no figure of a reader.
  'quality.read': {
    purpose: 'statistics',
    who: { operator: 'figures', townCadre: 'figures', leader: 'figures', auditor: 'figures' },
  },
  'alert.read': { purpose: 'triage', who: desks },
  'alert.triage': { purpose: 'triage', who: { operator: 'county' } },
  // Limits of the rules and figures of what they would have raised: no row of anybody.
  'rules.read': {
    purpose: 'statistics',
    who: { operator: 'county', townCadre: 'figures', leader: 'figures', auditor: 'figures' },
  },
  'rules.propose': { purpose: 'statistics', who: { operator: 'county' } },
  'rules.decide': { purpose: 'statistics', who: { operator: 'county', leader: 'figures' } },
  'rules.backtest': { purpose: 'statistics', who: { operator: 'county', leader: 'figures' } },
  'alert.close': { purpose: 'triage', who: { operator: 'county' } },
  'task.read': { purpose: 'task', who: caseworkers },
  'task.act': { purpose: 'task', who: caseworkers },
  // How much work is late where, and how a period went: figures only.
  'supervision.read': {
    purpose: 'statistics',
    who: { operator: 'figures', leader: 'figures', auditor: 'figures' },
  },
  'task.create': { purpose: 'task', who: { operator: 'county', townCadre: 'town', judge: 'handed' } },
  'notice.read': {
    purpose: 'task',
    who: { operator: 'county', judge: 'handed', townCadre: 'town', mediator: 'handed' },
  },
  'visit.read': { purpose: 'task', who: { operator: 'county', townCadre: 'town', gridWorker: 'town' } },
  'visit.act': { purpose: 'task', who: { operator: 'county', townCadre: 'town', gridWorker: 'town' } },
  'grid.report': { purpose: 'handling', who: { townCadre: 'town', gridWorker: 'town' } },
  'verification.read': { purpose: 'task', who: { operator: 'county', townCadre: 'town', gridWorker: 'town' } },
  'verification.ask': { purpose: 'triage', who: { operator: 'county', townCadre: 'town' } },
  'verification.answer': { purpose: 'task', who: { townCadre: 'town', gridWorker: 'town' } },
  'contract.read': { purpose: 'handling', who: { operator: 'county', bank: 'own' } },
  'mediation.read': {
    purpose: 'mediation',
    who: { operator: 'county', townCadre: 'town', mediator: 'handed', judge: 'handed', bank: 'own' },
  },
  'mediation.create': {
    purpose: 'mediation',
    who: { operator: 'county', townCadre: 'town', mediator: 'handed', bank: 'own' },
  },
  'mediation.act': { purpose: 'mediation', who: { mediator: 'handed', bank: 'own' } },
  'mediation.plan': { purpose: 'mediation', who: { operator: 'county', mediator: 'handed' } },
  'filingPack.give': { purpose: 'handling', who: { ...caseworkers, bank: 'own' } },
  'document.read': { purpose: 'handling', who: desks },
  'document.make': {
    purpose: 'handling',
    who: { operator: 'county', townCadre: 'town', mediator: 'handed', judge: 'handed' },
  },
  'session.use': { purpose: 'administration', who: everybody },
  'agency.read': { purpose: 'handling', who: everybody },
  'indicator.read': {
    purpose: 'statistics',
    who: {
      operator: 'county',
      townCadre: 'town',
      gridWorker: 'town',
      mediator: 'figures',
      judge: 'figures',
      department: 'figures',
      bank: 'figures',
      leader: 'figures',
      auditor: 'figures',
    },
  },
  'report.read': {
    purpose: 'report',
    who: {
      operator: 'county',
      townCadre: 'town',
      judge: 'figures',
      department: 'figures',
      leader: 'figures',
      auditor: 'figures',
    },
  },
  'report.make': { purpose: 'report', who: { operator: 'county', townCadre: 'town', judge: 'figures' } },
  'advice.read': { purpose: 'report', who: { operator: 'county', judge: 'own', department: 'own' } },
  'advice.write': { purpose: 'report', who: { judge: 'own' } },
  'advice.approve': { purpose: 'report', who: { judge: 'own' } },
  'education.read': {
    purpose: 'report',
    who: { operator: 'county', townCadre: 'town', judge: 'figures', department: 'figures', gridWorker: 'town' },
  },
  'education.write': { purpose: 'report', who: { operator: 'county', judge: 'figures', townCadre: 'town' } },
  'source.read': {
    purpose: 'administration',
    who: {
      operator: 'county',
      administrator: 'figures',
      auditor: 'figures',
      leader: 'figures',
      townCadre: 'town',
      judge: 'figures',
      department: 'figures',
    },
  },
  'audit.read': { purpose: 'audit', who: { auditor: 'figures' } },
  'audit.decide': { purpose: 'audit', who: { auditor: 'figures' } },
  'export.ask': { purpose: 'export', who: { operator: 'county', townCadre: 'town' } },
  'export.approve': { purpose: 'export', who: { privacyOfficer: 'figures', leader: 'figures' } },
  'export.read': {
    purpose: 'export',
    who: { operator: 'county', townCadre: 'town', privacyOfficer: 'figures', leader: 'figures', auditor: 'figures' },
  },
  'breakGlass.ask': {
    purpose: 'breakGlass',
    who: { townCadre: 'town', gridWorker: 'town', mediator: 'handed', judge: 'handed', department: 'handed' },
  },
  'breakGlass.read': {
    purpose: 'audit',
    who: { operator: 'county', privacyOfficer: 'figures', auditor: 'figures' },
  },
  'breakGlass.review': { purpose: 'audit', who: { privacyOfficer: 'figures' } },
  'staff.read': {
    purpose: 'administration',
    who: { administrator: 'figures', leader: 'figures', auditor: 'figures', privacyOfficer: 'figures' },
  },
  'staff.manage': { purpose: 'administration', who: { administrator: 'figures' } },
  'staff.confirm': { purpose: 'administration', who: { administrator: 'figures', leader: 'figures' } },
  'matrix.read': { purpose: 'administration', who: everybody },
  'role.lookAs': { purpose: 'administration', who: { administrator: 'figures' } },
  'representation.read': { purpose: 'handling', who: desks },
  'representation.grant': { purpose: 'handling', who: desks },
  'rights.read': { purpose: 'rights', who: { operator: 'county', privacyOfficer: 'county' } },
  'rights.decide': { purpose: 'rights', who: { operator: 'county', privacyOfficer: 'county' } },
  'rights.enter': { purpose: 'rights', who: { operator: 'county', townCadre: 'town', privacyOfficer: 'county' } },
  'rights.notice': {
    purpose: 'handling',
    who: {
      operator: 'own',
      townCadre: 'own',
      gridWorker: 'own',
      mediator: 'own',
      judge: 'own',
      department: 'own',
      bank: 'own',
    },
  },
  'retention.read': { purpose: 'rights', who: { operator: 'county', privacyOfficer: 'county' } },
  'retention.hold': { purpose: 'rights', who: { operator: 'county', privacyOfficer: 'county' } },
  'admin.manage': { purpose: 'administration', who: { administrator: 'figures' } },
} as const satisfies Record<string, Rule>

export type Action = keyof typeof rules
export const actionNames = Object.keys(rules) as Action[]

/** How far `role` reaches with `action`, or null where it may not. */
export function jurisdictionOf(role: Role, action: Action): Jurisdiction | null {
  return (rules[action].who as Partial<Record<Role, Jurisdiction>>)[role] ?? null
}

export function mayRole(role: Role, action: Action): boolean {
  return jurisdictionOf(role, action) !== null
}

/** Roles that may do `action`, in the order of the table. */
export function rolesOf(action: Action): Role[] {
  return Object.keys(rules[action].who) as Role[]
}

/** Everything a role may do; drives buttons and navigation. */
export function actionsOf(role: Role): Action[] {
  return actionNames.filter((action) => mayRole(role, action))
}

/** What the row policies read for a post: `'*'` the county, a town's nine digits, `'-'` only what was handed over or is the own agency's. */
export function widestReach(role: Role, place: string | null): string {
  const has = (jurisdiction: Jurisdiction) =>
    actionNames.some((action) => jurisdictionOf(role, action) === jurisdiction)
  if (has('county')) return '*'
  return has('town') && place !== null && place.length >= 9 ? place.slice(0, 9) : '-'
}

/** The reach of a post (`widestReach`) under one rule: never wider than the post's, nothing where the rule hands over single things. */
export function reachUnder(reach: string, jurisdiction: Jurisdiction): string {
  return jurisdiction === 'county' || (jurisdiction === 'town' && reach !== '*') ? reach : '-'
}
