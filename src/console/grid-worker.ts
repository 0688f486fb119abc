/**
 * Service worker of the grid worker's pages: keeps the shell (one page and its files, all without data of anybody) so that
 * /grid opens without a network. The build writes the list and its version (vite.config.ts). Whatever goes to /api is not
 * touched: no answer of the server is ever kept here.
 */
declare const gridShell: { readonly version: string; readonly files: readonly string[] }

interface WorkerEvent extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface AskEvent extends WorkerEvent {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}
interface Worker {
  readonly location: Location
  readonly clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener(kind: 'install' | 'activate', listener: (event: WorkerEvent) => void): void
  addEventListener(kind: 'fetch', listener: (event: AskEvent) => void): void
}

const worker = globalThis as unknown as Worker
const prefix = 'suyuan-grid-'
const cacheName = prefix + gridShell.version
const page = '/grid'

worker.addEventListener('install', (event) => {
  const fill = async (): Promise<void> => {
    const cache = await caches.open(cacheName)
    await cache.addAll([page, ...gridShell.files].map((path) => new Request(path, { cache: 'reload' })))
    await worker.skipWaiting()
  }
  event.waitUntil(fill())
})

worker.addEventListener('activate', (event) => {
  const clean = async (): Promise<void> => {
    for (const name of await caches.keys()) if (name.startsWith(prefix) && name !== cacheName) await caches.delete(name)
    await worker.clients.claim()
  }
  event.waitUntil(clean())
})

async function kept(path: string): Promise<Response | undefined> {
  return (await caches.open(cacheName)).match(path)
}

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== worker.location.origin) return
  if (request.mode === 'navigate' && (pathname === page || pathname.startsWith(`${page}/`)))
    event.respondWith(fetch(request).catch(async () => (await kept(page)) ?? Response.error()))
  else if (gridShell.files.includes(pathname))
    event.respondWith(kept(pathname).then((answer) => answer ?? fetch(request)))
})
