import { readAgencies, readOfficers } from '../access/queries.ts'
import type { ScopedTx } from '../access/scope.ts'
import { readReference } from '../intake/queries.ts'
import { townOf } from '../vocabulary/places.ts'
import { bodyColumns, mediationWords } from '../vocabulary/words/mediation.ts'
import type { MediationBody } from './schema.ts'

/** Why a body is suggested; the parties choose (People's Mediation Law art. 23 no. 1). */
function suggestion(fitsType: boolean, near: boolean): string | null {
  const words = mediationWords.suggestedBody
  return fitsType && near ? words.both : fitsType ? words.type : near ? words.town : null
}

/**
 * Mediation bodies of the directory with their mediators, those that fit the dispute first (own kind, own town), then in the
 * order of their codes. A body without a line in `mediation-bodies` takes every kind.
 */
export async function readMediationBodies(
  tx: ScopedTx,
  dispute: { readonly type: string; readonly town: string | null } | null,
): Promise<MediationBody[]> {
  const agencies = (await readAgencies(tx)).filter((agency) => agency.kind === 'mediationBody')
  const officers = await readOfficers(tx)
  const types = new Map<string, string[]>()
  for (const { row } of await readReference(tx, 'mediation-bodies')) {
    const code = row[bodyColumns.agency]!
    types.set(code, [
      ...(types.get(code) ?? []),
      ...(row[bodyColumns.types] ?? '').split(/[;；、,，\s]+/).filter((type) => type !== ''),
    ])
  }
  const bodies = agencies.map((agency) => {
    const own = types.get(agency.code) ?? []
    const town = agency.place === null ? null : townOf(agency.place)
    const fitsType = dispute !== null && own.includes(dispute.type)
    const near = dispute !== null && town !== null && town === dispute.town
    return {
      rank: (fitsType ? 2 : 0) + (near ? 1 : 0),
      body: {
        id: agency.id,
        name: agency.name,
        town,
        types: own.filter((type) => type !== bodyColumns.all),
        mediators: officers
          .filter((officer) => officer.agencyId === agency.id && officer.roles.includes('mediator'))
          .map((officer) => ({ officerId: officer.id, name: officer.name })),
        suggested: suggestion(fitsType, near),
      },
    }
  })
  return bodies.sort((a, b) => b.rank - a.rank).map(({ body }) => body)
}
