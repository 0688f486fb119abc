import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addressFeatures } from '../../src/reading/addresses/features.ts'
import type { LabelledAddress } from '../../src/reading/addresses/invent.ts'
import { readLabelledAddresses } from '../../src/reading/addresses/labelled.ts'
import { shippedAddresses, trainAddresses } from '../../src/reading/addresses/parse.ts'
import { type Tagger, tagRow } from '../../src/reading/learning/tagger.ts'
import type { Row } from '../row.ts'

const folder = join(import.meta.dirname, '../../../shared/data/addresses')

function elements(tags: readonly string[]): Set<string> {
  const found = new Set<string>()
  for (let at = 0; at < tags.length; ) {
    const label = tags[at]!.slice(2)
    let next = at + 1
    while (tags[next] === `I-${label}`) next++
    if (tags[at] !== 'O') found.add(`${at} ${next} ${label}`)
    at = next
  }
  return found
}

/** Strict: an element counts where its span and its label are those of the label file; all 21 labels, micro average. */
function elementF1(model: Tagger, rows: readonly LabelledAddress[]): number {
  let said = 0
  let wanted = 0
  let both = 0
  for (const { tokens, tags } of rows) {
    const own = elements(tagRow(model, addressFeatures(tokens)))
    const truth = elements(tags)
    said += own.size
    wanted += truth.size
    for (const element of own) if (truth.has(element)) both++
  }
  return (2 * both) / (said + wanted)
}

export async function measure(): Promise<Row[]> {
  if (!existsSync(folder)) return []
  const read = (file: string): LabelledAddress[] => readLabelledAddresses(readFileSync(join(folder, file), 'utf8'))
  const [train, dev] = [read('train.txt'), read('dev.txt')]
  let before = process.cpuUsage().user
  const spent = (): number => {
    const seconds = (process.cpuUsage().user - before) / 1e6
    before = process.cpuUsage().user
    return seconds
  }
  const learnt = trainAddresses(train)
  const learning = spent()
  const trained = elementF1(learnt, dev)
  const tagging = spent()
  const shipped = elementF1(shippedAddresses(), dev)
  const command = 'npm run bench -- linking addresses'
  return [
    {
      measure: 'addresses: element F1 on dev, trained on train',
      peer: 'published neural parsers about 0.90',
      target: '≥ 0.90',
      got: trained.toFixed(4),
      command,
      note: `strict span and label, ${dev.length} addresses; learning ${learning.toFixed(0)} s of CPU, ${(dev.length / tagging).toFixed(0)} addresses/s`,
    },
    {
      measure: 'addresses: element F1 on dev, shipped (made-up addresses only)',
      peer: 'none',
      target: 'reported',
      got: shipped.toFixed(4),
      command,
      note: 'learnt at first use from 2,500 invented addresses; the label conventions of the data set are not known to it',
    },
  ]
}
