import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts'
import { sessionOf } from '../../../tests/support/sign-in.ts'
import { setPassword, storeAgencies, storeOfficers } from '../commands.ts'
import { systemScope, withScope } from '../scope.ts'
import type { Device } from './devices.ts'
import { signInEventsOf } from './events.ts'
import { beginEnrolment, factorOf, resetSecondFactor } from './factors.ts'
import {
  changePassword,
  credentialsOf,
  enterCode,
  enterFirstCode,
  issuePassword,
  proveAgain,
  setPasswords,
  signIn,
} from './officers.ts'
import { hashPassword } from './passwords.ts'
import { endSession, endSessionsOf, listSessions, readSession, scopeOfToken, signOut } from './sessions.ts'

const password = 'orchid-lantern-42-bridge'
const start = new Date('2026-11-24T08:00:00+08:00')
const minutesOn = (minutes: number): Date => new Date(start.getTime() + minutes * 60_000)
const desk: Device = { address: '10.1.2.3', browser: 'edge', system: 'windows' }
const appOf = (secret: Buffer) => {
  const totp = new TOTP({ secret: new Secret({ buffer: new Uint8Array(secret).buffer }) })
  return (at: Date): string => totp.generate({ timestamp: at.getTime() })
}

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  const { services } = database
  await withScope(services, systemScope('330681', 'test'), 'administration', async (tx) => {
    await storeAgencies(tx, [
      { code: 'HD', name: '浣东街道办事处', kind: 'town', place: '330681002', parentCode: null },
    ])
    const logins = [
      'plain',
      'enrolling',
      'locked',
      'changing',
      'issued',
      'lost',
      'proving',
      'idle',
      'address1',
      'listed',
      'again',
      'address2',
    ]
    await storeOfficers(
      tx,
      logins.map((login) => ({ login, name: `测试${login}`, agencyCode: 'HD', roles: ['townCadre'], phone: null })),
    )
    const hash = await hashPassword(password)
    for (const login of logins) await setPassword(tx, login, hash)
  })
})
afterAll(() => database.close())

const idOf = async (login: string): Promise<string> => (await credentialsOf(database.services, { login }))!.id

/** Signs in with a password, enrols an app and returns what a person would have in hand. */
async function enrolled(login: string, at = start) {
  const { services } = database
  const first = await signIn(services, login, password, desk, at)
  const { session } = (await readSession(services, first.token, { at }))!
  const app = appOf(await beginEnrolment(services, session.officerId!, at))
  const done = await enterFirstCode(services, session, app(at), desk, at)
  return { app, ...done, half: first.token }
}

describe('password and second factor', () => {
  it('a password alone opens nothing; the first code of an app enrols it and gives ten recovery codes', async () => {
    const { services } = database
    const first = await signIn(services, 'enrolling', password, desk, start)
    expect(first.step).toBe('enrol')
    expect(await scopeOfToken(services, first.token)).toBeNull()
    const { session } = (await readSession(services, first.token, { at: start }))!
    const secret = await beginEnrolment(services, session.officerId!, start)
    const app = appOf(secret)
    await expect(enterFirstCode(services, session, '000000', desk, start)).rejects.toMatchObject({
      code: 'access.wrongFirstCode',
    })
    const done = await enterFirstCode(services, session, app(start), desk, start)
    expect(done.step).toBeNull()
    expect(new Set(done.recoveryCodes).size).toBe(10)
    expect((await readSession(services, done.token, { at: start }))?.scope).toMatchObject({
      kind: 'officer',
      role: 'townCadre',
      reach: '330681002',
    })
    // The half-way token died with the step.
    expect(await readSession(services, first.token, { at: start })).toBeNull()

    const second = await signIn(services, 'enrolling', password, desk, minutesOn(5))
    expect(second.step).toBe('code')
    const half = (await readSession(services, second.token, { at: minutesOn(5) }))!.session
    // The very code that enrolled is used up; the next one is good, once.
    await expect(enterCode(services, half, app(start), desk, minutesOn(0.4))).rejects.toMatchObject({
      code: 'access.wrongSecondFactor',
    })
    const opened = await enterCode(services, half, app(minutesOn(5)), desk, minutesOn(5))
    expect((await readSession(services, opened.token, { at: minutesOn(5) }))?.session.proofAt).toEqual(minutesOn(5))
    const third = await signIn(services, 'enrolling', password, desk, minutesOn(5.1))
    const again = (await readSession(services, third.token, { at: minutesOn(5.1) }))!.session
    await expect(enterCode(services, again, app(minutesOn(5)), desk, minutesOn(5.1))).rejects.toMatchObject({
      code: 'access.wrongSecondFactor',
    })
    // Nothing of the secret lies readable in the store.
    const { rows } = await services.database.owner.query('select secret, pending from access.second_factor')
    expect(rows.some((row) => row.secret?.includes(secret))).toBe(false)
  })

  it('a recovery code opens once, and says how many are left', async () => {
    const { services } = database
    const { recoveryCodes } = await enrolled('plain')
    const enter = async (code: string, at: Date) => {
      const { token } = await signIn(services, 'plain', password, desk, at)
      return enterCode(services, (await readSession(services, token, { at }))!.session, code, desk, at)
    }
    expect((await enter(recoveryCodes[3]!.toLowerCase(), minutesOn(1))).step).toBeNull()
    await expect(enter(recoveryCodes[3]!, minutesOn(2))).rejects.toMatchObject({ code: 'access.wrongSecondFactor' })
    expect((await factorOf(services, await idOf('plain'))).recoveryCodesLeft).toBe(9)
    expect((await signInEventsOf(services, await idOf('plain'))).map((event) => event.kind)).toContain(
      'recoveryCodeUsed',
    )
    const { rows } = await services.database.owner.query('select code_hash from access.recovery_code')
    for (const { code_hash: hash } of rows) expect(hash).toHaveLength(32)
  })

  it('a lost phone is reset by the administrator: every session ends and the next sign-in enrols', async () => {
    const { services } = database
    const { token } = await enrolled('lost')
    await resetSecondFactor(services, 'lost')
    expect(await readSession(services, token, { at: start })).toBeNull()
    expect((await signIn(services, 'lost', password, desk, minutesOn(1))).step).toBe('enrol')
    await expect(resetSecondFactor(services, 'nobody')).rejects.toMatchObject({ code: 'platform.notFound' })
  })

  it('a demonstration waives it, and keeps it where somebody enrolled', async () => {
    const services = { ...database.services, config: { ...database.services.config, mode: 'demo' as const } }
    expect((await signIn(services, 'idle', password, desk, start)).step).toBeNull()
    await enrolled('proving')
    expect((await signIn(services, 'proving', password, desk, minutesOn(1))).step).toBe('code')
  })

  it('a disabled officer has no session any more', async () => {
    const { services } = database
    const token = await sessionOf(services, 'address2')
    await services.database.owner.query(`update access.officer set disabled_at = now() where login = 'address2'`)
    expect(await readSession(services, token)).toBeNull()
    await services.database.owner.query(`update access.officer set disabled_at = null where login = 'address2'`)
  })
})

describe('guessing', () => {
  it('locks an account longer and longer, the same for a login that does not exist', async () => {
    const { services } = database
    for (const login of ['locked', 'nobody']) {
      const attempt = (word: string, minutes: number) =>
        signIn(services, login, word, { ...desk, address: '' }, minutesOn(minutes))
      for (let count = 0; count < 5; count++)
        await expect(attempt('wrong', 0)).rejects.toMatchObject({ code: 'access.wrongCredentials' })
      await expect(attempt(password, 0.5)).rejects.toMatchObject({ code: 'access.locked', parameters: { minutes: 1 } })
      await expect(attempt('wrong', 1)).rejects.toMatchObject({ code: 'access.wrongCredentials' })
      await expect(attempt(password, 2.9)).rejects.toMatchObject({ code: 'access.locked' })
      await expect(attempt('wrong', 3)).rejects.toMatchObject({ code: 'access.wrongCredentials' })
      await expect(attempt(password, 6.5)).rejects.toMatchObject({ code: 'access.locked', parameters: { minutes: 1 } })
    }
    // The right password after the wait is good and forgets the failures.
    expect((await signIn(services, 'locked', password, { ...desk, address: '' }, minutesOn(7))).step).toBe('enrol')
    await expect(signIn(services, 'locked', 'wrong', desk, minutesOn(8))).rejects.toMatchObject({
      code: 'access.wrongCredentials',
    })
  })

  it('a hundred guesses at once are a hundred failures', async () => {
    const { services } = database
    const tried = await Promise.allSettled(
      Array.from({ length: 30 }, () => signIn(services, 'address1', 'wrong', { ...desk, address: '' }, start)),
    )
    const codes = tried.map((one) => (one.status === 'rejected' ? one.reason.code : 'in'))
    expect(codes.filter((code) => code === 'access.wrongCredentials')).toHaveLength(5)
    expect(codes.filter((code) => code === 'access.locked')).toHaveLength(25)
  })

  it('an address that tries many logins waits, and its own good sign-in does not wash it clean', async () => {
    const { services } = database
    const there = { ...desk, address: '203.0.113.9' }
    for (let count = 0; count < 50; count++) {
      await signIn(services, `guess${count}`, 'wrong', there, start).catch(() => {})
      if (count % 10 === 0) await signIn(services, 'address2', password, there, start)
    }
    await expect(signIn(services, 'address2', password, there, start)).rejects.toMatchObject({ code: 'access.locked' })
    expect((await signIn(services, 'address2', password, desk, start)).step).toBe('enrol')
  })

  it('codes of an app are guessed no faster', async () => {
    const { services } = database
    const { app } = await enrolled('changing')
    const { token } = await signIn(services, 'changing', password, desk, minutesOn(1))
    const { session } = (await readSession(services, token, { at: minutesOn(1) }))!
    for (let count = 0; count < 5; count++)
      await expect(enterCode(services, session, '000000', desk, minutesOn(1))).rejects.toMatchObject({
        code: 'access.wrongSecondFactor',
      })
    await expect(enterCode(services, session, app(minutesOn(1)), desk, minutesOn(1))).rejects.toMatchObject({
      code: 'access.locked',
    })
    expect((await enterCode(services, session, app(minutesOn(3)), desk, minutesOn(3))).step).toBeNull()
  })
})

describe('sessions', () => {
  it('end after an hour without a person and after twelve hours with one', async () => {
    const { services } = database
    const { token } = await enrolled('idle')
    const read = (minutes: number, attended = true) =>
      readSession(services, token, { at: minutesOn(minutes), attended })
    expect(await read(50, false)).not.toBeNull()
    // What the page asked by itself at minute 50 was no sign of life.
    expect(await read(61, false)).toBeNull()
    for (let minutes = 30; minutes < 720; minutes += 30) expect(await read(minutes), String(minutes)).not.toBeNull()
    expect(await read(720)).toBeNull()
  })

  it('are listed with device and address, and end one by one or all others at once', async () => {
    const { services } = database
    const officerId = await idOf('listed')
    const tokens = [
      await sessionOf(services, 'listed'),
      await sessionOf(services, 'listed'),
      await sessionOf(services, 'listed'),
    ]
    const own = (await readSession(services, tokens[0]!))!.session.id
    const listed = await listSessions(services, officerId)
    expect(listed).toHaveLength(3)
    expect(await endSession(services, await idOf('plain'), own)).toBe(false)
    const other = listed.find((one) => one.id !== own)!.id
    expect(await endSession(services, officerId, other)).toBe(true)
    expect(await endSessionsOf(services, officerId, own)).toBe(1)
    expect(
      await Promise.all(tokens.map((token) => scopeOfToken(services, token).then((scope) => scope !== null))),
    ).toEqual([true, false, false])
    await signOut(services, tokens[0]!)
    expect(await scopeOfToken(services, tokens[0]!)).toBeNull()
  })

  it('are out of reach of an officer’s own transaction', async () => {
    const { services } = database
    const token = await sessionOf(services, 'lost')
    const scope = (await scopeOfToken(services, token))!
    for (const table of ['session', 'password', 'second_factor', 'recovery_code', 'sign_in_event', 'party_code']) {
      const { rows } = await withScope(services, scope, 'handling', (tx) => tx.query(`select 1 from access.${table}`))
      expect(rows, table).toEqual([])
      await expect(services.database.application.query(`select 1 from access.${table}`), table).rejects.toThrow(
        'no scope',
      )
    }
    const { rows } = await withScope(services, scope, 'handling', (tx) => tx.query('select 1 from platform.outbox'))
    expect(rows).toEqual([])
  })
})

describe('changing the password', () => {
  it('asks for the current one, refuses a weak one, ends all other sessions and renews the token', async () => {
    const { services } = database
    const [here, elsewhere] = [await sessionOf(services, 'changing'), await sessionOf(services, 'changing')]
    const at = minutesOn(60)
    await services.database.owner.query('update access.session set seen_at = $1, expires_at = $2', [at, minutesOn(120)])
    const { session } = (await readSession(services, here, { at }))!
    const change = (current: string, next: string) => changePassword(services, session, { current, next }, desk, at)
    await expect(change('wrong', 'river-stone-lamp-77')).rejects.toMatchObject({ code: 'access.wrongPassword' })
    await expect(change(password, 'password1234')).rejects.toMatchObject({ code: 'access.passwordCommon' })
    await expect(change(password, 'xx-changing-xx-yy')).rejects.toMatchObject({ code: 'access.passwordPersonal' })
    await expect(change(password, password)).rejects.toMatchObject({ code: 'access.passwordSame' })
    const { token } = await change(password, 'river-stone-lamp-77')
    expect(await readSession(services, elsewhere, { at })).toBeNull()
    expect(await readSession(services, here, { at })).toBeNull()
    expect((await readSession(services, token, { at }))?.scope).not.toBeNull()
    await expect(signIn(services, 'changing', password, desk, at)).rejects.toMatchObject({
      code: 'access.wrongCredentials',
    })
    expect((await signIn(services, 'changing', 'river-stone-lamp-77', desk, at)).step).toBe('code')
  })

  it('is the last step after an issued password, which is good for seven days', async () => {
    const { services } = database
    const issued = await issuePassword(services, 'issued', start)
    const first = await signIn(services, 'issued', issued, desk, minutesOn(1))
    const { session } = (await readSession(services, first.token, { at: minutesOn(1) }))!
    const app = appOf(await beginEnrolment(services, session.officerId!, minutesOn(1)))
    const second = await enterFirstCode(services, session, app(minutesOn(1)), desk, minutesOn(1))
    expect(second.step).toBe('password')
    const now = (await readSession(services, second.token, { at: minutesOn(1) }))!
    expect(now.scope).toBeNull()
    await expect(changePassword(services, now.session, { next: issued }, desk, minutesOn(1))).rejects.toMatchObject({
      code: 'access.passwordSame',
    })
    const done = await changePassword(services, now.session, { next: 'river-stone-lamp-78' }, desk, minutesOn(1))
    expect((await readSession(services, done.token, { at: minutesOn(1) }))?.scope).toMatchObject({ kind: 'officer' })
    const late = await issuePassword(services, 'issued', start)
    await expect(signIn(services, 'issued', late, desk, minutesOn(8 * 24 * 60))).rejects.toMatchObject({
      code: 'access.passwordExpired',
    })
  })

  it('at the machine keeps the same rules, except for a demonstration', async () => {
    const { services } = database
    await expect(setPasswords(services, ['issued'], 'suyuan-demo')).rejects.toMatchObject({
      code: 'access.passwordShort',
    })
    await expect(setPasswords(services, ['issued', 'nobody'], password)).rejects.toMatchObject({
      code: 'platform.notFound',
    })
    await setPasswords({ ...services, config: { ...services.config, mode: 'demo' } }, ['issued'], 'suyuan-demo')
    expect((await signIn(services, 'issued', 'suyuan-demo', desk, start)).step).toBe('code')
  })
})

it('proving again asks for password and code, and counts its failures', async () => {
  const { services } = database
  const { app, token } = await enrolled('again', minutesOn(200))
  const at = minutesOn(230)
  const { session } = (await readSession(services, token, { at }))!
  await expect(proveAgain(services, session, { password }, desk, at)).rejects.toMatchObject({
    code: 'access.wrongSecondFactor',
  })
  await expect(proveAgain(services, session, { password: 'no', code: app(at) }, desk, at)).rejects.toMatchObject({
    code: 'access.wrongPassword',
  })
  await proveAgain(services, session, { password, code: app(at) }, desk, at)
  expect((await readSession(services, token, { at }))?.session.proofAt).toEqual(at)
})
