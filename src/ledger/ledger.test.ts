import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { foreignVerifier } from '../../tests/foreign/log-verifier.ts'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { append, eraseSubjects } from './commands.ts'
import { exportLog } from './export.ts'
import type { NewEntry } from './ledger.ts'
import { checkRecord, parseLeaf } from './proof/leaf.ts'
import { parseVerifierKeys } from './proof/note.ts'
import { tilePath, tilesOf } from './proof/tiles.ts'
import { checkTlogProof, parseTlogProof } from './proof/tlog-proof.ts'
import { proveEntry, proveExtension } from './proofs.ts'
import { readEntries, readHead, readTraceEntries } from './queries.ts'
import { verifyLog } from './verify.ts'

const county = '330681'
let database: TestDatabase
let folder: string

beforeAll(async () => {
  database = await testDatabase()
  folder = mkdtempSync(join(tmpdir(), 'suyuan-ledger-'))
})

afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

function inCounty<T>(work: (tx: ScopedTx) => Promise<T>, of = county): Promise<T> {
  return withScope(database.services, systemScope(of, 'test'), 'pipeline', work)
}

function events(count: number, from: number): NewEntry[] {
  return Array.from({ length: count }, (_, at) => ({
    kind: 'record.received',
    subject: `record-${from + at}`,
    // Five disputes share the events; every seventh event belongs to none.
    traceCode: (from + at) % 7 === 0 ? null : `330681-DISPUTE${(from + at) % 5}-A`,
    payload: { number: from + at, source: 'complaint' },
  }))
}

async function growTo(size: number, batch: number): Promise<void> {
  for (let at = await inCounty(async (tx) => (await readHead(tx)).size); at < size; ) {
    const step = Math.min(batch, size - at)
    const placed = await inCounty((tx) => append(tx, events(step, at)))
    expect(placed.map((entry) => entry.index)).toEqual(Array.from({ length: step }, (_, more) => at + more))
    at += step
  }
}

test('logs of growing size satisfy an independent verifier, and so do all proofs', async () => {
  const kept: { size: number; folder: string }[] = []
  for (const size of [1, 2, 255, 256, 257, 1337]) {
    await growTo(size, 113)
    const target = join(folder, String(size))
    const exported = await exportLog(database.services, county, target)
    const keyFile = join(target, 'verifier.key')
    const foreign = foreignVerifier(['log', target, keyFile])
    expect(foreign).toEqual({ output: [`${size} ${exported.root}`], error: '' })
    expect(verifyLog(target, keyFile)).toMatchObject({ size, root: exported.root, signedBy: [`suyuan/${county}`] })

    const asked = [0, 1, 127, 255, 256, size - 1].filter((index) => index < size)
    const olds = kept.map((old) => old.size)
    const expected = foreignVerifier(
      ['proofs', target, keyFile],
      [...asked.map((index) => `inclusion ${index}`), ...olds.map((old) => `consistency ${old}`)].join('\n'),
    )
    const ours: string[] = []
    for (const index of asked) {
      const proof = await inCounty((tx) => proveEntry(tx, index))
      ours.push(base64(parseTlogProof(Buffer.from(proof)).hashes))
      const file = join(folder, 'entry.tlog-proof')
      writeFileSync(file, proof)
      expect(foreignVerifier(['tlog-proof', file, keyFile]).error).toBe('')
      const [entry] = await inCounty((tx) => readEntries(tx, index, index + 1))
      const keys = parseVerifierKeys(readFileSync(keyFile, 'utf8'))
      expect(checkTlogProof(Buffer.from(proof), Buffer.from(entry!.leaf), keys)).toMatchObject({ index, size })
    }
    for (const old of olds) ours.push(base64((await inCounty((tx) => proveExtension(tx, old))).hashes))
    expect(ours).toEqual(expected.output)
    for (const old of kept) verifyLog(target, keyFile, join(old.folder, 'checkpoint'))
    kept.push({ size, folder: target })
  }
  // A log that lost its newest entries is whole in itself; only a checkpoint kept from before shows it.
  const [short, long] = [kept.at(-2)!, kept.at(-1)!]
  expect(() => verifyLog(short.folder, join(short.folder, 'verifier.key'), join(long.folder, 'checkpoint'))).toThrow(
    'the earlier checkpoint 1337',
  )
})

function base64(hashes: readonly Buffer[]): string {
  return hashes.map((hash) => hash.toString('base64')).join(' ')
}

test('every changed bit of an exported log is detected, by us and by the independent verifier', async () => {
  const source = join(folder, '257')
  const keyFile = join(source, 'verifier.key')
  const files = ['checkpoint', ...tilesOf(257).map(tilePath)]
  let foreignChecked = 0
  for (const file of files) {
    const good = readFileSync(join(source, file))
    const step = Math.max(1, Math.floor((good.length * 8) / 14))
    for (let bit = 3; bit < good.length * 8; bit += step) {
      const bad = Buffer.from(good)
      bad[bit >> 3]! ^= 1 << (bit & 7)
      writeFileSync(join(source, file), bad)
      expect(() => verifyLog(source, keyFile), `${file} bit ${bit}`).toThrow()
      if (bit % 2 === 1) {
        expect(foreignVerifier(['log', source, keyFile]).error, `${file} bit ${bit}`).not.toBe('')
        foreignChecked++
      }
    }
    writeFileSync(join(source, file), good)
  }
  verifyLog(source, keyFile)
  expect(foreignChecked).toBeGreaterThan(20)
})

test('a signature line of a given key must be right; a line of nobody known is named', () => {
  const source = join(folder, '2')
  const keyFile = join(source, 'verifier.key')
  const checkpoint = join(source, 'checkpoint')
  const good = readFileSync(checkpoint)
  appendFileSync(checkpoint, `— witness.example ${Buffer.alloc(68, 9).toString('base64')}\n`)
  expect(verifyLog(source, keyFile).unknown).toEqual(['witness.example'])
  const twoKeys = join(folder, 'two.key')
  writeFileSync(
    twoKeys,
    `${readFileSync(keyFile, 'utf8')}PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n`,
  )
  verifyLog(source, twoKeys)
  const line = Buffer.concat([Buffer.from('c74f20a3', 'hex'), Buffer.alloc(64, 9)]).toString('base64')
  writeFileSync(checkpoint, Buffer.concat([good, Buffer.from(`— PeterNeumann ${line}\n`)]))
  expect(() => verifyLog(source, twoKeys)).toThrow('signature of PeterNeumann')
  writeFileSync(checkpoint, good)
})

test('each trace code has its own chain, and each leaf opens to its own payload only', async () => {
  const chain = await inCounty((tx) => readTraceEntries(tx, '330681-DISPUTE3-A'))
  expect(chain.length).toBeGreaterThan(200)
  chain.forEach((entry, at) => {
    const leaf = parseLeaf(Buffer.from(entry.leaf))
    expect(leaf.seq).toBe(at + 1)
    expect(leaf.prev).toBe(at === 0 ? null : chain[at - 1]!.leafHash.toString('hex'))
    expect(checkRecord(leaf, entry.salt!, JSON.parse(entry.payload!))).toBe(true)
    expect(checkRecord(leaf, entry.salt!, { number: -1, source: 'complaint' })).toBe(false)
  })
})

test('writers at once leave no gap; a rolled-back one leaves nothing', async () => {
  const other = '330683'
  const write = (at: number) => inCounty((tx) => append(tx, events(3, at * 3)), other)
  const placed = await Promise.all(Array.from({ length: 20 }, (_, at) => write(at)))
  const indexes = placed.flat().map((entry) => entry.index)
  expect(indexes.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, at) => at))
  await expect(
    inCounty(async (tx) => {
      await append(tx, events(5, 60))
      throw new Error('broken off')
    }, other),
  ).rejects.toThrow('broken off')
  const target = join(folder, 'other')
  await exportLog(database.services, other, target)
  expect(foreignVerifier(['log', target, join(target, 'verifier.key')]).error).toBe('')
  expect(verifyLog(target, join(target, 'verifier.key'))).toMatchObject({ size: 60, origin: 'suyuan/330683' })
})

test('the program cannot change or remove an entry, nor see another county', async () => {
  for (const statement of [
    `update ledger.entry set leaf = 'x' where index = 0`,
    'delete from ledger.entry',
    'truncate ledger.entry',
    'update ledger.subtree set hash = hash',
    'delete from ledger.head',
  ])
    await expect(
      inCounty((tx) => tx.query(statement)),
      statement,
    ).rejects.toThrow('permission denied')
  const seen = await inCounty((tx) => tx.query('select distinct county from ledger.entry'), '330683')
  expect(seen.rows).toEqual([{ county: '330683' }])
})

test('erasing a subject destroys what a leaf commits to; the log verifies as before', async () => {
  expect(await inCounty((tx) => eraseSubjects(tx, ['record-10', 'record-11', 'nobody']))).toBe(2)
  const [entry] = await inCounty((tx) => readEntries(tx, 10, 11))
  expect(entry).toMatchObject({ payload: null, salt: null })
  const target = join(folder, 'erased')
  await exportLog(database.services, county, target)
  expect(verifyLog(target, join(target, 'verifier.key')).size).toBe(1337)
})

test('a file of the log that is missing is an error, and an empty log is whole', async () => {
  const target = join(folder, 'empty')
  mkdirSync(target)
  expect(() => verifyLog(target, join(folder, '1', 'verifier.key'))).toThrow('ENOENT')
  await exportLog(database.services, '330602', target)
  expect(verifyLog(target, join(target, 'verifier.key'))).toMatchObject({ size: 0, traceCodes: 0 })
})
