import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureAlerts } from './alerts.ts'
import { percent } from './cli.ts'
import { measureMessages } from './messages.ts'
import { writeSection } from './page.ts'
import { type PairScore, scorePartition } from './pairs.ts'
import { removeStore, replayCounty } from './replayed.ts'
import { measureRisks } from './risks.ts'
import { readPartitions } from './truth.ts'

const keep = process.env.QUALITY_FOLDER
const folder = keep ?? mkdtempSync(join(tmpdir(), 'suyuan-quality-'))
const say = (text: string): void => void process.stderr.write(`${text}\n`)

const row = (name: string, score: PairScore): string =>
  `| ${name} | ${score.items} | ${percent(score.precision)} | ${percent(score.recall)} | ${score.f1.toFixed(3)} | ${score.bPrecision.toFixed(3)} | ${score.bRecall.toFixed(3)} | ${score.bF1.toFixed(3)} | ${score.wrongPairs} | ${score.missedPairs} |`

/** Links and parties of the store against the generator's truth. */
function measureLinks(county: string, exports: string): string {
  const { disputes, persons, organisations, mentions, unnamed } = readPartitions(county, exports)
  const missing = [...disputes.truth.keys()].filter((record) => !disputes.found.has(record)).length
  return [
    `${disputes.truth.size} records of ${new Set(disputes.truth.values()).size} disputes; ${missing} of them are not in \`export links\`. ${mentions} mentions in the truth, of which ${unnamed} are not exported under their written name (sealed records print 已封存).`,
    '',
    '| what | items | precision | recall | F1 | B³ P | B³ R | B³ F1 | wrong pairs | missed pairs |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    row('disputes (pairs of records)', scorePartition(disputes.found, disputes.truth)),
    row('parties: persons (pairs of mentions)', scorePartition(persons.found, persons.truth)),
    row('parties: organisations', scorePartition(organisations.found, organisations.truth)),
  ].join('\n')
}

const store = join(folder, 'store')
try {
  const { county, exports, counts } = replayCounty(folder, 'quality', Number(process.env.QUALITY_RECORDS ?? 22_000))
  const links = measureLinks(county, exports)
  say(links)
  const alerts = measureAlerts(county, join(exports, 'alerts.csv'))
  say(alerts)
  const risks = measureRisks(county, exports, store)
  say(risks)
  const messages = measureMessages(folder)
  say(messages)
  writeSection(
    '1. Demonstration county, replayed over two years',
    `Generated with the seed \`quality\`; its truth is known (demo/README.md) and nothing in src/ reads it. Replay: ${counts.accepted} accepted, ${counts.duplicates} duplicates, ${counts.updated} updated, ${counts.rejected} rejected, ${counts.excluded} kept out, ${counts.seconds} s (the machine did other work as well; docs/performance.md measures speed).
The texts are invented by templates, so the figures say how the program deals with missing numbers, shared phones, misheard names and late arrival; they do not say how it reads real prose (section 2 does).

### Links

${links}

### Group alerts

${alerts}

### Escalation of single disputes

${risks}`,
    'quality',
  )
  writeSection('2. Real messages of citizens', messages, 'quality')
} finally {
  if (!keep) {
    for (const data of [store, join(folder, 'messages')]) removeStore(data)
    rmSync(folder, { recursive: true, force: true })
  }
}
