// Compiles src and demo to dist, and the three screens to dist/web, when their sources are newer than the last build.
// Plain JavaScript: it runs before anything is compiled.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

function newest(folder) {
  let time = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    time = Math.max(time, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs)
  }
  return time
}

function stale(stamp, sources) {
  if (!existsSync(stamp)) return true
  const built = statSync(stamp).mtimeMs
  return sources.some((source) => (statSync(source).isDirectory() ? newest(source) : statSync(source).mtimeMs) > built)
}

function run(label, program, args) {
  const result = spawnSync(process.execPath, [join(root, 'node_modules', program), ...args], {
    cwd: root,
    encoding: 'utf8',
  })
  if (result.status !== 0) {
    process.stderr.write(`${label} failed:\n${result.stdout}${result.stderr}\n`)
    process.exit(1)
  }
}

/** One build at a time: others wait for the folder `dist.lock`, which a crashed build leaves behind for at most two minutes. */
async function locked(work) {
  const lock = join(root, 'dist.lock')
  for (;;) {
    try {
      mkdirSync(lock)
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 120_000)
        rmSync(lock, { recursive: true, force: true })
      await sleep(200)
    }
  }
  try {
    work()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

export async function ensureBuilt({ screens }) {
  const source = (name) => join(root, name)
  const programStamp = join(root, 'dist', '.program')
  const screenStamp = join(root, 'dist', '.screens')
  const programSources = [source('src'), source('demo'), source('tsconfig.build.json'), source('package-lock.json')]
  const screenSources = [source('src'), source('vite.config.ts'), source('package-lock.json')]
  const needProgram = stale(programStamp, programSources)
  const needScreens = screens && stale(screenStamp, screenSources)
  if (!needProgram && !needScreens) return
  if (!existsSync(join(root, 'node_modules', 'typescript'))) {
    process.stderr.write('Packages are missing. Type: npm ci\n')
    process.exit(1)
  }
  await locked(() => {
    if (stale(programStamp, programSources)) {
      run('Compiling the program', 'typescript/bin/tsc', ['-p', 'tsconfig.build.json', '--noCheck'])
      writeFileSync(programStamp, '')
    }
    if (screens && stale(screenStamp, screenSources)) {
      run('Building the screens', 'vite/bin/vite.js', ['build', '--logLevel', 'warn'])
      writeFileSync(screenStamp, '')
    }
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await ensureBuilt({ screens: true })
