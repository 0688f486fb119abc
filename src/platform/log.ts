import { pino } from 'pino'

export type Logger = pino.Logger

const keptQuote = /^"(?:[a-z_][a-z0-9_.]*)"$/

/**
 * A text of an error without what somebody typed: quoted values (PostgreSQL and the engine repeat them; names of tables
 * and columns stay), ID numbers, phones and whatever else is Chinese or has seven digits in a row. The frames of a stack
 * stay, the message above them does not.
 */
export function withoutPersons(text: string): string {
  return text
    .replace(/"[^"\n]*"|'[^'\n]*'|“[^”\n]*”/g, (quoted) => (keptQuote.test(quoted) ? quoted : '"…"'))
    .replace(/\p{Script=Han}+/gu, '…')
    .replace(/(?<![0-9a-f-])\d{7,}[Xx]?(?![0-9a-f-])/g, '…')
}

function framesOf(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n')
}

/** Values of a log line: text is freed of persons, an error is its kind, code and frames. Pure. */
export function cleaned(line: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(line).map(([name, value]) => {
      if (value instanceof Error) {
        const { code } = value as NodeJS.ErrnoException
        return [
          name,
          { type: value.name, code, message: withoutPersons(value.message), stack: framesOf(value.stack ?? '') },
        ]
      }
      if (typeof value !== 'string') return [name, value]
      return [name, name === 'stack' ? framesOf(value) : withoutPersons(value)]
    }),
  )
}

/**
 * Structured log on stderr, so that stdout stays machine-readable. Only ids, counts and names of operations may be logged;
 * bodies, query strings and headers never are. What slips into the message of an error is taken out here.
 */
export function createLogger(level: string, fd = 2): Logger {
  return pino(
    { level, base: undefined, redact: ['req.headers', 'req.query', 'body'], formatters: { log: cleaned } },
    pino.destination({ fd, sync: true }),
  )
}
