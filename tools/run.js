// Runs a TypeScript program of this checkout (bench, generators of docs) with the installed runner.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuilt, root } from './build.js'
import { ensureInstalled } from './install.js'

ensureInstalled()
await ensureBuilt({ screens: true })
const child = spawn(
  process.execPath,
  [join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs'), ...process.argv.slice(2)],
  { stdio: 'inherit', cwd: root },
)
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 1))
