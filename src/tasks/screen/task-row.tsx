import { memo } from 'react'
import { ClockBadge, GradeBadge, Tag, type TagTone } from '../../ui/marks.tsx'
import { townName } from '../../ui/places.ts'
import { common } from '../../ui/words/common.ts'
import { taskWords } from '../../ui/words/tasks.ts'
import { fill } from '../../ui/words.ts'
import type { AlertRow } from '../../warning/schema.ts'
import type { TaskKind, TaskRow, TaskState } from '../schema.ts'

export const kindWords: Readonly<Record<TaskKind, string>> = {
  investigate: taskWords.investigate,
  mediate: taskWords.mediate,
  formalTalk: taskWords.formalTalk,
  visit: taskWords.visit,
  education: taskWords.education,
  legalNotice: taskWords.legalNotice,
}

export const stateWords: Readonly<Record<TaskState, string>> = {
  sent: taskWords.issued,
  delivered: taskWords.delivered,
  read: taskWords.read,
  accepted: taskWords.accepted,
  returned: taskWords.returned,
  ruling: taskWords.ruling,
  answered: taskWords.answered,
  closed: taskWords.closedState,
  withdrawn: taskWords.withdrawn,
  merged: taskWords.merged,
}

export const stateTone = (state: TaskState, overdue: boolean): TagTone =>
  overdue ? 'late' : state === 'closed' || state === 'answered' ? 'ok' : state === 'accepted' ? 'active' : 'plain'

/** What the inbox shows of a task or of an alert that waits for triage: one line of fixed columns. */
export interface InboxItem {
  readonly key: string
  readonly grade: TaskRow['grade']
  readonly dueAt: string | null
  readonly kind: string
  readonly title: string
  readonly town: string | null
  readonly state: string
  readonly tone: TagTone
  readonly done: boolean
  readonly path: string
  /** A task that may be selected with others; an alert is decided one by one. */
  readonly task: TaskRow | null
}

export const taskItem = (task: TaskRow): InboxItem => ({
  key: task.id,
  grade: task.grade,
  dueAt: task.dueAt,
  kind: kindWords[task.kind],
  title: task.title,
  town: task.town,
  state: stateWords[task.state],
  tone: stateTone(task.state, task.overdue),
  done: task.dueAt === null && ['closed', 'answered', 'withdrawn', 'merged'].includes(task.state),
  path: `/tasks/${task.id}`,
  task,
})

export const alertItem = (alert: AlertRow): InboxItem => ({
  key: alert.id,
  grade: alert.grade,
  dueAt: alert.triageDueAt,
  kind: taskWords.alertKind,
  title: alert.title,
  town: alert.town,
  state: taskWords.triage,
  tone: alert.triageOverdue ? 'late' : 'plain',
  done: false,
  path: `/alerts/${alert.id}`,
  task: null,
})

interface LineProps {
  readonly item: InboxItem
  readonly now: number
  readonly selected: boolean
  readonly chosen: boolean
  readonly onSelect: (item: InboxItem) => void
  readonly onChoose: (item: InboxItem) => void
}

/** Drawn again only when it changes itself: with thousands of rows a key must not draw them all. */
export const InboxLine = memo(function Line({ item, now, selected, chosen, onSelect, onChoose }: LineProps) {
  return (
    <li className="inbox-line">
      {item.task !== null && (
        <input
          type="checkbox"
          className="inbox-choice"
          checked={chosen}
          onChange={() => onChoose(item)}
          aria-label={fill(taskWords.choose, { title: item.title })}
        />
      )}
      <button
        type="button"
        className="inbox-row"
        aria-current={selected || undefined}
        onClick={() => onSelect(item)}
        data-key={item.key}
      >
        <GradeBadge grade={item.grade} />
        <span className="inbox-clock">
          {item.dueAt === null ? item.done ? common.doneClock : '—' : <ClockBadge due={item.dueAt} now={now} />}
        </span>
        <span className="muted">{item.kind}</span>
        <span className="inbox-title ellipsis" title={item.title}>
          {item.title}
        </span>
        <span className="muted ellipsis">{townName(item.town)}</span>
        <Tag tone={item.tone}>{item.state}</Tag>
      </button>
    </li>
  )
})
