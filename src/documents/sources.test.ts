import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { storeAgencies, storeOfficers } from '../access/commands.ts'
import { readAgencies, readOfficers } from '../access/queries.ts'
import { type Scope, type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { runJobsOnce } from '../platform/jobs.ts'
import { issueForAlert } from '../tasks/commands.ts'
import { createVisitList } from '../tasks/visits.ts'
import { assessBatch, triageAlert } from '../warning/commands.ts'
import { listAlerts } from '../warning/queries.ts'
import { linkedRecordOf } from '../warning/testing/records.ts'
import { estate } from '../warning/testing/signals.ts'
import { documentsJobs, documentsSchedules } from './jobs.ts'
import { readDocumentFile, readDocuments } from './queries.ts'
import { closeRenderer } from './render.ts'

const county = '330681'
let database: TestDatabase
let folder: string
beforeAll(async () => {
  database = await testDatabase('2023-08-07T09:00:00+08:00')
  folder = mkdtempSync(join(tmpdir(), 'suyuan-sources-'))
})
afterAll(async () => {
  await closeRenderer()
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

const under = <T>(scope: Scope, work: (tx: ScopedTx) => Promise<T>) => withScope(database.services, scope, 'task', work)

async function pdfText(scope: Scope, id: string): Promise<string[]> {
  const { bytes } = await under(scope, (tx) => readDocumentFile(tx, id))
  const file = join(folder, 'document.pdf')
  writeFileSync(file, bytes)
  const text = execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8' })
  return text
    .split('\f')
    .slice(0, -1)
    .map((page) => page.replace(/\s+/g, ''))
}

test('a confirmed alert makes the notice to the court; a visit list makes one note a door, unreadable once it has run out', async () => {
  const { services } = database
  const system = systemScope(county, 'test')
  const operator: Scope = await under(system, async (tx) => {
    await storeAgencies(tx, [
      { code: 'ZX', name: '社会治理中心', kind: 'centre', place: county, parentCode: null },
      { code: 'T1', name: '暨阳街道', kind: 'town', place: '330681001', parentCode: null },
      { code: 'FY', name: '人民法院', kind: 'court', place: county, parentCode: null },
    ])
    await storeOfficers(tx, [{ login: 'operator', name: '值班员', agencyCode: 'ZX', roles: ['operator'], phone: null }])
    await assessBatch(
      tx,
      estate(17).map((signal) => linkedRecordOf(signal, '某某置业')),
    )
    const officer = (await readOfficers(tx))[0]!
    const { agencyId } = officer
    return { kind: 'officer', county, officerId: officer.id, agencyId, name: '值班员', role: 'operator', reach: '*' }
  })
  const alertId = (await under(operator, (tx) => listAlerts(tx, { view: 'pending' }))).items[0]!.id
  await under(operator, (tx) => triageAlert(tx, alertId, 'confirm', '17 户同一楼盘，属实'))
  await under(system, (tx) => issueForAlert(tx, services.messages, alertId, '系统'))
  const buildings = [{ building: '1幢', count: 30 }]
  const listId = await under(operator, (tx) => createVisitList(tx, { alertId, buildings, expiresInDays: 30 }))
  await runJobsOnce(services, documentsJobs)

  const { items } = await under(operator, (tx) => readDocuments(tx, {}))
  expect(items.map((item) => item.kind).sort()).toEqual(['legalNotice', 'rightsNote'])
  const notice = items.find((item) => item.kind === 'legalNotice')!
  const agencies = await under(system, readAgencies)
  const court: Scope = {
    ...operator,
    agencyId: agencies.find((agency) => agency.code === 'FY')!.id,
    role: 'judge',
    reach: '-',
  } as Scope
  const [noticePage] = await pdfText(court, notice.id)
  for (const words of ['普法提示', '人民法院：', '某某置业', '17', '确认人：值班员'])
    expect(noticePage).toContain(words)

  const note = items.find((item) => item.kind === 'rightsNote')!
  expect(note.subject).toBe(listId)
  const doors = await pdfText(operator, note.id)
  expect(doors).toHaveLength(30)
  for (const door of doors) {
    expect(door).toContain('1幢')
    expect(door).toContain('起诉')
    expect(door).toContain('信访')
  }
  await expect(under(court, (tx) => readDocumentFile(tx, note.id))).rejects.toMatchObject({ status: 404 })

  const [schedule] = documentsSchedules
  const at = (time: string) => schedule!.run(services, county, new Date(time))
  await at('2023-09-06T00:00:00+08:00')
  await pdfText(operator, note.id)
  await at('2023-09-07T00:00:00+08:00')
  await expect(pdfText(operator, note.id)).rejects.toMatchObject({ code: 'documents.erased' })
  expect((await pdfText(operator, notice.id)).length).toBe(1)
})
