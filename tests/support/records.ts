import { systemScope, withScope } from '../../src/access/scope.ts'
import { storeRows } from '../../src/intake/commands.ts'
import { objectRow } from '../../src/intake/json-lines.ts'
import { resolveMapping } from '../../src/intake/mapping.ts'
import { readRow } from '../../src/intake/read-row.ts'
import type { Services } from '../../src/platform/services.ts'
import { runPipeline } from '../../src/programs/pipeline.ts'
import type { SourceKey } from '../../src/vocabulary/sources.ts'

export type Row = readonly [SourceKey, Readonly<Record<string, string>>]

/** Stores rows as a supplier sends them and takes them through every room of the pipeline. Returns the records' ids. */
export async function storeAndRun(services: Services, rows: readonly Row[]): Promise<readonly string[]> {
  const { county } = services.config
  const drafts = rows.map(([source, cells]) => {
    const raw = objectRow(2, { ...cells })
    const mapping = resolveMapping(source, { name: 'f', header: Object.keys(cells), samples: [raw] })
    const outcome = readRow(mapping, raw, {
      supplier: source,
      county,
      counties: new Set([county]),
      now: services.clock.now(),
    })
    if (outcome.kind !== 'draft') throw new Error(JSON.stringify(outcome))
    return outcome.draft
  })
  const { ids } = await withScope(services, systemScope(county, 'test'), 'pipeline', (tx) => storeRows(tx, { drafts }))
  await runPipeline(services, county)
  return ids
}
