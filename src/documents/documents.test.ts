import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { sampleDocuments } from '../../tests/support/sample-documents.ts'
import { handOver, type Scope, systemScope, withScope } from '../access/scope.ts'
import { readSubjectEntries } from '../ledger/queries.ts'
import { eraseDocuments, makeDocument } from './commands.ts'
import { FontError, parseCoverage } from './glyphs.ts'
import { checkFile, readDocumentFile, readDocuments } from './queries.ts'
import { closeRenderer, renderDocument } from './render.ts'
import { type RenderedKind, renderedKinds } from './schema.ts'
import { writeWordDocument } from './word.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'suyuan-documents-'))
})

afterAll(async () => {
  await closeRenderer()
  rmSync(folder, { recursive: true, force: true })
})

function tool(name: string, ...argument: string[]): string {
  return execFileSync(name, argument, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 << 20 })
}

async function pdfOf<Kind extends RenderedKind>(
  kind: Kind,
  change: Partial<(typeof sampleDocuments)[Kind]> = {},
): Promise<string> {
  const bytes = await renderDocument(kind, { ...sampleDocuments[kind], ...change })
  const file = join(folder, `${kind}.pdf`)
  writeFileSync(file, bytes)
  return file
}

/** The text layer without line ends and blanks, which the layout decides. */
function textOf(file: string): string {
  return tool('pdftotext', '-raw', file, '-').replace(/\s+/g, '')
}

describe('every kind', () => {
  test.each(renderedKinds)('%s: whole file, fonts embedded, marks on each page, the same bytes again', async (kind) => {
    const file = await pdfOf(kind)
    expect(tool('qpdf', '--check', file)).toContain('No syntax or stream encoding errors')
    const fonts = tool('pdffonts', file).trim().split('\n').slice(2)
    expect(fonts.length).toBeGreaterThan(0)
    for (const font of fonts) expect(font, font).toMatch(/ yes yes yes /)
    const info = tool('pdfinfo', file)
    expect(info).toMatch(/Tagged:\s+yes/)
    expect(info).toMatch(/Page size:.*A4/)
    expect(readFileSync(file).includes('pdfaid:part')).toBe(true)
    for (let page = 1; page <= Number(/Pages:\s+(\d+)/.exec(info)![1]); page++) {
      const text = tool('pdftotext', '-f', String(page), '-l', String(page), file, '-')
      expect(text).toContain('草稿')
      expect(text).toContain('演示数据')
    }
    const first = readFileSync(file)
    await closeRenderer()
    expect(
      createHash('sha256')
        .update(await renderDocument(kind, sampleDocuments[kind]))
        .digest('hex'),
    ).toBe(createHash('sha256').update(first).digest('hex'))
    expect(textOf(await pdfOf(kind, { draft: false, demo: false }))).not.toMatch(/草稿|演示数据/)
  })
})

test('an agreement says exactly what its data say: names, markup signs, amounts, every instalment', async () => {
  const data = sampleDocuments.mediationAgreement
  const text = textOf(await pdfOf('mediationAgreement'))
  for (const words of [
    data.number,
    '欧阳𬭊㛃·买买提热依木',
    '龑䶮',
    ...data.facts.split('\n'),
    ...data.clauses,
    '￥36,007.09元（大写：叁万陆仟零柒元零玖分）',
    '本协议一式3份',
    data.textHash!,
    '2023年9月27日',
    '调解不影响任何一方依法提起诉讼',
  ])
    expect(text).toContain(words.replace(/\s+/g, ''))
  // The long name breaks into lines within its cell; read without the breaks it is there 38 times and once above.
  expect(text.split('￥947.').length - 1).toBe(38)
  for (let at = 0; at < 38; at++) expect(text).toContain(`￥${((94_737 + at) / 100).toFixed(2)}`)
})

test('the QR code of a rendered page holds the address and nothing else', async () => {
  const file = await pdfOf('mediationAgreement')
  tool('pdftoppm', '-r', '200', '-f', '1', '-l', '1', '-png', '-singlefile', file, join(folder, 'page'))
  expect(tool('zbarimg', '-q', '--raw', join(folder, 'page.png')).trim()).toBe(
    sampleDocuments.mediationAgreement.traceUrl,
  )
})

test('a page of a letter holds 22 lines of 28 characters (GB/T 9704-2012)', async () => {
  const file = await pdfOf('judicialAdvice', { opening: ['国'.repeat(28 * 70)], evidence: [], copiesTo: [] })
  const lines = tool('pdftotext', '-f', '2', '-l', '2', '-layout', file, '-')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('国'))
  expect(lines).toEqual(Array.from({ length: 22 }, () => '国'.repeat(28)))
})

test('￥ is drawn as itself: its picture is that of neither $ nor ¥ of another width', async () => {
  const picture = async (sign: string) => {
    const file = await pdfOf('rightsNote', { reason: sign.repeat(20), dwellings: ['一'] })
    tool('pdftoppm', '-r', '60', '-mono', '-singlefile', file, join(folder, 'sign'))
    return createHash('sha256')
      .update(readFileSync(join(folder, 'sign.pbm')))
      .digest('hex')
  }
  const pictures = [await picture('￥'), await picture('$'), await picture('＄'), await picture('〓')]
  expect(new Set(pictures).size).toBe(4)
})

test('a character that no font has is refused where the text must be exact, and marked where help must not wait', async () => {
  await expect(pdfOf('mediationAgreement', { facts: '申请人说😡' })).rejects.toMatchObject({
    code: 'documents.missingGlyph',
  })
  const text = textOf(await pdfOf('filingPack'))
  expect(text).toContain('已经投诉三次〓没有结果')
  expect(text).toContain('〓：现有字体没有的字')
})

test('signs without a shape do not stop a document', async () => {
  const text = textOf(await pdfOf('mediationAgreement', { facts: '甲\t乙\u200b丙\u0007丁\r\n戊\u00a0己' }))
  expect(text).toContain('甲乙丙丁戊己')
})

test('data that are not of the kind are refused with their place', async () => {
  await expect(
    renderDocument('legalNotice', { ...sampleDocuments.legalNotice, grade: 'purple' as 'red' }),
  ).rejects.toMatchObject({ code: 'documents.invalidData', parameters: { place: '/grade' } })
  await expect(
    renderDocument('rightsNote', { ...sampleDocuments.rightsNote, date: '2023-02-31' }),
  ).rejects.toMatchObject({
    parameters: { place: '/date' },
  })
  // The thread lives on.
  await pdfOf('rightsNote')
})

// The fastest quarter: other programs on the machine may hold up the rest.
test('once warm, an agreement takes under 100 ms', async () => {
  const times: number[] = []
  for (let at = 0; at < 24; at++) {
    const data = { ...sampleDocuments.mediationAgreement, number: `（2023）枫人调字第${at}号`, instalments: [] }
    const start = performance.now()
    await renderDocument('mediationAgreement', data)
    if (at >= 4) times.push(performance.now() - start)
  }
  expect(times.sort((a, b) => a - b)[5]).toBeLessThan(100)
})

test.each(renderedKinds)('%s: the Word file holds the same words, escaped', async (kind) => {
  const file = join(folder, `${kind}.docx`)
  writeFileSync(file, await writeWordDocument(kind, sampleDocuments[kind]))
  const xml = tool('unzip', '-p', file, 'word/document.xml')
  const text = xml
    .replace(/<[^>]+>/g, '')
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
  expect(text).toContain('草稿')
  if (kind === 'mediationAgreement') {
    expect(text).toContain(sampleDocuments[kind].facts.split('\n')[0])
    expect(text).toContain('欧阳𬭊㛃·买买提热依木')
    expect(text).toContain('￥947.37')
  }
  if (kind === 'checkupReport') expect(text).toContain('2025-01-01 口径调整')
})

test('the reader of font files stops at anything that is none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, asFont) => {
      const file = Buffer.from(bytes)
      if (asFont && file.length > 40) {
        file.writeUInt16BE(1, 4)
        file.write('cmap', 12, 'latin1')
        file.writeUInt32BE(28, 20)
        file.writeUInt32BE(file.length - 28, 24)
      }
      try {
        parseCoverage((offset, length) => file.subarray(offset, offset + length))
      } catch (error) {
        expect(error).toBeInstanceOf(FontError)
      }
    }),
    { numRuns: 3000 },
  )
})

describe('stored documents', () => {
  let database: TestDatabase
  const county = '330681'
  const system = systemScope(county, 'documents')
  const dispute = '01890000-0000-7000-8000-000000000001'
  const mediation = '01890000-0000-7000-8000-000000000002'
  const agency = '01890000-0000-7000-8000-00000000000a'
  const town = '330681109'
  const officer = (reach: string, agencyId = '01890000-0000-7000-8000-00000000000b'): Scope => ({
    kind: 'officer',
    county,
    officerId: '01890000-0000-7000-8000-00000000000c',
    agencyId,
    name: '张某',
    role: 'townCadre',
    reach,
  })
  const party = (disputeId: string): Scope => ({
    kind: 'party',
    county,
    disputeId,
    partyId: '01890000-0000-7000-8000-00000000000d',
    traceCode: '330681-7K4M-2Q9F-A',
  })
  const agreement = {
    kind: 'mediationAgreement',
    subject: mediation,
    disputeId: dispute,
    traceCode: '330681-7K4M-2Q9F-A',
    town,
    data: sampleDocuments.mediationAgreement,
  } as const

  beforeAll(async () => {
    database = await testDatabase('2023-08-28T10:00:00+08:00')
  })
  afterAll(() => database.close())

  const count = async (scope: Scope) =>
    (await withScope(database.services, scope, 'handling', (tx) => readDocuments(tx, {}))).items.length

  test('an agreement is made once, encrypted, entered into the ledger, and seen by those concerned only', async () => {
    const { services } = database
    const row = await makeDocument(services, system, agreement)
    expect(await makeDocument(services, system, agreement)).toEqual(row)
    const entries = await withScope(services, system, 'audit', (tx) => readSubjectEntries(tx, row.id))
    expect(entries.map((entry) => entry.kind)).toEqual(['document.made'])
    expect(JSON.parse(entries[0]!.payload!)).toEqual({ draft: true, kind: 'mediationAgreement', sha256: row.sha256 })
    const { rows } = await services.database.owner.query('select file from documents.document')
    expect(rows).toHaveLength(1)
    expect(rows[0].file.includes('%PDF')).toBe(false)

    const { bytes } = await withScope(services, officer(town), 'handling', (tx) => readDocumentFile(tx, row.id))
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(row.sha256)
    const reads = await services.database.owner.query('select subject_kind, subject, actor from access.read_log')
    expect(reads.rows).toEqual([{ subject_kind: 'document', subject: row.id, actor: 'officer' }])

    expect(await count(officer('330681104'))).toBe(0)
    expect(await count(officer('-', agency))).toBe(0)
    await withScope(services, system, 'handling', (tx) => handOver(tx, agency, [dispute], 'task'))
    expect(await count(officer('-', agency))).toBe(1)
    expect(await count(party(dispute))).toBe(1)
    expect(await count(party(mediation))).toBe(0)
    expect(await count(systemScope('330683', 'documents'))).toBe(0)
  })

  test('whoever holds a file can ask whether it is ours; destroying the key leaves nothing to read', async () => {
    const { services } = database
    const { items } = await withScope(services, system, 'handling', (tx) => readDocuments(tx, { subject: mediation }))
    const [row] = items
    const check = (hash: Buffer) => withScope(services, party(mediation), 'ownMatter', (tx) => checkFile(tx, hash))
    expect(await check(Buffer.from(row!.sha256, 'hex'))).toMatchObject({ kind: 'mediationAgreement', draft: true })
    expect(await check(Buffer.alloc(32))).toBeNull()
    expect(await withScope(services, system, 'administration', (tx) => eraseDocuments(tx, [dispute]))).toBe(1)
    await expect(
      withScope(services, officer(town), 'handling', (tx) => readDocumentFile(tx, row!.id)),
    ).rejects.toMatchObject({ code: 'documents.erased' })
  })

  test('a report without personal data is read by any agency of the county, not by a party', async () => {
    const { services } = database
    const report = {
      kind: 'checkupReport',
      subject: '01890000-0000-7000-8000-000000000003',
      traceCode: null,
      data: sampleDocuments.checkupReport,
    } as const
    const row = await makeDocument(services, officer('*'), report)
    expect(row.madeBy).toBe('张某')
    const mine = await withScope(services, officer('-'), 'report', (tx) => readDocuments(tx, { kind: 'checkupReport' }))
    expect(mine.items).toEqual([row])
    expect(await count(party(mediation))).toBe(0)
  })
})
