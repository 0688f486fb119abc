import { createHash } from 'node:crypto'

/**
 * How a row stands to the reader: in the own town, in another town, in another county, handed to the own agency (for a
 * party: the own dispute), in the county without a town and handed to nobody, or of a sealed matter of the own town.
 */
export const relations = ['ownTown', 'otherTown', 'otherCounty', 'handed', 'unrelated', 'sealed'] as const
export type Relation = (typeof relations)[number]

export const county = '330681'
export const ownTown = '330681002'
const otherTown = '330681003'

export interface World {
  readonly relation: Relation
  /** Place in `relations`, from 0; its bit stands for the row in the answers of the database. */
  readonly at: number
  readonly county: string
  readonly town: string | null
  readonly sealed: boolean
}

const places: Record<Relation, { county: string; town: string | null }> = {
  ownTown: { county, town: ownTown },
  otherTown: { county, town: otherTown },
  otherCounty: { county: '330682', town: '330682001' },
  handed: { county, town: otherTown },
  unrelated: { county, town: null },
  sealed: { county, town: ownTown },
}

export const worlds: readonly World[] = relations.map((relation, at) => ({
  relation,
  at,
  ...places[relation],
  sealed: relation === 'sealed',
}))

/** A UUID that depends on nothing but its name, so that rows of different tables meet without being told of each other. */
export function named(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** The reader of every cell: one officer of one agency; what differs is the role and its reach. */
export const reader = { officerId: named('reader'), agencyId: named('agency of the reader') } as const

/** The thing of a world: its dispute, its record, its alert … */
export function thing(world: World, concept: string): string {
  return named(`${concept} of ${world.relation}`)
}
