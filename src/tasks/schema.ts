import { type Static, Type } from 'typebox'
import { pauseReasons } from './clock/engine.ts'

/** HTTP shapes of the tasks room: /tasks, /notices, /visit-lists, /alerts/:id/tasks. Times are ISO 8601 with zone. */

/** formalTalk 约谈, visit 入户走访, education 普法, legalNotice 普法提示 (to the court; read, not answered). */
export const taskKinds = ['investigate', 'mediate', 'formalTalk', 'visit', 'education', 'legalNotice'] as const
export type TaskKind = (typeof taskKinds)[number]
/** `ruling`: returned a second time, the operator rules and the clocks keep running. Overdue is derived, never a state. */
export const taskStates = [
  'sent',
  'delivered',
  'read',
  'accepted',
  'returned',
  'ruling',
  'answered',
  'closed',
  'withdrawn',
  'merged',
] as const
export type TaskState = (typeof taskStates)[number]
export const taskActions = [
  'deliver',
  'read',
  'accept',
  'progress',
  'return',
  'reissue',
  'rule',
  'answer',
  'close',
  'withdraw',
  'remind',
  'note',
  'pause',
  'resume',
  'extend',
  'handOver',
  'split',
  'merge',
  'absorb',
  'callBack',
  'reopen',
  'told',
] as const
export type TaskAction = (typeof taskActions)[number]
export const clockNames = ['accept', 'firstAction', 'close'] as const
export type ClockName = (typeof clockNames)[number]

const text = Type.String()
const time = Type.String({ format: 'date-time' })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(shape: T) => Type.Union([shape, Type.Null()])
const oneOf = <const T extends readonly string[]>(values: T) => Type.Unsafe<T[number]>(Type.Enum([...values]))

/** One running or stopped deadline. The remaining time counts working hours where `unit` says so; the screen shows dueAt − now. */
export const TaskClock = Type.Object({
  name: oneOf(clockNames),
  /** 签收, 首次处置, 闭环 */
  words: text,
  /** Starts at delivery; null before. */
  startedAt: nullable(time),
  dueAt: nullable(time),
  stoppedAt: nullable(time),
  overdue: Type.Boolean(),
  /** 30 分钟 / 4 工作小时 / 7 工作日: how the limit is stated. */
  limit: text,
})
export type TaskClock = Static<typeof TaskClock>

export const TaskRow = Type.Object({
  id: text,
  /** T-20230817-012 */
  code: text,
  kind: oneOf(taskKinds),
  state: oneOf(taskStates),
  grade: oneOf(['red', 'orange', 'yellow', 'blue'] as const),
  title: text,
  agencyId: text,
  agencyName: text,
  agencyKind: text,
  town: nullable(text),
  alertId: nullable(text),
  alertCode: nullable(text),
  disputeId: nullable(text),
  traceCode: nullable(text),
  sentAt: time,
  deliveredAt: nullable(time),
  changedAt: time,
  /** All clocks, nearest running one first. */
  clocks: Type.Array(TaskClock),
  /** The nearest running deadline, or null. */
  dueAt: nullable(time),
  overdue: Type.Boolean(),
  /** Less than a quarter of the nearest clock is left. */
  atRisk: Type.Boolean(),
  returns: Type.Integer(),
  /** Who in the agency has it, or null. */
  handlerName: nullable(text),
  /** Clocks stand since then; null: they run. */
  paused: nullable(Type.Object({ since: time, reason: oneOf(pauseReasons) })),
  /** Working days by which the end was put off, or null. */
  extendedDays: nullable(Type.Integer()),
})
export type TaskRow = Static<typeof TaskRow>

export const TaskList = Type.Object({
  items: Type.Array(TaskRow),
  next: nullable(text),
  /** Counts of every view for the tabs. */
  counts: Type.Object({
    toAccept: Type.Integer(),
    mine: Type.Integer(),
    dueSoon: Type.Integer(),
    toRule: Type.Integer(),
    overdue: Type.Integer(),
    closed: Type.Integer(),
    all: Type.Integer(),
    /** Accepted by an officer who holds no post there any more; null to all but the agency's head and the centre. */
    orphaned: nullable(Type.Integer()),
  }),
})
export type TaskList = Static<typeof TaskList>

export const taskViews = ['toAccept', 'mine', 'dueSoon', 'toRule', 'overdue', 'closed', 'all', 'orphaned'] as const
export const TaskQuery = Type.Object({
  /** toAccept 待签收, mine 我办, dueSoon 将到期, toRule 退回待裁, overdue 超时, closed 已闭环, all, orphaned 无人在办. Default all. */
  view: Type.Optional(oneOf(taskViews)),
  alert: Type.Optional(text),
  town: Type.Optional(text),
  kind: Type.Optional(oneOf(taskKinds)),
  cursor: Type.Optional(text),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
})
export type TaskQuery = Static<typeof TaskQuery>

export const Delivery = Type.Object({
  /** outbox (屏上发件箱) until the county's own channels are connected. */
  channel: text,
  /** An office's name, never a private person's number. */
  to: text,
  sentAt: time,
  deliveredAt: nullable(time),
  readAt: nullable(time),
  failedAt: nullable(time),
  failure: nullable(text),
})
export type Delivery = Static<typeof Delivery>

export const ActionView = Type.Object({
  id: text,
  action: oneOf(taskActions),
  at: time,
  /** Officer's name and agency, or 系统. */
  by: text,
  /** Reason, answer or note in words. */
  line: text,
  from: nullable(oneOf(taskStates)),
  to: oneOf(taskStates),
  evidence: Type.Array(Type.Object({ name: text, reference: text })),
  /** formalTalk: what came of it. */
  result: nullable(text),
})
export type ActionView = Static<typeof ActionView>

/** 责任段: what one agency owed from one delivery to the next; deadlines that were not owed any more are null. */
export const ChargeView = Type.Object({
  agencyName: text,
  from: time,
  to: nullable(time),
  clocks: Type.Array(
    Type.Object({
      name: oneOf(clockNames),
      words: text,
      dueAt: nullable(time),
      doneAt: nullable(time),
      missed: Type.Boolean(),
    }),
  ),
})
export type ChargeView = Static<typeof ChargeView>

/** Another task that belongs to this one. */
export const TaskReference = Type.Object({ id: text, code: text, agencyName: text, state: oneOf(taskStates) })
export type TaskReference = Static<typeof TaskReference>

/** What the task asks the reader to know: nobody is stopped from suing or petitioning, and who holds what duty. */
export const TaskPage = Type.Object({
  ...TaskRow.properties,
  /** What is asked, in full sentences. */
  body: text,
  /** 事项清单 item this task rests on, if one is named. */
  matter: nullable(Type.Object({ number: text, name: text })),
  /** Given to a town or village outside the list: on what ground. */
  outside: nullable(text),
  deliveries: Type.Array(Delivery),
  actions: Type.Array(ActionView),
  /** Every agency that had it, in order, with what it met and missed. */
  charges: Type.Array(ChargeView),
  /** The task that this one is a part of, and the parts that other agencies do for this one. */
  lead: nullable(TaskReference),
  parts: Type.Array(TaskReference),
  mergedInto: nullable(TaskReference),
  visitListId: nullable(text),
  /** Actions that this reader may take now, each with the fields that it needs. */
  allowed: Type.Array(Type.Object({ action: oneOf(taskActions), words: text, needs: Type.Array(text) })),
})
export type TaskPage = Static<typeof TaskPage>

export const TaskParameters = Type.Object({ id: text })

/** results of a formal talk, 约谈结果 */
export const talkResults = ['promised', 'rectified', 'penalty', 'refused', 'transferred'] as const
export type TalkResult = (typeof talkResults)[number]

/** What a party who was called back thinks of how the matter was dealt with. The dispute is asked about, never the officer. */
export const heardResults = ['satisfied', 'partly', 'dissatisfied', 'unreached'] as const
export type Heard = (typeof heardResults)[number]

/** Which fields are needed depends on the action: return needs reason + clause; answer needs answer (formalTalk also result); rule needs ruling + reason. */
export const ActionRequest = Type.Object({
  action: oneOf([
    'read',
    'accept',
    'progress',
    'return',
    'reissue',
    'rule',
    'answer',
    'close',
    'withdraw',
    'remind',
    'note',
    'pause',
    'resume',
    'extend',
    'handOver',
    'split',
    'merge',
    'callBack',
    'reopen',
    'told',
  ] as const),
  /** Version that the reader had (`changedAt`): where somebody acted since, the action is refused and says who did what. */
  seen: Type.Optional(time),
  reason: Type.Optional(Type.String({ minLength: 2, maxLength: 2000 })),
  /** return: 事项清单 number or the clause of a law that says it is not this agency's. */
  clause: Type.Optional(Type.String({ minLength: 2, maxLength: 200 })),
  /** return: who should do it instead. */
  suggestedAgencyId: Type.Optional(text),
  answer: Type.Optional(Type.String({ minLength: 2, maxLength: 4000 })),
  result: Type.Optional(oneOf(talkResults)),
  evidence: Type.Optional(
    Type.Array(Type.Object({ name: Type.String({ maxLength: 200 }), reference: Type.String({ maxLength: 500 }) }), {
      maxItems: 50,
    }),
  ),
  /** rule: uphold = it stays with the agency; reassign = it goes to agencyId (also for reissue). */
  ruling: Type.Optional(oneOf(['uphold', 'reassign'] as const)),
  agencyId: Type.Optional(text),
  /** handOver: a colleague with a post in the same agency. */
  officerId: Type.Optional(text),
  /** merge: the task that goes on. */
  intoId: Type.Optional(text),
  /** callBack: what the party said of how it was dealt with. */
  heard: Type.Optional(oneOf(heardResults)),
  /** pause: what it waits for. */
  pauseReason: Type.Optional(oneOf(pauseReasons)),
  /** extend: working days. */
  extendDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 30 })),
})
export type ActionRequest = Static<typeof ActionRequest>

/** POST /alerts/:id/tasks: an operator gives further work on a confirmed alert. */
export const GiveTaskRequest = Type.Object({
  kind: oneOf(taskKinds),
  agencyId: text,
  body: Type.Optional(Type.String({ minLength: 5, maxLength: 4000 })),
  /** Number of the list's item; a town's or village's task has one, or `outside`. */
  matter: Type.Optional(text),
  /** On what ground it is given outside the list. */
  outside: Type.Optional(Type.String({ minLength: 4, maxLength: 500 })),
})
export type GiveTaskRequest = Static<typeof GiveTaskRequest>

/** POST /tasks/actions: one action on several tasks, each in a transaction of its own. */
export const bulkActions = ['accept', 'read', 'note', 'remind', 'close', 'withdraw'] as const
export const BulkRequest = Type.Object({
  action: oneOf(bulkActions),
  reason: Type.Optional(Type.String({ minLength: 2, maxLength: 2000 })),
  items: Type.Array(Type.Object({ id: text, seen: Type.Optional(time) }), { minItems: 1, maxItems: 200 }),
})
export type BulkRequest = Static<typeof BulkRequest>
/** What came of each; `why` says what hindered it, in the reader's language. */
export const BulkResult = Type.Object({
  items: Type.Array(Type.Object({ id: text, done: Type.Boolean(), why: nullable(text) })),
})
export type BulkResult = Static<typeof BulkResult>

/** POST /tasks/:id/looking: names of the others who have it open. */
export const Looking = Type.Object({ others: Type.Array(text) })
export type Looking = Static<typeof Looking>

/** GET /tasks/:id/choices: colleagues to hand over to, and tasks of the same agency that this one may go into. */
export const TaskChoices = Type.Object({
  colleagues: Type.Array(Type.Object({ id: text, name: text })),
  mergeable: Type.Array(Type.Object({ id: text, code: text, title: text })),
})
export type TaskChoices = Static<typeof TaskChoices>

/** GET /alerts/:id/tasks: 告知了谁. */
export const ToldList = Type.Object({
  items: Type.Array(Type.Object({ ...TaskRow.properties, deliveries: Type.Array(Delivery) })),
  next: nullable(text),
})
export type ToldList = Static<typeof ToldList>

/** GET /notices: 普法提示, each with its read receipt. */
export const NoticeList = Type.Object({
  items: Type.Array(Type.Object({ ...TaskRow.properties, body: text, readAt: nullable(time), readBy: nullable(text) })),
  next: nullable(text),
})
export type NoticeList = Static<typeof NoticeList>

export const VisitList = Type.Object({
  id: text,
  alertId: text,
  alertCode: text,
  taskId: nullable(text),
  title: text,
  place: nullable(text),
  createdAt: time,
  createdBy: text,
  /** After this day the list and its dwellings are no longer shown. */
  expiresAt: time,
  expired: Type.Boolean(),
  dwellings: Type.Integer(),
  visited: Type.Integer(),
  notesLeft: Type.Integer(),
  /** The text left at each door: talking is voluntary; sue and petition as before; where to ask. */
  rightsNote: text,
})
export type VisitList = Static<typeof VisitList>

export const VisitLists = Type.Object({ items: Type.Array(VisitList), next: nullable(text) })

/** A dwelling, never a person: building and number. */
export const Dwelling = Type.Object({
  id: text,
  building: text,
  dwelling: text,
  visitedAt: nullable(time),
  visitedBy: nullable(text),
  noteLeft: Type.Boolean(),
  /** talked, nobodyHome, declined */
  outcome: nullable(oneOf(['talked', 'nobodyHome', 'declined'] as const)),
})
export type Dwelling = Static<typeof Dwelling>

export const VisitListPage = Type.Object({ ...VisitList.properties, items: Type.Array(Dwelling), next: nullable(text) })
export type VisitListPage = Static<typeof VisitListPage>

export const CreateVisitList = Type.Object({
  alertId: text,
  taskId: Type.Optional(text),
  title: Type.Optional(Type.String({ maxLength: 200 })),
  /** Either dwellings one by one … */
  dwellings: Type.Optional(
    Type.Array(
      Type.Object({
        building: Type.String({ minLength: 1, maxLength: 40 }),
        dwelling: Type.String({ minLength: 1, maxLength: 40 }),
      }),
      {
        maxItems: 5000,
      },
    ),
  ),
  /** … or a number per building: dwellings 1 … count. */
  buildings: Type.Optional(
    Type.Array(
      Type.Object({
        building: Type.String({ minLength: 1, maxLength: 40 }),
        count: Type.Integer({ minimum: 1, maximum: 1000 }),
      }),
      {
        maxItems: 500,
      },
    ),
  ),
  /** Days until the list expires; default 60, at most 180. */
  expiresInDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 180 })),
})
export type CreateVisitList = Static<typeof CreateVisitList>

export const VisitParameters = Type.Object({ id: text, dwelling: text })
export const VisitListQuery = Type.Object({
  alert: Type.Optional(text),
  cursor: Type.Optional(text),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
})

/** Marking a door as visited always says whether the note of rights was left; one without it cannot be marked. */
export const VisitedRequest = Type.Object({
  noteLeft: Type.Literal(true),
  outcome: oneOf(['talked', 'nobodyHome', 'declined'] as const),
})
export type VisitedRequest = Static<typeof VisitedRequest>
