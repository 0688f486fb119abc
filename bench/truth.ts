import { join } from 'node:path'
import { lines } from './cli.ts'

/** What the store found and what the generator knows: item → group. */
export interface Partition {
  readonly found: ReadonlyMap<string, string>
  readonly truth: ReadonlyMap<string, string>
}

export interface CountyPartitions {
  readonly disputes: Partition
  readonly persons: Partition
  readonly organisations: Partition
  /** Mentions in the truth, and those that are not exported under their written name (sealed records). */
  readonly mentions: number
  readonly unnamed: number
}

/** `county`: folder of a generated county; `exports`: folder with links.csv and parties.csv of the store that took it in. */
export function readPartitions(county: string, exports: string): CountyPartitions {
  const disputes = new Map(
    lines(join(county, 'truth', 'records.csv'))
      .filter((line) => line.dispute !== '' && line.expect !== 'excluded')
      .map((line) => [`${line.source}:${line.number}`, line.dispute!]),
  )
  const links = new Map(
    lines(join(exports, 'links.csv')).map((line) => [`${line.source}:${line.number}`, line.dispute!]),
  )
  const parties = new Map(
    lines(join(exports, 'parties.csv')).map((line) => [
      `${line.source}:${line.number}:${line.role}:${line.name}`,
      line.party!,
    ]),
  )
  const people = new Map<string, string>()
  const firms = new Map<string, string>()
  const mentions = new Set<string>()
  for (const line of lines(join(county, 'truth', 'mentions.csv'))) {
    const key = `${line.source}:${line.number}:${line.role}:${line.name}`
    mentions.add(key)
    if (!parties.has(key)) continue
    ;(/^(P|S-P)/.test(line.party!) ? people : firms).set(key, line.party!)
  }
  return {
    disputes: { found: links, truth: disputes },
    persons: { found: parties, truth: people },
    organisations: { found: parties, truth: firms },
    mentions: mentions.size,
    unnamed: mentions.size - people.size - firms.size,
  }
}
