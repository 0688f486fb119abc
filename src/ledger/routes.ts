import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { encodeBundle, parseTilePath, type Tile, tileWidth } from './proof/tiles.ts'
import { logVerifierKey, proveEntry, signCheckpoint } from './proofs.ts'
import { readEntries, readHead, readTileHashes } from './queries.ts'

const forever = 'public, max-age=31536000, immutable'
const text = 'text/plain; charset=utf-8'

/** The public log (C2SP tlog-tiles under /ledger), without sign-in: nothing in it is personal. */
export const ledgerRoutes =
  (services: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    const read = <T>(work: (tx: ScopedTx) => Promise<T>) =>
      withScope(services, systemScope(services.config.county, 'ledger'), 'audit', work)

    app.get(
      '/ledger/checkpoint',
      {
        config: { access: { open: 'outsiders verify the ledger; it holds hashes only' } },
        schema: { tags: ['ledger'] },
      },
      async (_request, reply) => {
        const checkpoint = await read(async (tx) => signCheckpoint(tx, await readHead(tx)))
        return reply.type(text).header('cache-control', 'no-store').send(checkpoint)
      },
    )

    app.get(
      '/ledger/verifier-key',
      {
        config: { access: { open: 'outsiders verify the ledger; it holds hashes only' } },
        schema: { tags: ['ledger'] },
      },
      async (_request, reply) => {
        const key = logVerifierKey({ county: services.config.county, keys: services.keys })
        return reply.type(text).send(`${key}\n`)
      },
    )

    app.get(
      '/ledger/tile/*',
      {
        config: { access: { open: 'outsiders verify the ledger; it holds hashes only' } },
        schema: { tags: ['ledger'], params: Type.Object({ '*': Type.String({ maxLength: 64 }) }) },
      },
      async (request, reply) => {
        const path = `tile/${request.params['*']}`
        const tile = requestedTile(path)
        const bytes = await read((tx) => tileBytes(tx, tile))
        if (!bytes) throw new Problem('ledger.noTile', { path })
        if (tile.width === tileWidth) reply.header('cache-control', forever)
        return reply.type('application/octet-stream').send(bytes)
      },
    )

    app.get(
      '/ledger/proof/:index',
      {
        config: { access: { open: 'outsiders verify the ledger; it holds hashes only' } },
        schema: { tags: ['ledger'], params: Type.Object({ index: Type.Integer({ minimum: 0 }) }) },
      },
      async (request, reply) => {
        const { index } = request.params
        const proof = await read((tx) => proveEntry(tx, index))
        return reply.type(text).header('content-disposition', `attachment; filename="${index}.tlog-proof"`).send(proof)
      },
    )
  }

function requestedTile(path: string): Tile {
  try {
    return parseTilePath(path)
  } catch {
    throw new Problem('ledger.noTile', { path })
  }
}

/** Bytes of a tile or bundle, or null where the tree does not reach so far. */
async function tileBytes(tx: ScopedTx, tile: Tile): Promise<Buffer | null> {
  const { level, number, width } = tile
  if (level === 'entries') {
    const entries = await readEntries(tx, number * tileWidth, number * tileWidth + width)
    return entries.length < width ? null : encodeBundle(entries.map((entry) => Buffer.from(entry.leaf)))
  }
  const hashes = await readTileHashes(tx, { ...tile, level })
  return hashes.length < width ? null : Buffer.concat(hashes)
}
