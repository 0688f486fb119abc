import type { ReactNode } from 'react'
import { dateTime, remaining } from './format.ts'
import { common, gradeWords } from './words/common.ts'
import { fill } from './words.ts'

export type Grade = 'red' | 'orange' | 'yellow' | 'blue'
export const grades: readonly Grade[] = ['red', 'orange', 'yellow', 'blue']

/** Shape of each grade in a 16-unit box: with the colours alone, 红 and 橙 are alike to one man in twelve. */
export const gradeShapes: Readonly<Record<Grade, string>> = {
  red: 'M8 0 16 8 8 16 0 8Z',
  orange: 'M8 1 16 15H0Z',
  yellow: 'M1 1H15V15H1Z',
  blue: 'M8 1a7 7 0 1 1 0 14a7 7 0 1 1 0-14Z',
}

export function GradeShape({ grade, size }: { grade: Grade; size?: number }) {
  return (
    <svg viewBox="0 0 16 16" width={size} height={size} aria-hidden="true">
      <path d={gradeShapes[grade]} fill="currentColor" />
    </svg>
  )
}

/** 等级: shape, Chinese character and colour together. */
export function GradeBadge({ grade, boxed = false, long = false }: { grade: Grade; boxed?: boolean; long?: boolean }) {
  return (
    <span className="grade" data-grade={grade} data-boxed={boxed}>
      <GradeShape grade={grade} />
      {long ? fill(common.gradeName, { grade: gradeWords[grade] }) : gradeWords[grade]}
    </span>
  )
}

/** 时限: what is left, or by how much it is late; overdue is the word and weight, not red. */
export function ClockBadge({
  due,
  now,
  label,
  done = false,
}: {
  due: string | null
  now: number
  label?: string
  done?: boolean
}) {
  if (due === null) return null
  if (done) {
    return (
      <span className="clock" data-state="done">
        {label} {common.doneClock}
      </span>
    )
  }
  const left = remaining(due, now)
  return (
    <time className="clock" data-state={left.state} dateTime={due} title={dateTime(due)}>
      {label === undefined ? '' : `${label} `}
      {left.text}
    </time>
  )
}

export type TagTone = 'plain' | 'active' | 'ok' | 'late'
/** A state in words. It looks unlike a button, because people click whatever looks like one. */
export function Tag({ tone = 'plain', children }: { tone?: TagTone; children: ReactNode }) {
  return (
    <span className="tag" data-tone={tone}>
      {children}
    </span>
  )
}
