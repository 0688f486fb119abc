import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import type { Database } from './database.ts'
import type { Keys } from './keys.ts'
import type { Logger } from './log.ts'
import type { MessagePort } from './message-port.ts'

/** What a program builds once at its start and hands to every room. */
export interface Services {
  readonly config: Config
  readonly keys: Keys
  readonly database: Database
  readonly clock: Clock
  /** Context on the domain clock. */
  readonly context: Context
  readonly log: Logger
  readonly messages: MessagePort
}

/** Work that falls due when the domain clock passes its time; declared by a room, run by programs/ticker.ts. */
export interface Schedule {
  readonly name: string
  /** The first due time after `after`. Pure. */
  next(after: Date): Date
  run(services: Services, county: string, at: Date): Promise<void>
}
