import { warningWords } from '../../ui/words/warning.ts'
import type { AlertState } from '../schema.ts'

export const alertStateWords: Readonly<Record<AlertState, string>> = {
  raised: warningWords.raised,
  confirmed: warningWords.confirmed,
  dismissed: warningWords.dismissed,
  closed: warningWords.closed,
  expired: warningWords.expired,
  historical: warningWords.historical,
}
