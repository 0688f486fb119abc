import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'

export type Line = Readonly<Record<string, string>>

/** Runs the real program and returns what it printed on stdout; its progress goes to our stderr. Throws when it fails. */
export function suyuan(words: readonly string[]): string {
  return execFileSync(process.execPath, [join(import.meta.dirname, '..', 'bin', 'suyuan.js'), ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 2 ** 20,
    env: { ...process.env, DATABASE_URL: '' },
  })
}

export const lines = (file: string): Line[] => parse(readFileSync(file), { columns: true, bom: true }) as Line[]

export const percent = (share: number, digits = 1): string =>
  Number.isFinite(share) ? `${(100 * share).toFixed(digits)} %` : '–'
