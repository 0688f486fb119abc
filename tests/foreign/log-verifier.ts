import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const source = join(import.meta.dirname, 'verify-log.go')

/** Builds the Go verifier with Debian's packages, once for each state of its source. */
function build(): string {
  const folder = join(tmpdir(), `suyuan-verify-log-${process.getuid?.() ?? 0}`)
  const program = join(folder, createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 16))
  if (existsSync(program)) return program
  mkdirSync(folder, { recursive: true })
  const fresh = `${program}.${process.pid}`
  const go = existsSync('/usr/bin/go') ? '/usr/bin/go' : 'go'
  execFileSync(go, ['build', '-o', fresh, source], {
    env: { ...process.env, GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOFLAGS: '' },
  })
  renameSync(fresh, program)
  return program
}

/** Runs the independent verifier; `output` is its lines, `error` what it complains about (empty when all is well). */
export function foreignVerifier(argument: readonly string[], input = ''): { output: string[]; error: string } {
  const run = spawnSync(build(), argument, { input, encoding: 'utf8', maxBuffer: 64 << 20 })
  if (run.error) throw run.error
  const lines = run.stdout.split('\n').slice(0, -1)
  return { output: lines, error: run.status === 0 ? '' : run.stderr.trim() || `exit ${run.status}` }
}
