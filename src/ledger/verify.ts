import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Checkpoint, parseCheckpoint } from './proof/checkpoint.ts'
import { isSignedBy, leafKeyId, parseLeaf } from './proof/leaf.ts'
import { checkNote, type NoteVerifier, parseNote, parseVerifierKeys } from './proof/note.ts'
import { MalformedError } from './proof/strict.ts'
import { parseBundle, parseTile, tilePath, tilesOf, tileWidth } from './proof/tiles.ts'
import { emptyFrontier, extendFrontier, type Frontier, frontierRoot, hashLeaf } from './proof/tree.ts'

export interface VerifiedLog {
  readonly origin: string
  readonly size: number
  /** Base64. */
  readonly root: string
  /** Trace codes whose chains were followed from their first event to their last. */
  readonly traceCodes: number
  /** Names of the keys whose signature of the checkpoint was checked. */
  readonly signedBy: readonly string[]
  /** Names on further signature lines for which no key was given. */
  readonly unknown: readonly string[]
}

/**
 * Verifies an exported log from its public files and the given keys alone: the checkpoint's signatures, every entry's own
 * signature and place in the chain of its trace code, every tile, and the root. With `earlier` (a file with a checkpoint
 * kept from before) also that nothing of that time was changed or removed.
 * @throws MalformedError that names the first thing that does not hold, or the file system's error for a missing file.
 */
export function verifyLog(folder: string, keyFile: string, earlier?: string): VerifiedLog {
  const verifiers = parseVerifierKeys(readFileSync(keyFile, 'utf8'))
  const { checkpoint, signedBy, unknown } = readCheckpoint(join(folder, 'checkpoint'), verifiers)
  const kept = earlier === undefined ? undefined : readCheckpoint(earlier, verifiers).checkpoint
  if (kept && (kept.origin !== checkpoint.origin || kept.size > checkpoint.size))
    throw new MalformedError(`log: it has ${checkpoint.size} entries, the earlier checkpoint ${kept.size}`)

  const keys = new Map(verifiers.map((verifier) => [leafKeyId(verifier.key), verifier]))
  const chains = new Map<string, { seq: number; hash: string }>()
  /** Hashes of each tile level, 0 left empty because it is compared at once. */
  const rows: Buffer[][] = []
  let frontier: Frontier = emptyFrontier
  if (kept?.size === 0) compareRoot(kept, frontier)

  for (let first = 0; first < checkpoint.size; first += tileWidth) {
    const width = Math.min(tileWidth, checkpoint.size - first)
    const number = first / tileWidth
    const entries = parseBundle(readFileSync(join(folder, tilePath({ level: 'entries', number, width }))), width)
    entries.forEach((entry, at) => {
      checkEntry(entry, first + at, keys, chains)
    })
    const hashes = entries.map(hashLeaf)
    compareTile(folder, { level: 0, number, width }, hashes)
    // A kept checkpoint may end inside this tile.
    const cut = kept && kept.size > first && kept.size < first + width ? kept.size - first : width
    for (const part of [hashes.slice(0, cut), hashes.slice(cut)]) {
      const step = extendFrontier(frontier, part)
      frontier = step.frontier
      for (const node of step.completed) {
        if (node.height % 8 !== 0) continue
        const level = node.height / 8
        rows[level] = rows[level] ?? []
        rows[level].push(node.hash)
      }
      if (kept?.size === frontier.size) compareRoot(kept, frontier)
    }
  }
  compareRoot(checkpoint, frontier)
  for (const tile of tilesOf(checkpoint.size)) {
    const { level, number, width } = tile
    if (level === 'entries' || level === 0) continue
    compareTile(folder, { level, number, width }, rows[level]!.slice(number * tileWidth, number * tileWidth + width))
  }
  return {
    origin: checkpoint.origin,
    size: checkpoint.size,
    root: checkpoint.root.toString('base64'),
    traceCodes: chains.size,
    signedBy,
    unknown,
  }
}

function readCheckpoint(
  file: string,
  verifiers: readonly NoteVerifier[],
): { checkpoint: Checkpoint; signedBy: string[]; unknown: readonly string[] } {
  const note = parseNote(readFileSync(file))
  const checkpoint = parseCheckpoint(note.text)
  const { verified, unknown } = checkNote(note, verifiers)
  const signedBy = verified.map((verifier) => verifier.name)
  if (!signedBy.includes(checkpoint.origin)) throw new MalformedError(`checkpoint: not signed by ${checkpoint.origin}`)
  return { checkpoint, signedBy, unknown }
}

function checkEntry(
  entry: Buffer,
  index: number,
  keys: ReadonlyMap<string, NoteVerifier>,
  chains: Map<string, { seq: number; hash: string }>,
): void {
  const leaf = parseLeaf(entry)
  const verifier = keys.get(leaf.kid)
  if (!verifier) throw new MalformedError(`entry ${index}: no key ${leaf.kid} in the key file`)
  if (!isSignedBy(leaf, verifier.key)) throw new MalformedError(`entry ${index}: its signature is wrong`)
  if (leaf.code === null) return
  const end = chains.get(leaf.code)
  if (leaf.seq !== (end?.seq ?? 0) + 1 || leaf.prev !== (end?.hash ?? null))
    throw new MalformedError(`entry ${index}: the chain of ${leaf.code} is broken`)
  chains.set(leaf.code, { seq: leaf.seq, hash: hashLeaf(entry).toString('hex') })
}

function compareTile(
  folder: string,
  tile: { level: number; number: number; width: number },
  hashes: readonly Buffer[],
): void {
  const path = tilePath(tile)
  const stored = parseTile(readFileSync(join(folder, path)), tile.width)
  if (hashes.length !== stored.length || hashes.some((hash, at) => !hash.equals(stored[at]!)))
    throw new MalformedError(`${path}: it differs from what the entries give`)
}

function compareRoot(checkpoint: Checkpoint, frontier: Frontier): void {
  if (!frontierRoot(frontier).equals(checkpoint.root))
    throw new MalformedError(`checkpoint: its root is not that of the first ${checkpoint.size} entries`)
}
