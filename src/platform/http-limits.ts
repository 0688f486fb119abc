import type { Server } from 'node:http'
import type { Socket } from 'node:net'

const kilobyte = 1024
const megabyte = 1024 * kilobyte
const second = 1_000

/** What one request, one connection and one address may take. Larger bodies are the business of the route that wants them. */
export const httpLimits = {
  /** A statement of 20,000 characters is 60 kB; only records come larger (`bodyLimit` of POST /records). */
  bodyBytes: megabyte,
  uploadBytes: 256 * megabyte,
  uploadFiles: 1,
  uploadFields: 10,
  uploadFieldBytes: 4 * kilobyte,
  /** Line, address and headers together; Node answers 431 beyond it. */
  headerBytes: 16 * kilobyte,
  headers: 100,
  /** A name, code or number in a path. */
  parameterCharacters: 200,
  /** Arrays in objects in arrays …: deeper than any body of ours, far from the end of a stack. */
  bodyDepth: 32,
  /** Headers must be here by then, the whole request (an upload over a village's line) by then. */
  headersMilliseconds: 15 * second,
  requestMilliseconds: 300 * second,
  /** How often Node looks for slow ones. */
  checkMilliseconds: 5 * second,
  /** Nothing said in either direction; the event stream beats every five seconds. */
  silentMilliseconds: 120 * second,
  keepAliveMilliseconds: 72 * second,
  connections: 4_000,
  /** A browser opens six connections, an office of two hundred sits behind one address. */
  connectionsOfAddress: 1_500,
  streamsOfAccount: 20,
} as const

/** For `fastify({ http })`: what Node's own server checks. */
export const nodeServerOptions = {
  maxHeaderSize: httpLimits.headerBytes,
  headersTimeout: httpLimits.headersMilliseconds,
  requestTimeout: httpLimits.requestMilliseconds,
  connectionsCheckingInterval: httpLimits.checkMilliseconds,
} as const

export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(::1$|(::ffff:)?127\.)/.test(address)
}

/**
 * Caps open connections, in all and for one address. A loopback address is a proxy of this machine, which counts its
 * own clients, or the machine itself.
 */
export function limitConnections(
  server: Server,
  limits: Readonly<Record<'connections' | 'connectionsOfAddress' | 'headers', number>> = httpLimits,
): void {
  server.maxConnections = limits.connections
  server.maxHeadersCount = limits.headers
  const open = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? ''
    if (isLoopback(address)) return
    const count = (open.get(address) ?? 0) + 1
    if (count > limits.connectionsOfAddress) {
      socket.destroy()
      return
    }
    open.set(address, count)
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1
      if (left === 0) open.delete(address)
      else open.set(address, left)
    })
  })
}
