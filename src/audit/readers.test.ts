import { afterAll, describe, expect, it } from 'vitest'
import { county, openAuditCounty } from '../../tests/support/audit-county.ts'
import { systemScope, withScope } from '../access/scope.ts'
import { noteSignIn } from '../access/sign-in/events.ts'
import { signIn } from '../access/sign-in/officers.ts'
import { parseVerifierKeys } from '../ledger/proof/note.ts'
import { logVerifierKey } from '../ledger/proofs.ts'
import { judgeDay, judgeHour } from './findings.ts'
import { checkReadProof } from './read-proof.ts'
import type { AuditReads, Findings, PartyReaders, ReadProof, SignIns } from './schema.ts'
import { sealAll } from './sealing.ts'
import { verifyReads } from './verify.ts'

const { close, database, feng, get, huan, owner, post, readers } = await openAuditCounty()
afterAll(close)

describe('the person concerned', () => {
  it('learns at first that nobody has looked', async () => {
    expect((await get<PartyReaders>('party', '/party/readers')).body).toEqual({ items: [], next: null, reads: 0 })
  })

  it('sees which organ listed, opened and was refused, with purpose and time, and no officer’s name', async () => {
    await get('huan', '/disputes')
    expect((await get('huan', `/disputes/${huan}`)).status).toBe(200)
    await get('huan', `/disputes/${huan}/timeline`)
    expect((await get('feng', `/disputes/${huan}`)).status).toBe(404)
    expect((await get('auditor', `/disputes/${huan}`)).status).toBe(403)
    const items = await readers()
    expect(items.map(({ organ, what, result, count }) => [organ, what, result, count]).sort()).toEqual(
      [
        ['县社会治理中心', 'attempt', 'refused', 1],
        ['枫桥镇人民政府', 'attempt', 'refused', 1],
        ['浣东街道办事处', 'file', 'shown', 2],
        ['浣东街道办事处', 'list', 'shown', 1],
      ].sort(),
    )
    const text = JSON.stringify(items)
    for (const name of ['李浣东', '赵枫桥', '吴审计', 'officer']) expect(text).not.toContain(name)
    expect(items.find((item) => item.what === 'file')!.purpose).toBe('办理纠纷')
  })

  it('is not told of looks at anybody else’s file, and nobody else sees this list', async () => {
    const before = (await readers()).reduce((sum, item) => sum + item.count, 0)
    await get('feng', `/disputes/${feng}`)
    await get('feng', '/disputes/330681-0000-0000-0')
    expect((await readers()).reduce((sum, item) => sum + item.count, 0)).toBe(before)
    expect((await get('huan', '/party/readers')).status).toBe(401)
    expect((await get('nobody', '/party/readers')).status).toBe(401)
  })

  it('can prove one read offline once it is sealed', async () => {
    const read = (await readers()).find((item) => item.what === 'list')!.read
    expect((await get('party', `/party/readers/${read}/proof`)).status).toBe(409)
    await sealAll(database.services, county)
    const proof = (await get<ReadProof>('party', `/party/readers/${read}/proof`)).body
    const key = parseVerifierKeys(`${logVerifierKey({ county, keys: database.services.keys })}\n`)
    expect(checkReadProof(proof, key)).toMatchObject({ purpose: 'handling', role: 'townCadre', fields: ['list'] })
    const foreign = await owner<{ id: string }>(
      `select r.id from access.read_log r join linking.dispute d on d.id = r.dispute_id where d.trace_code = $1 limit 1`,
      [feng],
    )
    expect((await get('party', `/party/readers/${foreign[0]!.id}/proof`)).status).toBe(404)
  })
})

describe('the auditor', () => {
  it('filters the log, sees codes and no text of a case, and leaves a line itself', async () => {
    const page = (await get<AuditReads>('auditor', `/audit/reads?traceCode=${huan}&limit=2`)).body
    expect(page.items).toHaveLength(2)
    const rest = (await get<AuditReads>('auditor', `/audit/reads?traceCode=${huan}&limit=200&cursor=${page.next}`)).body
    const all = [...page.items, ...rest.items]
    expect(new Set(all.map((item) => item.id)).size).toBe(all.length)
    expect(all.some((item) => item.officer === '赵枫桥' && item.result === 'refused' && item.traceCode === huan)).toBe(
      true,
    )
    const refused = (await get<AuditReads>('auditor', '/audit/reads?result=refused&role=townCadre')).body.items
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.every((item) => item.result === 'refused' && item.role === 'townCadre')).toBe(true)
    expect(JSON.stringify(all)).not.toMatch(/钱某甲|15400000011|学区/)
    expect((await get<AuditReads>('auditor', '/audit/reads?kind=readLog')).body.items[0]).toMatchObject({
      officer: '吴审计',
      purpose: 'audit',
    })
    expect((await get('auditor', '/audit/reads?cursor=x')).status).toBe(400)
    for (const other of ['operator', 'huan', 'leader', 'privacy', 'party'])
      expect((await get(other, '/audit/reads')).status).toBeGreaterThanOrEqual(401)
  })

  it('finds that an officer opened a dispute with the own phone in it, and decides with a reason', async () => {
    const [dispute] = await owner<{ id: string }>('select id from linking.dispute where trace_code = $1', [huan])
    const [officer] = await owner<{ id: string; agency_id: string }>(
      `select id, agency_id from access.officer where login = 'feng'`,
    )
    await withScope(
      database.services,
      {
        kind: 'officer',
        county,
        officerId: officer!.id,
        agencyId: officer!.agency_id,
        name: '',
        role: 'townCadre',
        reach: '330681109',
      },
      'handling',
      async (tx) => tx.logRead({ subjectKind: 'dispute', subject: dispute!.id, fields: ['masked'] }),
    )
    const to = new Date('2023-08-21T11:00:00+08:00')
    expect((await judgeHour(database.services, county, to)).map((finding) => finding.detector)).toEqual(['curiosity'])
    await judgeDay(database.services, county, new Date('2023-08-22T07:00:00+08:00'))
    const page = (await get<Findings>('auditor', '/audit/findings')).body
    expect(page.items).toHaveLength(1)
    const [finding] = page.items
    expect(finding).toMatchObject({
      detector: 'curiosity',
      traceCode: huan,
      officer: { name: '赵枫桥' },
      facts: { by: 'ownPhone' },
    })
    expect(JSON.stringify(page)).not.toContain('15400000011')
    expect(
      (await post('auditor', `/audit/findings/${finding!.id}/decision`, { decision: 'askExplanation', reason: '' }))
        .status,
    ).toBe(400)
    expect(
      (
        await post('auditor', `/audit/findings/${finding!.id}/decision`, {
          decision: 'askExplanation',
          reason: '请说明查看原因',
        })
      ).status,
    ).toBe(204)
    const decided = (await get<Findings>('auditor', '/audit/findings?view=decided')).body
    expect(decided.items[0]!.decisions).toMatchObject([{ by: '吴审计', decision: 'askExplanation' }])
    expect((await get<Findings>('auditor', '/audit/findings')).body.items).toEqual([])
  })

  it('sees failed sign-ins, locks and new devices of officers, never the name that was typed', async () => {
    const desk = { address: '10.0.0.7', browser: 'edge', system: 'windows' } as const
    const at = (minute: number) => new Date(Date.UTC(2023, 7, 21, 3, minute))
    for (let minute = 0; minute < 5; minute++)
      await expect(signIn(database.services, 'feng', '不是这个密码', desk, at(minute))).rejects.toMatchObject({
        code: 'access.wrongCredentials',
      })
    await expect(signIn(database.services, 'feng', '不是这个密码', desk, at(4))).rejects.toMatchObject({
      code: 'access.locked',
    })
    await expect(signIn(database.services, '钱某甲', '不是这个密码', desk, at(6))).rejects.toMatchObject({
      code: 'access.wrongCredentials',
    })
    const [officer] = await owner<{ id: string }>(`select id from access.officer where login = 'huan'`)
    for (const [minute, device] of [
      [10, desk],
      [11, desk],
      [12, { ...desk, address: '203.0.113.9' }],
    ] as const)
      await noteSignIn(database.services, 'signedIn', officer!.id, 'password', device, at(minute))

    const { items } = (await get<SignIns>('auditor', '/audit/sign-ins?limit=200')).body
    expect(items.map(({ officer, kind, newDevice }) => [officer, kind, newDevice])).toEqual([
      ['李浣东', 'signedIn', true],
      [null, 'refused', false],
      ['赵枫桥', 'locked', false],
      ...Array.from({ length: 5 }, () => ['赵枫桥', 'refused', false]),
    ])
    expect(JSON.stringify(items)).not.toContain('钱某甲')
    const first = (await get<SignIns>('auditor', '/audit/sign-ins?view=all&limit=4')).body
    const rest = (await get<SignIns>('auditor', `/audit/sign-ins?view=all&cursor=${first.next}`)).body
    expect(new Set([...first.items, ...rest.items].map((line) => line.id)).size).toBe(10)
    const looked = (await get<AuditReads>('auditor', '/audit/reads?kind=readLog')).body.items
    expect(looked.filter((read) => read.fields.includes('signIns'))).toHaveLength(3)
    for (const other of ['operator', 'huan', 'leader', 'privacy', 'party'])
      expect((await get(other, '/audit/sign-ins')).status).toBeGreaterThanOrEqual(401)
  })
})

describe('at the end', () => {
  it('leaves a log that verifies to the last line', async () => {
    await sealAll(database.services, county)
    const result = await withScope(database.services, systemScope(county, 'test'), 'audit', verifyReads)
    expect(result).toMatchObject({ waiting: 0, faults: [] })
    expect(result.reads).toBeGreaterThan(15)
  })
})
