import {
  CircleCheck,
  CircleDashed,
  CircleDot,
  FileText,
  Gavel,
  Handshake,
  type LucideIcon,
  Mail,
  Megaphone,
  Phone,
  ReceiptText,
  ScrollText,
  Siren,
  Users,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { sources } from '../vocabulary/sources.ts'
import { common } from './words/common.ts'
import { staffWords } from './words/staff.ts'
import { said } from './words.ts'

const icons: Readonly<Record<string, LucideIcon>> = {
  police110: Siren,
  complaint: Phone,
  petition: Mail,
  grid: Users,
  mediation: Handshake,
  court: Gavel,
  contract: ScrollText,
  repayment: ReceiptText,
  alert: Megaphone,
}

/** Timeline entries that come from a room instead of a source. */
const roomWords: Readonly<Record<string, string>> = {
  alert: common.roomAlert,
  task: common.roomTask,
  mediations: common.roomMediation,
  agreement: common.roomAgreement,
  consent: common.roomConsent,
  performance: common.roomPerformance,
  document: common.roomDocument,
  link: common.roomLink,
  dispute: common.roomLink,
  legalNotice: common.roomNotice,
  loan: common.roomLoan,
  representation: staffWords.representatives,
}

export const sourceWords = (key: string): string =>
  roomWords[key] ?? said((sources as Readonly<Record<string, { zh: string; en: string }>>)[key], key)

/** The mark of a source: icon, with the word beside it wherever it stands alone. */
export function SourceMark({ source, size = 14 }: { source: string; size?: number }) {
  const Icon = icons[source] ?? FileText
  return <Icon size={size} strokeWidth={1.5} aria-hidden="true" />
}

/** Where a sentence or figure comes from: source and the supplier's own number, as received. */
export function SourceReference({ source, number, href }: { source: string; number: string; href?: string }) {
  const inside = (
    <>
      <SourceMark source={source} /> {sourceWords(source)} <code>{number}</code>
    </>
  )
  return href === undefined ? (
    <span className="nowrap">{inside}</span>
  ) : (
    <a className="nowrap" href={href}>
      {inside}
    </a>
  )
}

export interface Step {
  readonly key: string
  readonly label: string
  readonly state: 'done' | 'current' | 'open'
}

export function Stepper({ label, steps }: { label: string; steps: readonly Step[] }) {
  const marks = { done: CircleCheck, current: CircleDot, open: CircleDashed }
  const states = { done: common.stepDone, current: common.stepCurrent, open: common.stepOpen }
  return (
    <ol className="stepper" aria-label={label}>
      {steps.map((step) => {
        const Icon = marks[step.state]
        return (
          <li key={step.key} data-state={step.state} aria-current={step.state === 'current' ? 'step' : undefined}>
            <Icon size={16} strokeWidth={1.5} aria-hidden="true" />
            {step.label}
            <span className="visually-hidden">（{states[step.state]}）</span>
          </li>
        )
      })}
    </ol>
  )
}

/** The trace code's QR as the server draws it; the code stands below in text for whoever cannot scan. */
export function Qr({ source, code, size = 120 }: { source: string; code: string; size?: number }) {
  return (
    <figure className="qr">
      <img src={source} width={size} height={size} alt={code} />
      <figcaption>
        <code>{code}</code>
      </figcaption>
    </figure>
  )
}

export interface TimelineItem {
  readonly key: string
  readonly source: string
  readonly title: ReactNode
  readonly at: ReactNode
  readonly body?: ReactNode
  readonly gap?: string | null
}

/** Append-only events in order of time; a silence is said, not skipped. */
export function TimelineList({ label, items }: { label: string; items: readonly TimelineItem[] }) {
  return (
    <ol className="timeline" aria-label={label}>
      {items.flatMap((item) => [
        ...(item.gap
          ? [
              <li key={`${item.key}-gap`} className="gap">
                <span className="mark" aria-hidden="true">
                  …
                </span>
                {item.gap}
              </li>,
            ]
          : []),
        <li key={item.key}>
          <span className="mark">
            <SourceMark source={item.source} />
          </span>
          <div className="row spread">
            <strong>{item.title}</strong>
            <span className="faint">{item.at}</span>
          </div>
          {item.body}
        </li>,
      ])}
    </ol>
  )
}
