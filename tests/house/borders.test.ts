import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

/** Order of the rooms (house rules 2): a room imports itself and earlier ones only. */
const order = [
  'vocabulary',
  'platform',
  'access',
  'ledger',
  'intake',
  'reading',
  'linking',
  'warning',
  'tasks',
  'contracts',
  'mediation',
  'documents',
  'rights',
  'audit',
  'indicators',
  'reports',
  'ui',
  'screen',
  'front',
  'programs',
] as const
const screens = new Set(['cockpit', 'console', 'citizen'])
/** Files of an earlier room, or of one of its parts, that a later one may use; vocabulary and platform are open to all. */
const doors =
  /^(?:[a-z-]+\/)?(schema|queries|record|requests|actions|scope|scopes|seal|blind|sessions|states|masking|terms\.schema)\.ts$|^proof\/[a-z-]+\.ts$/
/** Files that later rooms may call by name: the ledger's append, intake's dates, how reading folds a name, an alert raised by a later room. */
const openCommands = new Set([
  'ledger/commands.ts',
  'ledger/proofs.ts',
  'access/commands.ts',
  'access/custody/store.ts',
  'warning/commands.ts',
  'tasks/commands.ts',
  'documents/commands.ts',
  'documents/render.ts',
  'intake/dates.ts',
  'intake/numbers.ts',
  'reading/fold.ts',
  'reading/keys.ts',
  'rights/deletion.ts',
  'reading/commands.ts',
  'intake/commands.ts',
  'intake/correction.ts',
  'reading/erasure.ts',
  'linking/erasure.ts',
  'linking/separation.ts',
  'mediation/erasure.ts',
  'mediation/bodies.ts',
  'mediation/route-choices.ts',
  'documents/erasure.ts',
  'access/sign-in/parties.ts',
  'access/sign-in/proof.ts',
])

const root = resolve('src')

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

function roomOf(path: string): string {
  const parts = relative(root, path).split('/')
  if (parts.includes('screen')) return 'screen'
  if (screens.has(parts[0]!)) return 'front'
  return parts[0]!
}

interface Import {
  readonly from: string
  readonly to: string
}

function importsOf(path: string): Import[] {
  const text = readFileSync(path, 'utf8')
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].map((match) => ({
    from: path,
    to: resolve(dirname(path), match[1]!),
  }))
}

const all = files(root).flatMap(importsOf)
const name = (path: string): string => relative(root, path)

describe('borders between rooms', () => {
  it('imports go one way', () => {
    const wrong = all.filter(({ from, to }) => {
      const [a, b] = [roomOf(from), roomOf(to)]
      if (a === b) return false
      // The demonstration's generator stands outside src and is known to the programs alone.
      if (a === 'programs' && name(to).startsWith('../demo/')) return false
      const [i, j] = [order.indexOf(a as never), order.indexOf(b as never)]
      // platform/problem reads the vocabulary; a screen reads schemas of every room.
      return i < 0 || j < 0 || j > i
    })
    expect(wrong.map(({ from, to }) => `${name(from)} → ${name(to)}`)).toEqual([])
  })

  it('a room is entered by its doors only', () => {
    const wrong = all.filter(({ from, to }) => {
      const [a, b] = [roomOf(from), roomOf(to)]
      if (a === b || a === 'programs' || ['vocabulary', 'platform', 'ui', 'screen', 'front'].includes(b)) return false
      const file = name(to)
      return !doors.test(file.split('/').slice(1).join('/')) && !openCommands.has(file)
    })
    expect(wrong.map(({ from, to }) => `${name(from)} → ${name(to)}`)).toEqual([])
  })

  it('screens reach no SQL, no commands, no Node', () => {
    const wrong = files(root)
      .filter((path) => ['screen', 'front', 'ui'].includes(roomOf(path)))
      .filter((path) => /from 'node:|from 'pg'|(?:queries|commands|routes)\.ts'/.test(readFileSync(path, 'utf8')))
    expect(wrong.map(name)).toEqual([])
  })

  it('the proof code and the vocabulary import nothing of the house', () => {
    const wrong = all.filter(
      ({ from, to }) =>
        (name(from).startsWith('vocabulary/') && !name(to).startsWith('vocabulary/')) ||
        (name(from).startsWith('ledger/proof/') && !name(to).startsWith('ledger/proof/')),
    )
    expect(wrong.map(({ from, to }) => `${name(from)} → ${name(to)}`)).toEqual([])
  })

  it('only the configuration reads the environment', () => {
    const wrong = files(root).filter(
      (path) => /process\.env\b/.test(readFileSync(path, 'utf8')) && !/platform\/(config|embedded)\.ts$/.test(path),
    )
    expect(wrong.map(name)).toEqual([])
  })

  it('Chinese sentences stand in vocabulary, words, screens and templates', () => {
    const wrong = files(root)
      .filter(
        (path) =>
          !/^(vocabulary|ui|cockpit|console|citizen)\//.test(name(path)) && !/\/(screen|templates)\//.test(path),
      )
      .flatMap((path) =>
        readFileSync(path, 'utf8')
          .split('\n')
          .map((line, index) => ({
            line: line.replace(/\/\/.*$|^\s*\*.*$|\/\*.*$/, ''),
            at: `${name(path)}:${index + 1}`,
          }))
          .filter(({ line }) => /['"`][^'"`]*[\u4e00-\u9fff]{6,}/.test(line)),
      )
    expect(wrong.map(({ at, line }) => `${at} ${line.trim()}`)).toEqual([])
  })
})
