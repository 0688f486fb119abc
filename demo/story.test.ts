import { describe, expect, it } from 'vitest'
import { generateStory, type StoryType, storyMatters } from './story.ts'

describe('the story of August 2023', () => {
  it.each([
    ['estate', 'homePurchase', 17],
    ['other', 'labour', 9],
    ['third', 'consumer', 17],
    ['fourth', 'propertyService', 9],
    ['fifth', 'education', 17],
  ] as const)('%s: %s with %i owners', (seed, type, owners) => {
    const households = owners === 17 ? 38 : 20
    const { rows, facts } = generateStory({ seed, type, owners, households, town: '330681104' })
    expect(facts.owners.length).toBe(households)
    expect(new Set(facts.owners.map((owner) => owner.name)).size).toBe(households)
    expect(new Set(facts.dwellings).size).toBe(440)
    expect(facts.stages.map((stage) => stage.owners)).toEqual([3, owners, households])
    // The counts a reader would make of the rows themselves.
    const named = new Set([
      facts.respondent.name,
      facts.respondent.shortName,
      facts.respondent.name.replace(/^(诸暨市?|浙江|绍兴)/, ''),
      facts.respondent.name.replace(/(股份)?有限公司$/, ''),
    ])
    const phones = new Set<string>()
    for (const row of rows.complaint) if (named.has(row.被反映对象!)) phones.add(row.联系电话!)
    for (const row of rows.petition) if (named.has(row.被反映对象!)) phones.add(row.联系电话!)
    for (const row of rows.police110) if (named.has(row.对方当事人!)) phones.add(row.联系电话!)
    expect(phones).toEqual(new Set(facts.owners.map((owner) => owner.phone)))
    expect(facts.caller?.records.length).toBe(40)
    expect(JSON.stringify(rows)).not.toMatch(/[{][我对物款地月日][}]/)
    if (facts.quietDeveloper)
      for (const list of [rows.petition, rows.police110])
        expect(JSON.stringify(list)).not.toContain(facts.quietDeveloper.name)
  })

  it('starts with three owners through the hotline and a petition in three days', () => {
    const { facts } = generateStory()
    expect(facts.stages[0]!.receivedAt < '2023-08-04').toBe(true)
    expect(facts.arrivals.slice(0, 3).map((arrival) => arrival.record.split(':')[0])).toEqual([
      'complaint',
      'complaint',
      'petition',
    ])
  })

  it('can be told with each of its types', () => {
    for (const type of Object.keys(storyMatters) as StoryType[])
      expect(generateStory({ type, seed: type }).facts.type).toBe(type)
  })
})
