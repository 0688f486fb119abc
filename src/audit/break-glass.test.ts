import { afterAll, describe, expect, it } from 'vitest'
import { county, openAuditCounty } from '../../tests/support/audit-county.ts'
import { expireBreakGlasses, remindReviews, reviewDue } from './break-glass.ts'
import type { BreakGlassList, BreakGlassRunning, ExportRow } from './schema.ts'

const { close, database, get, huan, owner, post, readers } = await openAuditCounty()
afterAll(close)

describe('break-glass', () => {
  const reason = '当事人扬言今晚上门，须立即联系'
  it('opens one dispute for one officer, tells the supervisors at once, and ends after thirty minutes', async () => {
    database.clock.set(new Date('2023-08-21T10:05:00+08:00'), 0)
    expect((await post('huan', '/break-glass', { traceCode: huan, reason })).status).toBe(409)
    expect((await post('feng', '/break-glass', { traceCode: '330681-0000-0000-0', reason })).status).toBe(404)
    expect((await post('feng', '/break-glass', { traceCode: huan, reason: '急' })).status).toBe(400)
    for (const other of ['operator', 'leader', 'auditor', 'privacy', 'party'])
      expect((await post(other, '/break-glass', { traceCode: huan, reason })).status).toBeGreaterThanOrEqual(401)

    const started = await post<BreakGlassRunning>('feng', '/break-glass', { traceCode: huan, reason })
    expect(started.status).toBe(201)
    expect(started.body.items).toMatchObject([{ traceCode: huan }])
    expect((await get('feng', `/disputes/${huan}`)).status).toBe(200)
    expect((await get('feng', `/disputes/${huan}/timeline`)).status).toBe(200)
    // Never for sealed identities: the town itself is asked for a reason, the emergency is not heard.
    const sealed = `/disputes/${huan}/identities`
    expect((await get('huan', sealed)).status).toBe(200)
    expect((await get('feng', sealed)).status).toBe(404)
    const told = await owner<{ to: string }>(`select o."to" from platform.outbox o where kind = 'breakGlass'`)
    const supervisors = await owner<{ id: string }>(
      `select id from access.officer where login in ('operator', 'privacy')`,
    )
    expect(told.map((row) => row.to).sort()).toEqual(supervisors.map((row) => row.id).sort())
    expect((await get<BreakGlassRunning>('operator', '/break-glass/running')).body.supervised).toBe(1)
    expect(
      (
        await post('privacy', `/break-glass/${started.body.items[0]!.id}/review`, {
          verdict: 'justified',
          reason: '情况属实',
        })
      ).status,
    ).toBe(409)

    // Never for an export: the town's own rows only.
    const asked = (
      await post<ExportRow>('feng', '/exports', {
        kind: 'disputes',
        purpose: '紧急处置留档',
        recipient: '枫桥镇',
        days: 1,
      })
    ).body
    await post('privacy', `/exports/${asked.id}/decision`, { approved: true, reason: '同意导出' })
    await post('feng', `/exports/${asked.id}/file`)
    expect((await get('feng', `/exports/${asked.id}.csv`)).text).not.toContain(huan)

    database.clock.set(new Date('2023-08-21T10:35:00+08:00'), 0)
    expect((await get('feng', `/disputes/${huan}`)).status).toBe(404)
    expect(await expireBreakGlasses(database.services, county)).toBe(1)
    expect(await expireBreakGlasses(database.services, county)).toBe(0)
    const events = await owner<{ kind: string; at: Date }>(
      'select kind, at from audit.break_glass_event order by at, kind',
    )
    expect(events.map((event) => event.kind)).toEqual(['started', 'expired'])
    expect(events[1]!.at).toEqual(new Date('2023-08-21T10:35:00+08:00'))
    const items = await readers()
    expect(items.some((item) => item.breakGlass && item.organ === '枫桥镇人民政府' && item.result === 'shown')).toBe(
      true,
    )
  })

  it('can be stopped early, and three a day are the most', async () => {
    for (let count = 1; count < 3; count++) {
      const started = await post<BreakGlassRunning>('feng', '/break-glass', { traceCode: huan, reason })
      expect(started.status).toBe(201)
      expect((await post('feng', `/break-glass/${started.body.items[0]!.id}/stop`)).status).toBe(204)
      expect((await get('feng', `/disputes/${huan}`)).status).toBe(404)
      expect((await post('feng', `/break-glass/${started.body.items[0]!.id}/stop`)).status).toBe(409)
    }
    expect((await post('feng', '/break-glass', { traceCode: huan, reason })).status).toBe(429)
  })

  it('is reviewed within three working days by somebody else, and what is overdue says so', async () => {
    expect(reviewDue(new Date('2023-08-24T10:00:00+08:00'))).toEqual(new Date('2023-08-29T23:59:59.999+08:00'))
    const own = (await get<BreakGlassList>('feng', '/break-glass')).body.items
    expect(own.at(-1)).toMatchObject({ state: 'over', endedBy: 'time', reads: 2, overdue: false })
    database.clock.set(new Date('2023-08-25T00:00:00+08:00'), 0)
    await remindReviews(database.services, county)
    await remindReviews(database.services, county)
    expect((await owner(`select 1 from audit.break_glass_event where kind = 'overdue'`)).length).toBe(3)
    // Those who supervise find it on every page, the inbox first; those who asked do not.
    const waits = async (who: string) => (await get<BreakGlassRunning>(who, '/break-glass/running')).body
    for (const who of ['operator', 'privacy'])
      expect(await waits(who)).toMatchObject({ supervised: 0, toReview: 3, overdue: 3 })
    expect(await waits('feng')).toMatchObject({ toReview: 0, overdue: 0 })
    const row = (await get<BreakGlassList>('privacy', '/break-glass')).body.items.at(-1)
    expect(row).toMatchObject({ overdue: true, officer: '赵枫桥' })
    expect(
      (await post('operator', `/break-glass/${row!.id}/review`, { verdict: 'justified', reason: '情况属实' })).status,
    ).toBe(403)
    expect(
      (await post('privacy', `/break-glass/${row!.id}/review`, { verdict: 'justified', reason: '情况属实' })).status,
    ).toBe(204)
    expect(
      (await post('privacy', `/break-glass/${row!.id}/review`, { verdict: 'justified', reason: '情况属实' })).status,
    ).toBe(409)
    expect(await waits('operator')).toMatchObject({ toReview: 2, overdue: 2 })
    expect((await get<BreakGlassList>('auditor', '/break-glass')).body.items.at(-1)).toMatchObject({
      state: 'reviewed',
      review: { by: '周保护', verdict: 'justified' },
    })
  })
})
