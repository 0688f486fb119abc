import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts'
import { type Row, storeAndRun } from '../../../tests/support/records.ts'
import { exportParties } from '../../linking/exports.ts'
import { disputePage, disputeTimeline, listDisputes } from '../../linking/pages.ts'
import { recordView } from '../../linking/record-view.ts'
import { requireDispute } from '../../mediation/disputes.ts'
import { issueForAlert } from '../../tasks/commands.ts'
import { listTasks } from '../../tasks/inbox/queries.ts'
import { legalNoticeDocumentData, readAlertTasks } from '../../tasks/queries.ts'
import { triageAlert } from '../../warning/commands.ts'
import { buildPage } from '../../warning/page.ts'
import { alertEvidence, listAlerts } from '../../warning/queries.ts'
import { storeAgencies } from '../commands.ts'
import { systemScope, withScope } from '../scope.ts'

const county = '330681'
const system = systemScope(county, 'test')
const town = '330681005'
const agencies = { code: 'DT', name: '大唐街道办事处', kind: 'town', place: town, parentCode: null }

/** Twelve households of one estate against its developer; each wants secrecy. */
const households = Array.from({ length: 12 }, (_, index) => ({
  name: `蔺${'甲乙丙丁戊己庚辛壬癸子丑'[index]}荷`,
  phone: `1590000${String(1000 + index)}`,
  room: `${index + 1}0${index + 1}`,
}))
const estate = households.map(({ name, phone, room }, index): Row => {
  const at = `2023-07-${String(10 + index)} 09:00`
  return [
    'complaint',
    {
      工单号: `GD${index}`,
      来电时间: at,
      接收时间: at,
      诉求人: name,
      联系电话: phone,
      地址: `大唐街道云栖花园7幢2单元${room}室`,
      被反映对象: '诸暨云澜置业有限公司',
      标题: `${name}反映开发商虚假宣传`,
      内容: `我是云栖花园7幢2单元${room}室的${name}，电话${phone}。开发商虚假宣传，学区没有兑现，要求退房`,
      区划代码: town,
      是否保密: '是',
    },
  ]
})
/** Violence at home, three calls; and a minor. */
const victim = { name: '束怀瑾', phone: '15911112222', address: '大唐街道柳林新村19号' }
const calls = [1, 2, 3].map(
  (index): Row => [
    'police110',
    {
      警情编号: `JQ${index}`,
      报警时间: `2023-07-2${index} 22:00`,
      接收时间: `2023-07-2${index} 22:10`,
      报警人: victim.name,
      联系电话: victim.phone,
      发生地址: victim.address,
      对方当事人: '纪长风',
      对方电话: '15933334444',
      警情类别: '纠纷-家庭',
      警情内容: `${victim.name}（15911112222）称在柳林新村19号家中被丈夫纪长风殴打，丈夫扬言要砍死她全家`,
      区划代码: town,
    },
  ],
)
const child: Row = [
  'mediation',
  {
    调解案号: '(2023)诸调9号',
    受理时间: '2023-07-25 09:00',
    接收时间: '2023-07-25 09:00',
    申请人: '呼延小满',
    // GB 11643: born 2010-05-05; the check character was computed apart from the program.
    申请人证件: '330681201005050014',
    申请人电话: '15955556666',
    被申请人: '诸暨市阳光幼儿艺术培训中心',
    纠纷类型: '教育培训',
    纠纷简述: '呼延小满的培训费不退',
    区划代码: town,
  },
]
const secrets = new RegExp(
  [
    ...households.flatMap(({ name, phone, room }) => [name, name.slice(1), phone, `单元${room}`]),
    ...[victim.name, '怀瑾', victim.phone, '柳林新村19', '纪长风', '长风', '15933334444'],
    ...['呼延小满', '小满', '33068120100505', '15955556666'],
  ].join('|'),
)

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase('2023-07-31T09:00:00+08:00')
  await withScope(database.services, system, 'administration', (tx) => storeAgencies(tx, [agencies]))
  await storeAndRun(database.services, [...estate, ...calls, child])
})
afterAll(() => database.close())

describe('what goes to towns, courts and screens about sealed people', () => {
  test('the rows were sealed, and raised alerts of both kinds', async () => {
    const { rows } = await database.services.database.owner.query(
      'select unnest(reason_kinds) as kind, count(*)::int as n from access.sealed_identity group by 1 order by 1',
    )
    expect(rows).toEqual([
      { kind: 'confidentialCaller', n: 12 },
      { kind: 'domesticViolence', n: 3 },
      { kind: 'minor', n: 1 },
    ])
    const { items } = await withScope(database.services, system, 'triage', (tx) => listAlerts(tx, { view: 'all' }))
    expect(items.map((alert) => [alert.level, alert.sealed])).toEqual(
      expect.arrayContaining([
        ['meso', true],
        ['micro', true],
      ]),
    )
  })

  test('alerts, tasks, notices, evidence, pages, exports: the matter and nobody’s name, phone or dwelling', async () => {
    const said: string[] = []
    const keep = (what: string, value: unknown): void => {
      said.push(`${what}: ${JSON.stringify(value)}`)
    }
    const { items } = await withScope(database.services, system, 'triage', (tx) => listAlerts(tx, { view: 'all' }))
    keep('alerts', items)
    for (const alert of items) {
      await withScope(database.services, system, 'triage', async (tx) => {
        keep('alert', await buildPage(tx, alert.id, true, () => true))
        keep('evidence', await alertEvidence(tx, alert.id))
        if (alert.state === 'raised') await triageAlert(tx, alert.id, 'confirm', '情况属实')
      })
      if (alert.state === 'raised')
        await withScope(database.services, system, 'task', (tx) =>
          issueForAlert(tx, database.services.messages, alert.id, '值班员'),
        )
    }
    const agency = await database.services.database.owner.query('select id from access.agency')
    const readers = [
      { role: 'townCadre', reach: town },
      { role: 'operator', reach: '*' },
      { role: 'gridWorker', reach: town },
    ] as const
    for (const { role, reach } of readers) {
      const reader = {
        ...({ kind: 'officer', county, name: '', role, reach } as const),
        officerId: agency.rows[0].id,
        agencyId: agency.rows[0].id,
      }
      await withScope(database.services, reader, 'handling', async (tx) => {
        const list = await listDisputes(tx, { limit: 200 })
        keep(`${role} disputes`, list)
        expect(list.items.length).toBeGreaterThan(5)
        for (const dispute of list.items) {
          keep(`${role} dispute`, await disputePage(tx, dispute.traceCode, ''))
          keep(`${role} timeline`, await disputeTimeline(tx, dispute.traceCode))
          keep(`${role} mediation`, await requireDispute(tx, dispute.traceCode))
        }
        const { rows } = await tx.query<{ id: string }>('select id from intake.record')
        for (const { id } of rows) keep(`${role} record`, await recordView(tx, id))
        expect(rows.length).toBe(16)
      })
      await withScope(database.services, reader, 'task', async (tx) => {
        keep(`${role} tasks`, await listTasks(tx, { view: 'all' }))
      })
    }
    await withScope(database.services, system, 'task', async (tx) => {
      for (const alert of items)
        for (const task of await readAlertTasks(tx, alert.id)) {
          keep('task', task)
          keep('notice', await legalNoticeDocumentData(tx, task.id))
        }
    })
    await withScope(database.services, system, 'export', async (tx) => {
      await exportParties(tx, (line) => keep('export', line), { masked: false })
    })
    expect(said.filter((line) => secrets.test(line)).map((line) => line.slice(0, 400))).toEqual([])
    expect(said.length).toBeGreaterThan(60)
  })

  test('no table of the store says it in clear: events, outbox, jobs, ledger, figures', async () => {
    const { owner } = database.services.database
    const { rows: names } = await owner.query(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    const found: string[] = []
    for (const { name } of names)
      for (const { line } of (await owner.query(`select t::text as line from ${name} t`)).rows)
        if (secrets.test(line)) found.push(`${name}: ${line.slice(0, 300)}`)
    expect(found).toEqual([])
    expect(names.length).toBeGreaterThan(80)
  })
})
