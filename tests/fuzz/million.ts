import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { drive } from './drive.ts'
import type { FromServer } from './server.ts'

/**
 * `node tools/run.js tests/fuzz/million.ts`: a million malformed requests against the program's server in a process of
 * its own. Prints the figures of docs/security.md and ends with 1 when anything was wrong.
 */
const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '1000000' },
    connections: { type: 'string', default: '16' },
    seed: { type: 'string', default: 'million' },
  },
})

const server = fork(fileURLToPath(new URL('./server.ts', import.meta.url)), { execArgv: process.execArgv })
const ended = once(server, 'exit')
const [first] = (await Promise.race([once(server, 'message'), ended.then(() => [null])])) as [FromServer | null]
if (first?.kind !== 'ready') throw new Error('the server did not start')
const { world, port } = first

let crashed = false
void ended.then(() => {
  crashed = true
})
const result = await drive({
  ...world,
  port,
  seed: values.seed,
  requests: Number(values.requests),
  connections: Number(values.connections),
  onProgress: (sent) => process.stderr.write(`\r${sent}`),
})
server.send('figures')
const [figures] = (await once(server, 'message')) as [Extract<FromServer, { kind: 'figures' }>]
const alive = !crashed && (await fetch(`http://127.0.0.1:${port}/readyz`).then((answer) => answer.ok))
server.disconnect()
await ended

const { sent, seconds, statuses, times, faults, reached } = result
process.stdout.write(`\nseed ${values.seed}, ${world.operations.length} operations, ${world.visitors.length} visitors
${sent} requests in ${seconds.toFixed(0)} s (${Math.round(sent / seconds)} a second), ${reached.size} addresses let in
answers: ${Object.entries(statuses)
  .map(([status, count]) => `${status}: ${count}`)
  .join(', ')}
milliseconds: p50 ${times.p50.toFixed(1)}, p99 ${times.p99.toFixed(1)}, p99.9 ${times.p999.toFixed(1)}, most ${times.most.toFixed(0)}; the server's loop stood still ${figures.loopMilliseconds.toFixed(0)} ms at most; memory ${figures.rssMegabytes.toFixed(0)} MB
${alive ? 'The server lives.' : 'THE SERVER DIED.'} ${faults.length === 0 ? 'No fault.' : `${faults.length} faults:`}
${faults.join('\n')}
`)
process.exit(alive && faults.length === 0 ? 0 : 1)
