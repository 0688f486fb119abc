/** What JSON can say. Numbers must be finite; texts must be whole Unicode (no lone surrogates), as RFC 8785 asks. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined }

/**
 * RFC 8785: one spelling for one value, keys in the order of their UTF-16 units. Members that are `undefined` are left out.
 * @throws RangeError for what JSON cannot say.
 */
export function canonicalJson(value: JsonValue): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError('canonical JSON: number is not finite')
    return JSON.stringify(value)
  }
  if (typeof value === 'string') {
    // The first test is fast and passes almost every text; the second one tells pairs from lone surrogates.
    if (/[\ud800-\udfff]/.test(value) && /\p{Surrogate}/u.test(value))
      throw new RangeError('canonical JSON: lone surrogate in a text')
    return JSON.stringify(value)
  }
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object') throw new RangeError(`canonical JSON: ${typeof value}`)
  let text = ''
  for (const key of Object.keys(value).sort()) {
    const member = value[key]
    if (member !== undefined) text += `${text === '' ? '' : ','}${canonicalJson(key)}:${canonicalJson(member)}`
  }
  return `{${text}}`
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
