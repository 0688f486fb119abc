import { pino } from 'pino'

export type Logger = pino.Logger

/**
 * Structured log on stderr, so that stdout stays machine-readable. Only ids, counts and names of operations may be logged;
 * bodies, query strings and headers never are, so that no personal data reaches a log file.
 */
export function createLogger(level: string): Logger {
  return pino(
    { level, base: undefined, redact: ['req.headers', 'req.query', 'body'] },
    pino.destination({ fd: 2, sync: true }),
  )
}
