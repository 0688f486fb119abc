// What the tests need beside npm packages: Debian's Chromium, fonts, PDF and signature tools, PostgreSQL 15, Go.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const needed = [
  ['chromium', '/usr/bin/chromium'],
  ['fonts-noto-cjk', '/usr/share/fonts/opentype/noto'],
  ['poppler-utils', '/usr/bin/pdftotext'],
  ['postgresql-15', '/usr/lib/postgresql/15/bin/postgres'],
  ['openssl', '/usr/bin/openssl'],
  ['qpdf', '/usr/bin/qpdf'],
  ['zbar-tools', '/usr/bin/zbarimg'],
  ['libnss3-tools', '/usr/bin/certutil'],
  ['golang-go', '/usr/lib/go-1.19/bin/go'],
  ['golang-golang-x-mod-dev', '/usr/share/gocode/src/golang.org/x/mod/sumdb'],
]

/** Installs what is missing when it may (root on Debian); else returns the line to type. */
export function ensurePackages() {
  const missing = () => needed.filter(([, path]) => !existsSync(path)).map(([name]) => name)
  const first = missing()
  if (first.length === 0) return null
  const line = `apt-get install -y --no-install-recommends ${first.join(' ')}`
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return `sudo ${line}`
  process.stderr.write(`Installing ${first.join(', ')} …\n`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'], env })
  const result = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...first], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
  })
  if (result.status !== 0 || missing().length > 0) return line
  return null
}
