import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { storeAgencies, storeOfficers } from '../../src/access/commands.ts'
import { readAgencies } from '../../src/access/queries.ts'
import type { OfficerScope } from '../../src/access/requests.ts'
import { systemScope, withScope } from '../../src/access/scope.ts'
import { withServices } from '../../src/programs/open.ts'
import { listTasks } from '../../src/tasks/inbox/queries.ts'
import { type TaskQuery, taskViews } from '../../src/tasks/schema.ts'
import type { Row } from '../row.ts'

const county = '330681'
const open = Number(process.env.BENCH_TASKS ?? 100_000)
const calls = 40

const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((one, other) => one - other)[Math.min(values.length - 1, Math.floor(share * values.length))]!

/** First page of the inbox (100 rows and the counts of all tabs) with 100,000 open tasks, for the centre and for one town. */
export async function measure(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'suyuan-bench-'))
  try {
    return await withServices({ dataDir: folder, mode: 'development', logLevel: 'silent' }, async (services) => {
      const agencyIds = await withScope(services, systemScope(county, 'bench'), 'administration', async (tx) => {
        await storeAgencies(
          tx,
          Array.from({ length: 40 }, (_, at) => ({
            code: `T${at}`,
            name: `第${at}镇`,
            kind: 'town',
            place: `3306810${String(at).padStart(2, '0')}`,
            parentCode: null,
          })),
        )
        await storeOfficers(
          tx,
          Array.from({ length: 400 }, (_, at) => ({
            login: `cadre${at}`,
            name: `干部${at}`,
            agencyCode: `T${at % 40}`,
            roles: ['townCadre'],
            phone: null,
          })),
        )
        return (await readAgencies(tx)).map(({ id }) => id)
      })
      await services.database.owner.query(
        `insert into tasks.task (county, id, code, kind, state, grade, title, body, agency_id, sent_at, delivered_at, changed_at, accept_due, accept_done, first_due, close_due, due_at, handler_id, issued_by)
         select $1, gen_random_uuid(), 'T-' || n, 'investigate', case when n % 3 = 0 then 'delivered' else 'accepted' end, 'yellow', '核查化解 · 某某小区逾期交房' || n, '',
           ($2::uuid[])[1 + n % 40], now(), now(), now(), now() + n % 30 * interval '1 hour', case when n % 3 = 0 then null else now() end, now() + n % 500 * interval '1 hour', now() + n % 900 * interval '1 hour',
           now() + case when n % 3 = 0 then least(n % 30, n % 500, n % 900) else least(n % 500, n % 900) end * interval '1 hour' - interval '2 hours',
           case when n % 3 = 0 then null else (select p.officer_id from access.post p where p.county = $1 and p.agency_id = ($2::uuid[])[1 + n % 40] order by p.id offset n % 10 limit 1) end, '值班员'
         from generate_series(1, $3::int) n`,
        [county, agencyIds, open],
      )
      await services.database.owner.query('analyze')
      const officer = (role: OfficerScope['role'], reach: string): OfficerScope => ({
        kind: 'officer',
        county,
        officerId: services.context.id(),
        agencyId: agencyIds[0]!,
        name: '值班员',
        role,
        reach,
      })
      const times = async (scope: OfficerScope, view: TaskQuery['view']): Promise<number[]> => {
        const taken: number[] = []
        for (let call = 0; call < calls; call++) {
          const started = performance.now()
          await withScope(services, scope, 'task', (tx) => listTasks(tx, { view, limit: 100 }))
          taken.push(performance.now() - started)
        }
        return taken
      }
      const rows: Row[] = []
      for (const [who, scope] of [
        ['centre', officer('operator', '*')],
        ['one town of 40', officer('townCadre', '330681000')],
      ] as const) {
        let worst = { view: '', p95: 0, p50: 0 }
        for (const view of taskViews) {
          const taken = await times(scope, view)
          if (process.env.BENCH_VERBOSE) process.stderr.write(`${who} ${view} ${quantile(taken, 0.95).toFixed(0)}\n`)
          if (quantile(taken, 0.95) > worst.p95) worst = { view, p95: quantile(taken, 0.95), p50: quantile(taken, 0.5) }
        }
        rows.push({
          measure: `first page of the inbox, ${open.toLocaleString('en')} open tasks, ${who}`,
          peer: '—',
          target: '≤ 100 ms p95',
          got: `${worst.p95.toFixed(0)} ms p95, ${worst.p50.toFixed(0)} ms p50`,
          command: 'npm run bench -- tasks inbox',
          note: `slowest of the ${taskViews.length} views (${worst.view}), counts of all tabs included, ${calls} calls`,
        })
      }
      return rows
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
