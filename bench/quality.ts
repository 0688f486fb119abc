import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { generateCounty } from '../demo/county.ts'
import { measureAlerts } from './alerts.ts'
import { lines, percent, suyuan } from './cli.ts'
import { measureMessages } from './messages.ts'
import { writeSection } from './page.ts'
import { type PairScore, scorePartition } from './pairs.ts'
import { measureRisks } from './risks.ts'

const keep = process.env.QUALITY_FOLDER
const folder = keep ?? mkdtempSync(join(tmpdir(), 'suyuan-quality-'))
const say = (text: string): void => void process.stderr.write(`${text}\n`)

const row = (name: string, score: PairScore): string =>
  `| ${name} | ${score.items} | ${percent(score.precision)} | ${percent(score.recall)} | ${score.f1.toFixed(3)} | ${score.bPrecision.toFixed(3)} | ${score.bRecall.toFixed(3)} | ${score.bF1.toFixed(3)} | ${score.wrongPairs} | ${score.missedPairs} |`

/** Links and parties of the store against the generator's truth. */
function measureLinks(county: string, exports: string): string {
  const disputes = new Map(
    lines(join(county, 'truth', 'records.csv'))
      .filter((line) => line.dispute !== '' && line.expect !== 'excluded')
      .map((line) => [`${line.source}:${line.number}`, line.dispute!]),
  )
  const foundDisputes = new Map(
    lines(join(exports, 'links.csv')).map((line) => [`${line.source}:${line.number}`, line.dispute!]),
  )
  const missing = [...disputes.keys()].filter((record) => !foundDisputes.has(record)).length
  const truth = new Map<string, string>()
  const people = new Map<string, string>()
  const firms = new Map<string, string>()
  for (const line of lines(join(county, 'truth', 'mentions.csv'))) {
    const key = `${line.source}:${line.number}:${line.role}:${line.name}`
    truth.set(key, line.party!)
    ;(/^(P|S-P)/.test(line.party!) ? people : firms).set(key, line.party!)
  }
  const foundParties = new Map(
    lines(join(exports, 'parties.csv')).map((line) => [
      `${line.source}:${line.number}:${line.role}:${line.name}`,
      line.party!,
    ]),
  )
  const comparable = (of: ReadonlyMap<string, string>): Map<string, string> =>
    new Map([...of].filter(([key]) => foundParties.has(key)))
  return [
    `${disputes.size} records of ${new Set(disputes.values()).size} disputes; ${missing} of them are not in \`export links\`. ${truth.size} mentions in the truth, of which ${truth.size - comparable(truth).size} are not exported under their written name (sealed records print 已封存).`,
    '',
    '| what | items | precision | recall | F1 | B³ P | B³ R | B³ F1 | wrong pairs | missed pairs |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    row('disputes (pairs of records)', scorePartition(foundDisputes, disputes)),
    row('parties: persons (pairs of mentions)', scorePartition(foundParties, comparable(people))),
    row('parties: organisations', scorePartition(foundParties, comparable(firms))),
  ].join('\n')
}

const county = join(folder, 'county')
const store = join(folder, 'store')
const exports = join(folder, 'exports')
try {
  mkdirSync(exports, { recursive: true })
  if (!existsSync(join(county, 'README.md')))
    generateCounty({ folder: county, seed: 'quality', records: Number(process.env.QUALITY_RECORDS ?? 22_000) })
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
    say('replaying two years of the demonstration county')
    writeFileSync(replayed, suyuan(['replay', county, '--data-dir', store]))
  }
  const counts = JSON.parse(readFileSync(replayed, 'utf8').trim().split('\n').at(-1)!) as Record<string, number>
  for (const kind of ['links', 'parties', 'alerts'])
    suyuan(['export', kind, '--out', join(exports, `${kind}.csv`), '--data-dir', store])
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
    for (const data of [store, join(folder, 'messages')]) {
      const pointer = join(data, 'cluster.path')
      if (existsSync(pointer)) rmSync(dirname(readFileSync(pointer, 'utf8').trim()), { recursive: true, force: true })
    }
    rmSync(folder, { recursive: true, force: true })
  }
}
