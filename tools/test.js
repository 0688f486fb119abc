// `npm test`: installs what is missing, then runs every check. As an ordinary user with a Debian package missing it runs
// everything else, prints the one line to type and exits 1.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './build.js'
import { ensureInstalled } from './install.js'
import { ensurePackages } from './packages.js'

ensureInstalled()
const line = ensurePackages()
const result = spawnSync(process.execPath, [join(root, 'tools', 'check.js')], { stdio: 'inherit', cwd: root })
if (line) process.stderr.write(`\nSome tests could not run because Debian packages are missing. Type:\n  ${line}\n`)
process.exit(line ? 1 : (result.status ?? 1))
