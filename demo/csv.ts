const quoted = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)

/** CSV by RFC 4180 in UTF-8 without BOM, one line a row; a missing cell is empty. */
export function csvText(columns: readonly string[], rows: readonly Readonly<Record<string, string>>[]): string {
  const lines = [columns.map(quoted).join(',')]
  for (const row of rows) lines.push(columns.map((column) => quoted(row[column] ?? '')).join(','))
  return `${lines.join('\r\n')}\r\n`
}
