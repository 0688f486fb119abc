import { useQuery } from '@tanstack/react-query'
import { get, post } from '../../ui/api.ts'
import { useNow } from '../../ui/clock.ts'
import { dateTime } from '../../ui/format.ts'
import { ClockBadge, GradeBadge, Tag } from '../../ui/marks.tsx'
import { To } from '../../ui/navigation.tsx'
import { townName } from '../../ui/places.ts'
import { Loaded, Notice } from '../../ui/states.tsx'
import { mattersUi } from '../../ui/words/matters.ts'
import { taskWords } from '../../ui/words/tasks.ts'
import { fill } from '../../ui/words.ts'
import { pauseWords } from '../../vocabulary/words/tasks.ts'
import type { Looking, TaskPage } from '../schema.ts'
import { TaskActions } from './task-actions.tsx'
import { kindWords, stateTone, stateWords } from './task-row.tsx'

type Clock = TaskPage['clocks'][number]

export function ClockLine({ clock, now }: { clock: Clock; now: number }) {
  return (
    <li className="row spread">
      <span>
        {clock.words} <span className="faint">{fill(taskWords.clockLimit, { limit: clock.limit })}</span>
      </span>
      {clock.stoppedAt !== null ? (
        <span className="muted">{fill(taskWords.clockStopped, { time: dateTime(clock.stoppedAt) })}</span>
      ) : clock.dueAt === null ? (
        <span className="muted">{clock.startedAt === null ? taskWords.clockNotStarted : taskWords.clockStands}</span>
      ) : (
        <ClockBadge due={clock.dueAt} now={now} />
      )}
    </li>
  )
}

export function DeliveryLine({ delivery, agency }: { delivery: TaskPage['deliveries'][number]; agency: string }) {
  const channel = ['outbox', 'screenOutbox'].includes(delivery.channel) ? taskWords.outboxChannel : delivery.channel
  return (
    <li className="delivery">
      <span className="strong">{delivery.to || agency}</span> <span className="faint">{channel}</span>
      <br />
      {delivery.failedAt !== null ? (
        <strong>{fill(taskWords.failed, { why: delivery.failure ?? '' })}</strong>
      ) : (
        <span className="muted">
          {taskWords.sentAt} {dateTime(delivery.sentAt)}
          {delivery.deliveredAt !== null && ` · ${taskWords.deliveredAt} ${dateTime(delivery.deliveredAt)}`}
          {delivery.readAt !== null && ` · ${taskWords.readAt} ${dateTime(delivery.readAt)}`}
        </span>
      )}
    </li>
  )
}

/** Says who else has the task open, so that two do not do the same. */
function AlsoLooking({ id }: { id: string }) {
  const { data } = useQuery({
    queryKey: ['tasks', 'looking', id],
    queryFn: () => post<Looking>(`/tasks/${id}/looking`, {}),
    refetchInterval: 15_000,
  })
  if (data === undefined || data.others.length === 0) return null
  return <p className="muted">{fill(taskWords.alsoLooking, { names: data.others.join('、') })}</p>
}

/** Tasks that belong to this one. */
function Relatives({ words, tasks }: { words: string; tasks: TaskPage['parts'] }) {
  if (tasks.length === 0) return null
  return (
    <section>
      <h3>{words}</h3>
      <ul>
        {tasks.map((task) => (
          <li key={task.id} className="row">
            <To path={`/tasks/${task.id}`}>
              <code>{task.code}</code>
            </To>{' '}
            {task.agencyName} <Tag tone={stateTone(task.state, false)}>{stateWords[task.state]}</Tag>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** One agency's time with the task: what it met and what it missed stays with it. */
function ChargeLine({ charge }: { charge: TaskPage['charges'][number] }) {
  return (
    <li className="delivery">
      <span className="strong">{charge.agencyName}</span>{' '}
      <span className="faint">
        {dateTime(charge.from)} – {charge.to === null ? taskWords.untilNow : dateTime(charge.to)}
      </span>
      <br />
      <span className="row">
        {charge.clocks.map((clock) => (
          <Tag key={clock.name} tone={clock.missed ? 'late' : clock.doneAt !== null ? 'ok' : 'plain'}>
            {clock.words}{' '}
            {clock.missed
              ? taskWords.chargeMissed
              : clock.doneAt !== null
                ? taskWords.chargeMet
                : clock.dueAt === null
                  ? taskWords.chargeNotOwed
                  : taskWords.chargeRuns}
          </Tag>
        ))}
      </span>
    </li>
  )
}

/** One task: what is asked, by when, who was told, what was done, and the buttons that this reader has now. */
export function TaskDetail({ id, level = 2 }: { id: string; level?: 1 | 2 }) {
  const now = useNow(10_000)
  const result = useQuery({
    queryKey: ['tasks', 'one', id],
    queryFn: ({ signal }) => get<TaskPage>(`/tasks/${id}`, signal),
  })
  const Heading = level === 1 ? 'h1' : 'h2'
  return (
    <Loaded result={result} lines={10}>
      {(task) => (
        <div className="detail">
          <header className="stack tight">
            <div className="row">
              <GradeBadge grade={task.grade} boxed />
              <Tag>{kindWords[task.kind]}</Tag>
              <Tag tone={stateTone(task.state, task.overdue)}>{stateWords[task.state]}</Tag>
              {task.overdue && <Tag tone="late">{taskWords.overdue}</Tag>}
              {task.paused !== null && (
                <Tag tone="late">
                  {fill(taskWords.pausedSince, {
                    time: dateTime(task.paused.since),
                    why: pauseWords[task.paused.reason],
                  })}
                </Tag>
              )}
              {task.extendedDays !== null && (
                <span className="faint">{fill(taskWords.extendedBy, { n: task.extendedDays })}</span>
              )}
              {task.returns > 0 && <span className="faint">{fill(taskWords.returns, { n: task.returns })}</span>}
              <code className="faint">{task.code}</code>
            </div>
            <Heading>{task.title}</Heading>
            <p className="muted">
              {taskWords.whose} {task.agencyName}
              {task.handlerName !== null && `（${taskWords.handler} ${task.handlerName}）`} · {townName(task.town)}
              {task.alertId !== null && (
                <>
                  {' · '}
                  {taskWords.fromAlert} <To path={`/alerts/${task.alertId}`}>{task.alertCode ?? task.alertId}</To>
                </>
              )}
              {task.traceCode !== null && (
                <>
                  {' · '}
                  <To path={`/disputes/${task.traceCode}`}>
                    <code>{task.traceCode}</code>
                  </To>
                </>
              )}
            </p>
          </header>
          <AlsoLooking id={task.id} />
          <TaskActions task={task} />
          <section>
            <h3>{taskWords.what}</h3>
            <p className="prose">{task.body}</p>
            <p className="faint">
              {taskWords.matter}：
              {task.matter !== null
                ? `${task.matter.number} ${task.matter.name}`
                : task.outside !== null
                  ? fill(mattersUi.outsideBecause, { why: task.outside })
                  : taskWords.noMatter}
            </p>
            {task.visitListId !== null && <To path={`/visits/${task.visitListId}`}>{taskWords.openVisits}</To>}
          </section>
          <Relatives words={taskWords.lead} tasks={task.lead === null ? [] : [task.lead]} />
          <Relatives words={taskWords.mergedInto} tasks={task.mergedInto === null ? [] : [task.mergedInto]} />
          <Relatives words={taskWords.parts} tasks={task.parts} />
          <section>
            <h3>{taskWords.clocks}</h3>
            <ul>
              {task.clocks.map((clock) => (
                <ClockLine key={clock.name} clock={clock} now={now} />
              ))}
            </ul>
          </section>
          <section>
            <h3>{taskWords.told}</h3>
            <ul>
              {task.deliveries.map((delivery) => (
                <DeliveryLine
                  key={`${delivery.channel}${delivery.sentAt}`}
                  delivery={delivery}
                  agency={task.agencyName}
                />
              ))}
            </ul>
          </section>
          {task.charges.length > 1 && (
            <section>
              <h3>{taskWords.charges}</h3>
              <ol>
                {task.charges.map((charge) => (
                  <ChargeLine key={charge.from} charge={charge} />
                ))}
              </ol>
            </section>
          )}
          <section>
            <h3>{taskWords.history}</h3>
            <ol className="history">
              {task.actions.map((action) => (
                <li key={action.id}>
                  <span className="faint nowrap">{dateTime(action.at)}</span>
                  <span>
                    <strong>{action.by}</strong> {action.line}
                    {action.evidence.length > 0 && (
                      <span className="faint">
                        {' '}
                        {taskWords.evidence}：
                        {action.evidence.map((item) => `${item.name}（${item.reference}）`).join('、')}
                      </span>
                    )}
                  </span>
                </li>
              ))}
            </ol>
          </section>
          <Notice>{taskWords.rights}</Notice>
        </div>
      )}
    </Loaded>
  )
}
