export interface GradeWords {
  readonly zh: string
  readonly en: string
  /** 1 is the gravest; sorts lists. */
  readonly order: number
  /** Shape shown beside the word: colour alone may not carry the grade. */
  readonly shape: '◆' | '▲' | '■' | '●'
  readonly meaning: string
  /** Days after closing on which the matter is followed up (domain.md 7.3). */
  readonly followUpDays: readonly number[]
  /** Codes in clocks.ts that start when the alert is raised. */
  readonly clocks: readonly string[]
}

/** Alert grades and their response (domain.md 7.3: no national rule found; configurable, not verified). */
export const grades = {
  red: {
    zh: '红',
    en: 'red',
    order: 1,
    shape: '◆',
    meaning: '可能立即造成伤害或群体事件',
    followUpDays: [3, 7, 30, 90, 180],
    clocks: ['alertRedConfirm', 'alertRedOnSite', 'alertRedMeeting'],
  },
  orange: {
    zh: '橙',
    en: 'orange',
    order: 2,
    shape: '▲',
    meaning: '很可能升级',
    followUpDays: [7, 30, 90],
    clocks: ['alertOrangeConfirm', 'alertOrangeContact', 'alertOrangePlan'],
  },
  yellow: {
    zh: '黄',
    en: 'yellow',
    order: 3,
    shape: '■',
    meaning: '反复发生或处理停滞',
    followUpDays: [15, 60],
    clocks: ['alertYellowContact', 'alertYellowPlan'],
  },
  blue: {
    zh: '蓝',
    en: 'blue',
    order: 4,
    shape: '●',
    meaning: '早期苗头',
    followUpDays: [30],
    clocks: ['alertBlueVisit'],
  },
} as const satisfies Record<string, GradeWords>

export type Grade = keyof typeof grades

/** Gravest first. */
export const gradeOrder = ['red', 'orange', 'yellow', 'blue'] as const satisfies readonly Grade[]

/** The graver of two grades. */
export function graver(one: Grade, other: Grade): Grade {
  return grades[one].order <= grades[other].order ? one : other
}
