import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  as,
  call,
  disputes,
  hash,
  load,
  openLinkingStore,
  operations,
  persons,
  sound,
  world,
} from '../../tests/support/linking-store.ts'
import type { ScopedTx } from '../access/scope.ts'
import { attachRecords, mergeDisputes, splitDispute } from './operations.ts'
import { mergePersons, partPerson } from './people-operations.ts'
import { undoOperation } from './undo.ts'

openLinkingStore()

type Tried = (work: (tx: ScopedTx) => Promise<{ operationId: string }>) => Promise<boolean>
interface Act {
  readonly kind: 'merge' | 'split' | 'attach' | 'join' | 'part' | 'undo' | 'arrive'
  readonly a: number
  readonly b: number
  readonly c: number
}
const actOf = (...kinds: Act['kind'][]) =>
  fc.record({ kind: fc.constantFrom(...kinds), a: fc.nat(50), b: fc.nat(50), c: fc.nat(50) })
const pick = <T>(list: readonly T[], at: number): T => list[at % list.length]!

/** Does one act of a person as far as it may be done; `arrivals` says whether what the linker did may be undone too. */
async function perform(county: string, { kind, a, b, c }: Act, tried: Tried, arrivals: boolean): Promise<boolean> {
  const [now, people] = [await disputes(county), await persons(county)]
  const [one, two] = [pick(now, a), pick(now, b)]
  const [person, other] = [pick(people, a), pick(people, b)]
  const record = pick(one.records, c)
  if (kind === 'merge') return tried((tx) => mergeDisputes(tx, one.code, two.code, '随机并案'))
  if (kind === 'split') return tried((tx) => splitDispute(tx, one.code, [record], '随机拆案'))
  if (kind === 'attach') return tried((tx) => attachRecords(tx, one.code, [record], two.code, '随机移动'))
  if (kind === 'join') return tried((tx) => mergePersons(tx, person.id, other.id, '随机认定'))
  if (kind === 'part') return tried((tx) => partPerson(tx, person.id, [pick(person.records, c)], '随机分开'))
  const { kind: was, rule, id } = pick(await operations(county), a)
  // A record's arrival stays: undoing its link does not lead back to before (its own test).
  if (!arrivals && was !== 'undo' && rule !== 'officer' && rule !== 'person') return false
  return tried((tx) => undoOperation(tx, id, '随机撤销'))
}

/** What cannot be done is refused in words and changes nothing. */
const refusing =
  (county: string, done: (before: string, id: string) => void): Tried =>
  async (work) => {
    const before = await hash(county)
    try {
      done(before, (await as(county, work)).operationId)
      return true
    } catch (error) {
      expect((error as { code?: string }).code, String(error)).toMatch(/^linking\./)
      expect(await hash(county)).toBe(before)
      return false
    }
  }

test('random sequences of operations, undone in reverse, meet the same state at every step', async () => {
  let round = 0
  const covered = new Set<string>()
  const act = actOf('merge', 'split', 'attach', 'join', 'part', 'undo')
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 6, maxLength: 10 }), async (acts) => {
      const county = `33${String(2000 + round++)}`
      await load(county, world(), 3)
      const trail: { readonly before: string; readonly id: string }[] = []
      const tried = refusing(county, (before, id) => trail.push({ before, id }))
      for (const one of acts) if (await perform(county, one, tried, false)) covered.add(one.kind)
      expect(await sound(county)).toEqual([])
      for (const { before, id } of trail.toReversed()) {
        await as(county, (tx) => undoOperation(tx, id, '逐项撤销'))
        expect(await hash(county)).toBe(before)
      }
      expect(await sound(county)).toEqual([])
    }),
    { numRuns: 12, seed: 23, endOnFailure: true },
  )
  expect([...covered].sort()).toEqual(['attach', 'join', 'merge', 'part', 'split', 'undo'])
}, 120_000)

test('the log replays to the store whatever people and arriving records do by turns', async () => {
  let round = 0
  const act = actOf('merge', 'split', 'attach', 'join', 'part', 'undo', 'arrive', 'arrive')
  const [names, phones] = [
    ['边玉梅', '裘亚男', '毛小芳'],
    ['13810000001', '13810000002', '13810000003', '13810000004'],
  ]
  const texts = ['装修公司增项收费', '物业公司乱收物业费', '健身房退卡不退款']
  const firms = ['绍兴明澈装饰工程有限公司', '绍兴安和物业服务有限公司', '绍兴恒悦健身服务有限公司']
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 12 }), async (acts) => {
      const county = `34${String(2000 + round++)}`
      await load(county, world(), 3)
      const tried = refusing(county, () => {})
      for (const one of acts)
        if (one.kind !== 'arrive') await perform(county, one, tried, true)
        else {
          // A new record, or a corrected version of an earlier one.
          const number = one.a % 3 === 0 ? `W${1 + (one.b % 8)}` : `Y${one.a}`
          const about = one.c % 3
          await load(county, [
            call(number, one.b, pick(names, one.c), pick(phones, one.b), firms[about]!, `${texts[about]}${one.a}`),
          ])
        }
      expect(await sound(county)).toEqual([])
    }),
    { numRuns: 12, seed: 24, endOnFailure: true },
  )
}, 120_000)
