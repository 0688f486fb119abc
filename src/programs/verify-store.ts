import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportLog } from '../ledger/export.ts'
import { type VerifiedLog, verifyLog } from '../ledger/verify.ts'
import type { Services } from '../platform/services.ts'

/** Exports the store's log to a scratch folder and checks it there, as an outsider would. */
export async function verifyStore(services: Services): Promise<VerifiedLog> {
  const folder = mkdtempSync(join(tmpdir(), 'suyuan-log-'))
  try {
    await exportLog(services, services.config.county, folder)
    return verifyLog(folder, join(folder, 'verifier.key'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
