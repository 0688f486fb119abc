interface Node<T> {
  readonly next: Map<string, Node<T>>
  values: T[] | null
}

export interface Hit<T> {
  readonly start: number
  readonly end: number
  readonly values: readonly T[]
}

export interface Trie<T> {
  add(word: string, value: T): void
  /** The longest word starting at each position; a hit inside a longer hit is left out when `overlap` is false. */
  scan(text: string, overlap?: boolean): Hit<T>[]
  longestAt(text: string, at: number): Hit<T> | null
}

/** A dictionary of words searched in one pass over a text. */
export function createTrie<T>(): Trie<T> {
  const root: Node<T> = { next: new Map(), values: null }
  // Most characters begin no word: one look at a table of code units turns them away.
  const begins = new Uint8Array(65_536)
  const longestAt = (text: string, at: number): Hit<T> | null => {
    if (begins[text.charCodeAt(at)] === 0) return null
    let node = root.next.get(text[at]!)
    let found: Hit<T> | null = null
    for (let index = at + 1; node !== undefined; index++) {
      if (node.values) found = { start: at, end: index, values: node.values }
      if (index >= text.length) break
      node = node.next.get(text[index]!)
    }
    return found
  }
  return {
    add(word, value) {
      let node = root
      begins[word.charCodeAt(0)] = 1
      for (let index = 0; index < word.length; index++) {
        let child = node.next.get(word[index]!)
        if (!child) {
          child = { next: new Map(), values: null }
          node.next.set(word[index]!, child)
        }
        node = child
      }
      node.values = node.values ? [...node.values, value] : [value]
    },
    longestAt,
    scan(text, overlap = false) {
      const hits: Hit<T>[] = []
      let free = 0
      for (let at = 0; at < text.length; at++) {
        const hit = longestAt(text, at)
        if (!hit) continue
        if (!overlap && hit.end <= free) continue
        hits.push(hit)
        free = Math.max(free, hit.end)
      }
      return hits
    },
  }
}
