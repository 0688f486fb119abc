import type { Static } from 'typebox'
import { To } from '../../ui/navigation.tsx'
import { reportWords } from '../../ui/words/reports.ts'
import type { SourceReference } from '../schema.ts'

type Reference = Static<typeof SourceReference>

const kinds: Readonly<Record<Reference['kind'], string>> = {
  indicator: reportWords.kindIndicator,
  alert: reportWords.kindAlert,
  task: reportWords.kindTask,
  advice: reportWords.kindAdvice,
  education: reportWords.kindEducation,
  reference: reportWords.kindReference,
  ledger: reportWords.kindLedger,
}

function screenPath(reference: Reference): string | null {
  if (reference.kind === 'alert') return `/alerts/${reference.reference}`
  if (reference.kind === 'task') return `/tasks/${reference.reference}`
  if (reference.kind === 'advice') return `/advice/${reference.reference}`
  return null
}

/** Where a sentence comes from: a screen where there is one, else the server's own answer. */
export function References({ sources }: { sources: readonly Reference[] }) {
  return (
    <span className="references">
      {sources.map((source) => {
        const path = screenPath(source)
        const label = `${kinds[source.kind]}${source.kind === 'indicator' ? '' : ` ${source.reference.slice(0, 8)}`}`
        const key = `${source.kind}${source.reference}${source.path ?? ''}`
        if (path !== null)
          return (
            <To key={key} path={path}>
              〔{label}〕
            </To>
          )
        return source.path === null ? (
          <span key={key} className="faint">
            〔{label}〕
          </span>
        ) : (
          <a key={key} href={source.path.startsWith('/api') ? source.path : `/api/v1${source.path}`}>
            〔{label}〕
          </a>
        )
      })}
    </span>
  )
}
