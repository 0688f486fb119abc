import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { readConfig } from '../../platform/config.ts'
import { readClassifier, writeClassifier } from '../../reading/classify.ts'
import { modelPort } from '../../reading/model-port.ts'
import { isTitle, readTexts, type TextColumn, type TextModel } from '../../reading/texts.ts'
import { type LabelledText, type ReadingModel, textModel, trainReading } from '../../reading/training.ts'
import { showProgress } from '../progress.ts'
import { openTexts } from '../text-rows.ts'

const rankingFile = 'reading.json'
const typeFile = 'type.json'

function columnsOf(row: Readonly<Record<string, string>>, names: readonly string[]): TextColumn[] {
  return names.map((column, index) => {
    const text = row[column] ?? ''
    return { column, text, title: isTitle(column, index, names.length, text) }
  })
}

function checkColumns(header: readonly string[], names: readonly string[], file: string): void {
  const missing = names.find((name) => !header.includes(name))
  if (missing !== undefined)
    throw new InvalidArgumentError(`${file} has no column ${missing}; it has ${header.join(', ')}`)
}

async function loadModel(folder: string): Promise<TextModel> {
  const stored = await readFile(join(folder, rankingFile), 'utf8').catch(() => null)
  if (stored === null)
    throw new InvalidArgumentError(`${folder} holds no model of \`suyuan read train\` (${rankingFile})`)
  const { respondent, place } = JSON.parse(stored) as Pick<ReadingModel, 'respondent' | 'place'>
  const type = await readFile(join(folder, typeFile), 'utf8').catch(() => null)
  return textModel({ type: type === null ? null : readClassifier(type), respondent, place })
}

async function predict(options: { in: string; text: string[]; out: string; model?: string }): Promise<void> {
  const model = options.model === undefined ? {} : await loadModel(options.model)
  const { modelUrl, modelName, modelKeyFile } = readConfig()
  const port = modelPort({ address: modelUrl, model: modelName, keyFile: modelKeyFile })
  const { header, rows } = await openTexts(options.in)
  checkColumns(header, options.text, options.in)
  const out = createWriteStream(options.out, { mode: 0o600 })
  const failed = new Promise<never>((_resolve, reject) => out.on('error', reject))
  const progress = showProgress('read', 0)
  let count = 0
  const work = async (): Promise<void> => {
    for await (const row of rows) {
      const columns = columnsOf(row, options.text)
      const rules = readTexts(columns, model)
      const reading = port ? await port.ask(columns, rules) : rules
      if (!out.write(`${JSON.stringify({ ...reading, id: row[header[0]!] ?? '' })}\n`)) await once(out, 'drain')
      progress.update(++count)
    }
    out.end()
    await finished(out)
  }
  await Promise.race([work(), failed])
  progress.stop()
  process.stderr.write(`suyuan read: ${count} rows → ${options.out}\n`)
  if (port) process.stderr.write(`suyuan read: the county's model ${JSON.stringify(port.counts)}\n`)
}

async function train(options: { in: string; texts: string; id: string; text: string[]; model: string }): Promise<void> {
  const texts = await openTexts(options.texts)
  checkColumns(texts.header, [options.id, ...options.text], options.texts)
  const byId = new Map<string, TextColumn[]>()
  for await (const row of texts.rows) byId.set((row[options.id] ?? '').trim(), columnsOf(row, options.text))
  const labels = await openTexts(options.in)
  // The label's own number: a field named as the texts' column, or the first field.
  const key = labels.header.includes(options.id) ? options.id : labels.header[0]!
  const rows: LabelledText[] = []
  let unknown = 0
  for await (const label of labels.rows) {
    const columns = byId.get((label[key] ?? '').trim())
    if (!columns) {
      unknown++
      continue
    }
    rows.push({
      columns,
      ...(label['type'] ? { type: label['type'] } : {}),
      ...(label['respondent'] === undefined ? {} : { respondent: label['respondent'] }),
      ...(label['place'] === undefined ? {} : { place: label['place'] }),
    })
  }
  if (rows.length === 0)
    throw new InvalidArgumentError(`no label of ${options.in} names a row of ${options.texts} (field ${key})`)
  process.stderr.write(`suyuan read train: ${rows.length} labelled rows, ${unknown} labels without a text\n`)
  await mkdir(options.model, { recursive: true })
  const { type, ...rankings } = trainReading(rows)
  await writeFile(join(options.model, rankingFile), `${JSON.stringify(rankings)}\n`, { mode: 0o600 })
  await rm(join(options.model, typeFile), { force: true })
  if (type) await writeFile(join(options.model, typeFile), writeClassifier(type), { mode: 0o600 })
}

/** `suyuan read` and `suyuan read train`, as formats.md says. */
export function addReadCommand(program: Command): void {
  const read = program
    .command('read')
    .description('reads free text into dispute type, respondent, place, facts and mentions with their spans')
    .exitOverride()
  // A command of its own: `read` and `read train` share names of options.
  read
    .command('rows', { isDefault: true })
    .description('reads the rows of a file (meant where no command is given): suyuan read --in F --text COL --out O')
    .exitOverride()
    .requiredOption('--in <file>', 'CSV, XLSX or JSON Lines')
    .requiredOption('--text <columns...>', 'columns that hold the text; a heading may be one of them')
    .requiredOption('--out <file>', 'JSON Lines, one object a row')
    .option('--model <folder>', 'a model of `read train`; without it the shipped rules')
    .action(predict)
  read
    .command('train')
    .description("learns a county's own model from labelled rows")
    .exitOverride()
    .requiredOption('--in <file>', 'labels: JSON Lines {id, type, respondent, place}')
    .requiredOption('--texts <file>', 'the texts')
    .requiredOption('--id <column>', 'column of the texts that the labels name')
    .requiredOption('--text <columns...>', 'columns that hold the text')
    .requiredOption('--model <folder>', 'where the model is written')
    .action(train)
}
