interface RoleWords {
  readonly zh: string
  readonly en: string
  readonly meaning: string
}

/** Roles of officers (docs/decisions/0001-one-thread.md). What each may do is in access/scopes.ts. */
export const roles = {
  operator: { zh: '治理中心值班员', en: 'operator', meaning: '受理、研判、交办、督办' },
  townCadre: { zh: '镇街干部', en: 'town cadre', meaning: '签收任务、组织化解、答复' },
  gridWorker: { zh: '网格员', en: 'grid worker', meaning: '上报事件、走访、回访' },
  mediator: { zh: '调解员', en: 'mediator', meaning: '主持调解、拟定协议' },
  judge: { zh: '法官', en: 'judge', meaning: '接收普法提示、司法确认、司法建议' },
  department: { zh: '部门工作人员', en: 'officer of a department', meaning: '本部门事项、约谈与答复' },
  bank: { zh: '银行法务', en: "bank's legal officer", meaning: '本机构合同与还款' },
  leader: { zh: '领导', en: 'leader', meaning: '驾驶舱与报告，只看汇总' },
  auditor: { zh: '审计员', en: 'auditor', meaning: '查看读写日志' },
  administrator: { zh: '系统管理员', en: 'administrator', meaning: '账号、来源、参考数据；不看案件正文' },
  identityCustodian: { zh: '身份保管员', en: 'identity custodian', meaning: '审批保密身份的调阅；不看案件正文' },
  privacyOfficer: {
    zh: '个人信息保护负责人',
    en: 'privacy officer',
    meaning: '办理查阅、更正、异议，管理保存期限，复核应急访问',
  },
} as const satisfies Record<string, RoleWords>

export type Role = keyof typeof roles
