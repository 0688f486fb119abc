import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { type Command, InvalidArgumentError } from 'commander'
import {
  judge,
  type LabelledParts,
  readClassifier,
  type TextClassifier,
  trainClassifier,
  writeClassifier,
} from '../../reading/classify.ts'
import { showProgress } from '../progress.ts'
import { openTexts } from '../text-rows.ts'

const modelFile = 'classifier.json'

/** RFC 4180; cells stay as they are, for programs rather than spreadsheets read this file. */
const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`

function checkColumns(header: readonly string[], names: readonly string[], file: string): void {
  const missing = names.find((name) => !header.includes(name))
  if (missing !== undefined)
    throw new InvalidArgumentError(`${file} has no column ${missing}; it has ${header.join(', ')}`)
}

async function train(options: { in: string; text: string[]; label: string; model: string }): Promise<void> {
  const { header, rows } = await openTexts(options.in)
  checkColumns(header, [...options.text, options.label], options.in)
  const labelled: LabelledParts[] = []
  let without = 0
  for await (const row of rows) {
    const label = (row[options.label] ?? '').trim()
    if (label === '') without++
    else labelled.push({ parts: options.text.map((name) => row[name] ?? ''), label })
  }
  process.stderr.write(`suyuan classify train: ${labelled.length} rows, ${without} without a label left out\n`)
  try {
    const model = trainClassifier(labelled, options.text)
    await mkdir(options.model, { recursive: true })
    await writeFile(join(options.model, modelFile), writeClassifier(model), { mode: 0o600 })
    process.stderr.write(`suyuan classify train: ${model.labels.length} labels → ${join(options.model, modelFile)}\n`)
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidArgumentError(`${options.in}: ${error.message}`)
    throw error
  }
}

async function load(folder: string): Promise<TextClassifier> {
  const path = join(folder, modelFile)
  const text = await readFile(path, 'utf8').catch(() => {
    throw new InvalidArgumentError(`no model at ${path}; write one with: suyuan classify train --model ${folder} …`)
  })
  try {
    return readClassifier(text)
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidArgumentError(`${path}: ${error.message}; train it again`)
    throw error
  }
}

async function predict(options: { model: string; in: string; out: string; text?: string[] }): Promise<void> {
  const model = await load(options.model)
  const judged = judge(model)
  const { header, rows } = await openTexts(options.in)
  const names = options.text ?? model.columns
  checkColumns(header, names, options.in)
  const out = createWriteStream(options.out, { mode: 0o600 })
  const failed = new Promise<never>((_resolve, reject) => out.on('error', reject))
  const progress = showProgress('classify', 0)
  let count = 0
  const work = async (): Promise<void> => {
    out.write(csvLine([...header, 'label', 'probability']))
    for await (const row of rows) {
      const { label, probability } = judged(names.map((name) => row[name] ?? ''))
      const cells = [...header.map((name) => row[name] ?? ''), label, probability.toFixed(4)]
      if (!out.write(csvLine(cells))) await once(out, 'drain')
      progress.update(++count)
    }
    out.end()
    await finished(out)
  }
  await Promise.race([work(), failed])
  progress.stop()
  process.stderr.write(`suyuan classify: ${count} rows → ${options.out}\n`)
}

/** `suyuan classify train` and `suyuan classify predict`, as formats.md says. */
export function addClassifyCommand(program: Command): void {
  const classify = program
    .command('classify')
    .description("sorts texts into a county's own classes, learnt from its labelled rows")
    .exitOverride()
  classify
    .command('train')
    .description('learns from labelled rows')
    .exitOverride()
    .requiredOption('--in <file>', 'CSV, XLSX or JSON Lines with texts and labels')
    .requiredOption('--text <columns...>', 'columns that hold the text; headings before the body')
    .requiredOption('--label <column>', 'column that holds the label')
    .requiredOption('--model <folder>', 'where the model is written')
    .action(train)
  classify
    .command('predict')
    .description('labels the rows of a file')
    .exitOverride()
    .requiredOption('--model <folder>', 'a model of `classify train`')
    .requiredOption('--in <file>', 'CSV, XLSX or JSON Lines')
    .requiredOption('--out <file>', 'CSV: the columns of the input, label, probability')
    .option('--text <columns...>', 'columns that hold the text; without it those that the model learnt from')
    .action(predict)
}
