import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Sorts more rows than memory holds: by `key`, ties in the order of arrival. The rows lie in a temporary file that has no
 * name any more once it is open, so nothing stays behind whatever happens; keys and offsets stay in memory (about 24 bytes a row).
 */
export async function* sortedByKey<T>(
  items: AsyncIterable<{ readonly key: number; readonly item: T }>,
): AsyncGenerator<{ key: number; item: T }> {
  const folder = mkdtempSync(join(tmpdir(), 'suyuan-sort-'))
  const file = openSync(join(folder, 'rows'), 'w+', 0o600)
  rmSync(folder, { recursive: true })
  try {
    const keys: number[] = []
    const offsets: number[] = [0]
    let waiting: Buffer[] = []
    let waitingBytes = 0
    const flush = (): void => {
      writeSync(file, Buffer.concat(waiting))
      waiting = []
      waitingBytes = 0
    }
    for await (const { key, item } of items) {
      const bytes = Buffer.from(JSON.stringify(item))
      keys.push(key)
      offsets.push(offsets.at(-1)! + bytes.length)
      waiting.push(bytes)
      waitingBytes += bytes.length
      if (waitingBytes > 1_048_576) flush()
    }
    flush()
    const order = Uint32Array.from(keys.keys()).sort((a, b) =>
      keys[a]! === keys[b]! ? a - b : keys[a]! < keys[b]! ? -1 : 1,
    )
    for (const index of order) {
      const bytes = Buffer.alloc(offsets[index + 1]! - offsets[index]!)
      readSync(file, bytes, 0, bytes.length, offsets[index]!)
      yield { key: keys[index]!, item: JSON.parse(bytes.toString()) as T }
    }
  } finally {
    closeSync(file)
  }
}
