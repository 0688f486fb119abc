import { randomInt, timingSafeEqual } from 'node:crypto'
import { messageWay } from '../../platform/message-port.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { oneTimeCodeText } from '../../vocabulary/words/sign-in.ts'
import { blind } from '../blind.ts'
import type { Scope } from '../scope.ts'
import { addressOf, forgive, type Subject, takeAttempt } from './attempts.ts'
import { type Device, unknownDevice } from './devices.ts'
import { digest } from './digest.ts'
import { asSignIn, openPartySession, type PartyOfSession } from './sessions.ts'

const codeMinutes = 10

/** Finds the party of a dispute that has this phone, or somebody who acts for one; supplied by the linking room. */
export type FindParty = (
  services: Services,
  county: string,
  traceCode: string,
  phoneKey: string,
) => Promise<PartyOfSession | null>

const subjectsOf = (kind: 'ask' | 'party', traceCode: string, phone: string, device: Device): Subject[] => [
  { kind, value: `${traceCode}|${phone}` },
  ...addressOf(device),
]
const rowKey = (services: Services, traceCode: string, phone: string): Buffer =>
  digest(services.keys, 'party', `${services.config.county}|${traceCode}|${phone}`)
const codeHash = (services: Services, code: string): Buffer => digest(services.keys, 'code', code)

/** Throws access.noMessages where no message can leave, before anything of the request is looked at. */
export function assertMessages(services: Services): void {
  if (messageWay(services.config) === 'none') throw new Problem('access.noMessages')
}

/**
 * Sends a one-time code to a phone that belongs to the dispute. The answer is the same whether it does or not, so that
 * nobody learns from it who is party to what. Throws access.noMessages where no message can leave, for whatever phone.
 */
export async function sendPartyCode(
  services: Services,
  findParty: FindParty,
  traceCode: string,
  phone: string,
  at = new Date(),
): Promise<void> {
  assertMessages(services)
  const county = services.config.county
  // Not by address: a desk where forty households sign asks forty times. The rate of the route limits an address, found or not.
  await takeAttempt(services, subjectsOf('ask', traceCode, phone, unknownDevice), at)
  const party = await findParty(services, county, traceCode, blind(services.keys, 'ph', phone))
  if (!party) return
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0')
  await asSignIn(services, async (tx) => {
    await tx.query(
      `insert into access.party_code (county, subject_hash, code_hash, dispute_id, party_id, trace_code, representation_id, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (county, subject_hash) do update set code_hash = excluded.code_hash, dispute_id = excluded.dispute_id, party_id = excluded.party_id,
         trace_code = excluded.trace_code, representation_id = excluded.representation_id, expires_at = excluded.expires_at, failures = 0`,
      [
        county,
        rowKey(services, traceCode, phone),
        codeHash(services, code),
        party.disputeId,
        party.partyId,
        party.traceCode,
        party.representationId ?? null,
        new Date(at.getTime() + codeMinutes * 60_000),
      ],
    )
    await services.messages.send(tx, {
      county,
      to: phone,
      channel: 'sms',
      kind: 'oneTimeCode',
      text: oneTimeCodeText(code, codeMinutes),
      code,
      at: services.context.now(),
    })
  })
}

/** Exchanges a one-time code for a party session. Throws access.wrongCode or access.locked. */
export async function signInParty(
  services: Services,
  traceCode: string,
  phone: string,
  code: string,
  device: Device = unknownDevice,
  at = new Date(),
): Promise<{ token: string; scope: Scope }> {
  const subjects = subjectsOf('party', traceCode, phone, device)
  await takeAttempt(services, subjects, at)
  const party = await asSignIn(services, async (tx) => {
    const { rows } = await tx.query<{ codeHash: Buffer } & PartyOfSession>(
      `select code_hash as "codeHash", dispute_id as "disputeId", party_id as "partyId", trace_code as "traceCode", representation_id as "representationId"
       from access.party_code where county = $1 and subject_hash = $2 and expires_at > $3 for update`,
      [tx.county, rowKey(services, traceCode, phone), at],
    )
    const row = rows[0]
    if (!row || !timingSafeEqual(row.codeHash, codeHash(services, code))) return null
    await tx.query('delete from access.party_code where county = $1 and subject_hash = $2', [
      tx.county,
      rowKey(services, traceCode, phone),
    ])
    return row
  })
  if (!party) throw new Problem('access.wrongCode')
  await forgive(services, [...subjects, ...subjectsOf('ask', traceCode, phone, unknownDevice)])
  const { county } = services.config
  const { disputeId, partyId, traceCode: own } = party
  return {
    token: await openPartySession(services, party, device, at),
    scope: { kind: 'party', county, disputeId, partyId, traceCode: own },
  }
}

/**
 * Checks and consumes the one-time code that was just sent to the phone of this session's party: the second look at who
 * signs. Throws access.wrongCode or access.locked.
 */
export async function verifyPartyCode(
  services: Services,
  scope: Extract<Scope, { kind: 'party' }>,
  code: string,
  at = new Date(),
): Promise<void> {
  const subjects: Subject[] = [{ kind: 'party', value: `sign|${scope.disputeId}|${scope.partyId}` }]
  await takeAttempt(services, subjects, at)
  const { count } = await asSignIn(services, (tx) =>
    tx.query(
      'delete from access.party_code where county = $1 and dispute_id = $2 and party_id = $3 and code_hash = $4 and expires_at > $5',
      [scope.county, scope.disputeId, scope.partyId, codeHash(services, code.trim()), at],
    ),
  )
  if (count !== 1) throw new Problem('access.wrongCode')
  await forgive(services, subjects)
}
