import { createPrivateKey, createPublicKey } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foreignVerifier } from '../../../tests/foreign/log-verifier.ts'
import { canonicalJson, type JsonValue } from './canonical-json.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { checkRecord, commit, isSignedBy, parseLeaf, writeLeaf } from './leaf.ts'
import { checkNote, parseNote, parseVerifierKey, signNote, verifierKey } from './note.ts'
import { consistencySteps, inclusionSteps, proofHashes, verifyConsistency, verifyInclusion } from './paths.ts'
import { MalformedError } from './strict.ts'
import { encodeBundle, parseBundle, parseTile, parseTilePath, type Tile, tilePath, tilesOf } from './tiles.ts'
import { checkTlogProof, formatTlogProof, parseTlogProof } from './tlog-proof.ts'
import { emptyFrontier, emptyRoot, extendFrontier, foldNodes, frontierRoot, hashLeaf, type Node } from './tree.ts'

// Seed of RFC 8032 7.1 test 1, so that every signature here can be made again by anyone.
const key = createPrivateKey({
  key: Buffer.from(
    '302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'hex',
  ),
  format: 'der',
  type: 'pkcs8',
})

describe('tree', () => {
  // The eight inputs and roots that every Certificate Transparency implementation is tested with.
  const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
  const roots = [
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ]

  test('has the roots of the published vectors', () => {
    let frontier = emptyFrontier
    inputs.forEach((input, at) => {
      frontier = extendFrontier(frontier, [hashLeaf(Buffer.from(input, 'hex'))]).frontier
      expect(frontierRoot(frontier).toString('hex')).toBe(roots[at])
    })
    expect(frontierRoot(emptyFrontier).toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    )
  })

  test('grows to the roots that independent code computes, whatever the batches', () => {
    const entries = Array.from({ length: 700 }, (_, at) => Buffer.from(`entry ${at}`))
    const expected = foreignVerifier(['roots'], `${entries.map((entry) => entry.toString('base64')).join('\n')}\n`)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 }), (batches) => {
        let frontier = emptyFrontier
        for (const batch of batches) {
          const hashes = entries.slice(frontier.size, frontier.size + batch).map(hashLeaf)
          frontier = extendFrontier(frontier, hashes).frontier
        }
        expect(frontierRoot(frontier).toString('base64')).toBe(expected.output[frontier.size - 1])
      }),
      { numRuns: 40 },
    )
  })
})

/** All complete nodes of a small tree, as a reader for proofs. */
function grow(size: number) {
  const leaves = Array.from({ length: size }, (_, at) => hashLeaf(Buffer.from([at & 255, at >> 8])))
  const { frontier, completed } = extendFrontier(emptyFrontier, leaves)
  const nodes = new Map(completed.map((node) => [`${node.height}/${node.index}`, node.hash]))
  const read = (node: Node) => (node.height === 0 ? leaves[node.index]! : nodes.get(`${node.height}/${node.index}`)!)
  return { leaves, root: frontierRoot(frontier), read }
}

describe('paths', () => {
  test('every leaf of every small tree is proven, and nothing else', () => {
    for (let size = 1; size <= 33; size++) {
      const { leaves, root, read } = grow(size)
      for (let index = 0; index < size; index++) {
        const proof = proofHashes(inclusionSteps(index, size), read)
        expect(verifyInclusion(leaves[index]!, index, size, proof, root)).toBe(true)
        expect(verifyInclusion(leaves[index]!, index + 1, size, proof, root)).toBe(false)
        expect(verifyInclusion(leaves[index]!, index, size, [...proof, root], root)).toBe(false)
        expect(verifyInclusion(hashLeaf(Buffer.from('other')), index, size, proof, root)).toBe(false)
        if (proof.length > 0) expect(verifyInclusion(leaves[index]!, index, size, proof.slice(1), root)).toBe(false)
      }
    }
  })

  test('every extension of every small tree is proven, and no other history', () => {
    for (let size = 1; size <= 33; size++) {
      const { root, read } = grow(size)
      for (let oldSize = 0; oldSize <= size; oldSize++) {
        const oldRoot = oldSize === 0 ? emptyRoot : grow(oldSize).root
        const proof = proofHashes(consistencySteps(oldSize, size), read)
        expect(verifyConsistency(oldSize, size, proof, oldRoot, root)).toBe(true)
        const other = hashLeaf(Buffer.from('another history'))
        expect(verifyConsistency(oldSize, size, proof, other, root)).toBe(false)
        if (oldSize > 0) expect(verifyConsistency(oldSize, size, proof, oldRoot, other)).toBe(false)
        expect(verifyConsistency(oldSize, size, [...proof, other], oldRoot, root)).toBe(false)
      }
    }
  })

  test('asks for few nodes, each complete, also in a tree of a billion', () => {
    const size = 1_000_000_007
    const steps = inclusionSteps(999_999_999, size)
    expect(steps.length).toBeLessThanOrEqual(30)
    for (const { height, index } of steps.flat()) expect((index + 1) * 2 ** height).toBeLessThanOrEqual(size)
  })
})

test('tile paths are those of the specification and have one spelling', () => {
  expect(tilePath({ level: 0, number: 1234067, width: 256 })).toBe('tile/0/x001/x234/067')
  expect(tilePath({ level: 'entries', number: 0, width: 3 })).toBe('tile/entries/000.p/3')
  const tiles = fc.record<Tile>({
    level: fc.oneof(fc.constant('entries' as const), fc.integer({ min: 0, max: 63 })),
    number: fc.integer({ min: 0, max: 999_999_999_999 }),
    width: fc.integer({ min: 1, max: 256 }),
  })
  fc.assert(
    fc.property(tiles, (tile) => {
      expect(parseTilePath(tilePath(tile))).toEqual(tile)
    }),
  )
  for (const path of ['tile/0/1', 'tile/0/0001', 'tile/0/x000/001', 'tile/00/001', 'tile/0/001.p/256', 'tile/64/000'])
    expect(() => parseTilePath(path)).toThrow(MalformedError)
  expect(tilesOf(513).map(tilePath)).toEqual([
    ...['tile/entries/000', 'tile/entries/001', 'tile/entries/002.p/1'],
    ...['tile/0/000', 'tile/0/001', 'tile/0/002.p/1', 'tile/1/000.p/2'],
  ])
})

test('canonical JSON follows RFC 8785', () => {
  // RFC 8785 3.2.3: keys sort by UTF-16 units, so the ligature comes after the emoji's surrogates.
  const keys = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 }
  expect(canonicalJson(keys)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}')
  expect(canonicalJson([Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27, -0])).toBe(
    '[333333333.3333333,1e+30,4.5,0.002,1e-27,0]',
  )
  expect(canonicalJson({ gone: undefined, kept: null })).toBe('{"kept":null}')
  expect(() => canonicalJson('\ud800')).toThrow(RangeError)
  expect(() => canonicalJson(Number.NaN)).toThrow(RangeError)
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value as JsonValue)
      expect(canonicalJson(JSON.parse(text))).toBe(text)
    }),
  )
})

const content = {
  v: 1,
  code: '330681-7K4M2Q9F-A',
  seq: 1,
  org: 'suyuan/330681',
  kind: 'record.received',
  ts: '2023-08-01T01:00:00.000Z',
  prev: null,
} as const

test('a leaf is signed canonical JSON that opens only to its own payload', () => {
  const salt = Buffer.alloc(32, 7)
  const payload = { source: 'complaint', digest: 'ab' }
  const text = writeLeaf({ ...content, ...commit(salt, payload) }, '21fe31df', key)
  // Golden: sha256sum, openssl sm3 and an Ed25519 of another library give the same for these bytes.
  expect(text).toMatchInlineSnapshot(
    `"{"code":"330681-7K4M2Q9F-A","commit_sha256":"b94185f00dd878d799014fa39923133060e1b26a0251cdb8c59c16f10449d553","commit_sm3":"52121e74404782b4cb8e2ee29e8e7bd6eee11f14220bd522041592c0b16313c1","kid":"21fe31df","kind":"record.received","org":"suyuan/330681","prev":null,"seq":1,"sig":"qS1rwI2FhWfOaSIg88jjw+yHucXN3ON1kQ2+DgrjbMDlRvRmx055tD+tK6WT4HaNgOnp06LoyM7je36sRP4aCw==","ts":"2023-08-01T01:00:00.000Z","v":1}"`,
  )
  const leaf = parseLeaf(Buffer.from(text))
  expect(canonicalJson({ ...leaf })).toBe(text)
  expect(isSignedBy(leaf, createPublicKey(key))).toBe(true)
  expect(isSignedBy({ ...leaf, org: 'someone' }, createPublicKey(key))).toBe(false)
  expect(checkRecord(leaf, salt, { digest: 'ab', source: 'complaint' })).toBe(true)
  expect(checkRecord(leaf, salt, { source: 'complaint', digest: 'ac' })).toBe(false)
  expect(checkRecord(leaf, Buffer.alloc(32, 8), payload)).toBe(false)
  expect(() => parseLeaf(Buffer.from(JSON.stringify(JSON.parse(text), null, 1)))).toThrow(MalformedError)
})

test('a key id and checkpoint note are those of the reference implementation', () => {
  // The example key of golang.org/x/mod/sumdb/note's own documentation.
  const peter = parseVerifierKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')
  expect(verifierKey(peter.name, peter.key)).toBe('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')
  const signed =
    'If you think cryptography is the answer to your problem,\nthen you don’t know what your problem is.\n\n' +
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'
  const note = parseNote(Buffer.from(signed.replace('’', "'")))
  expect(checkNote(note, [peter]).verified).toHaveLength(1)
})

test('a known name whose signature is wrong is never passed over', () => {
  const verifier = parseVerifierKey(verifierKey('suyuan/330681', createPublicKey(key)))
  const note = signNote('suyuan/330681\n1\nAAAA\n', 'suyuan/330681', key)
  const line = note.slice(note.indexOf('—'))
  expect(checkNote(parseNote(Buffer.from(note)), [verifier]).verified).toHaveLength(1)
  expect(() => checkNote(parseNote(Buffer.from(note.replace('\n1\n', '\n2\n'))), [verifier])).toThrow(MalformedError)
  expect(() => checkNote(parseNote(Buffer.from(note + line)), [verifier])).toThrow(MalformedError)
  const stranger = `${note}— someone.else ${Buffer.alloc(68, 1).toString('base64')}\n`
  expect(checkNote(parseNote(Buffer.from(stranger)), [verifier]).unknown).toEqual(['someone.else'])
})

describe('parsers', () => {
  const leaf = writeLeaf({ ...content, ...commit(Buffer.alloc(32), 'x') }, '21fe31df', key)
  const { leaves, root } = grow(1)
  const checkpoint = signNote(`suyuan/330681\n1\n${root.toString('base64')}\n`, 'suyuan/330681', key)
  const proof = formatTlogProof({ index: 0, hashes: [], checkpoint, extra: leaves[0]! })
  const line = verifierKey('suyuan/330681', createPublicKey(key))
  const verifiers = [parseVerifierKey(line)]
  const parsers: [string, (bytes: Buffer) => unknown, Buffer][] = [
    ['leaf', parseLeaf, Buffer.from(leaf)],
    ['note', (bytes) => checkNote(parseNote(bytes), verifiers), Buffer.from(checkpoint)],
    ['checkpoint', (bytes) => parseCheckpoint(bytes.toString()), Buffer.from(`${checkpoint.split('\n\n')[0]}\n`)],
    ['tlog-proof', parseTlogProof, Buffer.from(proof)],
    ['checked proof', (bytes) => checkTlogProof(bytes, Buffer.from([0, 0]), verifiers), Buffer.from(proof)],
    ['verifier key', (bytes) => parseVerifierKey(bytes.toString()), Buffer.from(line)],
    ['tile path', (bytes) => parseTilePath(bytes.toString()), Buffer.from('tile/0/x001/234.p/5')],
    ['bundle', (bytes) => parseBundle(bytes, 2), encodeBundle([Buffer.from('one'), Buffer.from('two')])],
    ['tile', (bytes) => parseTile(bytes, 1), leaves[0]!],
  ]
  test.each(parsers)('%s: takes its own, and from anything else throws only MalformedError', (_name, parse, good) => {
    expect(() => parse(good)).not.toThrow()
    const changed = fc
      .array(fc.tuple(fc.nat(good.length), fc.nat(3), fc.uint8Array({ maxLength: 4 })), { minLength: 1, maxLength: 4 })
      .map((edits) => edits.reduce((bytes, [at, cut, put]) => splice(bytes, at, cut, put), good))
    fc.assert(
      fc.property(fc.oneof(changed, fc.uint8Array({ maxLength: 300 })), (bytes) => {
        try {
          parse(Buffer.from(bytes))
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError)
        }
      }),
      { numRuns: 1500 },
    )
  })

  test('a changed bit of a signed proof or leaf is refused', () => {
    for (let bit = 0; bit < proof.length * 8; bit += 7) {
      const bytes = Buffer.from(proof)
      bytes[bit >> 3]! ^= 1 << (bit & 7)
      // The extra line is by its specification not authenticated.
      const inExtra = bit >> 3 >= proof.indexOf('extra') && bit >> 3 < proof.indexOf('index')
      if (!inExtra) expect(() => checkTlogProof(bytes, Buffer.from([0, 0]), verifiers)).toThrow(MalformedError)
    }
    for (let bit = 0; bit < leaf.length * 8; bit += 11) {
      const bytes = Buffer.from(leaf)
      bytes[bit >> 3]! ^= 1 << (bit & 7)
      expect(passes(bytes)).toBe(false)
    }
  })

  function passes(bytes: Buffer): boolean {
    try {
      return isSignedBy(parseLeaf(bytes), createPublicKey(key))
    } catch (error) {
      expect(error).toBeInstanceOf(MalformedError)
      return false
    }
  }

  function splice(bytes: Uint8Array, at: number, cut: number, put: Uint8Array): Buffer {
    return Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)])
  }
})

test('folding needs at least one node', () => {
  expect(() => foldNodes([])).toThrow(RangeError)
})
