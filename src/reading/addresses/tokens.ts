/** A piece of an address: one character, or a run of digits; `start` and `end` are UTF-16 offsets into the address. */
export interface AddressToken {
  readonly text: string
  readonly start: number
  readonly end: number
}

const piece = /\d+|[A-Za-z]+|\s+|./gsu

/** Cuts an address into runs of digits, runs of Latin letters and single characters; blanks fall out. */
export function addressTokens(address: string): AddressToken[] {
  const tokens: AddressToken[] = []
  for (const found of address.matchAll(piece))
    if (found[0].trim() !== '') tokens.push({ text: found[0], start: found.index, end: found.index + found[0].length })
  return tokens
}
