import { useLocation, useNavigate, useParams, useRouter } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'

/** Screens live in their rooms and know no route tree; what stands here is all they need of the router. */
export function useParameter(name: string): string {
  const parameters = useParams({ strict: false }) as Readonly<Record<string, string | undefined>>
  return parameters[name] ?? ''
}

export type Filters = Readonly<Record<string, string | undefined>>

/** The address is the state: a filter set here can be pasted into a report and opens the same view. */
export function useFilters(): readonly [Filters, (changes: Filters) => void] {
  const location = useLocation()
  const navigate = useNavigate()
  const filters = Object.fromEntries(
    Object.entries(location.search as Record<string, unknown>).map(([name, value]) => [name, String(value)]),
  )
  const change = (changes: Filters): void => {
    const next = Object.fromEntries(
      Object.entries({ ...filters, ...changes }).filter(([, value]) => value !== undefined && value !== ''),
    )
    void navigate({ to: location.pathname, search: next as never, state: true, replace: true })
  }
  return [filters, change]
}

/**
 * What somebody typed into a search box. It may be a name or a phone, so it stands in the browser's history entry and in
 * no address: not in a bookmark, a server's log or a picture of the screen.
 */
export function useSought(): readonly [string, (text: string, filters?: 'keep' | 'drop') => void] {
  const location = useLocation()
  const navigate = useNavigate()
  const { sought } = location.state as { readonly sought?: string }
  return [
    sought ?? '',
    (text, filters = 'keep') =>
      void navigate({
        to: location.pathname,
        search: (filters === 'keep' ? location.search : {}) as never,
        state: { sought: text } as never,
        replace: true,
      }),
  ]
}

/** Paths may carry a query, which the router's own `to` would not read. */
export function useGo(): (path: string, sought?: string) => void {
  const { history } = useRouter()
  return (path, sought) => history.push(path, sought === undefined ? undefined : { sought })
}

export function To({
  path,
  children,
  className,
  label,
}: {
  path: string
  children: ReactNode
  className?: string
  label?: string
}) {
  const go = useGo()
  const follow = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    event.stopPropagation()
    go(path)
  }
  return (
    <a href={path} className={className} aria-label={label} onClick={follow}>
      {children}
    </a>
  )
}
