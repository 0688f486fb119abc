import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { demoPassword } from '../src/access/routes.ts'

export interface BenchServer {
  readonly url: string
  /** Value of the Cookie header of a signed-in operator. */
  readonly cookie: string
  stop(): Promise<void>
}

/** The real program on this data folder, as a process of its own, with the operator signed in. */
export async function startServer(dataDir: string): Promise<BenchServer> {
  const port = 20_000 + (process.pid % 20_000)
  const url = `http://127.0.0.1:${port}`
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '..', 'bin', 'suyuan.js'), 'start', '--data-dir', dataDir, '--port', String(port)],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DATABASE_URL: '' },
    },
  )
  for (let waited = 0; ; waited += 200) {
    if (child.exitCode !== null || waited > 90_000) throw new Error('the server did not start')
    if (
      await fetch(`${url}/readyz`)
        .then((answer) => answer.ok)
        .catch(() => false)
    )
      break
    await sleep(200)
  }
  const answer = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: 'operator', password: demoPassword }),
  })
  if (!answer.ok) throw new Error(`sign-in answered ${answer.status}: ${await answer.text()}`)
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  return {
    url,
    cookie,
    async stop() {
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}
