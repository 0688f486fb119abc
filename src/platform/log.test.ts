import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cleaned, withoutPersons } from './log.ts'

it.each([
  // Messages as PostgreSQL and Node write them.
  ['invalid input syntax for type uuid: "330681199001011234"', 'invalid input syntax for type uuid: "…"'],
  [
    'duplicate key value violates unique constraint "record_pkey"',
    'duplicate key value violates unique constraint "record_pkey"',
  ],
  ['Key (name)=(王小明) already exists.', 'Key (name)=(…) already exists.'],
  [`Unexpected token '王', "{"a":王}" is not valid JSON`, 'Unexpected token "…", "…"a"…" is not valid JSON'],
  ['no party with 13800001234', 'no party with …'],
  ['ID 33068119900101123X at 12:00', 'ID … at 12:00'],
  ['record 0189a3c2-7b1e-7c3d-9e4f-123456789012 is gone', 'record 0189a3c2-7b1e-7c3d-9e4f-123456789012 is gone'],
])('[pure] %s', (text, wanted) => {
  expect(withoutPersons(text)).toBe(wanted)
})

it('[pure] an error in a line keeps its kind, code and frames, and loses its message’s persons', () => {
  const error = Object.assign(new Error('no “王小明” 13800001234'), { code: '22P02' })
  const line = cleaned({ error, stack: error.stack, count: 3 })
  expect(line).toMatchObject({ count: 3, error: { type: 'Error', code: '22P02', message: 'no "…" …' } })
  expect(JSON.stringify(line)).toContain('log.test.ts')
  expect(JSON.stringify(line)).not.toMatch(/王小明|13800001234/)
})

it('[pure] no phone and no name of a Chinese text comes through', () => {
  const phone = fc.integer({ min: 0, max: 9_999_999_999 }).map((rest) => `1${String(rest).padStart(10, '0')}`)
  fc.assert(
    fc.property(fc.string(), phone, fc.constantFrom('王小明', '欧阳𬭊㛃', '买买提热依木'), (text, number, name) => {
      const out = withoutPersons(`${text} ${number} ${name}`)
      expect(out).not.toContain(number)
      expect(out).not.toMatch(/\p{Script=Han}/u)
    }),
  )
})
