import { connect, type Socket } from 'node:net'

export interface Answer {
  /** 0: the connection ended without an answer, as it may for bytes that are no HTTP. */
  readonly status: number
  readonly body: string
  readonly milliseconds: number
}

const headEnd = Buffer.from('\r\n\r\n')
/** Longer than anything may take, so that a hang is seen as one and not waited for. */
const patience = 20_000

interface Parsed {
  readonly status: number
  readonly body: string
  readonly keep: boolean
}

/** One answer at the start of the bytes, or null while it is incomplete. `headless`: an answer to HEAD. */
function parse(bytes: Buffer, headless: boolean): Parsed | null {
  const end = bytes.indexOf(headEnd)
  if (end < 0) return null
  const head = bytes.toString('latin1', 0, end)
  const status = Number(head.slice(9, 12))
  if (status === 100) return parse(bytes.subarray(end + 4), headless)
  const keep = !/^connection: close/im.test(head)
  const rest = bytes.subarray(end + 4)
  if (headless || status === 204 || status === 304) return { status, body: '', keep }
  // The live stream never ends: its head is the answer.
  if (/^content-type: text\/event-stream/im.test(head)) return { status, body: '', keep: false }
  const length = /^content-length: (\d+)/im.exec(head)?.[1]
  if (length !== undefined)
    return rest.length >= Number(length) ? { status, body: rest.toString('utf8', 0, Number(length)), keep } : null
  return rest.includes('0\r\n\r\n') ? { status, body: rest.toString('utf8'), keep } : null
}

/**
 * One keep-alive connection that sends bytes as they are, one request after the other: no client library would send most
 * of them. It opens itself again after the server has closed it.
 */
export function openWire(port: number) {
  let socket: Socket | null = null
  let received: Buffer = Buffer.alloc(0)
  let finish: (() => void) | null = null

  function open(): Socket {
    const next = connect({ port, host: '127.0.0.1', noDelay: true })
    received = Buffer.alloc(0)
    next.on('data', (chunk) => {
      if (socket !== next) return
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
      finish?.()
    })
    next.on('error', () => {})
    next.on('close', () => {
      if (socket !== next) return
      socket = null
      finish?.()
    })
    return next
  }

  return {
    /** `last`: what follows on this connection would be read as part of this request. */
    async send(bytes: Buffer, { headless, last }: { headless: boolean; last: boolean }): Promise<Answer> {
      const begun = performance.now()
      socket ??= open()
      const used = socket
      received = Buffer.alloc(0)
      const answer = await new Promise<Parsed | null>((resolve) => {
        const timer = setTimeout(() => resolve(null), patience)
        finish = () => {
          const parsed = parse(received, headless)
          if (parsed === null && socket === used) return
          clearTimeout(timer)
          finish = null
          resolve(parsed)
        }
        used.write(bytes)
      })
      const milliseconds = performance.now() - begun
      if (!answer?.keep || last) {
        socket = null
        used.destroy()
      }
      return { status: answer?.status ?? 0, body: answer?.body ?? '', milliseconds }
    },
    close(): void {
      const used = socket
      socket = null
      used?.destroy()
    },
  }
}
