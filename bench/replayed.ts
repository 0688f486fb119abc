import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { generateCounty } from '../demo/county.ts'
import type { HazardWeights } from '../demo/life.ts'
import { suyuan } from './cli.ts'

export interface ReplayedCounty {
  readonly county: string
  readonly store: string
  /** links.csv, parties.csv, alerts.csv of the store. */
  readonly exports: string
  readonly counts: Readonly<Record<string, number>>
}

/** Generates a county in `folder` (unless one lies there), replays it through the real program and exports what was found. */
export function replayCounty(folder: string, seed: string, records: number, hazard?: HazardWeights): ReplayedCounty {
  const [county, store, exports] = [join(folder, 'county'), join(folder, 'store'), join(folder, 'exports')]
  mkdirSync(exports, { recursive: true })
  if (!existsSync(join(county, 'README.md')))
    generateCounty({ folder: county, seed, records, ...(hazard === undefined ? {} : { hazard }) })
  const replayed = join(exports, 'replay.json')
  if (!existsSync(replayed)) {
    for (const kind of [
      'agencies',
      'officers',
      'population',
      'mediation-bodies',
      'routes',
      'organisations',
      'matter-list',
    ])
      suyuan(['import-reference', kind, join(county, 'reference', `${kind}.csv`), '--data-dir', store])
    process.stderr.write('replaying two years of the demonstration county\n')
    writeFileSync(replayed, suyuan(['replay', county, '--data-dir', store]))
  }
  for (const kind of ['links', 'parties', 'alerts'])
    suyuan(['export', kind, '--out', join(exports, `${kind}.csv`), '--data-dir', store])
  const counts = JSON.parse(readFileSync(replayed, 'utf8').trim().split('\n').at(-1)!) as Record<string, number>
  return { county, store, exports, counts }
}

/** As root the cluster lies where its user can enter; the pointer says where. */
export function removeStore(dataDir: string): void {
  const pointer = join(dataDir, 'cluster.path')
  if (existsSync(pointer)) rmSync(dirname(readFileSync(pointer, 'utf8').trim()), { recursive: true, force: true })
}
