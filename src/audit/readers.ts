import { dayOf } from '../vocabulary/calendar.ts'

/** One line of the log as the person concerned may know it: the organ, never the officer. */
export interface ReaderLine {
  readonly id: string
  readonly at: Date
  /** Null: the program itself, by an export on the command line. */
  readonly organ: string | null
  readonly purpose: string
  readonly what: ReadWhat
  readonly result: 'shown' | 'refused'
  readonly breakGlass: boolean
}

export const readWhats = ['list', 'file', 'record', 'identity', 'document', 'export', 'log', 'attempt'] as const
export type ReadWhat = (typeof readWhats)[number]

/** What was looked at, in the few words that a person needs: a list with the matter in it, the file, one field in clear … */
export function whatOf(kind: string, fields: readonly string[], listed: boolean): ReadWhat {
  if (kind === 'export') return 'export'
  if (kind === 'readLog') return 'log'
  if (kind === 'document') return listed ? 'list' : 'document'
  if (kind === 'party' || (kind === 'record' && fields.some((field) => field !== 'masked'))) return 'identity'
  if (kind === 'record') return 'record'
  return listed ? 'list' : 'file'
}

/** Reads of one organ for one purpose on one day, as one line with its first and last time. */
export interface ReaderGroup {
  readonly day: string
  readonly first: Date
  readonly last: Date
  readonly organ: string | null
  readonly purpose: string
  readonly what: ReadWhat
  readonly result: 'shown' | 'refused'
  readonly breakGlass: boolean
  readonly count: number
  /** Newest first; each can be proven. */
  readonly reads: readonly string[]
}

/** Newest first. Whoever opens a file's page reads it several times at once: a page of single reads says less than it seems. */
export function groupReaders(lines: readonly ReaderLine[]): ReaderGroup[] {
  const groups = new Map<string, ReaderLine[]>()
  for (const line of lines) {
    const key = [dayOf(line.at), line.organ, line.purpose, line.what, line.result, line.breakGlass].join('\u0000')
    const group = groups.get(key)
    if (group) group.push(line)
    else groups.set(key, [line])
  }
  return [...groups.values()]
    .map((group): ReaderGroup => {
      const sorted = [...group].sort((a, b) => b.at.getTime() - a.at.getTime())
      const { organ, purpose, what, result, breakGlass } = sorted[0]!
      return {
        day: dayOf(sorted[0]!.at),
        first: sorted.at(-1)!.at,
        last: sorted[0]!.at,
        organ,
        purpose,
        what,
        result,
        breakGlass,
        count: sorted.length,
        reads: sorted.map((line) => line.id),
      }
    })
    .sort((a, b) => b.last.getTime() - a.last.getTime())
}
