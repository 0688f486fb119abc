import { MalformedError, strictBase64, strictDecimal } from './strict.ts'
import { hashSize } from './tree.ts'

/** A tree head: `root` is the RFC 6962 root of the first `size` entries of the log named `origin`. */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Buffer
}

/** The text of a C2SP tlog-checkpoint, ready to be signed as a note. No extension lines: nobody can audit them. */
export function checkpointText(checkpoint: Checkpoint): string {
  return `${checkpoint.origin}\n${checkpoint.size}\n${checkpoint.root.toString('base64')}\n`
}

/** Reads the text of a note as a checkpoint; extension lines are refused. @throws MalformedError */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n')
  const [origin = '', size = '', root = '', end] = lines
  if (lines.length !== 4 || end !== '' || origin === '') throw new MalformedError('checkpoint')
  return {
    origin,
    size: strictDecimal(size, 'checkpoint size'),
    root: strictBase64(root, 'checkpoint root', hashSize),
  }
}
