import type { ScopedTx } from '../access/scope.ts'
import { localTime } from '../vocabulary/calendar.ts'
import { type RetentionKey, retentionTable } from '../vocabulary/retention.ts'
import { rightsWords } from '../vocabulary/words/rights.ts'
import { countOver, nextEnds, nextRun, readReports } from './deletion.ts'
import { readHolds } from './holds.ts'
import type { RetentionPage } from './schema.ts'

/** Classes, what goes next, what is held, what went: for the privacy officer. Run with the program's rows. */
export async function retentionPage(tx: ScopedTx): Promise<RetentionPage> {
  const now = tx.context.now()
  const counts = new Map((await countOver(tx, now)).map((count) => [count.key, count]))
  const ends = await nextEnds(tx)
  const reports = await readReports(tx)
  return {
    asOf: localTime(now),
    nextRun: localTime(nextRun(now)),
    classes: (Object.keys(retentionTable) as RetentionKey[]).map((key) => {
      const entry = retentionTable[key]
      const count = counts.get(key)
      const next = ends.get(key) ?? null
      return {
        key,
        zh: entry.zh,
        en: entry.en,
        what: entry.what,
        period: `${entry.length}${rightsWords.period[entry.unit]}`,
        from: entry.from,
        ending: rightsWords.endings[entry.ending],
        source: entry.source,
        verified: entry.verified,
        due: count?.destroyed ?? null,
        held: count && entry.held ? count.held : null,
        nextAt: next && localTime(next),
      }
    }),
    holds: (await readHolds(tx)).map((hold) => ({ ...hold, at: localTime(hold.at) })),
    reports: reports.map((report) => ({
      id: report.id,
      at: localTime(report.at),
      cause: report.cause,
      classes: report.classes.map((one) => ({
        key: one.class,
        zh: retentionTable[one.class].zh,
        destroyed: one.destroyed,
        held: one.held,
      })),
      ledgerIndex: report.ledgerIndex,
    })),
  }
}
