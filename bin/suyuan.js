#!/usr/bin/env node
// Runs the compiled program; compiles it first where a checkout has none or an older one.
import { ensureBuilt } from '../tools/build.js'

await ensureBuilt({ screens: false })
const { main } = await import('../dist/src/programs/cli.js')
await main(process.argv.slice(2))
