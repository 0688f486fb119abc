import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { generateCounty } from '../../demo/county.ts'
import { setPassword } from '../../src/access/commands.ts'
import { readOfficers } from '../../src/access/queries.ts'
import { systemScope, withScope } from '../../src/access/scope.ts'
import { actionsOf } from '../../src/access/scopes.ts'
import { hashPassword } from '../../src/access/sign-in/passwords.ts'
import { openPartySession } from '../../src/access/sign-in/sessions.ts'
import { mergeForReplay } from '../../src/intake/replay.ts'
import { sessionCookie } from '../../src/platform/http.ts'
import type { Services } from '../../src/platform/services.ts'
import { createDemoStaff } from '../../src/programs/demo-staff.ts'
import { loadReference } from '../../src/programs/reference.ts'
import { replay } from '../../src/programs/replay.ts'
import { referenceKinds } from '../../src/vocabulary/reference-kinds.ts'
import type { Role } from '../../src/vocabulary/roles.ts'
import { sessionOf } from '../support/sign-in.ts'
import { type Operation, operationsOf } from './operations.ts'
import type { Visitor } from './requests.ts'
import type { Known } from './values.ts'

export const password = 'fuzz: correct horse battery staple'

/** A small county with alerts, tasks and mediations in every state that the demonstration's staff brings about. */
export async function fillCounty(services: Services, records: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'suyuan-fuzz-'))
  try {
    generateCounty({ seed: 'fuzz', from: '2023-06-15', until: '2023-08-19', records, folder })
    for (const kind of Object.keys(referenceKinds)) {
      const file = join(folder, 'reference', `${kind}.csv`)
      await loadReference(services, kind, file).catch((error: { code?: string }) => {
        if (error.code !== 'intake.fileUnreadable') throw error
      })
    }
    const { rows } = await mergeForReplay(services, folder, {})
    await replay(services, { rows, step: 'rows', until: new Date('2023-08-19T00:00:00+08:00') })
    const staff = await createDemoStaff(services)
    for (let acts = 0; acts < 40 && (await staff.work()); acts++);
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export interface World {
  readonly operations: readonly Operation[]
  readonly visitors: readonly Visitor[]
  readonly known: Known
  readonly secrets: readonly string[]
}

/** Sessions of every role and of two parties of one dispute, and what exists in the store. */
export async function openWorld(services: Services, app: FastifyInstance): Promise<World> {
  const { county } = services.config
  const name = sessionCookie(services.config)
  const system = systemScope(county, 'fuzz')
  const officers = await withScope(services, system, 'administration', readOfficers)
  const hash = await hashPassword(password)
  const seen = new Set<string>()
  const chosen = officers.filter((officer) => !seen.has(officer.roles[0]!) && seen.add(officer.roles[0]!))
  await withScope(services, system, 'administration', async (tx) => {
    for (const officer of chosen) await setPassword(tx, officer.login, hash)
  })
  const visitors: Visitor[] = [
    { name: 'nobody', rules: [], cookie: null },
    { name: 'somebody with an old session', rules: [], cookie: `${name}=${'A'.repeat(43)}` },
  ]
  for (const officer of chosen)
    visitors.push({
      name: officer.roles[0]!,
      rules: actionsOf(officer.roles[0] as Role),
      cookie: `${name}=${await sessionOf(services, officer.login)}`,
    })
  const { owner } = services.database
  const { rows: parties } = await owner.query<{ dispute_id: string; trace_code: string; party_id: string }>(
    `select d.id as dispute_id, d.trace_code, p.party_id from linking.dispute d
     join linking.dispute_party p on p.county = d.county and p.dispute_id = d.id where d.county = $1 order by d.id, p.party_id limit 2`,
    [county],
  )
  for (const { dispute_id, party_id, trace_code } of parties)
    visitors.push({
      name: 'party',
      rules: [],
      cookie: `${name}=${await openPartySession(services, { disputeId: dispute_id, partyId: party_id, traceCode: trace_code, representationId: null })}`,
    })
  const column = async (sql: string): Promise<string[]> =>
    (await owner.query<{ v: string }>(sql)).rows.map((row) => row.v)
  const tables = await column(
    `select format('%I.%I', table_schema, table_name) as v from information_schema.columns
     where column_name = 'id' and data_type = 'uuid' and table_schema in ('intake', 'linking', 'warning', 'tasks', 'contracts', 'mediation', 'documents', 'reports', 'rights', 'audit')`,
  )
  const ids: string[] = []
  for (const table of tables) ids.push(...(await column(`select id::text as v from ${table} limit 5`)))
  // An administrator among the visitors would end the posts and sessions of the others.
  const own = new Set(chosen.map((officer) => officer.id))
  const others = officers.filter((officer) => !own.has(officer.id)).slice(0, 3)
  ids.push(...others.map((officer) => officer.id))
  return {
    operations: operationsOf((await app.inject('/api/openapi.json')).json()),
    visitors,
    known: {
      ids,
      traceCodes: await column('select trace_code as v from linking.dispute limit 20'),
      logins: chosen.map((officer) => officer.login),
    },
    secrets: [
      hash,
      services.keys.databasePassword,
      ...[services.keys.master, services.keys.index, services.keys.session].flatMap((key) => [
        key.toString('base64'),
        key.toString('hex'),
      ]),
      ...visitors.flatMap(({ cookie }) => (cookie && !cookie.includes('AAAA') ? [cookie.split('=')[1]!] : [])),
    ],
  }
}
