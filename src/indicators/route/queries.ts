import { readAgencies } from '../../access/queries.ts'
import type { ScopedTx } from '../../access/scope.ts'
import { readMediationBodies } from '../../mediation/bodies.ts'
import { dayOf } from '../../vocabulary/calendar.ts'
import { townOf } from '../../vocabulary/places.ts'
import { holdingDays, noPast, type Past } from './past.ts'
import type { RouteAgency, RouteBody } from './suggest.ts'

interface BodyRow extends Past {
  readonly body: string
  readonly open: number
}

/** What came of mediations of a type at each body, and what it has open, as of today; by the name that the records give it. */
async function readPasts(tx: ScopedTx, type: string): Promise<ReadonlyMap<string, BodyRow>> {
  const { rows } = await tx.query<BodyRow>(
    `select body, count(*) filter (where concluded_day is null)::int as open,
       count(*) filter (where concluded_day is not null and type = $2)::int as concluded,
       count(*) filter (where settled and type = $2)::int as settled,
       count(*) filter (where concluded_day is not null and type = $2 and (not settled or concluded_day <= $3::date - $4::int))::int as judged,
       count(*) filter (where settled and type = $2 and concluded_day <= $3::date - $4::int and (relapsed_day is null or relapsed_day > concluded_day + $4::int))::int as held,
       (percentile_cont(0.5) within group (order by concluded_day - day) filter (where settled and type = $2))::float8 as "medianDays"
     from (select f.body, f.type, f.day, f.concluded_day, f.settled, d.relapsed_day from indicators.fact f
           left join indicators.dispute d on d.county = f.county and d.dispute_id = f.dispute_id
           where f.county = $1 and f.source = 'mediation' and f.known_until is null and f.body is not null) mediated
     group by body`,
    [tx.county, type, dayOf(tx.context.now()), holdingDays],
  )
  return new Map(rows.map((row) => [row.body, row]))
}

/** Mediation bodies with their past in disputes of a type, and the other agencies of the directory. Run for the whole county. */
export async function readRouteDirectory(
  tx: ScopedTx,
  dispute: { readonly type: string; readonly town: string | null },
): Promise<{ bodies: RouteBody[]; agencies: RouteAgency[] }> {
  const pasts = await readPasts(tx, dispute.type)
  const bodies = (await readMediationBodies(tx, dispute)).map((body): RouteBody => {
    const past = pasts.get(body.name)
    return {
      id: body.id,
      name: body.name,
      kind: 'mediationBody',
      town: body.town,
      types: body.types,
      mediators: body.mediators.length,
      open: past?.open ?? 0,
      past: past ?? noPast,
    }
  })
  const agencies = (await readAgencies(tx)).map(({ id, name, kind, place }) => ({
    id,
    name,
    kind,
    town: place === null ? null : townOf(place),
  }))
  return { bodies, agencies }
}
