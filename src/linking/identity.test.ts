import { expect, test } from 'vitest'
import { identifyPersons } from './identity.ts'
import type { LinkItem } from './item.ts'
import { nothingKnown } from './walk.ts'

/** One record a person, with these keys. */
const items = (...people: readonly (readonly string[])[]): LinkItem[] =>
  people.map(
    (keys, index): LinkItem => ({
      recordId: `r${index}`,
      source: 'police110',
      groups: [
        { group: 0, side: 'claimant', kind: 'person', mentionId: `m${index}`, keys, display: null, fromText: false },
      ],
      contribution: {
        recordId: `r${index}`,
        sequence: index,
        source: 'police110',
        type: 'neighbour',
        typeProbability: 1,
        town: null,
        site: null,
        sealed: false,
        domesticViolence: false,
        occurredAt: new Date(0),
        closedAt: null,
        keys: [],
        ordinal: String(index),
      },
      named: [],
      contracts: [],
      house: null,
    }),
  )

const sameAsFirst = (...people: readonly (readonly string[])[]): boolean[] => {
  const { generic, judgements, storedParty } = nothingKnown
  const found = identifyPersons(items(...people), generic, judgements, storedParty)
  return people.slice(1).map((_, index) => found.get(`r${index + 1}:0`) === found.get('r0:0'))
}

test('a family name with an ID number joins who shares the phone only where the family names agree', () => {
  const jiang = ['ph:1', 'nm:jiang ziyi', 'np:jiang ziyi', 'fa:jiang']
  expect(sameAsFirst(jiang, ['id:9', 'ph:1', 'fa:ding'])).toEqual([false])
  expect(sameAsFirst(jiang, ['id:9', 'ph:1', 'fa:jiang'])).toEqual([true])
  expect(
    sameAsFirst(['id:9', 'ph:1', 'fa:ding'], jiang, ['ph:1', 'nm:ding zichen', 'np:ding zichen', 'fa:ding']),
  ).toEqual([false, true])
  // The number itself is stronger than a name written wrongly.
  expect(sameAsFirst([...jiang, 'id:9'], ['id:9', 'ph:1', 'fa:ding'])).toEqual([true])
})

test('a number without a name does not make two names on its phone one person', () => {
  const fu = ['ph:1', 'nm:fu zhongzhang', 'np:fu zhongzhang', 'fa:fu']
  const wang = ['id:9', 'ph:1', 'nm:wang yinqin', 'np:wang yinqin', 'fa:wang']
  expect(sameAsFirst(['id:9', 'ph:1'], wang, fu)).toEqual([true, false])
  expect(sameAsFirst(fu, ['id:9', 'ph:1'], wang)).toEqual([false, false])
  expect(sameAsFirst(fu, ['id:9', 'ph:1'])).toEqual([true])
})
