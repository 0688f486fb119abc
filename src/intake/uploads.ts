import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import type { TableInput } from './table.ts'

/** How long an uploaded file waits for its mapping to be confirmed; real time, for it guards the disk. */
export const keptMinutes = 30

interface Waiting {
  readonly file: number
  readonly until: number
  readonly input: TableInput
  readonly sheet: string | null
}

/** An uploaded file in somebody's hands: given back by `keep` until its mapping is confirmed, or let go by `release`. */
export interface Upload {
  readonly input: TableInput
  readonly sheet: string | null
  keep(sheet: string | null): void
  release(): void
}

export interface Uploads {
  /** Takes the bytes into a file without a name: nothing remains when the process ends, however it ends. */
  receive(name: string, bytes: Readable): Promise<(id: string) => Upload>
  take(id: string): Upload | null
  close(): void
}

/** A stream of the library closes its file when a reader stops early; this one may be read again from the start. */
function* chunksOf(file: number): Generator<Buffer> {
  for (let position = 0; ; ) {
    const chunk = Buffer.alloc(65_536)
    const length = readSync(file, chunk, 0, chunk.length, position)
    if (length === 0) return
    yield chunk.subarray(0, length)
    position += length
  }
}

/** Uploaded files between preview and start. Held by one server process; after a restart a file is sent again. */
export function createUploads(): Uploads {
  const waiting = new Map<string, Waiting>()
  const drop = (id: string): void => {
    const upload = waiting.get(id)
    if (!upload) return
    waiting.delete(id)
    closeSync(upload.file)
  }
  const expire = (): void => {
    for (const [id, upload] of waiting) if (upload.until < Date.now()) drop(id)
  }
  const inHand = (id: string, file: number, input: TableInput, sheet: string | null): Upload => ({
    input,
    sheet,
    keep: (chosen) => waiting.set(id, { file, input, sheet: chosen, until: Date.now() + keptMinutes * 60_000 }),
    release: () => closeSync(file),
  })
  return {
    async receive(name, bytes) {
      expire()
      const folder = mkdtempSync(join(tmpdir(), 'suyuan-upload-'))
      const file = openSync(join(folder, 'file'), 'w+', 0o600)
      rmSync(folder, { recursive: true })
      let size = 0
      try {
        for await (const chunk of bytes as AsyncIterable<Buffer>) {
          writeSync(file, chunk)
          size += chunk.length
        }
      } catch (error) {
        closeSync(file)
        throw error
      }
      const input: TableInput = {
        name: basename(name),
        size,
        open: () => Readable.from(chunksOf(file)),
      }
      return (id) => inHand(id, file, input, null)
    },
    take(id) {
      expire()
      const upload = waiting.get(id)
      if (!upload) return null
      waiting.delete(id)
      return inHand(id, upload.file, upload.input, upload.sheet)
    },
    close() {
      for (const id of [...waiting.keys()]) drop(id)
    },
  }
}
