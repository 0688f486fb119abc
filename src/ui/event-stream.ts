/**
 * Server-Sent Events over fetch. The browser's EventSource hides heartbeat comments, so it cannot tell a silent
 * county from a dead line; here every byte counts as a sign of life.
 */
export interface StreamEvent {
  readonly id: string
  readonly kind: string
  readonly data: unknown
}

/** Splits a stream's text into events; keeps the unfinished tail. Pure, so that odd cuts can be tested. */
export function takeEvents(buffer: string): { events: StreamEvent[]; rest: string } {
  const events: StreamEvent[] = []
  const normal = buffer.replaceAll('\r\n', '\n')
  const blocks = normal.split('\n\n')
  const rest = blocks.pop() ?? ''
  for (const block of blocks) {
    let id = ''
    let kind = 'message'
    const data: string[] = []
    for (const line of block.split('\n')) {
      const colon = line.indexOf(':')
      if (colon <= 0) continue
      const name = line.slice(0, colon)
      const value = line.slice(colon + 1).replace(/^ /, '')
      if (name === 'id') id = value
      else if (name === 'event') kind = value
      else if (name === 'data') data.push(value)
    }
    if (data.length === 0) continue
    events.push({ id, kind, data: parsed(data.join('\n')) })
  }
  return { events, rest }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export interface StreamHandlers {
  readonly onEvent: (event: StreamEvent) => void
  readonly onState: (state: 'live' | 'stalled') => void
}

/** No byte for this long means the line is dead: the wall must say so within 20 s. */
const silenceLimit = 16_000
const retryDelay = 2_000

/** Follows the stream until the returned function is called; resumes after the last event seen, so none is lost or doubled. */
export function followEvents(url: string, handlers: StreamHandlers): () => void {
  let last: string | null = null
  let stopped = false
  let abort = new AbortController()

  async function once(): Promise<void> {
    abort = new AbortController()
    let watchdog = setTimeout(() => abort.abort(), silenceLimit)
    try {
      const response = await fetch(url, {
        headers: { accept: 'text/event-stream', ...(last === null ? {} : { 'last-event-id': last }) },
        credentials: 'same-origin',
        cache: 'no-store',
        signal: abort.signal,
      })
      if (!response.ok || response.body === null) throw new Error(`events: ${response.status}`)
      handlers.onState('live')
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
      let buffer = ''
      for (;;) {
        const { value, done } = await reader.read()
        if (done) break
        clearTimeout(watchdog)
        watchdog = setTimeout(() => abort.abort(), silenceLimit)
        const taken = takeEvents(buffer + value)
        buffer = taken.rest
        for (const event of taken.events) {
          if (event.id !== '') last = event.id
          handlers.onEvent(event)
        }
      }
    } catch {
      // A broken line is expected in daily work; the state below tells the reader.
    } finally {
      clearTimeout(watchdog)
    }
  }

  async function run(): Promise<void> {
    while (!stopped) {
      await once()
      if (stopped) return
      handlers.onState('stalled')
      await new Promise((resolve) => setTimeout(resolve, retryDelay))
    }
  }
  void run()
  return () => {
    stopped = true
    abort.abort()
  }
}
