import { execFileSync } from 'node:child_process'
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { custodySuites } from '../../vocabulary/custody-suites.ts'
import { type Envelope, type IdentityPlace, openIdentity, sealIdentity } from './cipher.ts'

const place: IdentityPlace = { county: '330681', id: 'i1', recordId: 'r1', version: 1 }
const custody = randomBytes(32)
const text = '{"row":{"诉求人":"吴建国","联系电话":"13900002222"}}'

describe.each(custodySuites)('%s', (suite) => {
  const sealed = sealIdentity(custody, suite, text, place)

  test('opens where it was sealed and nowhere else', () => {
    expect(openIdentity(custody, sealed, place)).toBe(text)
    const elsewhere: IdentityPlace[] = [
      { ...place, county: '330602' },
      { ...place, id: 'i2' },
      { ...place, recordId: 'r2' },
      { ...place, version: 2 },
    ]
    for (const other of elsewhere) expect(() => openIdentity(custody, sealed, other)).toThrow()
    expect(() => openIdentity(randomBytes(32), sealed, place)).toThrow()
  })

  test('neither half can take the other’s column, another row’s half, or the name of another suite', () => {
    const neighbour = sealIdentity(custody, suite, text, { ...place, id: 'i2', recordId: 'r2' })
    const other = custodySuites.find((name) => name !== suite)!
    const wrong: Envelope[] = [
      { ...sealed, wrapped: sealed.ciphertext, ciphertext: sealed.wrapped },
      { ...sealed, ciphertext: neighbour.ciphertext },
      { ...sealed, wrapped: neighbour.wrapped },
      { ...sealed, wrapped: neighbour.wrapped, ciphertext: neighbour.ciphertext },
      { ...sealed, suite: other },
    ]
    for (const envelope of wrong) expect(() => openIdentity(custody, envelope, place)).toThrow()
  })

  test('every changed bit and every cut is noticed', () => {
    for (const half of ['wrapped', 'ciphertext'] as const) {
      for (let bit = 0; bit < sealed[half].length * 8; bit++) {
        const changed = Buffer.from(sealed[half])
        changed[bit >> 3]! ^= 1 << (bit & 7)
        expect(() => openIdentity(custody, { ...sealed, [half]: changed }, place)).toThrow()
      }
      for (let length = 0; length < sealed[half].length; length++)
        expect(() => openIdentity(custody, { ...sealed, [half]: sealed[half].subarray(0, length) }, place)).toThrow()
    }
  })

  test('any text comes back, and the same text never looks the same twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (plain) => {
        const one = sealIdentity(custody, suite, plain, place)
        expect(openIdentity(custody, one, place)).toBe(Buffer.from(plain).toString('utf8'))
        expect(one.ciphertext.equals(sealIdentity(custody, suite, plain, place).ciphertext)).toBe(false)
      }),
    )
  })
})

// The expected values come from the openssl program, an implementation and a build of its own.
describe('SM4 and SM3 as openssl computes them', () => {
  const hex = (bytes: Buffer): string => bytes.toString('hex')
  const openssl = (input: Buffer, ...options: string[]): Buffer => execFileSync('openssl', options, { input })

  test('counter mode both ways', () => {
    for (let round = 0; round < 20; round++) {
      const [key, nonce, plain] = [randomBytes(16), randomBytes(16), randomBytes(round * 7)]
      const cipher = createCipheriv('sm4-ctr', key, nonce)
      const ours = Buffer.concat([cipher.update(plain), cipher.final()])
      const options = ['enc', '-sm4-ctr', '-K', hex(key), '-iv', hex(nonce)]
      expect(hex(openssl(plain, ...options))).toBe(hex(ours))
      const theirs = openssl(plain, ...options)
      const decipher = createDecipheriv('sm4-ctr', key, nonce)
      expect(hex(Buffer.concat([decipher.update(theirs), decipher.final()]))).toBe(hex(plain))
    }
  })

  test('HMAC-SM3, and SM4’s own vector', () => {
    const [key, data] = [randomBytes(32), randomBytes(1_000)]
    const line = openssl(data, 'dgst', '-sm3', '-mac', 'HMAC', '-macopt', `hexkey:${hex(key)}`).toString()
    expect(line.trim().split('= ')[1]).toBe(createHmac('sm3', key).update(data).digest('hex'))
    // GB/T 32907-2016, annex A.1: one block under its own bytes as key; a counter block that is this text gives it.
    const block = Buffer.from('0123456789abcdeffedcba9876543210', 'hex')
    const cipher = createCipheriv('sm4-ctr', block, block)
    expect(cipher.update(Buffer.alloc(16)).toString('hex')).toBe('681edf34d206965e86b3e94f536e4246')
  })

  test('a whole envelope opened with openssl alone', () => {
    const envelope = sealIdentity(custody, 'sm4-ctr-hmac-sm3', text, place)
    const hmac = (key: Buffer, data: Buffer): string =>
      openssl(data, 'dgst', '-sm3', '-mac', 'HMAC', '-macopt', `hexkey:${hex(key)}`)
        .toString()
        .trim()
        .split('= ')[1]!
    const open = (key: Buffer, sealed: Buffer, column: string): Buffer => {
      const aad = Buffer.from(`access.sealed_identity|${column}|330681|i1|r1|1|sm4-ctr-hmac-sm3`)
      const length = Buffer.alloc(8)
      length.writeBigUInt64BE(BigInt(aad.length))
      const [nonce, tag, body] = [sealed.subarray(0, 16), sealed.subarray(16, 48), sealed.subarray(48)]
      expect(hmac(key.subarray(16), Buffer.concat([length, aad, nonce, body]))).toBe(hex(tag))
      return openssl(body, 'enc', '-d', '-sm4-ctr', '-K', hex(key.subarray(0, 16)), '-iv', hex(nonce))
    }
    const wrapping = Buffer.from(
      openssl(
        Buffer.alloc(0),
        ...['kdf', '-keylen', '48', '-kdfopt', 'digest:SM3', '-kdfopt', `hexkey:${hex(custody)}`],
        ...['-kdfopt', 'info:suyuan custody wrapping key sm4-ctr-hmac-sm3', 'HKDF'],
      )
        .toString()
        .replace(/[:\s]/g, ''),
      'hex',
    )
    expect(open(open(wrapping, envelope.wrapped, 'wrapped'), envelope.ciphertext, 'ciphertext').toString()).toBe(text)
  })
})
