import { filterBits } from './bloom.ts'
import { type TokenKind, tokenKinds } from './tokens.ts'

/** The file a department sends: nothing in it can be read without the project's key. */
export const tokenColumns = ['project', 'row', 'kind', ...tokenKinds, 'fb', 'clk'] as const

export interface TokenRow {
  readonly project: string
  readonly reference: string
  readonly kind: 'person' | 'organisation'
  readonly keys: readonly string[]
  readonly clk: Buffer | null
}

/** One line as written. Tokens lose their kind: the column says it. */
export function tokenCells(row: TokenRow): Record<(typeof tokenColumns)[number], string> {
  const of = (kind: string): string => row.keys.find((key) => key.startsWith(`${kind}:`))?.slice(kind.length + 1) ?? ''
  return {
    project: row.project,
    row: row.reference,
    kind: row.kind,
    ...(Object.fromEntries(tokenKinds.map((kind) => [kind, of(kind)])) as Record<TokenKind, string>),
    fb: of('fb'),
    clk: row.clk === null ? '' : row.clk.toString('base64url'),
  }
}

/** A line read back; null where it is none of ours: a raw value in a token's place is refused, not stored. */
export function readTokenCells(cells: Readonly<Record<string, string>>): TokenRow | null {
  const { project = '', row = '', kind = '', clk = '' } = cells
  if (!/^[0-9a-f]{16}$/.test(project) || !/^[\w-]{24}$/.test(row)) return null
  if (kind !== 'person' && kind !== 'organisation') return null
  const keys: string[] = []
  for (const name of [...tokenKinds, 'fb']) {
    const value = cells[name] ?? ''
    if (value === '') continue
    // 32 bytes in base64url; a phone, an ID number or a name has another shape.
    if (!/^[\w-]{43}$/.test(value)) return null
    keys.push(`${name}:${value}`)
  }
  if (clk !== '' && !/^[\w-]{171}$/.test(clk)) return null
  const filter = clk === '' ? null : Buffer.from(clk, 'base64url')
  if (filter && filter.length !== filterBits / 8) return null
  return { project, reference: row, kind, keys, clk: filter }
}

/** One row a reference, the last one written: a table that bears a number twice was corrected below. Order of first sight. */
export const latestRows = (rows: readonly TokenRow[]): readonly TokenRow[] => [
  ...new Map(rows.map((row) => [row.reference, row])).values(),
]
