import { openPartySession } from '../../src/access/sign-in/sessions.ts'
import { roleNames } from '../../src/access/tables.ts'
import type { Services } from '../../src/platform/services.ts'
import type { Role } from '../../src/vocabulary/roles.ts'
import { sessionOf } from '../support/sign-in.ts'
import { bank, meaningful } from './http-fixed.ts'
import { subjects } from './http-subjects.ts'
import { plant, readTables } from './plant.ts'
import { county, named, type Relation, reader } from './worlds.ts'

export interface Visitor {
  readonly name: string
  readonly role: Role | 'party' | null
  readonly cookie: string | null
  /** Of a party: whose dispute it is party to. */
  readonly own: Relation | null
}

/** Plants the six matters with everything that hangs on them, and signs every role in, two parties, and nobody. */
export async function openHttpWorld(services: Services, cookieName: string): Promise<Visitor[]> {
  const { owner } = services.database
  // The ledger, the queue of messages and the program's own settings are real from the first request on.
  const tables = (await readTables(owner)).filter(({ name }) => !/^(ledger|platform)\./.test(name))
  await plant(owner, tables, meaningful(services.keys))
  await owner.query(
    `insert into access.agency (county, id, code, name, kind, place) values ($1::char(6), $2, 'BANK', $3, 'bank', $1::text)`,
    [county, bank.agencyId, bank.name],
  )
  await owner.query(
    `insert into access.handed (county, agency_id, subject, reason, at) values ($1, $2, $3, 'matrix', '2023-08-01T00:00:00Z')`,
    [county, bank.agencyId, subjects.get('handed')!.id('dispute')],
  )
  for (const role of roleNames) {
    const agencyId = role === 'bank' ? bank.agencyId : reader.agencyId
    // What the planted officer of `handed` did, the town cadre did.
    const id = role === 'townCadre' ? reader.officerId : named(`officer ${role}`)
    await owner.query('delete from access.post where officer_id = $1', [id])
    await owner.query(
      `insert into access.officer (county, id, login, name, agency_id, roles) values ($1, $2, $3, '韩某', $4, array[$3::text])
       on conflict (county, id) do update set login = excluded.login, disabled_at = null`,
      [county, id, role, agencyId],
    )
    await owner.query(
      `insert into access.post (county, id, officer_id, agency_id, role, since, granted_by, granted_at) values ($1, $2, $3, $4, $5, '2020-01-01', 'matrix', '2020-01-01')`,
      [county, named(`post ${role}`), id, agencyId, role],
    )
  }
  const visitors: Visitor[] = [{ name: 'nobody', role: null, cookie: null, own: null }]
  for (const role of roleNames)
    visitors.push({ name: role, role, cookie: `${cookieName}=${await sessionOf(services, role)}`, own: null })
  for (const [name, relation] of [
    ['party', 'handed'],
    ['other party', 'ownTown'],
  ] as const) {
    const { code, id } = subjects.get(relation)!
    const party = { disputeId: id('dispute'), partyId: id('party'), traceCode: code }
    visitors.push({
      name,
      role: 'party',
      cookie: `${cookieName}=${await openPartySession(services, { ...party, representationId: null })}`,
      own: relation,
    })
  }
  return visitors
}
