import { randomBytes } from 'node:crypto'

/** Everything impure that domain code may use. Pure code gets values of it, never the clock itself. */
export interface Context {
  /** Domain time: the configured clock, which in a demonstration or replay is not the wall clock. */
  now(): Date
  /** A new UUIDv7 whose time part is `now()`, so that inserts stay in index order. */
  id(): string
  random(bytes: number): Buffer
}

const poolBytes = 8192
let pool: Buffer = Buffer.alloc(0)
let used = 0

/** Random bytes drawn from the system 8 KiB at a time: one call per id costs more than the id. Each byte is handed out once. */
function pooledRandom(bytes: number): Buffer {
  if (bytes > 256) return randomBytes(bytes)
  if (used + bytes > pool.length) {
    pool = randomBytes(poolBytes)
    used = 0
  }
  used += bytes
  return pool.subarray(used - bytes, used)
}

let sequence = 0
let lastMillisecond = -1

/** UUIDv7 (RFC 9562 5.7): 48 bits of milliseconds, 12 bits that count up within one millisecond, 62 random bits. */
export function uuidV7(at: Date, random: (bytes: number) => Buffer = pooledRandom): string {
  const milliseconds = at.getTime()
  sequence = milliseconds === lastMillisecond ? (sequence + 1) & 0xfff : random(2).readUInt16BE(0) & 0x3ff
  lastMillisecond = milliseconds
  const bytes = random(16)
  bytes.writeUIntBE(milliseconds, 0, 6)
  bytes.writeUInt16BE(0x7000 | sequence, 6)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** A context whose clock is `now`; a replay moves it by passing another function. */
export function createContext(now: () => Date = () => new Date()): Context {
  return { now, id: () => uuidV7(now()), random: pooledRandom }
}

/** The same context with its clock standing at `at`: how a batch gets each record's own time. */
export function contextAt(context: Context, at: Date): Context {
  return { ...context, now: () => at, id: () => uuidV7(at, context.random) }
}
