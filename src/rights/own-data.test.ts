import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, county, type RightsCounty, rightsCounty } from '../../tests/support/rights-county.ts'
import { blind } from '../access/blind.ts'
import { systemScope, withScope } from '../access/scope.ts'
import { verifyStore } from '../programs/verify-store.ts'
import { countOver, runRetention } from './deletion.ts'
import type { OwnCopy, PartyRequest, RequestList, RequestPage, RetentionPage } from './schema.ts'

const wrongPhone = '13800000009'
const phone = '13800000001'
const other = '13700000003'
const complaint = (number: string, at: string, name: string, mobile: string, more: Record<string, string> = {}) =>
  [
    'complaint',
    {
      工单号: number,
      来电时间: at,
      接收时间: at,
      诉求人: name,
      联系电话: mobile,
      被反映对象: '诸暨恒悦健身服务有限公司',
      地址: '暨阳街道环城路12号3幢501室',
      内容: '健身房退卡不退款，同去的人（13700000003）也没退',
      办理结果: '市场监管所认为消费者理由不足',
      区划代码: '330681002',
      ...more,
    },
  ] as const

let place: RightsCounty
let privacy: Browser
let operator: Browser
beforeAll(async () => {
  place = await rightsCounty('2023-08-10T09:00:00+08:00')
  privacy = await place.officer('privacy')
  operator = await place.officer('op')
  await place.load([
    complaint('C1', '2023-08-01 10:00', '黄丽', wrongPhone),
    complaint('C2', '2023-08-03 10:00', '沈国平', '13600000004', { 办结时间: '2023-08-09 10:00' }),
  ])
})
afterAll(() => place.close())

async function ask(party: Browser, body: object): Promise<PartyRequest> {
  const answer = await party<PartyRequest>('POST', '/party/requests', body)
  expect(answer.status).toBe(200)
  return answer.body
}
async function decide(id: string, body: object) {
  return privacy<RequestPage>('POST', `/rights/requests/${id}/actions`, {
    action: 'decide',
    outcome: 'granted',
    ...body,
  })
}

describe('a copy', () => {
  it('holds the own data and nothing of anybody else, and only after the decision', async () => {
    const party = await place.party(await place.codeOf('C1'), wrongPhone)
    const { id } = await ask(party, { kind: 'copy', text: '请给我一份本人信息' })
    expect((await party('GET', `/party/requests/${id}/copy`)).status).toBe(409)
    expect((await decide(id, { text: '予以提供' })).status).toBe(200)
    const copy = await party<OwnCopy>('GET', `/party/requests/${id}/copy`)
    const shown = JSON.stringify(copy.body)
    for (const own of ['黄丽', wrongPhone, '环城路12号', '退卡不退款']) expect(shown).toContain(own)
    for (const foreign of [other, '理由不足', '沈国平']) expect(shown).not.toContain(foreign)
  })
})

describe('a correction', () => {
  it('is a new version that masks, sign-in and linking follow; the old record stays as it came', async () => {
    const code = await place.codeOf('C1')
    const party = await place.party(code, wrongPhone)
    const { id } = await ask(party, { kind: 'correction', text: '登记的手机号错了', field: 'phone', value: phone })
    const page = (await privacy<RequestPage>('GET', `/rights/requests/${id}`)).body
    const mine = page.records.find((record) => record.own)!
    expect(mine.columns.find((column) => column.column === '联系电话')!.value).toBe('138****0009')
    const wrong = await decide(id, {
      text: '核对后更正',
      changes: [{ record: mine.record, column: '办理结果', value: '支持' }],
    })
    expect(wrong.status).toBe(400)
    const done = await decide(id, {
      text: '核对身份证与通话记录后更正',
      changes: [{ record: mine.record, column: '联系电话', value: phone }],
    })
    expect(done.status).toBe(200)
    await place.work()
    expect(await place.codeOf('C1')).toBe(code)
    const fresh = await place.idOf('C1')
    expect(fresh).not.toBe(mine.record)
    const record = await operator<{
      version: number
      versions: unknown[]
      columns: { column: string; value: string }[]
    }>('GET', `/records/${fresh}`)
    expect(record.body).toMatchObject({ version: 2 })
    expect(record.body.columns.find((column) => column.column === '联系电话')!.value).toBe('138****0001')
    expect((await operator('GET', `/records/${mine.record}`)).status).toBe(200)
    await expect(place.party(code, wrongPhone)).rejects.toThrow()
    const again = await place.party(code, phone)
    const list = await again<{ items: PartyRequest[] }>('GET', '/party/requests')
    expect(list.body.items.map((item) => item.kind)).toContain('correction')
    const { services } = place.database
    const left = await place.within(async (tx) => [
      ...(
        await tx.query('select 1 from linking.party_key where county = $1 and key = $2', [
          county,
          blind(services.keys, 'ph', wrongPhone),
        ])
      ).rows,
    ])
    expect(left).toEqual([])
    // The source sends its old file once more: nothing comes back.
    await place.load([complaint('C1', '2023-08-01 10:00', '黄丽', wrongPhone)])
    expect(await place.idOf('C1')).toBe(fresh)
  })
})

describe('a deletion', () => {
  it('is refused while the matter is open, says why, and goes through once it is closed', async () => {
    const open = await place.party(await place.codeOf('C1'), phone)
    const asked = await ask(open, { kind: 'deletion', text: '请删除我的信息' })
    const record = await place.idOf('C1')
    const held = await privacy<{ detail: string }>('POST', `/rights/requests/${asked.id}/actions`, {
      action: 'decide',
      outcome: 'granted',
      text: '同意删除',
      erase: [record],
    })
    expect(held.status).toBe(409)
    expect(held.body.detail).toContain('纠纷仍在办理')

    const code = await place.codeOf('C2')
    const closed = await place.party(code, '13600000004')
    const request = await ask(closed, { kind: 'deletion', text: '已办结，请删除我的信息' })
    const own = await place.idOf('C2')
    expect((await decide(request.id, { text: '目的已实现，予以删除', erase: [own] })).status).toBe(200)
    await gone(own, 'C2', '13600000004')
    expect((await operator<{ erased: boolean }>('GET', `/records/${own}`)).body.erased).toBe(true)
    expect((await operator('GET', `/disputes/${code}`)).status).toBe(200)
    expect((await operator('GET', `/disputes/${code}/timeline`)).status).toBe(200)
    // Whoever can no longer be recognised cannot sign in either.
    await expect(place.party(code, '13600000004')).rejects.toThrow()
    const page = await privacy<RetentionPage>('GET', '/rights/retention')
    expect(page.body.reports[0]).toMatchObject({ cause: 'request', classes: [{ key: 'records', destroyed: 1 }] })
  })
})

/** No key, no salt, no hash of the person is left anywhere; the ledger still verifies. */
async function gone(record: string, number: string, mobile: string): Promise<void> {
  const { services } = place.database
  const key = blind(services.keys, 'ph', mobile)
  const left = await place.within(async (tx) => {
    const counts: Record<string, number> = {}
    for (const [name, sql] of Object.entries({
      key: 'select 1 from intake.record_key where county = $1 and record_id = $2::uuid and $3::text is not null',
      mention: `select 1 from reading.mention where county = $1 and record_id = $2 and (keys <> '{}' or $3 = any(keys))`,
      party: 'select 1 from linking.party where county = $1 and $3 = any(keys) and $2::uuid is not null',
      partyKey: 'select 1 from linking.party_key where county = $1 and key = $3 and $2::uuid is not null',
      dispute: `select 1 from linking.dispute_record where county = $1 and record_id = $2 and (keys <> '{}' or $3 = any(keys))`,
      ledger:
        'select 1 from ledger.entry where county = $1 and subject = $2::text and salt is not null and kind = $$record.received$$ and $3::text is not null',
    }))
      counts[name] = (await tx.query(sql, [county, record, key])).rows.length
    return counts
  })
  expect(left).toEqual({ key: 0, mention: 0, party: 0, partyKey: 0, dispute: 0, ledger: 0 })
  expect((await verifyStore(services)).size).toBeGreaterThan(5)
  expect(number).not.toBe('')
}

describe('a request at the window, and the periods', () => {
  it('is entered for somebody without the portal, runs late where both officers see it, and ends', async () => {
    const town = await place.officer('hd')
    const entered = await town<{ id: string; code: string }>('POST', '/rights/requests', {
      kind: 'explanation',
      text: '为什么给我推荐这个调解组织',
      channel: 'window',
      askedAs: 'self',
      traceCode: await place.codeOf('C1'),
      name: '黄丽',
      phone,
      identity: '核对身份证原件',
    })
    expect(entered.status).toBe(200)
    // Another town enters nothing for a matter that it does not see.
    const elsewhere = await place.officer('fq')
    const outside = await elsewhere('POST', '/rights/requests', {
      kind: 'copy',
      text: '要一份副本',
      channel: 'phone',
      askedAs: 'self',
      traceCode: await place.codeOf('C1'),
      name: '黄丽',
      identity: '电话核对',
    })
    expect(outside.status).toBe(404)
    place.database.clock.set(new Date('2023-09-05T09:00:00+08:00'), 0)
    for (const reader of [privacy, operator]) {
      const late = (await reader<RequestList>('GET', '/rights/requests?state=overdue')).body
      expect(late.items.map((row) => row.code)).toContain(entered.body.code)
      expect(late.items.every((row) => row.overdue)).toBe(true)
    }
    for (const row of (await privacy<RequestList>('GET', '/rights/requests?state=open')).body.items)
      expect(
        (
          await privacy('POST', `/rights/requests/${row.id}/actions`, {
            action: 'decide',
            outcome: 'refused',
            text: '依法保存期限未到，不能删除',
          })
        ).status,
      ).toBe(200)
  })

  it('destroys what is over its period, keeps what a person holds, reports counts alone', async () => {
    const { services } = place.database
    const code = await place.codeOf('C1')
    place.database.clock.set(new Date('2034-01-10T09:00:00+08:00'), 0)
    const dry = await withScope(services, systemScope(county, 'test'), 'rights', (tx) =>
      countOver(tx, services.context.now()),
    )
    expect(dry.find((count) => count.key === 'records')).toMatchObject({ destroyed: 1, held: 0 })
    const held = await privacy<RetentionPage>('POST', '/rights/holds', {
      traceCode: code,
      held: true,
      reason: '行政复议正在审查',
    })
    expect(held.body.holds).toMatchObject([{ traceCode: code, by: '陈护民' }])
    await runRetention(services, county, 'schedule')
    expect((await operator<{ erased: boolean }>('GET', `/records/${await place.idOf('C1')}`)).body.erased).toBe(false)
    await privacy('POST', '/rights/holds', { traceCode: code, held: false, reason: '复议已结束，恢复到期销毁' })
    const counts = await runRetention(services, county, 'schedule')
    expect(counts.find((count) => count.key === 'records')).toMatchObject({ destroyed: 2, held: 0 })
    await gone(await place.idOf('C1'), 'C1', phone)
    const page = (await privacy<RetentionPage>('GET', '/rights/retention')).body
    expect(page.reports.length).toBeGreaterThan(1)
    expect(JSON.stringify(page.reports)).not.toMatch(/黄丽|138\d{8}/)
    expect(page.classes.find((row) => row.key === 'readLog')).toMatchObject({ due: 0 })
    // The requests' own texts end too; the page says so.
    const old = (await privacy<RequestList>('GET', '/rights/requests?state=decided')).body.items[0]!
    expect((await privacy<RequestPage>('GET', `/rights/requests/${old.id}`)).body).toMatchObject({
      erased: true,
      text: null,
    })
    expect((await runRetention(services, county, 'schedule')).every((count) => count.destroyed === 0)).toBe(true)
    expect((await operator('GET', '/disputes')).status).toBe(200)
  })

  it('cannot be purged by hand, nor before the shortest period', async () => {
    const { services } = place.database
    const purge = (purpose: 'rights', before: string) =>
      withScope(services, systemScope(county, 'test'), purpose, (tx) =>
        tx.query('select rights.purge($1, $2, $3)', ['readLog', before, '2099-01-01T00:00:00Z']),
      )
    await expect(purge('rights', '2033-12-01T00:00:00Z')).rejects.toThrow(/may not be purged/)
    await expect(
      withScope(services, systemScope(county, 'test'), 'rights', (tx) => tx.query('delete from access.read_log')),
    ).rejects.toThrow(/permission denied/)
  })
})
