import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoMatters } from '../../../demo/matters.ts'
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts'
import { authorise } from '../../access/requests.ts'
import type { Scope } from '../../access/scope.ts'
import { createServer } from '../../platform/http.ts'
import { mattersRoutes } from './routes.ts'
import type { MatterList } from './schema.ts'
import { initialsOf, type Matter, searchMatters } from './search.ts'

const county = '330681'
let database: TestDatabase
let app: FastifyInstance
let officer: Scope

const get = async (query: string): Promise<MatterList> => {
  const response = await app.inject({ url: `/api/v1/matters?${query}` })
  expect(response.statusCode).toBe(200)
  return response.json()
}

async function plant(version: number, from: string, rows: readonly Record<string, string>[]): Promise<void> {
  await database.services.database.owner.query(
    `insert into intake.reference_row (county, kind, version, position, key, effective_from, source, row, imported_at)
     select $1, 'matter-list', $2, ordinality, row->>'编号', $3, '演示数据', row, $4
     from jsonb_array_elements($5::text::jsonb) with ordinality as given (row, ordinality)`,
    [county, version, from, new Date('2023-08-01T00:00:00+08:00'), JSON.stringify(rows)],
  )
}

beforeAll(async () => {
  database = await testDatabase('2023-08-20T09:00:00+08:00')
  const { context } = database.services
  officer = {
    kind: 'officer',
    county,
    officerId: context.id(),
    name: '钱',
    role: 'townCadre',
    agencyId: context.id(),
    reach: '330681100',
  }
  app = await createServer(database.services, {
    routes: [mattersRoutes(database.services)],
    authenticate: async (request) => {
      request.scope = officer
    },
    authorise,
    actorOf: () => null,
    ready: async () => true,
    version: 'test',
  })
  await plant(
    1,
    '2021-01-01',
    demoMatters().map((one) => ({
      编号: one.number,
      清单: one.list,
      事项: one.name,
      部门: one.department,
      条款: one.clause,
    })),
  )
  await plant(2, '2023-08-15', [
    { 编号: 'N-1', 清单: '部门涉镇', 事项: '欠薪隐患线索排查', 部门: '330681-RS', 条款: '第一条' },
  ])
}, 60_000)
afterAll(async () => {
  await app?.close()
  await database?.close()
})

describe('lists of matters', () => {
  it('answer as of a day: the newest version from its day on, the one before until then', async () => {
    expect(await get('')).toMatchObject({
      version: 2,
      effectiveFrom: '2023-08-15',
      counts: { townList: 1, villageList: 0 },
    })
    const before = await get('asOf=2023-08-14')
    expect(before).toMatchObject({
      version: 1,
      effectiveFrom: '2021-01-01',
      source: '演示数据',
      counts: { townList: 1007, villageList: 185 },
      found: 1192,
      next: '50',
    })
    expect(await get('asOf=2020-12-31')).toMatchObject({ version: null, found: 0, items: [] })
  })

  it('are searched by Chinese, by initials, by department and by list; pages join without a gap', async () => {
    const asOf = 'asOf=2023-08-14'
    const names = async (query: string) => (await get(`${asOf}&limit=200&${query}`)).items.map(({ name }) => name)
    expect(await names(`query=${encodeURIComponent('欠薪')}&list=villageList`)).toEqual(['欠薪隐患情况反映'])
    expect((await names('query=qxyh&list=townList')).sort()).toEqual(
      (await names(`query=${encodeURIComponent('欠薪隐患')}&list=townList`)).sort(),
    )
    expect(await names('query=QXYHXS')).toEqual(['欠薪隐患线索排查'])
    expect((await get(`${asOf}&department=330681-RS&list=townList`)).found).toBe(70)
    const pages = [...(await get(`${asOf}&limit=200`)).items, ...(await get(`${asOf}&limit=200&cursor=200`)).items]
    expect(pages.map(({ number }) => number)).toEqual(
      demoMatters()
        .slice(0, 400)
        .map(({ number }) => number),
    )
  })

  it('a matter is found by any part of its name and by its initials, whatever its characters', () => {
    const characters = fc.constantFrom(...'欠薪隐患排查宅基地调解A1（）村')
    fc.assert(
      fc.property(
        fc.array(characters, { minLength: 1, maxLength: 12 }),
        fc.nat(11),
        fc.string({ maxLength: 20 }),
        (name, start, noise) => {
          const matter: Matter = {
            list: 'townList',
            number: '',
            name: name.join(''),
            department: '',
            departmentName: '',
            clause: '',
          }
          const part = name.slice(start % name.length).join('')
          expect(searchMatters([matter], { query: part })).toEqual([matter])
          const initials = initialsOf(matter.name)
          if (/^[a-z]+$/.test(initials))
            expect(searchMatters([matter], { query: initials.toUpperCase() })).toEqual([matter])
          expect(searchMatters([matter], { query: noise }).length).toBeLessThanOrEqual(1)
        },
      ),
    )
  })
})
