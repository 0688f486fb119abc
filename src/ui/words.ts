/** Chinese first, English second: a missing language is a type error, not an empty label. */
export type Pair = readonly [zh: string, en: string]
export type Language = 'zh' | 'en'

const storageKey = 'suyuan.language'

function chosenLanguage(): Language {
  if (typeof window === 'undefined') return 'zh'
  const asked = new URLSearchParams(window.location.search).get('lang')
  const kept = asked ?? window.localStorage.getItem(storageKey)
  return kept === 'en' ? 'en' : 'zh'
}

/** Fixed for the life of the page: changing it reloads, so no component has to carry it. */
export const language: Language = chosenLanguage()

export function chooseLanguage(next: Language): void {
  window.localStorage.setItem(storageKey, next)
  window.location.reload()
}

export function words<const T extends Record<string, Pair>>(table: T): { readonly [K in keyof T]: string } {
  const index = language === 'zh' ? 0 : 1
  return Object.fromEntries(Object.entries(table).map(([key, pair]) => [key, pair[index]])) as {
    [K in keyof T]: string
  }
}

/** `fill('余 {n} 日', {n: 3})`; a place without a value stays visible, so that the fault is seen. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole))
}

/** Picks the language of a vocabulary entry `{ zh, en? }`. */
export function said(entry: { readonly zh: string; readonly en?: string } | undefined, otherwise = ''): string {
  if (entry === undefined) return otherwise
  return language === 'en' ? (entry.en ?? entry.zh) : entry.zh
}
