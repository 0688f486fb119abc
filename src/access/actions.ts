import type { Role } from '../vocabulary/roles.ts'

/** What a role may reach without a hand-over: the whole county, its own town, or nothing. */
export const reachOfRole = {
  operator: 'county',
  townCadre: 'town',
  gridWorker: 'town',
  mediator: 'handed',
  judge: 'handed',
  department: 'handed',
  bank: 'handed',
  leader: 'handed',
  auditor: 'handed',
  administrator: 'handed',
} as const satisfies Record<Role, 'county' | 'town' | 'handed'>

/** Action → roles that may do it. One table for HTTP, for `disabledReason` on buttons and for the docs. */
export const actions = {
  'record.import': ['operator', 'administrator'],
  'record.read': ['operator', 'townCadre', 'gridWorker', 'mediator', 'judge', 'department'],
  'dispute.read': ['operator', 'townCadre', 'gridWorker', 'mediator', 'judge', 'department'],
  'dispute.reveal': ['operator', 'townCadre', 'mediator', 'judge', 'department'],
  'dispute.link': ['operator'],
  'alert.read': ['operator', 'townCadre', 'mediator', 'judge', 'department'],
  'alert.triage': ['operator'],
  'alert.close': ['operator'],
  'task.read': ['operator', 'townCadre', 'gridWorker', 'mediator', 'judge', 'department'],
  'task.act': ['operator', 'townCadre', 'gridWorker', 'mediator', 'judge', 'department'],
  'task.create': ['operator', 'townCadre', 'judge'],
  'notice.read': ['operator', 'judge', 'townCadre', 'mediator'],
  'visit.read': ['operator', 'townCadre', 'gridWorker'],
  'visit.act': ['operator', 'townCadre', 'gridWorker'],
  'contract.read': ['operator', 'bank'],
  'mediation.read': ['operator', 'townCadre', 'mediator', 'judge', 'bank'],
  'mediation.create': ['operator', 'townCadre', 'mediator', 'bank'],
  'mediation.act': ['mediator', 'bank'],
  'mediation.plan': ['operator', 'mediator'],
  'filingPack.give': ['operator', 'townCadre', 'gridWorker', 'mediator', 'judge', 'department', 'bank'],
  'document.read': ['operator', 'townCadre', 'mediator', 'judge', 'department'],
  'document.make': ['operator', 'townCadre', 'mediator', 'judge'],
  'indicator.read': [
    'operator',
    'townCadre',
    'judge',
    'department',
    'leader',
    'auditor',
    'mediator',
    'gridWorker',
    'bank',
  ],
  'report.read': ['operator', 'townCadre', 'judge', 'department', 'leader', 'auditor'],
  'report.make': ['operator', 'townCadre', 'judge'],
  'advice.read': ['operator', 'judge', 'department'],
  'advice.write': ['judge'],
  'advice.approve': ['judge'],
  'education.read': ['operator', 'townCadre', 'judge', 'department', 'gridWorker'],
  'education.write': ['operator', 'judge', 'townCadre'],
  'source.read': ['operator', 'administrator', 'auditor', 'leader', 'townCadre', 'judge', 'department'],
  'audit.read': ['auditor'],
  'admin.manage': ['administrator'],
} as const satisfies Record<string, readonly Role[]>
export type Action = keyof typeof actions

export function mayRole(role: Role, action: Action): boolean {
  return (actions[action] as readonly Role[]).includes(role)
}
