// `npm run demo`: installs, builds and starts the demonstration county. Everything after that is src/programs/demo.ts.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuilt, root } from './build.js'
import { ensureInstalled } from './install.js'

ensureInstalled()
await ensureBuilt({ screens: true })
const child = spawn(process.execPath, [join(root, 'bin', 'suyuan.js'), 'demo', ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: process.cwd(),
})
// Ctrl-C reaches the whole process group; this parent only waits for the program to end cleanly.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(signal ? 0 : (code ?? 0)))
