// `npm run check`: format and lint, types, then the tests: on the embedded PostgreSQL, the database part once more on
// Debian's PostgreSQL 15, and in a browser. One line a step, one at the end.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt, root } from './build.js'

const debian15 = '/usr/lib/postgresql/15/bin'
const tool = (path) => join(root, 'node_modules', path)

const steps = [
  { name: 'format and lint', run: [tool('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'] },
  { name: 'types', run: [tool('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.json'] },
  { name: 'what comes from others', run: [join(root, 'tools', 'supply.js')] },
  {
    name: 'tests',
    run: [tool('vitest/vitest.mjs'), 'run', '--exclude', 'tests/e2e/**', '--exclude', 'tests/fault/**'],
  },
  {
    name: 'tests on PostgreSQL 15',
    run: [tool('vitest/vitest.mjs'), 'run', 'src', 'tests/house', '--testNamePattern', '^(?!.*\\[pure\\])'],
    env: { SUYUAN_TEST_BINARIES: debian15 },
    skip: () => !existsSync(debian15),
  },
  {
    name: 'fault and browser tests',
    run: [tool('vitest/vitest.mjs'), 'run', 'tests/fault', 'tests/e2e', '--passWithNoTests'],
  },
]

function runStep(step) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, step.run, {
      cwd: root,
      env: { ...process.env, ...step.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data))
    child.on('exit', (code) => resolve({ code: code ?? 1, output }))
  })
}

const started = Date.now()
const failed = []
const skipped = []
await ensureBuilt({ screens: true })
for (const step of steps) {
  const begun = Date.now()
  if (step.skip?.()) {
    failed.push(`${step.name} (its package is missing)`)
    continue
  }
  const { code, output } = await runStep(step)
  for (const match of output.matchAll(/^.*(skipped: .+|not checked: .+)$/gm)) skipped.push(match[0].trim())
  process.stdout.write(`${code === 0 ? '✔' : '✘'} ${step.name} (${((Date.now() - begun) / 1000).toFixed(0)} s)\n`)
  if (code !== 0) {
    failed.push(step.name)
    process.stdout.write(`${output}\n`)
  }
}
for (const line of new Set(skipped)) process.stdout.write(`${line}\n`)
const seconds = ((Date.now() - started) / 1000).toFixed(0)
process.stdout.write(
  failed.length === 0
    ? `All checks passed in ${seconds} s, ${new Set(skipped).size} skipped for want of a third party.\n`
    : `Failed: ${failed.join(', ')} (${seconds} s).\n`,
)
process.exit(failed.length === 0 ? 0 : 1)
