/**
 * The copy of a record's number by which it is matched: full-width characters folded, every kind of bracket and dash made
 * one, blanks removed, letters upper case. `（2023）浙0681民初1号` and `(2023) 浙0681民初1号` are one number; `HT1-4` stays apart from `HT14`.
 */
export function normaliseNumber(number: string): string {
  return number
    .normalize('NFKC')
    .replace(/[〔【[［{]/g, '(')
    .replace(/[〕】\]］}]/g, ')')
    .replace(/[‐-―−－—]/g, '-')
    .replace(/[\s\u200b\ufeff]+/g, '')
    .toUpperCase()
}
