import { type AgencyKind, agencyKinds } from '../../vocabulary/agency-kinds.ts'
import { addDays, dayOf, startOfDay } from '../../vocabulary/calendar.ts'
import { type Role, roles } from '../../vocabulary/roles.ts'
import { agencyKindNamed, apart, kindsOfRole, parentKinds, powerRoles, roleNamed } from '../../vocabulary/staff.ts'
import { importReasons } from '../../vocabulary/words/staff.ts'

/** Instants of the domain clock; `until` is exclusive, null is open. */
export interface Period {
  readonly since: Date | null
  readonly until: Date | null
}

export function inForce(period: Period, at: Date): boolean {
  return (period.since === null || period.since <= at) && (period.until === null || period.until > at)
}

function overlap(a: Period, b: Period): boolean {
  const before = (end: Date | null, start: Date | null): boolean => end !== null && start !== null && end <= start
  return !before(a.until, b.since) && !before(b.until, a.since)
}

/** What a person writes as first and last day (`YYYY-MM-DD`, both included, +08:00) as instants. */
export function periodOfDays(first: string | null, last: string | null): Period {
  return {
    since: first === null ? null : startOfDay(first),
    until: last === null ? null : startOfDay(addDays(last, 1)),
  }
}

/** The last day that still counts, or null for an open end; the inverse of `periodOfDays`. */
export function lastDay(until: Date | null): string | null {
  return until === null ? null : dayOf(new Date(until.getTime() - 1))
}

export interface AgencyNode {
  readonly code: string
  readonly kind: AgencyKind
  readonly parentCode: string | null
}

/** The codes from an agency up to itself again, or null when its way up ends. */
function cycleFrom(code: string, parentOf: ReadonlyMap<string, string | null>): string[] | null {
  const way = [code]
  for (let next = parentOf.get(code) ?? null; next !== null; next = parentOf.get(next) ?? null) {
    if (next === code) return [...way, code]
    // A ring higher up is reported at its own members.
    if (way.includes(next)) return null
    way.push(next)
  }
  return null
}

/** Why one agency cannot stand where it is put, or null. `others` are all agencies of the county but this one. */
export function agencyRefusal(agency: AgencyNode, others: ReadonlyMap<string, AgencyNode>): string | null {
  if (agency.parentCode === null) return null
  if (agency.parentCode === agency.code) return importReasons.parentItself
  const parent = others.get(agency.parentCode)
  if (!parent) return importReasons.parentUnknown(agency.parentCode)
  const parentOf = new Map<string, string | null>([...others.values()].map((one) => [one.code, one.parentCode]))
  parentOf.set(agency.code, agency.parentCode)
  const ring = cycleFrom(agency.code, parentOf)
  if (ring) return importReasons.cycle(ring.join(' → '))
  const allowed = parentKinds[agency.kind]
  if (allowed && !allowed.includes(parent.kind))
    return importReasons.parentKind(agencyKinds[agency.kind].zh, allowed.map((kind) => agencyKinds[kind].zh).join('、'))
  return null
}

export interface RowFault {
  readonly index: number
  readonly column: 'code' | 'kind' | 'parentCode'
  readonly reason: string
}

/**
 * Checks a whole list of agencies against itself and the store: the first fault, or null. Kinds may be keys or Chinese names.
 * What a list names replaces what the store has under the same code.
 */
export function agencyListFault(
  rows: readonly { readonly code: string; readonly kind: string; readonly parentCode: string | null }[],
  stored: readonly AgencyNode[],
): RowFault | null {
  const first = new Map<string, number>()
  const nodes = new Map(stored.map((agency) => [agency.code, agency]))
  for (const [index, row] of rows.entries()) {
    const before = first.get(row.code)
    if (before !== undefined) return { index, column: 'code', reason: importReasons.agencyRepeated(before) }
    first.set(row.code, index)
    const kind = agencyKindNamed(row.kind)
    if (!kind)
      return {
        index,
        column: 'kind',
        reason: importReasons.kind(
          Object.entries(agencyKinds)
            .map(([key, words]) => `${key} ${words.zh}`)
            .join('、'),
        ),
      }
    nodes.set(row.code, { code: row.code, kind, parentCode: row.parentCode })
  }
  for (const [index, row] of rows.entries()) {
    const reason = agencyRefusal(nodes.get(row.code)!, nodes)
    if (reason) return { index, column: 'parentCode', reason }
  }
  return null
}

export interface HeldPost extends Period {
  readonly id: string
  readonly agencyId: string
  readonly role: Role
  /** Set on a substitute's post. */
  readonly absenceId: string | null
}

const apartRoles = (role: Role): readonly Role[] =>
  apart.flatMap(([one, others]) =>
    one === role ? [...others] : (others as readonly Role[]).includes(role) ? [one] : [],
  )

/** Why an officer with these posts cannot take another, or null: the kind of agency, or duties that stand apart. */
export function postRefusal(
  wanted: Period & { readonly role: Role; readonly agencyKind: AgencyKind },
  held: readonly HeldPost[],
): string | null {
  const allowed = kindsOfRole[wanted.role]
  if (allowed && !allowed.includes(wanted.agencyKind))
    return importReasons.roleKind(roles[wanted.role].zh, agencyKinds[wanted.agencyKind].zh)
  const clash = held.find((post) => apartRoles(wanted.role).includes(post.role) && overlap(post, wanted))
  return clash ? importReasons.apart(roles[wanted.role].zh, roles[clash.role].zh) : null
}

/** The same post in the same time. */
export function holdsAlready(
  wanted: Period & { readonly role: Role; readonly agencyId: string },
  held: readonly HeldPost[],
): boolean {
  return held.some((post) => post.role === wanted.role && post.agencyId === wanted.agencyId && overlap(post, wanted))
}

/** Whether what somebody gains, or the account that is opened anew, gives power and so needs a second person. */
export function needsSecondPerson(gained: readonly Role[]): boolean {
  return gained.some((role) => (powerRoles as readonly Role[]).includes(role))
}

/** Roles of a list's cell, `operator;leader` or 治理中心值班员、领导; null names what is no role. */
export function rolesInCell(cell: string): { readonly roles: Role[] } | { readonly unknown: string } {
  const found: Role[] = []
  for (const text of cell
    .split(/[;；、,，]/)
    .map((part) => part.trim())
    .filter(Boolean)) {
    const role = roleNamed(text)
    if (role === null) return { unknown: text }
    if (!found.includes(role)) found.push(role)
  }
  return { roles: found }
}
