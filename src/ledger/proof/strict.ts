/** What every parser of this folder throws: the input is not the format. Nothing else may escape from a parser. */
export class MalformedError extends Error {
  constructor(what: string) {
    super(`malformed ${what}`)
    this.name = 'MalformedError'
  }
}

/** Decodes UTF-8 and refuses what is not UTF-8, holds NUL or another control character than the line feed. */
export function strictText(bytes: Uint8Array, what: string): string {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new MalformedError(`${what}: not UTF-8`)
  }
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x20 && code !== 0x0a) throw new MalformedError(`${what}: control character`)
  }
  return text
}

/** Decimal without sign and leading zeros, within the integers JavaScript counts exactly. */
export function strictDecimal(text: string, what: string): number {
  const value = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(value)) throw new MalformedError(`${what}: not a decimal number`)
  return value
}

/** RFC 4648 section 4 with padding and in the one canonical spelling, so that no changed character goes unseen. */
export function strictBase64(text: string, what: string, length?: number): Buffer {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.toString('base64') !== text) throw new MalformedError(`${what}: not base64`)
  if (length !== undefined && bytes.length !== length) throw new MalformedError(`${what}: ${bytes.length} bytes`)
  return bytes
}
