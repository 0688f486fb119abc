import type { Random } from '../../demo/random.ts'
import type { Schema } from './operations.ts'

/** Identifiers that really exist in the store, by what they are: most requests should get past "no such thing". */
export interface Known {
  readonly traceCodes: readonly string[]
  readonly ids: readonly string[]
  readonly logins: readonly string[]
}

const guesses = [
  '2023-08-17',
  '2023-08',
  '2023-08-17T09:00:00+08:00',
  '330681',
  '330681001',
  '330681001001',
  '0'.repeat(64),
  '123456',
  '13800000000',
  'abc',
  '1',
]

function someText(random: Random, schema: Schema, name: string, known: Known): string {
  if (schema.format === 'uuid' || /(^|[a-z])[iI]ds?$|^(id|alert|subject|other|record)$/.test(name))
    return random.pick(known.ids)
  if (/code/i.test(name) && !schema.pattern) return random.pick(known.traceCodes)
  if (/login/i.test(name)) return random.pick(known.logins)
  if (schema.format === 'date-time') return '2023-08-17T09:00:00+08:00'
  if (schema.format === 'date') return '2023-08-17'
  if (schema.pattern) {
    const rule = new RegExp(schema.pattern, 'u')
    const fitting = [...guesses, ...known.ids, ...known.traceCodes].filter((guess) => rule.test(guess))
    if (fitting.length > 0) return random.pick(fitting)
  }
  const text = random.pick([
    '事由：双方自愿。',
    'a reason',
    '330681001',
    'open',
    random.pick(known.ids),
    random.pick(known.traceCodes),
  ])
  return text.padEnd(schema.minLength ?? 0, '。').slice(0, schema.maxLength ?? 200)
}

/** A value that the schema allows, as far as it says so. */
export function validValue(random: Random, schema: Schema, name: string, known: Known): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return random.pick(schema.enum)
  if (schema.anyOf) return validValue(random, random.pick(schema.anyOf), name, known)
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => validValue(random, part, name, known)))
  const type = Array.isArray(schema.type) ? random.pick(schema.type as string[]) : schema.type
  switch (type) {
    case 'object':
      return Object.fromEntries([
        ...Object.entries(schema.properties ?? {})
          .filter(([key]) => schema.required?.includes(key) || random.chance(0.5))
          .map(([key, inner]) => [key, validValue(random, inner, key, known)]),
        ...Object.values(schema.patternProperties ?? {}).map((inner) => [
          '编号',
          validValue(random, inner, 'value', known),
        ]),
      ])
    case 'array':
      return Array.from({ length: Math.max(schema.minItems ?? 0, random.int(0, 2)) }, () =>
        validValue(random, schema.items ?? {}, name, known),
      )
    case 'integer':
    case 'number': {
      const low = schema.minimum ?? 0
      return random.int(low, Math.min(schema.maximum ?? low + 100, low + 1_000))
    }
    case 'boolean':
      return random.chance(0.5)
    case 'null':
      return null
    default:
      return someText(random, schema, name, known)
  }
}

/** Values that programs choke on. Each is JSON, so that it reaches the program's own code. */
export const nasty: readonly unknown[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202e\u200b\ufeff',
  '😡'.repeat(300),
  '𬭊㛃',
  'x'.repeat(20_000),
  '／'.repeat(5_000),
  "' or 1=1 --",
  '"; drop table intake.record; --',
  '%00%0d%0aset-cookie: a=b',
  '\r\nset-cookie: a=b',
  '../../../../etc/passwd',
  '{{7*7}}<%= 7*7 %>#{7*7}',
  '<script>alert(1)</script>',
  '=cmd|calc',
  '__proto__',
  'constructor',
  'null',
  'NaN',
  '1e400',
  '-1',
  '0x10',
  '2023-02-30',
  '9999-99-99',
  '+275760-09-13',
  '-271821-04-20T00:00:00Z',
  '275760-09-14T00:00:00Z',
  '2023-08',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '330681-7K4M-2Q9F-A',
  '1_00000000-0000-0000-0000-000000000000',
  '99999999999999999999_00000000-0000-0000-0000-000000000000',
  '-1_x',
  'WyJhIl0',
  'eyJhIjoxfQ',
  '\\',
  '%',
  '_',
  0,
  -1,
  1.5,
  -0,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  1e30,
  1e308,
  Number.MIN_VALUE,
  true,
  false,
  null,
  [],
  {},
  [[]],
  [null],
  { length: -1 },
  { toString: 1 },
  { $ne: null },
  { valueOf: 1 },
]

/** Changes one place in a JSON value: another type, an odd value, a missing or a strange key. */
export function bent(random: Random, value: unknown): unknown {
  if (Array.isArray(value) && value.length > 0 && random.chance(0.8)) {
    const at = random.int(0, value.length - 1)
    return random.chance(0.15)
      ? Array.from({ length: 300 }, () => value[at])
      : value.map((inner, index) => (index === at ? bent(random, inner) : inner))
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && random.chance(0.85)) {
    const keys = Object.keys(value)
    const choice = random.int(0, 5)
    if (keys.length === 0 || choice === 0)
      return { ...value, [JSON.stringify(random.pick(nasty)).slice(1, 50)]: random.pick(nasty) }
    const key = random.pick(keys)
    if (choice === 1) return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
    return { ...value, [key]: bent(random, (value as Record<string, unknown>)[key]) }
  }
  return random.pick(nasty)
}
