import type { ScopedTx } from '../../access/scope.ts'

/** Open work of one agency; legal notices, which nobody works on, are left out. */
export interface AgencyWork {
  readonly agencyId: string
  readonly name: string
  readonly kind: string
  readonly open: number
  readonly toAccept: number
  readonly late: number
  /** Not late; the nearest clock ends within 24 hours. */
  readonly dueSoon: number
  /** Sent back and waiting for the centre. */
  readonly returned: number
}

/** Open tasks by agency, in the order of kind and name: nothing is ranked. Agencies without open work are left out. */
export async function readAgencyWork(tx: ScopedTx): Promise<AgencyWork[]> {
  const { rows } = await tx.query<AgencyWork>(
    `select g.id as "agencyId", g.name, g.kind, count(*)::int as open,
       count(*) filter (where t.state = 'delivered')::int as "toAccept",
       count(*) filter (where t.due_at <= $2)::int as late,
       count(*) filter (where t.due_at > $2 and t.due_at <= $2 + interval '24 hours')::int as "dueSoon",
       count(*) filter (where t.state in ('returned', 'ruling'))::int as returned
     from tasks.task t join access.agency g on g.county = t.county and g.id = t.agency_id
     where t.county = $1 and t.kind <> 'legalNotice' and t.state in ('sent', 'delivered', 'accepted', 'returned', 'ruling')
     group by g.id, g.name, g.kind order by g.kind, g.name`,
    [tx.county, tx.context.now()],
  )
  return rows
}

export interface Timeliness {
  readonly town: string | null
  /** Clocks (acceptance, first action, closing) that ended in the period, and those of them that were met. */
  readonly due: number
  readonly met: number
}

export interface Heard {
  readonly town: string | null
  /** Tasks whose party was called back and reached in the period, and those of them in which the party was satisfied. */
  readonly reached: number
  readonly satisfied: number
}

/** What parties said in [from, before), the last call of each task, by town. */
export async function readHeard(tx: ScopedTx, from: Date, before: Date): Promise<Heard[]> {
  const { rows } = await tx.query<Heard>(
    `select town, count(*) filter (where result <> 'unreached')::int as reached, count(*) filter (where result = 'satisfied')::int as satisfied
     from (select distinct on (a.task_id) t.town, a.result from tasks.action a join tasks.task t on t.county = a.county and t.id = a.task_id
           where a.county = $1 and a.action = 'callBack' and a.at >= $2 and a.at < $3 order by a.task_id, a.step desc) called
     group by town`,
    [tx.county, from, before],
  )
  return rows
}

/** Clocks of all charges that ended in [from, before), by town; a clock is met when what it asks was done by then. What another agency missed before a hand-over counts too. */
export async function readTimeliness(tx: ScopedTx, from: Date, before: Date): Promise<Timeliness[]> {
  const { rows } = await tx.query<Timeliness>(
    `select t.town, count(*)::int as due, count(*) filter (where c.done <= c.due)::int as met
     from tasks.task t join tasks.charge h on h.county = t.county and h.task_id = t.id
       cross join lateral (values (h.accept_due, h.accept_done), (h.first_due, h.first_done), (h.close_due, h.close_done)) as c(due, done)
     where t.county = $1 and t.kind <> 'legalNotice' and t.state <> 'withdrawn' and c.due >= $2 and c.due < $3 group by t.town`,
    [tx.county, from, before],
  )
  return rows
}
