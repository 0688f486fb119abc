import type { ProblemWords } from '../problems.ts'

export const staffProblems = {
  'staff.importRow': {
    status: 400,
    zh: '第 {row} 行“{column}”：{reason}。全部未导入，请改正后重新导入。',
    en: 'Row {row}, {column}: {reason}. Nothing was imported; mend the row and import again.',
  },
  'staff.agencyRefused': {
    status: 409,
    zh: '机构不能这样登记：{reason}。',
    en: 'The agency cannot be stored so: {reason}.',
  },
  'staff.codeTaken': {
    status: 409,
    zh: '机构编码 {code} 已有机构使用，请换一个编码。',
    en: 'The code {code} belongs to another agency. Choose another.',
  },
  'staff.agencyInUse': {
    status: 409,
    zh: '机构尚有 {agencies} 个下级机构、{posts} 个在任岗位，不能撤销。请先撤销下级机构并终止岗位。',
    en: 'The agency still has {agencies} agencies below it and {posts} posts in force. End those first.',
  },
  'staff.agencyOver': {
    status: 409,
    zh: '机构已撤销，不能再授予岗位。',
    en: 'The agency has ended; no post can be granted there.',
  },
  'staff.loginTaken': {
    status: 409,
    zh: '登录名 {login} 已被使用，请换一个。',
    en: 'The login {login} is taken. Choose another.',
  },
  'staff.postRefused': { status: 409, zh: '不能授予此岗位：{reason}。', en: 'The post cannot be granted: {reason}.' },
  'staff.postHeld': {
    status: 409,
    zh: '此人在这段时间已有相同岗位。',
    en: 'The officer holds the same post in that time already.',
  },
  'staff.notSelf': {
    status: 403,
    zh: '不能为本人授权、停用或重置，请由另一名系统管理员办理。',
    en: 'Nobody changes the own rights. Ask another administrator.',
  },
  'staff.secondPerson': {
    status: 403,
    zh: '须由提请人以外的系统管理员或领导复核，被授权人本人也不能复核。',
    en: 'Another administrator or a leader decides, neither who asked nor who gains.',
  },
  'staff.decided': {
    status: 409,
    zh: '这项提请已经复核过。',
    en: 'This request was decided already.',
  },
  'staff.requestStale': {
    status: 409,
    zh: '提请所依据的情况已变化（{reason}），请不同意后重新提请。',
    en: 'What the request rested on has changed ({reason}). Refuse it and ask again.',
  },
  'staff.ended': { status: 409, zh: '此人已离岗，请先办理复岗。', en: 'The officer has ended. Reinstate first.' },
  'staff.notEnded': { status: 409, zh: '此人仍在岗。', en: 'The officer is still in office.' },
  'staff.lastAdministrator': {
    status: 409,
    zh: '这是最后一名在任的系统管理员，不能终止。请先授予他人系统管理员岗位。',
    en: 'This is the last administrator in office. Grant another first.',
  },
  'staff.period': {
    status: 400,
    zh: '止（{until}）不能早于起（{since}）。',
    en: 'The end ({until}) lies before the start ({since}).',
  },
  'staff.substitute': {
    status: 409,
    zh: '不能由此人代理：{reason}。',
    en: 'This officer cannot stand in: {reason}.',
  },
  'staff.noPost': {
    status: 403,
    zh: '您目前没有在任岗位，不能进入工作台。请联系系统管理员。',
    en: 'You hold no post at present. Ask the administrator.',
  },
  'staff.notYourPost': {
    status: 403,
    zh: '这不是您的在任岗位。',
    en: 'This is not one of your posts in force.',
  },
  'staff.lookingOnly': {
    status: 403,
    zh: '正在以某角色查看，只能看不能改。请先退出查看。',
    en: 'You are looking as a role: nothing can be changed. Leave the view first.',
  },
  'staff.representation': {
    status: 409,
    zh: '不能这样登记代理：{reason}。',
    en: 'The representative cannot be registered so: {reason}.',
  },
  'staff.representationOver': {
    status: 403,
    zh: '代理权已终止或到期。',
    en: 'The representation has ended.',
  },
  'staff.powerMissing': {
    status: 403,
    zh: '您的授权不包括“{power}”，须由当事人本人办理，或补充特别授权。',
    en: 'Your authority does not include “{power}”. The party does it in person, or grants special authority.',
  },
} as const satisfies Record<string, ProblemWords>
