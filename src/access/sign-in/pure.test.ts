import fc from 'fast-check'
import { Secret } from 'otpauth'
import { describe, expect, it } from 'vitest'
import { gatewayBody, messageWay } from '../../platform/message-port.ts'
import { locks, minutesToWait } from './attempts.ts'
import { familiesOf } from './devices.ts'
import { statesSecondFactor } from './oidc.ts'
import { weaknessOf } from './password-policy.ts'
import { isRecent } from './proof.ts'
import { foldRecoveryCode, invitation, newRecoveryCodes, stepOfCode } from './second-factor.ts'

describe('codes of an authenticator app', () => {
  // RFC 6238 appendix B: seed of the SHA-1 rows, times, and the last six of the eight digits printed there.
  const seed = Buffer.from('12345678901234567890', 'ascii')
  const vectors = [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ] as const

  it('are those of RFC 6238, and work one step early or late and no further', () => {
    for (const [seconds, code] of vectors) {
      const step = Math.floor(seconds / 30)
      const at = (shift: number) => new Date((seconds + shift) * 1000)
      expect(stepOfCode(seed, code, at(0), null), code).toBe(step)
      expect(stepOfCode(seed, `${code.slice(0, 3)} ${code.slice(3)}`, at(30), null)).toBe(step)
      if (seconds > 60) expect(stepOfCode(seed, code, at(-30), null)).toBe(step)
      expect(stepOfCode(seed, code, at(60), null)).toBeNull()
      expect(stepOfCode(seed, code, at(-60), null)).toBeNull()
    }
  })

  it('work once: the same step and earlier ones are refused', () => {
    const at = new Date(1_111_111_111_000)
    const step = stepOfCode(seed, '050471', at, null)!
    expect(stepOfCode(seed, '050471', at, step)).toBeNull()
    expect(stepOfCode(seed, '050471', at, step - 1)).toBe(step)
    // The code before, still within the drift, once a later one was used.
    expect(stepOfCode(seed, '081804', at, step)).toBeNull()
  })

  it('are offered as RFC 6238 in an otpauth address with the same secret in base 32', () => {
    const { uri, secret } = invitation(seed, 'zhang.san', '诉源治理 诸暨市')
    const url = new URL(uri)
    expect(url.protocol).toBe('otpauth:')
    // RFC 4648 base 32 of the seed, as the RFC's readers publish it.
    expect(secret).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
    expect(url.searchParams.get('secret')).toBe(secret)
    expect(url.searchParams.get('issuer')).toBe('诉源治理 诸暨市')
    expect(Secret.fromBase32(secret).hex.toLowerCase()).toBe(seed.toString('hex'))
  })
})

describe('recovery codes', () => {
  it('survive handwriting: case, spaces, dashes, and letters that look like digits', () => {
    for (const code of newRecoveryCodes()) {
      const folded = code.replace('-', '')
      expect(foldRecoveryCode(code)).toBe(folded)
      expect(foldRecoveryCode(` ${code.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')} `)).toBe(folded)
      expect(foldRecoveryCode(code.replace('-', '－'))).toBe(folded)
    }
    expect(new Set(newRecoveryCodes()).size).toBe(10)
  })

  it('are nothing else, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const folded = foldRecoveryCode(text)
        if (folded !== null) expect(folded).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/)
        expect(stepOfCode(Buffer.alloc(20), text, new Date(0), Number.MAX_SAFE_INTEGER)).toBeNull()
      }),
    )
    expect(foldRecoveryCode('123456')).toBeNull()
  })
})

describe('passwords', () => {
  const officer = { login: 'zhang.san', name: '张三' }
  it.each([
    ['too short', 'short'],
    ['elevenchars', 'short'],
    ['my-Zhang.San-2026-x', 'personal'],
    ['张三在枫桥镇调解室值班', 'short'],
    ['我是张三在枫桥镇调解室值班', 'personal'],
    ['password1234', 'common'],
    ['PassWord!!!!', 'common'],
    ['qwertyuiop123', 'common'],
    ['aaaaaaaaaaaaaaaa', 'common'],
    ['Admin@123456', 'common'],
    ['zhuji@123456', 'common'],
    ['x'.repeat(201), 'long'],
    ['correct horse battery staple', null],
    ['xk3-orchid-lantern', null],
    ['今晚的月亮比昨天圆一点点', null],
  ])('%s → %s', async (password, expected) => {
    expect(await weaknessOf(password, officer)).toBe(expected)
  })

  it('are judged in a moment, whatever their length', async () => {
    const started = performance.now()
    for (const text of ['a1'.repeat(100), '@4$3'.repeat(50), 'qwerty'.repeat(33)]) await weaknessOf(text, officer)
    expect(performance.now() - started).toBeLessThan(3_000)
  })

  it('one character more or less of a login does not lock everybody out', async () => {
    expect(await weaknessOf('xk3-orchid-lantern', { login: 'x', name: '' })).toBeNull()
  })
})

describe('waiting after failures', () => {
  it('doubles from a minute to an hour, and quiet forgets', () => {
    const waits = [4, 5, 6, 7, 8, 9, 10, 11, 12, 40].map((failures) => minutesToWait(locks.account, failures, 0))
    expect(waits).toEqual([0, 1, 2, 4, 8, 16, 32, 60, 60, 60])
    expect(minutesToWait(locks.account, 6, 1.5)).toBeCloseTo(0.5)
    expect(minutesToWait(locks.account, 40, 24 * 60)).toBe(0)
  })
})

describe('what a provider states', () => {
  it.each([
    [{ amr: ['pwd', 'otp'] }, [], true],
    [{ amr: ['mfa'] }, [], true],
    [{ amr: ['pin', 'hwk'] }, [], true],
    [{ amr: ['pwd'] }, [], false],
    [{ amr: ['pwd', 'pin'] }, [], false],
    [{ amr: ['otp', 'sms'] }, [], false],
    [{ amr: 'mfa' }, [], false],
    [{}, [], false],
    [{ acr: 'level2' }, ['level2'], true],
    [{ acr: 'level1' }, ['level2'], false],
    [{ acr: '' }, [], false],
  ])('%j trusting %j: second factor %s', (claims, trusted, expected) => {
    expect(statesSecondFactor(claims, trusted)).toBe(expected)
  })
})

describe('what a device is called', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0',
      'edge',
      'windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
      'safari',
      'ios',
    ],
    [
      'Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.47',
      'wechat',
      'android',
    ],
    ['curl/8.5.0', 'other', 'other'],
  ])('%s', (agent, browser, system) => {
    expect(familiesOf(agent)).toEqual({ browser, system })
  })
})

describe('messages', () => {
  it('fill a template so that no value can break out of it', () => {
    const values = { to: '13800138000', text: '他说"好"\\&<b>', code: '123456', kind: 'oneTimeCode' }
    const json = gatewayBody('{"phone":"{to}","params":["{code}"],"text":"{text}"}', 'application/json', values)
    expect(JSON.parse(json)).toEqual({ phone: values.to, params: ['123456'], text: values.text })
    const form = new URLSearchParams(
      gatewayBody('mobile={to}&content={text}', 'application/x-www-form-urlencoded; charset=utf-8', values),
    )
    expect([form.get('mobile'), form.get('content')]).toEqual([values.to, values.text])
    expect(gatewayBody('<m>{text}</m>{other}', 'text/xml', values)).toBe(
      '<m>他说&#34;好&#34;\\&#38;&#60;b&#62;</m>{other}',
    )
  })

  it('go nowhere real in a demonstration and are refused in production without a gateway', () => {
    expect(messageWay({ mode: 'demo', smsUrl: 'https://sms.example' })).toBe('screen')
    expect(messageWay({ mode: 'production', smsUrl: '' })).toBe('none')
    expect(messageWay({ mode: 'production', smsUrl: 'https://sms.example' })).toBe('gateway')
    expect(messageWay({ mode: 'development', smsUrl: '' })).toBe('screen')
  })
})

it('a proof is recent for ten minutes', () => {
  const at = new Date('2026-11-24T08:00:00Z')
  expect(isRecent(new Date(at.getTime() - 599_000), at)).toBe(true)
  expect(isRecent(new Date(at.getTime() - 600_000), at)).toBe(false)
  expect(isRecent(null, at)).toBe(false)
})
