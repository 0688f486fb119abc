import cliProgress from 'cli-progress'

export interface Progress {
  update(done: number, note?: string): void
  stop(): void
}

const plainMilliseconds = 3_000

/** A bar on a terminal, a plain line every few seconds elsewhere; always on stderr. `total` 0 = not known. */
export function showProgress(label: string, total: number): Progress {
  if (!process.stderr.isTTY) {
    let last = 0
    return {
      update(done, note = '') {
        if (Date.now() - last < plainMilliseconds) return
        last = Date.now()
        process.stderr.write(`${label}: ${done}${total ? ` / ${total}` : ''} ${note}\n`)
      },
      stop() {},
    }
  }
  const bar = new cliProgress.SingleBar({
    format: `${label} {bar} {value}${total ? '/{total}' : ''} {note}`,
    stream: process.stderr,
    hideCursor: true,
  })
  bar.start(total || 1, 0, { note: '' })
  return {
    update(done, note = '') {
      if (!total) bar.setTotal(done)
      bar.update(done, { note })
    },
    stop: () => bar.stop(),
  }
}
