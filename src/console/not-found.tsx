import { To } from '../ui/navigation.tsx'
import { consoleWords } from '../ui/words/console.ts'

export function NotFound() {
  return (
    <div className="state">
      <h1>{consoleWords.notFound}</h1>
      <p>{consoleWords.notFoundText}</p>
      <To path="/inbox">{consoleWords.toInbox}</To>
    </div>
  )
}
