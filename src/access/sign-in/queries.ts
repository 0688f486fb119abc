import type { Services } from '../../platform/services.ts'
import type { SignInEvent } from './events.ts'
import { asSignIn } from './sessions.ts'

export interface StaffSignIn extends SignInEvent {
  readonly officer: string | null
  readonly agency: string | null
  /** A sign-in with an address, browser and system that the officer had not used before, the first sign-in of all apart. */
  readonly newDevice: boolean
}

/**
 * Lines of all officers, newest first; `odd`: only what an auditor looks at, failures, locks, ways in given anew and sign-ins
 * from where the officer never signed in before.
 */
export async function signInEvents(
  services: Services,
  odd: boolean,
  before: { readonly at: Date; readonly id: string } | null,
  limit: number,
): Promise<StaffSignIn[]> {
  const { rows } = await asSignIn(services, (tx) =>
    tx.query<StaffSignIn>(
      `select * from (
         select e.id, e.at, e.kind, e.method, e.address, e.browser, e.system, o.name as officer, a.name as agency,
           e.kind = 'signedIn'
             and exists (select from access.sign_in_event f where f.county = e.county and f.officer_id = e.officer_id and f.kind = 'signedIn' and f.at < e.at)
             and not exists (select from access.sign_in_event f where f.county = e.county and f.officer_id = e.officer_id and f.kind = 'signedIn' and f.at < e.at
               and f.address = e.address and f.browser = e.browser and f.system = e.system) as "newDevice"
         from access.sign_in_event e
         left join access.officer o on o.county = e.county and o.id = e.officer_id
         left join access.agency a on a.county = o.county and a.id = o.agency_id
         where e.county = $1 and ($3::timestamptz is null or (e.at, e.id) < ($3::timestamptz, $4::uuid))
       ) line
       where not $2::boolean or line."newDevice" or line.kind in ('refused', 'codeRefused', 'locked', 'recoveryCodeUsed', 'passwordIssued', 'factorReset')
       order by line.at desc, line.id desc limit $5`,
      [tx.county, odd, before?.at ?? null, before?.id ?? null, limit],
    ),
  )
  return rows
}
