/** Server-made words of agencies, officers and representatives. */

/** Stands wherever an act or a read bears a name: both persons are seen. */
export const inSteadOf = (substitute: string, absent: string): string => `${substitute}（代${absent}）`
/** An administrator who looks as a role has no person's name. */
export const lookingName = (role: string): string => `以“${role}”查看`
export const forParty = (representative: string, kind: string): string => `${representative}（${kind}）`

/** Columns of the lists of agencies and officers as a person reads them (docs/decisions/0001). */
export const listColumns = {
  code: '机构编码',
  kind: '类别',
  parentCode: '上级机构编码',
  agencyCode: '机构编码',
  roles: '角色',
  until: '止',
} as const

export const importReasons = {
  kind: (allowed: string) => `类别应为下列之一：${allowed}`,
  parentUnknown: (code: string) => `上级机构编码 ${code} 不存在，请先登记上级机构或一并导入`,
  parentItself: '上级机构不能是本机构',
  cycle: (path: string) => `上下级成环：${path}`,
  parentKind: (kind: string, allowed: string) => `${kind}的上级应为：${allowed}`,
  agencyRepeated: (row: number) => `机构编码与第 ${row} 行重复`,
  role: (allowed: string) => `角色应为下列之一：${allowed}`,
  agencyUnknown: (code: string) => `机构编码 ${code} 尚未登记`,
  roleKind: (role: string, kind: string) => `${role}不能任职于${kind}`,
  apart: (one: string, other: string) => `同一人不能兼任${one}与${other}`,
  period: '止不能早于起',
  date: '应为日期，例如 2023-08-01',
} as const

export const oncePerson = { self: '本人', system: '系统导入' } as const
export const staffReasons = {
  imported: (rows: number) => `导入名单 ${rows} 行`,
  expired: '任期届满',
} as const
/** domain rule: a guardian whose interest runs against the ward's does not act for it. */
export const guardianConflictNote =
  '监护人与被监护人利益冲突：监护人不得代为处分，由妇联、民政或检察机关协助另行确定代理人。'

export const representationReasons = {
  noPassingOn: '代理人不能再转委托，须由当事人本人授权',
  atTheDesk: (kind: string) => `${kind}须持证明材料由工作人员登记，本人在线只能授权委托代理人`,
  ownOnly: '“当事人本人在线授权”只能由当事人登录后自己办理',
  ofPerson: (kind: string) => `${kind}只适用于自然人`,
  ofOrganisation: (kind: string) => `${kind}只适用于单位`,
  wholeOrganisation: '只有有统一社会信用代码的单位可以概括授权',
  evidence: (kind: string, allowed: string) => `${kind}的证明材料应为：${allowed}`,
  conflictOf: '利益冲突只登记于监护人',
  otherSide: '此手机号属于本纠纷的另一方当事人',
  ownPhone: '此手机号就是当事人本人的号码',
  period: '截止日不能早于起始日',
  over: '截止日已过',
  tooLong: '一次授权最长三年，到期可重新登记',
  wholeAtCentre: '单位的概括授权由县级社会治理中心登记，此处只能就本纠纷登记',
  noParty: '所选当事人不在这件纠纷中',
  noCode: '此单位没有登记统一社会信用代码，只能就本纠纷登记',
} as const

export const substituteReasons = {
  self: '代理人不能是缺岗者本人',
  noPost: '缺岗者在这段时间没有可代理的岗位',
  absentToo: '代理人在这段时间自己也缺岗',
  already: '此人在这段时间已在代理该岗位',
} as const
