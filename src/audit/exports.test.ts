import { afterAll, describe, expect, it } from 'vitest'
import { openAuditCounty } from '../../tests/support/audit-county.ts'
import type { ExportRow } from './schema.ts'

const { close, database, feng, get, huan, owner, post, readers } = await openAuditCounty()
afterAll(close)

describe('an export', () => {
  const ask = (more: object = {}) => ({
    kind: 'disputes',
    purpose: '县政法委专题会研判',
    recipient: '县委政法委',
    days: 7,
    ...more,
  })

  it('is asked by one, approved by another, made once, marked in each row, in log and ledger, and expires', async () => {
    const asked = (await post<ExportRow>('huan', '/exports', ask())).body
    expect(asked).toMatchObject({ state: 'asked', town: '330681002' })
    expect((await post('huan', `/exports/${asked.id}/file`)).status).toBe(409)
    expect((await post('huan', `/exports/${asked.id}/decision`, { approved: true, reason: '同意导出' })).status).toBe(
      403,
    )
    expect(
      (await post('operator', `/exports/${asked.id}/decision`, { approved: true, reason: '同意导出' })).status,
    ).toBe(403)
    expect((await get('feng', '/exports')).text).not.toContain(asked.number)
    expect(
      (await post<ExportRow>('privacy', `/exports/${asked.id}/decision`, { approved: true, reason: '同意导出' })).body
        .state,
    ).toBe('approved')
    const made = (await post<ExportRow>('huan', `/exports/${asked.id}/file`)).body
    expect(made).toMatchObject({ state: 'made', file: { rows: 1 } })
    expect((await post('huan', `/exports/${asked.id}/file`)).status).toBe(409)
    const file = await get('huan', `/exports/${asked.id}.csv`)
    expect(file.text).toContain(huan)
    expect(file.text).not.toContain(feng)
    expect(file.text).not.toMatch(/钱某甲|15400000011|学区/)
    expect(file.text).toContain('仅供县委政法委用于“县政法委专题会研判”')
    const mark = /DC-[0-9A-Z]{8}-\d{5}-[0-9a-f]{8}/.exec(file.text)![0]
    expect((await post('auditor', '/audit/export-mark', { mark })).body).toMatchObject({
      known: true,
      number: asked.number,
      row: 1,
      recipient: '县委政法委',
    })
    for (const other of ['operator', 'privacy', 'leader', 'feng'])
      expect((await get(other, `/exports/${asked.id}.csv`)).status).toBeGreaterThanOrEqual(403)
    const [entry] = await owner<{ payload: string }>(
      `select payload from ledger.entry where kind = 'export.made' order by index desc limit 1`,
    )
    expect(JSON.parse(entry!.payload)).toMatchObject({ number: asked.number, sha256: made.file!.sha256 })
    expect((await readers()).some((item) => item.what === 'export' && item.organ === '浣东街道办事处')).toBe(true)

    database.clock.set(new Date('2023-09-02T00:00:00+08:00'), 0)
    expect((await get('huan', `/exports/${asked.id}.csv`)).status).toBe(409)
  })

  it('a statistic shows no group under five', async () => {
    const asked = (await post<ExportRow>('operator', '/exports', ask({ kind: 'statistics' }))).body
    await post('leader', `/exports/${asked.id}/decision`, { approved: true, reason: '同意，仅供会议' })
    await post('operator', `/exports/${asked.id}/file`)
    const { text } = await get('operator', `/exports/${asked.id}.csv`)
    expect(text).toContain('<5')
    expect(text).not.toMatch(/,[1-4],/)
  })

  it('refuses bad wishes with a sentence', async () => {
    expect((await post('huan', '/exports', ask({ town: '330681109' }))).status).toBe(403)
    expect((await post('operator', '/exports', ask({ from: '2023-08-20', to: '2023-08-01' }))).status).toBe(400)
    expect((await post('operator', '/exports', ask({ days: 400 }))).status).toBe(400)
    expect((await post('leader', '/exports', ask())).status).toBe(403)
  })
})
