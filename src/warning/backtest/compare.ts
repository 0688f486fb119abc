import type { AlertGrade } from '../schema.ts'
import type { SimulatedAlert } from './simulate.ts'

/** One alert that a change of rules adds, takes away, moves in time or grades otherwise. */
export interface ChangedAlert {
  readonly change: 'comes' | 'goes' | 'earlier' | 'later' | 'graded'
  readonly level: 'micro' | 'meso'
  readonly title: string
  readonly subject: string
  readonly town: string | null
  readonly type: string | null
  readonly raisedAt: number
  readonly grade: AlertGrade
  /** Before the change; null for one that comes. */
  readonly before: { readonly raisedAt: number; readonly grade: AlertGrade } | null
  readonly people: number | null
}

export interface Comparison {
  readonly before: number
  readonly after: number
  readonly same: number
  readonly changed: readonly ChangedAlert[]
}

const recordsOf = (alert: SimulatedAlert) => alert.members.map((member) => member.recordId)
const levelOf = (alert: SimulatedAlert): 'micro' | 'meso' => (alert.level === 'meso' ? 'meso' : 'micro')

function described(alert: SimulatedAlert): Omit<ChangedAlert, 'change' | 'before'> {
  const { title, subject, town, type, raisedAt, grade } = alert
  return { level: levelOf(alert), title, subject, town, type, raisedAt, grade, people: alert.currentObserved }
}

/**
 * Two runs over the same records, alert by alert: of one level, those are the same matter that share most records; each
 * stands for one at most. Pure.
 */
export function compareAlerts(before: readonly SimulatedAlert[], after: readonly SimulatedAlert[]): Comparison {
  const holding = new Map<string, SimulatedAlert[]>()
  for (const alert of before)
    for (const record of recordsOf(alert)) {
      const key = `${levelOf(alert)}|${record}`
      const list = holding.get(key)
      if (list === undefined) holding.set(key, [alert])
      else list.push(alert)
    }
  const pairs: { one: SimulatedAlert; other: SimulatedAlert; shared: number }[] = []
  for (const other of after) {
    const shared = new Map<SimulatedAlert, number>()
    for (const record of recordsOf(other))
      for (const one of holding.get(`${levelOf(other)}|${record}`) ?? []) shared.set(one, (shared.get(one) ?? 0) + 1)
    for (const [one, count] of shared) pairs.push({ one, other, shared: count })
  }
  pairs.sort((a, b) => b.shared - a.shared || a.other.raisedAt - b.other.raisedAt || a.one.raisedAt - b.one.raisedAt)
  const partner = new Map<SimulatedAlert, SimulatedAlert>()
  const taken = new Set<SimulatedAlert>()
  for (const { one, other } of pairs) {
    if (partner.has(other) || taken.has(one)) continue
    partner.set(other, one)
    taken.add(one)
  }
  const changed: ChangedAlert[] = []
  let same = 0
  for (const alert of after) {
    const old = partner.get(alert)
    if (old === undefined) changed.push({ change: 'comes', ...described(alert), before: null })
    else if (old.raisedAt === alert.raisedAt && old.grade === alert.grade) same += 1
    else
      changed.push({
        change: alert.raisedAt < old.raisedAt ? 'earlier' : alert.raisedAt > old.raisedAt ? 'later' : 'graded',
        ...described(alert),
        before: { raisedAt: old.raisedAt, grade: old.grade },
      })
  }
  for (const alert of before)
    if (!taken.has(alert))
      changed.push({ change: 'goes', ...described(alert), before: { raisedAt: alert.raisedAt, grade: alert.grade } })
  changed.sort((one, other) => one.raisedAt - other.raisedAt)
  return { before: before.length, after: after.length, same, changed }
}
