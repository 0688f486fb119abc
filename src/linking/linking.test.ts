import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { blind } from '../access/blind.ts'
import { type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { storeRows } from '../intake/commands.ts'
import { objectRow } from '../intake/json-lines.ts'
import { resolveMapping } from '../intake/mapping.ts'
import { readBatch as readRecordBatch } from '../intake/queries.ts'
import { type RecordDraft, readRow } from '../intake/read-row.ts'
import { readBatch } from '../reading/commands.ts'
import { parseTraceCode } from '../vocabulary/identity.ts'
import type { SourceKey } from '../vocabulary/sources.ts'
import { linkBatch } from './commands.ts'
import { exportLinks, exportParties } from './exports.ts'
import { mergeDisputes, splitDispute } from './operations.ts'
import { disputePage, disputeTimeline, listDisputes } from './pages.ts'
import { disputeForMediation, findPartyByPhone, ownStatements, resolveCode, stateAsOf } from './queries.ts'
import { recordView } from './record-view.ts'
import { undoOperation } from './undo.ts'

type Cells = Record<string, string>
type Row = readonly [SourceKey, Cells]

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase('2023-09-30T09:00:00+08:00')
})
afterAll(async () => database.close())

function draft(county: string, [source, cells]: Row): RecordDraft {
  const raw = objectRow(2, cells)
  const mapping = resolveMapping(source, { name: 'f', header: Object.keys(cells), samples: [raw] })
  const outcome = readRow(mapping, raw, {
    supplier: source,
    county,
    counties: new Set([county]),
    now: database.clock.now(),
  })
  if (outcome.kind !== 'draft') throw new Error(JSON.stringify(outcome))
  return outcome.draft
}

const within = <T>(county: string, work: (tx: ScopedTx) => Promise<T>): Promise<T> =>
  withScope(database.services, systemScope(county, 'test'), 'pipeline', work)

async function link(county: string, size = 1_000): Promise<void> {
  const [{ sequence }] = await within(
    county,
    async (tx) =>
      (
        await tx.query<{ sequence: number }>(
          'select coalesce(max(sequence), 0) as sequence from linking.dispute_record where county = $1',
          [county],
        )
      ).rows as [{ sequence: number }],
  )
  let after = sequence
  for (;;) {
    const taken = await within(county, async (tx) => {
      const records = await readRecordBatch(tx, county, after, size)
      const readings = await readBatch(tx, records)
      await linkBatch(
        tx,
        records.map((record, index) => ({ record, reading: readings[index]! })),
      )
      after = records.at(-1)?.sequence ?? after
      return records.length
    })
    if (taken === 0) return
  }
}

async function load(county: string, rows: readonly Row[], size = 1_000): Promise<void> {
  await within(county, (tx) => storeRows(tx, { drafts: rows.map((row) => draft(county, row)) }))
  await link(county, size)
}

async function exported(
  county: string,
  work: (tx: ScopedTx, write: (line: string) => void) => Promise<number>,
): Promise<string[][]> {
  const lines: string[] = []
  await within(county, (tx) => work(tx, (line) => lines.push(line)))
  return lines.map((line) => line.trimEnd().split(','))
}

/** Number → dispute of a county. */
async function disputesOf(county: string): Promise<Map<string, string>> {
  return new Map((await exported(county, exportLinks)).slice(1).map(([, number, dispute]) => [number!, dispute!]))
}

/** Groups of numbers that share a dispute, in a canonical order. */
function partition(disputes: ReadonlyMap<string, string>): string[] {
  const groups = new Map<string, string[]>()
  for (const [number, dispute] of disputes) groups.set(dispute, [...(groups.get(dispute) ?? []), number])
  return [...groups.values()].map((group) => group.sort().join('+')).sort()
}

async function snapshot(county: string): Promise<string> {
  return within(county, async (tx) => {
    const parts: unknown[] = []
    for (const sql of [
      'select record_id, dispute_id from linking.dispute_record where county = $1 and to_at is null order by 1',
      'select * from linking.dispute where county = $1 and merged_into is null order by id',
      'select * from linking.dispute_party where county = $1 order by 1, 2, 3, 4',
    ])
      parts.push((await tx.query(sql, [county])).rows)
    return JSON.stringify(parts)
  })
}

let people = 0
const call = (
  number: string,
  at: string,
  name: string,
  phone: string,
  against: string,
  text: string,
  extra: Cells = {},
): Row => [
  'complaint',
  {
    工单号: number,
    来电时间: at,
    接收时间: at,
    诉求人: name,
    联系电话: phone,
    被反映对象: against,
    内容: text,
    区划代码: '330681005',
    ...extra,
  },
]
const phone = (): string => `138${String(10_000_000 + people++)}`

describe('which records are one dispute', () => {
  const county = '330681'
  test('the rules of domain.md 9.2', async () => {
    const [zhou, chen, lou] = [phone(), phone(), phone()]
    const developer = '诸暨云澜置业有限公司'
    await load(county, [
      // The same owner twice within 180 days, the company written two ways; then a mediation naming the call.
      call('K1', '2023-03-01 10:00', '周启明', zhou, developer, '开发商虚假宣传，学区没有兑现，要求退房'),
      call('GD-K2', '2023-04-20 10:00', '周启明', zhou, '云澜房产', '开发商虚假宣传至今没有解决'),
      [
        'mediation',
        {
          调解案号: '(2023)诸调1号',
          受理时间: '2023-05-06 09:00',
          接收时间: '2023-05-06 09:00',
          申请人: '周启明',
          被申请人: developer,
          纠纷类型: '商品房买卖',
          关联编号: 'GD-K2',
          区划代码: '330681',
        },
      ],
      // Another owner against the same developer stays apart: 类案 is no merge.
      call('K3', '2023-03-02 10:00', '陈国良', chen, developer, '开发商虚假宣传，学区没有兑现'),
      // Two people with two matters: two disputes.
      [
        'police110',
        {
          警情编号: 'J10001',
          报警时间: '2023-03-03 20:00',
          接收时间: '2023-03-03 20:00',
          报警人: '楼建军',
          联系电话: lou,
          对方当事人: '寿海波',
          对方电话: '13900000001',
          警情类别: '邻里纠纷',
          警情内容: '隔壁邻居排水沟漏水发生争吵',
          区划代码: '330681005',
        },
      ],
      [
        'police110',
        {
          警情编号: 'J10002',
          报警时间: '2023-03-20 20:00',
          接收时间: '2023-03-20 20:00',
          报警人: '楼建军',
          联系电话: lou,
          对方当事人: '寿海波',
          对方电话: '13900000001',
          警情类别: '邻里纠纷',
          警情内容: '隔壁邻居排水沟漏水又吵起来',
          区划代码: '330681005',
        },
      ],
      [
        'mediation',
        {
          调解案号: '(2023)诸调2号',
          受理时间: '2023-04-01 09:00',
          接收时间: '2023-04-01 09:00',
          申请人: '楼建军',
          申请人电话: lou,
          被申请人: '寿海波',
          被申请人电话: '13900000001',
          纠纷类型: '民间借贷',
          纠纷简述: '借款三万元到期不还',
          区划代码: '330681005',
        },
      ],
      // A namesake with another phone and no second sign.
      call('K4', '2023-03-05 10:00', '周启明', phone(), '诸暨恒悦健身服务有限公司', '健身房关门，会员卡退卡不退款'),
      // Late: the same owner again after more than 180 days of silence and about another company.
      call('K5', '2023-03-06 10:00', '周启明', zhou, '诸暨恒悦健身服务有限公司', '健身房关门，会员卡退卡不退款'),
    ])
    expect(partition(await disputesOf(county))).toEqual([
      '(2023)诸调1号+GD-K2+K1',
      '(2023)诸调2号',
      'J10001+J10002',
      'K3',
      'K4',
      'K5',
    ])
    const parties = (await exported(county, (tx, write) => exportParties(tx, write, { masked: false }))).slice(1)
    const party = (number: string, role: string) => parties.find((row) => row[1] === number && row[2] === role)?.[4]
    expect(party('GD-K2', '被反映对象')).toBe(party('K1', '被反映对象'))
    expect(party('K3', '被反映对象')).toBe(party('K1', '被反映对象'))
    expect(party('(2023)诸调1号', '申请人')).toBe(party('K1', '诉求人'))
    expect(party('K4', '诉求人')).not.toBe(party('K1', '诉求人'))
    expect(party('K5', '诉求人')).toBe(party('K1', '诉求人'))
  })

  test('a contract, its instalments and a case about it share one code; a corrected row keeps its dispute', async () => {
    await load(county, [
      [
        'contract',
        {
          合同编号: 'HT-900',
          签订时间: '2023-01-10',
          接收时间: '2023-01-10 10:00',
          合同类型: '消费贷款',
          '甲方(出借人)': '诸暨青禾村镇银行',
          '乙方(借款人)': '斯文彬',
          乙方电话: phone(),
          本金: '50000',
          期数: '2',
          区划代码: '330681',
        },
      ],
      [
        'repayment',
        {
          '合同编号+期次': 'HT-900-1',
          合同编号: 'HT-900',
          期次: '1',
          应还日期: '2023-02-10',
          应还金额: '25500',
          接收时间: '2023-02-11 00:00',
        },
      ],
      [
        'repayment',
        {
          '合同编号+期次': 'HT-900-2',
          合同编号: 'HT-900',
          期次: '2',
          应还日期: '2023-03-10',
          应还金额: '25500',
          接收时间: '2023-03-11 00:00',
        },
      ],
      [
        'court',
        {
          案号: '(2023)浙0681民初900号',
          立案日期: '2023-06-01',
          接收时间: '2023-06-02 00:00',
          案由: '金融借款合同纠纷',
          原告: '诸暨青禾村镇银行',
          被告: '斯文彬',
          关联编号: 'HT-900',
          区划代码: '330681',
        },
      ],
      call('V1', '2023-06-03 10:00', '郦小红', phone(), '诸暨云澜置业有限公司', '开发商延期交房'),
    ])
    const first = await disputesOf(county)
    const code = first.get('HT-900')
    expect(['HT-900-1', 'HT-900-2', '(2023)浙0681民初900号'].map((number) => first.get(number))).toEqual([
      code,
      code,
      code,
    ])
    await load(county, [
      call('V1', '2023-06-03 10:00', '郦小红', phone(), '诸暨云澜置业有限公司', '开发商延期交房，已晚八个月'),
    ])
    const second = await disputesOf(county)
    expect(second.get('V1')).toBe(first.get('V1'))
    expect([...second.values()].filter((dispute) => dispute === second.get('V1'))).toHaveLength(1)
    const then = await within(county, (tx) => stateAsOf(tx, new Date('2023-02-20T00:00:00+08:00')))
    expect([...then.values()].filter((dispute) => dispute === code)).toHaveLength(2)
  })

  test('the citizen finds the dispute by code and phone only together; mediation gets the parties', async () => {
    const own = phone()
    await load(county, [
      call('M1', '2023-07-01 10:00', '应巧珍', own, '诸暨云澜置业有限公司', '开发商逾期交房，要求支付违约金'),
    ])
    const code = (await exported(county, exportLinks)).find((row) => row[1] === 'M1')![3]!
    expect(parseTraceCode(code)).toBe(code)
    const found = await findPartyByPhone(
      database.services,
      county,
      code.toLowerCase(),
      blind(database.services.keys, 'ph', own),
    )
    expect(found?.traceCode).toBe(code)
    expect(
      await findPartyByPhone(database.services, county, code, blind(database.services.keys, 'ph', phone())),
    ).toBeNull()
    const dispute = await within(county, (tx) => disputeForMediation(tx, code))
    expect(dispute?.parties.map(({ side, name }) => [side, name])).toEqual(
      expect.arrayContaining([
        ['claimant', '应巧珍'],
        ['respondent', '诸暨云澜置业有限公司'],
      ]),
    )
    expect(await within(county, (tx) => ownStatements(tx, found!.disputeId, found!.partyId))).toMatchObject([
      { text: '开发商逾期交房，要求支付违约金' },
    ])
  })
})

describe('changes by people', () => {
  const county = '330602'
  const officer = {
    kind: 'officer',
    county,
    officerId: '01900000-0000-7000-8000-000000000001',
    agencyId: '01900000-0000-7000-8000-000000000002',
    name: '操作员',
    role: 'operator',
    reach: '*',
  } as const
  const as = <T>(work: (tx: ScopedTx) => Promise<T>): Promise<T> =>
    withScope(database.services, officer, 'review', work)

  test('merge and split come back to the same bytes when undone; old codes lead on; nobody is shown in full', async () => {
    const own = phone()
    await load(county, [
      call('A1', '2023-03-01 10:00', '边玉梅', own, '绍兴明澈装饰工程有限公司', '装修公司增项收费，装修质量差'),
      call('A2', '2023-03-09 10:00', '边玉梅', own, '绍兴明澈装饰工程有限公司', '装修公司仍未返工'),
      call('A3', '2023-03-10 10:00', '裘亚男', phone(), '绍兴明澈装饰工程有限公司', '装修公司增项收费'),
    ])
    const before = await snapshot(county)
    const links = await exported(county, exportLinks)
    const codeOf = (number: string) => links.find((row) => row[1] === number)![3]!
    const merged = await as((tx) => mergeDisputes(tx, codeOf('A3'), codeOf('A1'), '同一家庭的两位成员'))
    expect(merged).toMatchObject({ traceCode: codeOf('A1'), otherTraceCode: codeOf('A3') })
    expect(partition(await disputesOf(county))).toEqual(['A1+A2+A3'])
    expect((await as((tx) => resolveCode(tx, codeOf('A3'))))?.traceCode).toBe(codeOf('A1'))
    await as((tx) => undoOperation(tx, merged.operationId, '核实为两户'))
    expect(await snapshot(county)).toBe(before)
    await expect(as((tx) => undoOperation(tx, merged.operationId, '再次撤销'))).rejects.toMatchObject({
      code: 'linking.notUndoable',
    })

    const ids = await as(
      async (tx) =>
        (
          await tx.query<{ id: string; number: string }>('select id, number from intake.record where county = $1', [
            county,
          ])
        ).rows,
    )
    const idOf = (number: string) => ids.find((row) => row.number === number)!.id
    // The part with the first record keeps the code, whichever part was chosen.
    const split = await as((tx) => splitDispute(tx, codeOf('A1'), [idOf('A1')], '两件不同的事'))
    expect(split.traceCode).toBe(codeOf('A1'))
    expect(partition(await disputesOf(county))).toEqual(['A1', 'A2', 'A3'])
    expect((await exported(county, exportLinks)).find((row) => row[1] === 'A1')![3]).toBe(codeOf('A1'))
    await as((tx) => undoOperation(tx, split.operationId, '原为一件'))
    expect(await snapshot(county)).toBe(before)
    expect((await as((tx) => resolveCode(tx, split.otherTraceCode!)))?.traceCode).toBe(codeOf('A1'))

    const page = await as((tx) => disputePage(tx, codeOf('A1'), 'https://example.test'))
    expect(page?.qrHolds).toBe(`https://example.test/t/${codeOf('A1')}`)
    expect(page?.claimants).toEqual([{ kind: 'person', label: '边某某', sealed: false }])
    expect(JSON.stringify(page)).not.toContain('边玉梅')
    expect(JSON.stringify(page)).not.toContain(own)
    const timeline = await as((tx) => disputeTimeline(tx, codeOf('A1')))
    expect(timeline?.items.map((entry) => entry.kind)).toEqual(
      expect.arrayContaining(['record', 'merge', 'split', 'undo']),
    )
    expect(timeline?.items.find((entry) => entry.number === 'A2')?.gapDays).toBe(8)
    const { rows } = await as((tx) =>
      tx.query('select 1 from ledger.entry where county = $1 and kind = $2', [county, 'dispute.merged']),
    )
    expect(rows).toHaveLength(1)
  })

  test('a sealed record links by its hashes and is shown by nobody', async () => {
    const own = phone()
    await load(county, [
      call('S1', '2023-05-01 10:00', '汤静怡', own, '绍兴安和物业服务有限公司', '物业公司乱收物业费', {
        是否保密: '是',
      }),
      call('S2', '2023-05-05 10:00', '汤静怡', own, '绍兴安和物业服务有限公司', '物业公司仍在乱收物业费', {
        是否保密: '是',
      }),
    ])
    expect(partition(await disputesOf(county))).toContain('S1+S2')
    const code = (await exported(county, exportLinks)).find((row) => row[1] === 'S1')![3]!
    const shown = await as(async (tx) => {
      const page = await disputePage(tx, code, '')
      const { items } = await listDisputes(tx, {})
      const { rows } = await tx.query<{ id: string }>(
        'select id from intake.record where county = $1 and number = $2',
        [county, 'S1'],
      )
      return JSON.stringify([page, items, await disputeTimeline(tx, code), await recordView(tx, rows[0]!.id)])
    })
    expect(shown).toContain('已封存')
    expect(shown).not.toContain('汤静怡')
    expect(shown).not.toContain(own)
    const parties = await exported(county, (tx, write) => exportParties(tx, write, { masked: false }))
    expect(parties.filter((row) => row[1]?.startsWith('S')).map((row) => row[3])).not.toContain('汤静怡')
  })

  test('pages of the list of disputes follow on each other without gap or repeat', async () => {
    const seen: string[] = []
    await as(async (tx) => {
      const all = (await listDisputes(tx, { limit: 200 })).items.map((item) => item.id)
      for (let cursor: string | undefined; ; ) {
        const page = await listDisputes(tx, { limit: 2, ...(cursor ? { cursor } : {}) })
        seen.push(...page.items.map((item) => item.id))
        if (page.next === null) break
        cursor = page.next
      }
      expect(seen).toEqual(all)
      expect(all.length).toBeGreaterThan(2)
    })
  })
})

test('the partition does not depend on where batches are cut', async () => {
  const names = ['周一鸣', '陈二虎', '楼三妹', '寿四海', '周一鸣', '斯五洲']
  const bodies = ['诸暨云澜置业有限公司', '云澜房产', '诸暨恒悦健身服务有限公司', '物业公司', '']
  const texts = ['开发商虚假宣传', '邻居排水沟漏水', '健身房退卡不退款', '借款不还', '咨询如何办理居住证', '物业费乱收']
  const rowArbitrary = fc.record({
    source: fc.constantFrom<SourceKey>('complaint', 'police110', 'mediation'),
    who: fc.nat(5),
    other: fc.nat(5),
    body: fc.nat(4),
    text: fc.nat(5),
    withPhone: fc.boolean(),
    otherPhone: fc.boolean(),
    minute: fc.nat(400_000),
    named: fc.option(fc.nat(39), { freq: 6 }),
    again: fc.option(fc.nat(39), { freq: 8 }),
  })
  let round = 0
  const counties = (index: number) => `33${String(1000 + index).padStart(4, '0')}`
  await fc.assert(
    fc.asyncProperty(fc.array(rowArbitrary, { minLength: 20, maxLength: 40 }), async (world) => {
      const rows = world.map((row, index): Row => {
        const number = `N${String(row.again ?? index).padStart(5, '0')}`
        const at = new Date(Date.UTC(2023, 0, 1) + row.minute * 60_000).toISOString().slice(0, 16).replace('T', ' ')
        const mine = row.withPhone ? `1381111${String(1000 + row.who)}` : ''
        const theirs = row.otherPhone ? `1381111${String(1000 + row.other)}` : ''
        const shared = { 关联编号: row.named === null ? '' : `N${String(row.named).padStart(5, '0')}`, 区划代码: '' }
        if (row.source === 'complaint')
          return [
            'complaint',
            {
              工单号: number,
              来电时间: at,
              诉求人: names[row.who]!,
              联系电话: mine,
              被反映对象: bodies[row.body]!,
              内容: `云栖花园${texts[row.text]}`,
              ...shared,
            },
          ]
        if (row.source === 'police110')
          return [
            'police110',
            {
              警情编号: number,
              报警时间: at,
              报警人: row.withPhone ? '' : names[row.who]!,
              联系电话: mine,
              对方当事人: names[row.other]!,
              对方电话: theirs,
              警情内容: texts[row.text]!,
              ...shared,
            },
          ]
        return [
          'mediation',
          {
            调解案号: number,
            受理时间: at,
            申请人: names[row.who]!,
            申请人电话: mine,
            被申请人: `${names[row.other]!};${bodies[row.body]!}`,
            纠纷类型: '',
            纠纷简述: texts[row.text]!,
            ...shared,
          },
        ]
      })
      const partitions: string[][] = []
      for (const size of [1, 7, 1_000]) {
        const county = counties(round++)
        await load(county, rows, size)
        partitions.push(partition(await disputesOf(county)))
        const again = await snapshot(county)
        await link(county, size)
        expect(await snapshot(county)).toBe(again)
      }
      expect(partitions[1]).toEqual(partitions[0])
      expect(partitions[2]).toEqual(partitions[0])
    }),
    { numRuns: 3, seed: 681, endOnFailure: true },
  )
}, 60_000)
