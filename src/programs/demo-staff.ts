import { type Officer, readOfficers } from '../access/queries.ts'
import { type Scope, systemScope, withScope } from '../access/scope.ts'
import { widestReach } from '../access/scopes.ts'
import { contextAt } from '../platform/context.ts'
import type { Services } from '../platform/services.ts'
import { actOnTask, issueForAlert } from '../tasks/commands.ts'
import { readAlertTasks } from '../tasks/queries.ts'
import type { ActionRequest, TaskAction } from '../tasks/schema.ts'
import type { Role } from '../vocabulary/roles.ts'
import { demoStaffWords } from '../vocabulary/words/demo.ts'
import { closeAlert, triageAlert } from '../warning/commands.ts'
import { openAlerts } from '../warning/queries.ts'
import type { AlertRow } from '../warning/schema.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
/** Alerts handled in one go, so that live records never wait long for the invented staff. */
const alertsAtOnce = 12
/** A red group alert stays open this long: the visitor of the demonstration takes it on. */
const openFor = 25 * day
const settledAfter = 6 * day

export interface DemoStaff {
  /** Lets the invented officers do what they owe by now; resolves to false when nothing was left. */
  work(): Promise<boolean>
}

function scopeOf(county: string, officer: Officer): Scope {
  const role = officer.roles[0] as Role
  return {
    kind: 'officer',
    county,
    officerId: officer.id,
    agencyId: officer.agencyId,
    name: officer.name,
    role,
    reach: widestReach(role, officer.place),
  }
}

/**
 * The county's officers at work: they triage, accept, answer and close through the same commands as the screens, each act
 * at its own time after the alert. Only demonstrations have them; a replay invents no decisions.
 */
export async function createDemoStaff(services: Services): Promise<DemoStaff> {
  const county = services.config.county
  const officers = await withScope(services, systemScope(county, 'demo'), 'administration', readOfficers)
  const operator = officers.find((officer) => officer.roles.includes('operator'))
  const at = (time: number): Services => ({ ...services, context: contextAt(services.context, new Date(time)) })

  async function answerTasks(alert: AlertRow, raised: number, finish: boolean): Promise<void> {
    const tasks = await withScope(services, systemScope(county, 'demo'), 'task', (tx) => readAlertTasks(tx, alert.id))
    for (const task of tasks) {
      const officer = officers.find((entry) => entry.agencyId === task.agencyId)
      if (!officer) continue
      const scope = scopeOf(county, officer)
      const act = (time: number, request: ActionRequest): Promise<void> =>
        withScope(at(time), scope, 'task', (tx) => actOnTask(tx, services.messages, task.id, request))
      const first: TaskAction = task.kind === 'legalNotice' ? 'read' : 'accept'
      await act(raised + 3 * hour, { action: first } as ActionRequest)
      if (!finish || task.kind === 'legalNotice') continue
      await act(raised + 2 * day, {
        action: 'answer',
        answer: task.kind === 'formalTalk' ? demoStaffWords.talk : demoStaffWords.answer,
        ...(task.kind === 'formalTalk' ? { result: 'promised' } : {}),
      } as ActionRequest)
    }
  }

  async function handle(alert: AlertRow, own: Scope): Promise<void> {
    const raised = new Date(alert.raisedAt).getTime()
    const now = services.clock.now().getTime()
    const shown = alert.grade === 'red' && alert.level === 'meso' && now - raised < openFor
    const slight = alert.level !== 'meso' && (alert.grade === 'blue' || alert.grade === 'yellow')
    if (alert.state === 'raised') {
      const time = raised + (alert.grade === 'red' ? 12 : 40) * minute
      const decision = slight ? 'dismiss' : 'confirm'
      await withScope(at(time), own, 'triage', (tx) => triageAlert(tx, alert.id, decision, demoStaffWords[decision]))
      if (slight) return
      await withScope(at(time), systemScope(county, 'demo'), 'task', (tx) =>
        issueForAlert(tx, services.messages, alert.id, own.kind === 'officer' ? own.name : ''),
      )
      await answerTasks(alert, raised, !shown)
    }
    if (!shown)
      await withScope(at(raised + settledAfter), own, 'triage', (tx) => closeAlert(tx, alert.id, demoStaffWords.close))
  }

  return {
    async work() {
      if (!operator) return false
      const own = scopeOf(county, operator)
      const now = services.clock.now().getTime()
      const open = await withScope(services, own, 'triage', openAlerts)
      const due = open.filter((alert) => {
        const age = now - new Date(alert.raisedAt).getTime()
        const kept = alert.grade === 'red' && alert.level === 'meso' && age < openFor
        return kept ? alert.state === 'raised' && age > day : age > settledAfter
      })
      for (const alert of due.slice(0, alertsAtOnce)) await handle(alert, own)
      return due.length > 0
    },
  }
}
