import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CustodySuite } from '../vocabulary/custody-suites.ts'
import { Problem } from './problem.ts'

/** The deployment's secrets. They live in `<data-dir>/keys`, readable by the program's user only, and go into no log. */
export interface Keys {
  /** 32 bytes: wraps the key of each record (AES-256-GCM). */
  readonly master: Buffer
  /** 32 bytes: wraps the key of each sealed identity; nothing else is encrypted with it. */
  readonly custody: Buffer
  /** How identities are sealed from now on; those stored keep the suite they were written with. */
  readonly custodySuite: CustodySuite
  /** 32 bytes: HMAC key of blind indexes; another deployment cannot reproduce the hashes. */
  readonly index: Buffer
  /** 32 bytes: HMAC key of sessions and one-time codes. */
  readonly session: Buffer
  /** Ed25519: signs ledger leaves and checkpoints. */
  readonly signing: KeyObject
  readonly verifying: KeyObject
  /** First 8 hex digits of SHA-256 over the public key. */
  readonly kid: string
  readonly databasePassword: string
}

function secret(path: string, make: () => string): string {
  if (!existsSync(path)) {
    writeFileSync(path, make(), { mode: 0o600, flag: 'wx' })
    chmodSync(path, 0o600)
  }
  return readFileSync(path, 'utf8').trim()
}

/**
 * Loads the keys, making those that are missing. A backup of the database is unreadable without this folder.
 * Throws Problem platform.dataDir where the folder cannot be made or read.
 */
export function loadKeys(dataDir: string, custodySuite: CustodySuite = 'aes-256-gcm'): Keys {
  const folder = join(dataDir, 'keys')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.R_OK | constants.W_OK)
  } catch (error) {
    throw new Problem('platform.dataDir', { path: dataDir, reason: (error as Error).message }, error)
  }
  const key = (name: string): Buffer =>
    Buffer.from(
      secret(join(folder, name), () => randomBytes(32).toString('base64')),
      'base64',
    )
  const signing = createPrivateKey(
    secret(join(folder, 'signing.pem'), () =>
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ),
  )
  const verifying = createPublicKey(signing)
  const raw = verifying.export({ type: 'spki', format: 'der' }).subarray(-32)
  return {
    master: key('master.key'),
    custody: key('custody.key'),
    custodySuite,
    index: key('index.key'),
    session: key('session.key'),
    signing,
    verifying,
    kid: createHash('sha256').update(raw).digest('hex').slice(0, 8),
    databasePassword: secret(join(folder, 'database.password'), () => randomBytes(24).toString('base64url')),
  }
}
