import { disputeTypes } from '../vocabulary/dispute-types.ts'
import { placeName } from '../vocabulary/places.ts'
import { titleWords, unattributedWords } from '../vocabulary/words/warning.ts'
import type { AlertRow, WallAlert } from './schema.ts'

/** An alert as its table holds it. */
export interface StoredRow
  extends Pick<
    AlertRow,
    | 'id'
    | 'code'
    | 'level'
    | 'kind'
    | 'grade'
    | 'gradeAtRaising'
    | 'state'
    | 'title'
    | 'subject'
    | 'place'
    | 'town'
    | 'type'
    | 'observed'
    | 'expected'
    | 'probability'
    | 'members'
    | 'membersLater'
    | 'carePath'
    | 'sealed'
  > {
  readonly rule: string
  readonly modelVersion: string
  readonly raisedAt: Date
  readonly changedAt: Date
  readonly currentObserved: number | null
  readonly triageDueAt: Date | null
  readonly triagedAt: Date | null
  readonly closedAt: Date | null
  readonly closingSummary: string | null
  readonly disputeId: string | null
}

/** Groups smaller than this never leave the circle that handles the cases with a count or a fine place (house.md 3b). */
export const smallGroup = 5

export function toRow(row: StoredRow, now: Date): AlertRow {
  const observed = row.currentObserved ?? row.observed
  const members = row.members + row.membersLater
  return {
    id: row.id,
    code: row.code,
    level: row.level,
    kind: row.kind,
    grade: row.grade,
    gradeAtRaising: row.gradeAtRaising,
    state: row.state,
    raisedAt: row.raisedAt.toISOString(),
    changedAt: row.changedAt.toISOString(),
    title: row.title,
    subject: row.subject,
    place: row.place,
    town: row.town,
    type: row.type,
    observed,
    expected: row.expected,
    probability: row.probability,
    members: row.members,
    membersLater: row.membersLater,
    carePath: row.carePath,
    sealed: row.sealed,
    small: (observed ?? members) < smallGroup,
    triageDueAt: row.state === 'raised' && row.triageDueAt !== null ? row.triageDueAt.toISOString() : null,
    triageOverdue: row.state === 'raised' && row.triageDueAt !== null && row.triageDueAt < now,
  }
}

const typeName = (type: string | null): string =>
  type === null ? '' : (disputeTypes[type as keyof typeof disputeTypes]?.zh ?? '')

/** What stands on the wall: below five no count, no subject and no place finer than the town; one dispute never shows its code. */
export function wallView(
  row: AlertRow,
  tasks: { dueAt: string | null; overdue: boolean; delivered: number; accepted: number; tasks: number } = {
    dueAt: null,
    overdue: false,
    delivered: 0,
    accepted: 0,
    tasks: 0,
  },
): WallAlert {
  const hidden = row.small || row.level === 'micro'
  return {
    id: row.id,
    level: row.level,
    kind: row.kind,
    grade: row.grade,
    state: row.state,
    raisedAt: row.raisedAt,
    title: hidden
      ? titleWords.wallSmall(row.town === null ? unattributedWords : placeName(row.town), typeName(row.type))
      : row.title,
    town: row.town,
    type: row.type,
    observed: hidden ? null : row.observed,
    expected: hidden ? null : row.expected,
    dueAt: row.triageDueAt ?? tasks.dueAt,
    overdue: row.triageOverdue || (row.triageDueAt === null && tasks.overdue),
    delivered: tasks.delivered,
    accepted: tasks.accepted,
    tasks: tasks.tasks,
  }
}

/** By the nearest deadline; those without one after all others, graver and newer first. */
export function deadlineSoon(
  one: { triageDueAt: string | null; grade: string; raisedAt: string },
  other: { triageDueAt: string | null; grade: string; raisedAt: string },
): number {
  const gradesInOrder = ['red', 'orange', 'yellow', 'blue']
  const byGrade = gradesInOrder.indexOf(one.grade) - gradesInOrder.indexOf(other.grade)
  return (
    byGrade ||
    (one.triageDueAt ?? '9').localeCompare(other.triageDueAt ?? '9') ||
    other.raisedAt.localeCompare(one.raisedAt)
  )
}
