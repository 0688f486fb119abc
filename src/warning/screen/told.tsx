import type { ToldList } from '../../tasks/schema.ts'
import { monthDay, timeOfDay } from '../../ui/format.ts'
import { ClockBadge } from '../../ui/marks.tsx'
import { To } from '../../ui/navigation.tsx'
import { taskWords } from '../../ui/words/tasks.ts'
import { warningWords } from '../../ui/words/warning.ts'
import { fill } from '../../ui/words.ts'

const at = (time: string): string => `${monthDay(time)} ${timeOfDay(time)}`

/** Who was told, by which channel, and how far it got: sent, delivered, read, accepted; a failure is said in words. */
export function Told({ list, now }: { list: ToldList; now: number }) {
  if (list.items.length === 0) return <p className="muted">{warningWords.toldNone}</p>
  const kinds = {
    investigate: taskWords.investigate,
    mediate: taskWords.mediate,
    formalTalk: taskWords.formalTalk,
    visit: taskWords.visit,
    education: taskWords.education,
    legalNotice: taskWords.legalNotice,
  }
  return (
    <ul className="told">
      {list.items.map((task) => {
        const delivery = task.deliveries.at(-1)
        const accepted = task.clocks.find((clock) => clock.name === 'accept')?.stoppedAt ?? null
        return (
          <li key={task.id}>
            <div className="row spread">
              <span>
                <strong>{task.agencyName}</strong> <To path={`/tasks/${task.id}`}>{kinds[task.kind]}</To>
              </span>
              {task.dueAt !== null && <ClockBadge due={task.dueAt} now={now} />}
            </div>
            <div className="faint">
              {delivery === undefined ? (
                taskWords.clockNotStarted
              ) : delivery.failedAt !== null ? (
                <strong>{fill(taskWords.failed, { why: delivery.failure ?? '' })}</strong>
              ) : (
                <>
                  {['outbox', 'screenOutbox'].includes(delivery.channel) ? taskWords.outboxChannel : delivery.channel}{' '}
                  {at(delivery.sentAt)}
                  {delivery.deliveredAt !== null && ` · ${taskWords.delivered} ${at(delivery.deliveredAt)}`}
                  {delivery.readAt !== null && ` · ${taskWords.read} ${at(delivery.readAt)}`}
                  {accepted !== null && ` · ${taskWords.accepted} ${at(accepted)}`}
                </>
              )}
            </div>
          </li>
        )
      })}
    </ul>
  )
}
