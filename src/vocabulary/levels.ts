interface LevelWords {
  readonly zh: string
  readonly en: string
  readonly meaning: string
}

/** Levels of warning. */
export const levels = {
  micro: { zh: '微观', en: 'micro', meaning: '一件纠纷' },
  meso: { zh: '中观', en: 'meso', meaning: '同一对象、地点或产品的类案' },
  macro: { zh: '宏观', en: 'macro', meaning: '一地一类纠纷的走势' },
} as const satisfies Record<string, LevelWords>

export type Level = keyof typeof levels

/** What raised an alert; printed in `export alerts` (formats.md section 2). */
export const alertKinds = {
  dispute: { zh: '单件纠纷', en: 'dispute', meaning: '一件纠纷的升级迹象' },
  entity: { zh: '同一对象', en: 'entity', meaning: '多人反映同一对象' },
  scan: { zh: '时空聚集', en: 'scan', meaning: '一地短期内聚集' },
  tree: { zh: '类别聚集', en: 'tree', meaning: '类别树上的异常' },
  trend: { zh: '走势', en: 'trend', meaning: '一地一类超出常态区间' },
  drift: { zh: '数据漂移', en: 'drift', meaning: '数据口径或构成变化' },
  feed: { zh: '数据停更', en: 'feed', meaning: '来源超过惯常间隔未报送' },
} as const satisfies Record<string, LevelWords>

export type AlertKind = keyof typeof alertKinds
