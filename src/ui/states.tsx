import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { ApiProblem, messageOf } from './api.ts'
import { Button } from './controls.tsx'
import { dateTime } from './format.ts'
import { common } from './words/common.ts'
import { fill } from './words.ts'

/** Appears after 200 ms, so that a quick answer does not flicker. */
export function Skeleton({ lines = 5, label = common.loading }: { lines?: number; label?: string }) {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 200)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className="skeleton" role="status" aria-label={label}>
      {shown &&
        Array.from({ length: lines }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines have no identity
          <i key={index} style={{ width: `${[92, 78, 86, 64, 70][index % 5]}%` }} />
        ))}
    </div>
  )
}

/** Which of three kinds of nothing: there is none, the filter hides it, or the reader may not see it. */
export function EmptyState({
  kind,
  title,
  children,
  onClear,
}: {
  kind: 'none' | 'filtered' | 'denied'
  title?: string
  children?: ReactNode
  onClear?: () => void
}) {
  const titles = { none: common.emptyNone, filtered: common.emptyFiltered, denied: common.emptyDenied }
  return (
    <div className="state" role="status">
      <h3>{title ?? titles[kind]}</h3>
      {children !== undefined && <p>{children}</p>}
      {kind === 'denied' && <p>{common.emptyDeniedWho}</p>}
      {kind === 'filtered' && onClear !== undefined && <Button onClick={onClear}>{common.clearFilter}</Button>}
    </div>
  )
}

export function ErrorState({
  cause,
  onRetry,
  shownSince,
}: {
  cause: unknown
  onRetry?: () => void
  shownSince?: number
}) {
  const problem = cause instanceof ApiProblem ? cause : null
  const title =
    problem?.status === 403 ? common.deniedTitle : problem?.status === 409 ? common.conflictTitle : common.errorTitle
  return (
    <div className="state" role="alert">
      <h3>{title}</h3>
      <p>{messageOf(cause)}</p>
      {shownSince !== undefined && shownSince > 0 && (
        <p>{fill(common.errorStillShown, { time: dateTime(shownSince) })}</p>
      )}
      {problem?.reference && (
        <p className="faint">
          {common.errorNumber} <code>{problem.reference}</code>
        </p>
      )}
      {onRetry !== undefined && problem?.status !== 403 && <Button onClick={onRetry}>{common.retry}</Button>}
    </div>
  )
}

/** The three states of anything that is read: skeleton, error (with the older data still below it), data. */
export function Loaded<T>({
  result,
  lines,
  children,
}: {
  result: UseQueryResult<T>
  lines?: number
  children: (data: T) => ReactNode
}) {
  const { data, error, isPending, refetch } = result
  return (
    <>
      {error !== null && (
        <ErrorState
          cause={error}
          onRetry={() => void refetch()}
          shownSince={data === undefined ? 0 : result.dataUpdatedAt}
        />
      )}
      {data !== undefined ? children(data) : isPending && <Skeleton lines={lines ?? 5} />}
    </>
  )
}

export function Notice({
  tone = 'plain',
  children,
}: {
  tone?: 'plain' | 'warn' | 'wrong' | 'ok'
  children: ReactNode
}) {
  return (
    <div className="notice" data-tone={tone} role={tone === 'wrong' ? 'alert' : undefined}>
      {children}
    </div>
  )
}
