import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/**
 * Levels of the requirements of each section of OWASP ASVS 5.0.0 in the order of their numbers (published list, May 2025):
 * `1.1: 22` are V1.1.1 and V1.1.2, both of level 2. 70 of level 1, 183 of level 2, 92 of level 3.
 */
const published = `1.1:22 1.2:1111122223 1.3:112222222223 1.4:222 1.5:123 2.1:122 2.2:112 2.3:12223 2.4:23 3.1:3 3.2:113
3.3:12223 3.4:11222233 3.5:11122333 3.6:3 3.7:22333 4.1:12233 4.2:23333 4.3:22 4.4:1222 5.1:2 5.2:112333 5.3:113 5.4:222
6.1:122 6.2:111111112222 6.3:11223333 6.4:112233 6.5:22222333 6.6:2223 6.7:33 6.8:2222 7.1:222 7.2:1111 7.3:22 7.4:11222
7.5:223 7.6:22 8.1:1233 8.2:1123 8.3:133 8.4:23 9.1:111 9.2:1222 10.1:22 10.2:223 10.3:22223 10.4:1111122222233333 10.5:22222
10.6:22 10.7:222 11.1:2233 11.2:22233 11.3:11233 11.4:1222 11.5:23 11.6:23 11.7:33 12.1:12233 12.2:11 12.3:22223 13.1:2333
13.2:222223 13.3:2233 13.4:1222233 14.1:22 14.2:12223333 14.3:122 15.1:12233 15.2:12233 15.3:1222222 15.4:3333 16.1:2 16.2:22222
16.3:2222 16.4:222 16.5:2223 17.1:23 17.2:22223333 17.3:22`

/** Chapters that are claimed to level 3: authorisation, cryptography, logging. */
const deep: ReadonlySet<string> = new Set(['8', '11', '16'])

const all = published.split(/\s+/).flatMap((section) => {
  const [name, levels] = section.split(':') as [string, string]
  return [...levels].map((level, at) => ({
    id: `V${name}.${at + 1}`,
    level: Number(level),
    chapter: name.split('.')[0]!,
  }))
})
const claimed = all.filter(({ level, chapter }) => level < 3 || deep.has(chapter))

const page = readFileSync('docs/security.md', 'utf8')
const cells = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
const rows = page
  .split('<!-- asvs -->')[1]!
  .split('<!-- /asvs -->')[0]!
  .split('\n')
  .filter((line) => line.startsWith('| V'))
  .map(cells)
  .map(([id, level, about, state, where]) => ({
    id: id!,
    level: Number(level),
    about: about!,
    state: state!,
    where: where!,
  }))

describe('docs/security.md', () => {
  it('has every requirement that is claimed, once, with its level', () => {
    expect([1, 2, 3].map((level) => all.filter((one) => one.level === level).length)).toEqual([70, 183, 92])
    expect(rows.map(({ id, level }) => `${id} ${level}`)).toEqual(claimed.map(({ id, level }) => `${id} ${level}`))
  })

  it('states each one, shows what is met and says why not', () => {
    expect(rows.filter(({ state }) => !['met', 'not met', 'n/a'].includes(state)).map(({ id }) => id)).toEqual([])
    expect(
      rows.filter(({ state, where }) => state === 'met' && !/`|in this page/.test(where)).map(({ id }) => id),
    ).toEqual([])
    expect(rows.filter(({ where }) => where.length < 12).map(({ id }) => id)).toEqual([])
  })

  it('names only sections, files and tests that are there', () => {
    const missing: string[] = []
    for (const [, quoted] of page.matchAll(/`((?:src|tests|docs|package|tsconfig)[^`]*)`/g)) {
      const [path, name] = quoted!.split(' › ') as [string, string | undefined]
      const text = existsSync(path) && name !== undefined ? readFileSync(path, 'utf8') : ''
      if (!existsSync(path) || (name !== undefined && !text.includes(name))) missing.push(quoted!)
    }
    for (const [, title] of page.matchAll(/in this page, \*([^*]+)\*/g))
      if (!page.includes(`\n## ${title}\n`)) missing.push(title!)
    expect(missing).toEqual([])
  })

  it('counts what it lists', () => {
    const count = (level: number, state?: string): number =>
      rows.filter((row) => row.level === level && (state === undefined || row.state === state)).length
    const lines = [1, 2, 3].map((level) => [
      level < 3 ? `level ${level}` : 'level 3 of V8, V11, V16',
      ...[undefined, 'met', 'not met', 'n/a'].map((state) => String(count(level, state))),
    ])
    expect(
      page
        .split('\n')
        .filter((line) => line.startsWith('| level '))
        .map(cells),
    ).toEqual(lines)
  })
})
