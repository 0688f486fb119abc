import { staffWords } from '../../../ui/words/staff.ts'
import { said } from '../../../ui/words.ts'
import { agencyKinds } from '../../../vocabulary/agency-kinds.ts'
import { roles } from '../../../vocabulary/roles.ts'

type Words = Readonly<Record<string, { readonly zh: string; readonly en?: string }>>

/** Words of a vocabulary's table by a key that came over the wire; the key itself where it is newer than this page. */
export const wordOf = (table: Words, key: string): string => said(table[key], key)
export const roleWord = (role: string): string => wordOf(roles, role)
export const kindWord = (kind: string): string => wordOf(agencyKinds, kind)

export const choicesOf = (table: Words): { value: string; label: string }[] =>
  Object.keys(table).map((value) => ({ value, label: wordOf(table, value) }))

export const periodWords = (since: string | null, until: string | null): string =>
  since === null && until === null ? staffWords.always : `${since ?? '…'} — ${until ?? staffWords.always}`

export const jurisdictionWords: Readonly<Record<string, string>> = {
  county: staffWords.county,
  town: staffWords.town,
  handed: staffWords.handed,
  own: staffWords.own,
  figures: staffWords.figures,
}
