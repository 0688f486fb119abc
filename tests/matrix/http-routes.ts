import type { Subject } from './http-world.ts'
import { named, reader, thing, worlds } from './worlds.ts'

/** How a route is asked for the matter of one relation, and which table's rows say who may. */
export interface Target {
  /** The table whose rows the route reads; null: no matter of anybody stands behind it. */
  readonly of: string | null
  readonly path?: (subject: Subject) => string
  readonly body?: (subject: Subject) => unknown
  /** A list: what of a matter within reach stands in the answer. */
  readonly lists?: (subject: Subject) => string
  /** Whoever may ask is answered by the state of things, not by reach; only roles and leaks are looked at. */
  readonly loose?: true
  /** What everybody with the rule may see of any matter (`code` or a concept's id), though never a person. */
  readonly shows?: readonly string[]
  /** Only what the reader's agency was given, also for a town. */
  readonly given?: true
}

const elsewhere = (concept: string): string =>
  thing(worlds.find(({ relation }) => relation === 'otherCounty')!, concept)
const because = '矩阵测试需要'
const plain: Target = { of: null }
const loose: Target = { of: null, loose: true }
const by = (path: string, concept: string) => (subject: Subject) => path.replace(':id', subject.id(concept))
const byCode = (path: string) => (subject: Subject) => path.replace(':code', subject.code)
const body = (value: unknown) => () => value
const reason = body({ reason: because })
const terms = {
  facts: '双方因宣传内容不符发生争议。',
  obligations: [{ obligor: 'respondent', act: '补偿款', amount: 1_000, due: '2023-09-30' }],
  total: 1_000,
  manner: '银行转账',
  place: '诸暨市',
  defaultConsequence: '另一方可以向人民法院起诉。',
  further: [],
  concernsIdentity: false,
}
const dispute = 'linking.dispute'
const alert = 'warning.alert'
const task = 'tasks.task'
const mediation = 'mediation.mediation'
const agencyBody = { name: '某办', kind: 'town', place: null, parentCode: null, reason: because }

/** Every route of the program. One that is missing here fails the test. */
export const targets: Readonly<Record<string, Target>> = {
  'GET /accounts': plain,
  'GET /outbox': plain,
  'GET /messages/unsent': plain,
  'GET /agencies': plain,
  'GET /officers': plain,
  'GET /session': plain,
  'POST /session': { ...loose, body: body({ login: 'nobody', password: 'wrong' }) },
  'DELETE /session': loose,
  'POST /session/code': { ...loose, body: body({ code: '000000' }) },
  'POST /session/enrol': loose,
  'POST /session/enrol/code': { ...loose, body: body({ code: '000000' }) },
  'POST /session/password': { ...loose, body: body({ current: 'wrong', next: 'correct horse battery staple' }) },
  'POST /session/proof': { ...loose, body: body({ password: 'wrong', code: '000000' }) },
  'GET /session/own': plain,
  'DELETE /session/own/:id': { ...loose, path: by('/session/own/:id', 'session') },
  'DELETE /session/others': loose,
  'POST /session/factor': loose,
  'POST /session/factor/code': { ...loose, body: body({ code: '000000' }) },
  'POST /session/recovery-codes': loose,
  'GET /session/oidc': loose,
  'GET /session/oidc/proof': loose,
  'GET /session/oidc/callback': loose,
  'POST /party/codes': { ...loose, body: (subject) => ({ traceCode: subject.code, phone: '13911112222' }) },
  'POST /party/session': {
    ...loose,
    body: (subject) => ({ traceCode: subject.code, phone: '13911112222', code: '000000' }),
  },
  'GET /party/session': plain,
  'GET /disputes/:code/identities': { of: dispute, path: byCode('/disputes/:code/identities') },
  'POST /disputes/:code/identities/requests': {
    of: dispute,
    path: byCode('/disputes/:code/identities/requests'),
    body: (subject) => ({ recordId: subject.id('record'), purpose: 'contact', parts: ['name'], reason: because }),
    loose: true,
  },
  'POST /custody/requests/:id/open': {
    of: 'access.custody_request',
    path: by('/custody/requests/:id/open', 'custody_request'),
    body: reason,
  },
  'GET /custody/requests': { of: null, path: () => '/custody/requests?view=decided', shows: ['code'] },
  'POST /custody/requests/:id/decision': {
    of: 'access.custody_request',
    path: by('/custody/requests/:id/decision', 'custody_request'),
    body: body({ decision: 'revoke', reason: because }),
  },
  'GET /staff/agencies': plain,
  'POST /staff/agencies': { ...plain, body: body({ ...agencyBody, code: 'NEW', since: null }) },
  'POST /staff/agencies/:id': {
    of: 'access.agency',
    path: by('/staff/agencies/:id', 'agency'),
    body: body(agencyBody),
    loose: true,
  },
  'POST /staff/agencies/:id/end': {
    of: 'access.agency',
    path: by('/staff/agencies/:id/end', 'agency'),
    body: body({ until: null, reason: because }),
    loose: true,
  },
  'GET /staff/officers': plain,
  'GET /staff/officers/:id': { of: 'access.post', path: by('/staff/officers/:id', 'officer') },
  'POST /staff/officers': {
    ...plain,
    body: body({ login: 'new.officer', name: '新人', phone: null, agencyId: reader.agencyId, reason: because }),
  },
  'POST /staff/officers/:id': {
    of: 'access.post',
    path: by('/staff/officers/:id', 'officer'),
    body: body({ name: '改名', reason: because }),
  },
  'POST /staff/officers/:id/posts': {
    of: 'access.post',
    path: by('/staff/officers/:id/posts', 'officer'),
    body: body({
      agencyId: reader.agencyId,
      role: 'gridWorker',
      title: null,
      head: false,
      since: null,
      until: null,
      reason: because,
    }),
  },
  'POST /staff/posts/:id/end': {
    of: 'access.post',
    path: by('/staff/posts/:id/end', 'post'),
    body: body({ until: null, reason: because }),
    loose: true,
  },
  'POST /staff/officers/:id/absences': {
    of: 'access.post',
    path: by('/staff/officers/:id/absences', 'officer'),
    body: body({
      substituteId: named('officer gridWorker'),
      kind: 'leave',
      since: null,
      until: '2023-09-01',
      posts: [named('post townCadre')],
      reason: because,
    }),
    loose: true,
  },
  'POST /staff/absences/:id/end': {
    of: 'access.absence',
    path: by('/staff/absences/:id/end', 'absence'),
    body: reason,
    loose: true,
  },
  'POST /staff/officers/:id/end': {
    of: 'access.post',
    path: by('/staff/officers/:id/end', 'officer'),
    body: body({ until: null, reason: because }),
  },
  'POST /staff/officers/:id/reinstate': {
    of: 'access.post',
    path: by('/staff/officers/:id/reinstate', 'officer'),
    body: reason,
  },
  'POST /staff/officers/:id/account': {
    of: 'access.post',
    path: by('/staff/officers/:id/account', 'officer'),
    body: body({ what: 'password', reason: because }),
  },
  'GET /staff/requests': plain,
  'POST /staff/requests/:id/decide': {
    of: 'access.staff_request',
    path: by('/staff/requests/:id/decide', 'staff_request'),
    body: body({ decision: 'refused', reason: because }),
  },
  'GET /staff/events': plain,
  'GET /session/posts': plain,
  'POST /session/post': { ...loose, body: body({ post: named('post nobody') }) },
  'POST /session/look-as': { ...plain, body: body({ role: 'mediator' }) },
  'DELETE /session/look-as': loose,
  'GET /matrix': plain,
  'GET /disputes/:code/representations': { of: dispute, path: byCode('/disputes/:code/representations') },
  'POST /disputes/:code/representations': {
    of: dispute,
    path: byCode('/disputes/:code/representations'),
    body: (subject) => ({
      name: '代理人',
      phone: '13911112222',
      special: false,
      until: '2023-12-31',
      partyId: subject.id('party'),
      kind: 'agent',
      whole: false,
      conflict: false,
      evidenceKind: 'powerOfAttorney',
      evidenceDigest: 'ab'.repeat(32),
      since: null,
      reason: because,
    }),
  },
  'POST /representations/:id/revoke': {
    of: 'access.representation',
    path: by('/representations/:id/revoke', 'representation'),
    body: reason,
  },
  'POST /representations/:id/reveal': {
    of: 'access.representation',
    path: by('/representations/:id/reveal', 'representation'),
    body: reason,
  },
  'GET /party/representations': { of: 'access.representation', lists: (subject) => subject.id('representation') },
  'POST /party/representations': {
    ...loose,
    body: body({ name: '代理人', phone: '13911112222', special: false, until: '2023-12-31' }),
  },
  'POST /party/representations/:id/revoke': {
    of: 'access.representation',
    path: by('/party/representations/:id/revoke', 'representation'),
    loose: true,
  },
  'GET /events': plain,
  'POST /records': { ...plain, body: body({ source: 'complaint', rows: [{ 工单号: 'x' }] }) },
  'GET /sources': plain,
  'GET /mappings': plain,
  'POST /imports': loose,
  'GET /imports': { of: 'intake.import_run', lists: (subject) => subject.id('import_run') },
  'GET /imports/:id': { of: 'intake.import_run', path: by('/imports/:id', 'import_run') },
  'GET /imports/:id/rejects.csv': {
    of: 'intake.import_run',
    path: by('/imports/:id/rejects.csv', 'import_run'),
    loose: true,
  },
  'POST /imports/:id/start': {
    of: 'intake.import_run',
    path: by('/imports/:id/start', 'import_run'),
    body: body({ columns: {} }),
    loose: true,
  },
  'GET /disputes': { of: dispute, lists: (subject) => subject.code },
  'POST /disputes/search': {
    of: dispute,
    body: (subject) => ({ q: subject.code }),
    path: () => '/disputes/search',
    lists: (subject) => subject.id('dispute'),
  },
  'GET /disputes/:code': { of: dispute, path: byCode('/disputes/:code') },
  'GET /disputes/:code/timeline': { of: dispute, path: byCode('/disputes/:code/timeline') },
  'GET /disputes/:code/qr.svg': { of: dispute, path: byCode('/disputes/:code/qr.svg') },
  'POST /disputes/:code/merge': {
    of: dispute,
    path: byCode('/disputes/:code/merge'),
    body: (subject) => ({ other: subject.code, reason: because }),
  },
  'POST /disputes/:code/split': {
    of: dispute,
    path: byCode('/disputes/:code/split'),
    body: (subject) => ({ records: [subject.id('record')], reason: because }),
  },
  'POST /operations/:id/undo': { of: 'linking.operation', path: by('/operations/:id/undo', 'operation'), body: reason },
  'POST /proposals/:id': {
    of: 'linking.proposal',
    path: by('/proposals/:id', 'proposal'),
    body: body({ decision: 'different', reason: because }),
  },
  'POST /disputes/:code/reveal': {
    of: dispute,
    path: byCode('/disputes/:code/reveal'),
    body: (subject) => ({ field: `party:${subject.id('party')}:name`, reason: because }),
  },
  'GET /records/:id': { of: 'intake.record', path: by('/records/:id', 'record') },
  'GET /alerts': { of: alert, path: () => '/alerts?view=all', lists: (subject) => subject.id('alert') },
  'GET /alerts/:id': { of: alert, path: by('/alerts/:id', 'alert') },
  'POST /alerts/:id/triage': {
    of: alert,
    path: by('/alerts/:id/triage', 'alert'),
    body: body({ decision: 'dismiss', reason: because }),
  },
  'POST /alerts/:id/members/:recordId/remove': {
    of: alert,
    path: (subject) => `/alerts/${subject.id('alert')}/members/${subject.id('record')}/remove`,
    body: reason,
  },
  'POST /alerts/:id/close': {
    of: alert,
    path: by('/alerts/:id/close', 'alert'),
    body: body({ summary: '已经化解，全部履行完毕。' }),
  },
  'GET /alerts/wall': { of: null, shows: ['alert'] },
  'GET /tasks': { of: task, given: true, path: () => '/tasks?view=all', lists: (subject) => subject.id('task') },
  'GET /tasks/:id': { of: task, path: by('/tasks/:id', 'task') },
  'POST /tasks/:id/actions': { of: task, path: by('/tasks/:id/actions', 'task'), body: body({ action: 'read' }) },
  'GET /alerts/:id/tasks': { of: task, path: by('/alerts/:id/tasks', 'alert'), lists: (subject) => subject.id('task') },
  'POST /alerts/:id/tasks': {
    of: alert,
    path: by('/alerts/:id/tasks', 'alert'),
    body: body({ kind: 'investigate', agencyId: reader.agencyId, body: '请核实情况。' }),
  },
  'GET /notices': plain,
  'GET /visit-lists': { of: 'tasks.visit_list', lists: (subject) => subject.id('visit_list') },
  'POST /visit-lists': {
    of: alert,
    path: () => '/visit-lists',
    body: (subject) => ({ alertId: subject.id('alert'), buildings: [{ building: '1幢', count: 2 }] }),
    loose: true,
  },
  'GET /visit-lists/:id': { of: 'tasks.visit_list', path: by('/visit-lists/:id', 'visit_list') },
  'POST /visit-lists/:id/dwellings/:dwelling/visited': {
    of: 'tasks.visit_list',
    path: (subject) => `/visit-lists/${subject.id('visit_list')}/dwellings/${subject.id('dwelling')}/visited`,
    body: body({ noteLeft: true, outcome: 'talked' }),
  },
  'GET /contracts': { of: 'contracts.contract', lists: (subject) => subject.id('contract') },
  'GET /contracts/:id': { of: 'contracts.contract', path: by('/contracts/:id', 'contract') },
  'GET /mediation-bodies': plain,
  'GET /mediations': {
    of: mediation,
    path: () => '/mediations?state=all',
    lists: (subject) => subject.id('mediation'),
  },
  'POST /mediations': {
    of: dispute,
    path: () => '/mediations',
    body: (subject) => ({ traceCode: subject.code, reason: '请求调解' }),
  },
  'GET /mediations/:id': { of: mediation, path: by('/mediations/:id', 'mediation') },
  'POST /mediations/:id/actions': {
    of: mediation,
    path: by('/mediations/:id/actions', 'mediation'),
    body: body({ action: 'say', text: '愿意协商' }),
  },
  'POST /mediation-plans': {
    of: alert,
    path: () => '/mediation-plans',
    body: (subject) => ({
      alertId: subject.id('alert'),
      bodyId: reader.agencyId,
      mediatorId: named('officer mediator'),
      reason: '一并调解',
      terms,
      disputes: [subject.code],
    }),
    loose: true,
  },
  'GET /mediation-plans/:id': { of: 'mediation.plan', path: by('/mediation-plans/:id', 'plan') },
  'POST /mediation-plans/:id/actions': {
    of: 'mediation.plan',
    path: by('/mediation-plans/:id/actions', 'plan'),
    body: (subject) => ({ action: 'openSession', mediations: [subject.id('mediation')] }),
  },
  'POST /party/filing-pack': { ...plain, body: body({ kind: 'suit' }) },
  'POST /disputes/:code/filing-pack': {
    of: dispute,
    path: byCode('/disputes/:code/filing-pack'),
    body: body({ kind: 'suit' }),
  },
  'GET /party/dispute': { of: dispute, lists: (subject) => subject.code },
  'POST /documents': {
    of: dispute,
    path: () => '/documents',
    body: (subject) => ({ kind: 'filingPack', subject: subject.id('dispute'), form: 'suit' }),
  },
  'GET /documents': { of: 'documents.document', lists: (subject) => subject.id('document') },
  'GET /documents/:file': { of: 'documents.document', path: by('/documents/:id.pdf', 'document') },
  'GET /documents/verify/:sha256': { of: null, path: () => `/documents/verify/${'0a'.repeat(32)}` },
  'GET /cockpit': { of: null, shows: ['alert'] },
  'GET /indicators': plain,
  'GET /indicators/:name/records': { of: null, path: () => '/indicators/filings/records', loose: true },
  'GET /reports': { of: 'reports.report', lists: (subject) => subject.id('report') },
  'POST /reports': { ...loose, body: body({ place: '330681', month: '2023-07' }) },
  'GET /reports/:id': { of: 'reports.report', path: by('/reports/:id', 'report') },
  // Typesetting takes a second: the one of another county is asked for, which must not be found.
  'GET /reports/:id.pdf': { of: null, path: () => `/reports/${elsewhere('report')}.pdf`, loose: true },
  'GET /judicial-advice': { of: 'reports.advice', lists: (subject) => subject.id('advice') },
  'POST /judicial-advice': {
    of: alert,
    path: () => '/judicial-advice',
    body: (subject) => ({ alertId: subject.id('alert'), recipient: '某局' }),
    loose: true,
  },
  'GET /judicial-advice/:id': { of: 'reports.advice', path: by('/judicial-advice/:id', 'advice') },
  'POST /judicial-advice/:id/actions': {
    of: 'reports.advice',
    path: by('/judicial-advice/:id/actions', 'advice'),
    body: body({ action: 'withdraw', reason: because }),
  },
  'GET /judicial-advice/:id.pdf': { of: null, path: () => `/judicial-advice/${elsewhere('advice')}.pdf`, loose: true },
  'GET /education-tasks': { of: 'reports.education', lists: (subject) => subject.id('education') },
  'POST /education-tasks': {
    ...loose,
    body: body({
      title: '普法',
      place: '330681002',
      type: 'homePurchase',
      audience: '业主',
      form: '讲座',
      until: '2023-09-01',
    }),
  },
  'POST /education-tasks/:id/done': {
    of: 'reports.education',
    path: by('/education-tasks/:id/done', 'education'),
    body: body({ result: '已经完成' }),
  },
  'GET /ledger/checkpoint': plain,
  'GET /ledger/verifier-key': plain,
  'GET /ledger/tile/*': { of: null, path: () => '/ledger/tile/0/000', loose: true },
  'GET /ledger/proof/:index': { of: null, path: () => '/ledger/proof/0', loose: true },
  'GET /party/requests': { of: 'rights.request', lists: (subject) => subject.id('request') },
  'POST /party/requests': { ...plain, body: body({ kind: 'explanation', text: '请说明处理规则' }) },
  'POST /party/requests/:id/actions': {
    of: 'rights.request',
    path: by('/party/requests/:id/actions', 'request'),
    body: body({ action: 'withdraw', text: '不需要了' }),
  },
  'GET /party/requests/:id/copy': {
    of: 'rights.request',
    path: by('/party/requests/:id/copy', 'request'),
    loose: true,
  },
  'GET /rights/requests': {
    of: 'rights.request',
    path: () => '/rights/requests?state=all',
    lists: (subject) => subject.id('request'),
  },
  'POST /rights/requests': {
    of: dispute,
    path: () => '/rights/requests',
    body: (subject) => ({
      kind: 'explanation',
      text: '请说明处理规则',
      channel: 'window',
      askedAs: 'self',
      traceCode: subject.code,
      name: '某人',
      identity: '身份证已核验',
    }),
    loose: true,
  },
  'GET /rights/requests/:id': { of: 'rights.request', path: by('/rights/requests/:id', 'request') },
  'POST /rights/requests/:id/actions': {
    of: 'rights.request',
    path: by('/rights/requests/:id/actions', 'request'),
    body: body({ action: 'accept', text: '已受理' }),
  },
  'GET /rights/requests/:id/copy': {
    of: 'rights.request',
    path: by('/rights/requests/:id/copy', 'request'),
    loose: true,
  },
  'GET /rights/notices': plain,
  'POST /rights/notices/:id/read': { of: 'rights.notice', path: by('/rights/notices/:id/read', 'notice'), loose: true },
  'GET /rights/retention': plain,
  'POST /rights/holds': {
    of: dispute,
    path: () => '/rights/holds',
    body: (subject) => ({ traceCode: subject.code, held: false, reason: because }),
    loose: true,
  },
  'GET /party/readers': plain,
  'GET /party/readers/:id/proof': { of: null, path: by('/party/readers/:id/proof', 'read_log'), loose: true },
  'GET /audit/reads': { of: null, shows: ['code', 'dispute'] },
  'GET /audit/findings': { of: null, shows: ['code', 'dispute'] },
  'POST /audit/findings/:id/decision': {
    of: 'audit.finding',
    path: by('/audit/findings/:id/decision', 'finding'),
    body: body({ decision: 'explained', reason: because }),
  },
  'GET /audit/seals': plain,
  'POST /audit/export-mark': { ...loose, body: body({ mark: 'X-000' }) },
  'GET /exports': { of: 'audit.export', lists: (subject) => subject.id('export') },
  'POST /exports': { ...loose, body: body({ kind: 'statistics', purpose: because, recipient: '某局', days: 3 }) },
  'POST /exports/:id/decision': {
    of: 'audit.export',
    path: by('/exports/:id/decision', 'export'),
    body: body({ approved: false, reason: because }),
  },
  'POST /exports/:id/file': { of: 'audit.export', path: by('/exports/:id/file', 'export'), loose: true },
  'GET /exports/:file': { of: 'audit.export', path: by('/exports/:id.csv', 'export'), loose: true },
  'GET /break-glass/running': plain,
  'GET /break-glass': { of: 'audit.break_glass', lists: (subject) => subject.id('break_glass') },
  'POST /break-glass': {
    of: null,
    path: () => '/break-glass',
    body: (subject) => ({ traceCode: subject.code, reason: '群众生命安全受到威胁，必须立即核实。' }),
    loose: true,
  },
  'POST /break-glass/:id/stop': {
    of: 'audit.break_glass',
    path: by('/break-glass/:id/stop', 'break_glass'),
    loose: true,
  },
  'POST /break-glass/:id/review': {
    of: 'audit.break_glass',
    path: by('/break-glass/:id/review', 'break_glass'),
    body: body({ verdict: 'justified', reason: because }),
    loose: true,
  },
}
