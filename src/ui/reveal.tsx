import { useEffect, useState } from 'react'
import { messageOf, post } from './api.ts'
import { Button, TextField } from './controls.tsx'
import { common } from './words/common.ts'
import { fill } from './words.ts'

/** Seconds for which something revealed stays on the screen (knowledge/ux.md 2.1). */
export const shownFor = 60

export interface Shown<T> {
  readonly value: T
  /** Whole seconds left, at least 1. */
  readonly left: number
}

/**
 * Holds something revealed until its time is over, then lets go of it. The time is kept as a moment and not counted down,
 * because a browser slows the timers of a tab that nobody looks at; coming back to the tab looks at it again.
 */
export function useShown<T>(): {
  readonly shown: Shown<T> | null
  readonly show: (value: T) => void
  readonly hide: () => void
} {
  const [held, setHeld] = useState<{ readonly value: T; readonly until: number } | null>(null)
  const [now, setNow] = useState(0)
  useEffect(() => {
    if (held === null) return
    const look = (): void => {
      const at = performance.now()
      if (at >= held.until) setHeld(null)
      else setNow(at)
    }
    const timer = setInterval(look, 250)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [held])
  return {
    shown: held && { value: held.value, left: Math.min(shownFor, Math.max(1, Math.ceil((held.until - now) / 1000))) },
    show: (value) => {
      const at = performance.now()
      setNow(at)
      setHeld({ value, until: at + shownFor * 1000 })
    },
    hide: () => setHeld(null),
  }
}

/** How long it is still shown, and the way to cover it at once. Heard at the start and near the end only. */
export function Countdown({ left, onHide }: { left: number; onHide: () => void }) {
  return (
    <span className="countdown">
      <span className="faint" role="timer">
        {fill(common.revealed, { seconds: left })}
      </span>{' '}
      <button type="button" className="chart-switch" onClick={onHide}>
        {common.cover}
      </button>
    </span>
  )
}

/** A masked field: the reason first, then sixty seconds of the full value; the server writes the log of reads. */
export function Mask({
  masked,
  field,
  path,
  label,
}: {
  masked: string
  field: string | null
  path: string
  label: string
}) {
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const { shown, show, hide } = useShown<string>()

  if (shown !== null) {
    return (
      <span className="mask">
        <strong>{shown.value}</strong> <Countdown left={shown.left} onHide={hide} />
      </span>
    )
  }
  const stop = (): void => {
    setAsking(false)
    setReason('')
    setWrong(null)
  }
  if (!asking || field === null) {
    return (
      <span className="mask">
        {masked}{' '}
        {field !== null && (
          <button
            type="button"
            className="chart-switch"
            onClick={() => setAsking(true)}
            aria-label={`${common.reveal}${label}`}
          >
            {common.reveal}
          </button>
        )}
      </span>
    )
  }
  const ask = async (): Promise<void> => {
    setBusy(true)
    try {
      show((await post<{ value: string }>(path, { field, reason: reason.trim() })).value)
      stop()
    } catch (cause) {
      setWrong(messageOf(cause))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="stack tight"
      onSubmit={(event) => {
        event.preventDefault()
        void ask()
      }}
    >
      <TextField
        label={`${common.revealReason} · ${label}`}
        hint={common.revealNote}
        wrong={wrong}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        minLength={4}
        maxLength={500}
        required
        autoFocus
      />
      <div className="row">
        <Button type="submit" kind="primary" busy={busy}>
          {common.reveal}
        </Button>
        <Button onClick={stop}>{common.cancel}</Button>
      </div>
    </form>
  )
}
