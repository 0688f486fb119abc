import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { readLabelledAddresses } from '../../reading/addresses/labelled.ts'
import { readAddressModel, writeAddressModel } from '../../reading/addresses/model-file.ts'
import { parseAddress, shippedAddresses, trainAddresses } from '../../reading/addresses/parse.ts'
import { showProgress } from '../progress.ts'
import { openTexts } from '../text-rows.ts'

async function bytesOf(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: unknown) => {
    throw new InvalidArgumentError(`${path} cannot be read: ${(error as Error).message}`)
  })
}

/** A RangeError of a reader, said with the file that it read. */
function reading<Result>(path: string, read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidArgumentError(`${path}: ${error.message}`)
    throw error
  }
}

async function train(options: { in: string; model: string }): Promise<void> {
  const text = Buffer.from(await bytesOf(options.in)).toString('utf8')
  const rows = reading(options.in, () => readLabelledAddresses(text))
  if (rows.length === 0) throw new InvalidArgumentError(`${options.in} holds no labelled address`)
  process.stderr.write(`suyuan addresses train: ${rows.length} labelled addresses …\n`)
  await writeFile(options.model, writeAddressModel(trainAddresses(rows)), { mode: 0o600 })
  process.stderr.write(`suyuan addresses train: model → ${options.model}\n`)
}

async function parse(options: { in: string; text: string; out: string; model?: string }): Promise<void> {
  const { header, rows } = await openTexts(options.in)
  if (!header.includes(options.text))
    throw new InvalidArgumentError(`${options.in} has no column ${options.text}; it has ${header.join(', ')}`)
  const path = options.model
  const stored = path === undefined ? null : await bytesOf(path)
  const model = stored === null ? shippedAddresses() : reading(path!, () => readAddressModel(stored))
  const out = createWriteStream(options.out, { mode: 0o600 })
  const failed = new Promise<never>((_resolve, reject) => out.on('error', reject))
  const progress = showProgress('addresses', 0)
  let count = 0
  const work = async (): Promise<void> => {
    for await (const row of rows) {
      const address = row[options.text] ?? ''
      const line = { id: row[header[0]!] ?? '', address, elements: parseAddress(model, address) }
      if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, 'drain')
      progress.update(++count)
    }
    out.end()
    await finished(out)
  }
  await Promise.race([work(), failed])
  progress.stop()
  process.stderr.write(`suyuan addresses: ${count} rows → ${options.out}\n`)
}

/** `suyuan addresses` and `suyuan addresses train` (docs/reading.md). */
export function addAddressCommand(program: Command): void {
  const addresses = program
    .command('addresses')
    .description('cuts written addresses into province, city, county, town, village, road, estate, house, room')
    .exitOverride()
  addresses
    .command('rows', { isDefault: true })
    .description(
      'cuts the addresses of a file (meant where no command is given): suyuan addresses --in F --text COL --out O',
    )
    .exitOverride()
    .requiredOption('--in <file>', 'CSV, XLSX or JSON Lines')
    .requiredOption('--text <column>', 'column with the addresses')
    .requiredOption('--out <file>', 'JSON Lines, one object a row')
    .option('--model <file>', 'a model of `addresses train`; without it one learnt from made-up addresses')
    .action(parse)
  addresses
    .command('train')
    .description("learns a county's own model from labelled addresses")
    .exitOverride()
    .requiredOption(
      '--in <file>',
      'a token, a blank and its tag (B-road, I-road, O) a line; an empty line between addresses',
    )
    .requiredOption('--model <file>', 'the model is written here')
    .action(train)
}
