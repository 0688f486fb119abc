/** Server-made words of agencies, officers and representatives. */

/** Stands wherever an act or a read bears a name: both persons are seen. */
export const inSteadOf = (substitute: string, absent: string): string => `${substitute}（代${absent}）`
/** An administrator who looks as a role has no person's name. */
export const lookingName = (role: string): string => `以“${role}”查看`
export const forParty = (representative: string, kind: string): string => `${representative}（${kind}）`

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
