import type { Subject } from './http-subjects.ts'
import { thing, worlds } from './worlds.ts'

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

export const elsewhere = (concept: string): string =>
  thing(worlds.find(({ relation }) => relation === 'otherCounty')!, concept)
export const because = '矩阵测试需要'
export const plain: Target = { of: null }
export const loose: Target = { of: null, loose: true }
export const by = (path: string, concept: string) => (subject: Subject) => path.replace(':id', subject.id(concept))
export const byCode = (path: string) => (subject: Subject) => path.replace(':code', subject.code)
export const body = (value: unknown) => () => value
export const reason = body({ reason: because })
export const terms = {
  facts: '双方因宣传内容不符发生争议。',
  obligations: [{ obligor: 'respondent', act: '补偿款', amount: 1_000, due: '2023-09-30' }],
  total: 1_000,
  manner: '银行转账',
  place: '诸暨市',
  defaultConsequence: '另一方可以向人民法院起诉。',
  further: [],
  concernsIdentity: false,
}
export const dispute = 'linking.dispute'
export const alert = 'warning.alert'
export const task = 'tasks.task'
export const mediation = 'mediation.mediation'
export const agencyBody = { name: '某办', kind: 'town', place: null, parentCode: null, reason: because }
