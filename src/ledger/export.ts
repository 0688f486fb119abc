import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { systemScope, withScope } from '../access/scope.ts'
import type { Services } from '../platform/services.ts'
import { encodeBundle, tilePath, tilesOf, tileWidth } from './proof/tiles.ts'
import { logVerifierKey, proveEntry, signCheckpoint } from './proofs.ts'
import { readEntries, readHead, readTileHashes } from './queries.ts'

export interface ExportedLog {
  readonly origin: string
  readonly size: number
  /** Base64. */
  readonly root: string
  readonly files: number
  /** The note-verifier key; an auditor should have it from elsewhere, and compare. */
  readonly key: string
}

/** Entries read in one go; a multiple of the tile width. */
const entriesAtOnce = 64 * tileWidth

/**
 * Writes a county's public log in C2SP tlog-tiles form: `checkpoint`, `tile/<L>/<N>`, `tile/entries/<N>`, and beside them
 * `verifier.key`. The checkpoint is written last: a folder without it is an export that did not end.
 */
export async function exportLog(services: Services, county: string, folder: string): Promise<ExportedLog> {
  return withScope(services, systemScope(county, 'ledger'), 'audit', async (tx) => {
    const head = await readHead(tx)
    let files = 0
    const write = (path: string, bytes: string | Buffer) => {
      const file = join(folder, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, bytes)
      files++
    }
    for (let from = 0; from < head.size; from += entriesAtOnce) {
      const entries = await readEntries(tx, from, Math.min(from + entriesAtOnce, head.size))
      for (let at = 0; at < entries.length; at += tileWidth) {
        const bundle = entries.slice(at, at + tileWidth)
        const number = (from + at) / tileWidth
        const width = bundle.length
        write(
          tilePath({ level: 'entries', number, width }),
          encodeBundle(bundle.map((entry) => Buffer.from(entry.leaf))),
        )
        write(tilePath({ level: 0, number, width }), Buffer.concat(bundle.map((entry) => entry.leafHash)))
      }
    }
    for (const tile of tilesOf(head.size)) {
      const { level } = tile
      if (level !== 'entries' && level > 0)
        write(tilePath(tile), Buffer.concat(await readTileHashes(tx, { ...tile, level })))
    }
    const key = logVerifierKey(tx)
    write('verifier.key', `${key}\n`)
    write('checkpoint', signCheckpoint(tx, head))
    return { origin: `suyuan/${county}`, size: head.size, root: head.root.toString('base64'), files, key }
  })
}

/** The tlog-proof of one entry of a county's log, for the command line. @throws Problem ledger.noEntry */
export async function proofOf(services: Services, county: string, index: number): Promise<string> {
  return withScope(services, systemScope(county, 'ledger'), 'audit', (tx) => proveEntry(tx, index))
}
