import { useQuery, useQueryClient } from '@tanstack/react-query'
import { get, post, send } from '../../../ui/api.ts'
import { Button } from '../../../ui/controls.tsx'
import { useGo } from '../../../ui/navigation.tsx'
import { tellWrong } from '../../../ui/overlays.tsx'
import { useSession } from '../../../ui/session.tsx'
import { staffWords } from '../../../ui/words/staff.ts'
import { fill } from '../../../ui/words.ts'
import type { OwnPosts } from '../schema.ts'
import { roleWord } from './words.ts'
import './staff.css'

/** A change of post changes what everything may show: nothing read before it stays. */
function useNewPost(): (change: () => Promise<unknown>) => Promise<void> {
  const client = useQueryClient()
  const go = useGo()
  return async (change) => {
    try {
      await change()
      await client.resetQueries()
      go('/')
    } catch (cause) {
      tellWrong(cause)
    }
  }
}

/** The post that the session bears, and the others of this officer; nothing to choose where there is one. */
export function PostSwitcher() {
  const change = useNewPost()
  const { officer } = useSession()
  const result = useQuery({
    queryKey: ['session', 'posts', officer?.id],
    queryFn: ({ signal }) => get<OwnPosts>('/session/posts', signal),
    staleTime: 60_000,
  })
  const posts = result.data
  if (officer === null || officer.looking || posts === undefined || posts.items.length < 2) return null
  return (
    <select
      className="control post-switcher"
      aria-label={staffWords.switchPost}
      value={posts.current ?? ''}
      onChange={(event) => void change(() => post('/session/post', { post: event.target.value }))}
    >
      {posts.items.map((one) => (
        <option key={one.id} value={one.id}>
          {one.forName === null ? '' : `${fill(staffWords.forWhom, { name: one.forName })} · `}
          {[roleWord(one.role), one.title, one.agency].filter(Boolean).join(' · ')}
        </option>
      ))}
    </select>
  )
}

/** Stands above every page while an administrator looks as a role. */
export function LookBanner() {
  const change = useNewPost()
  const { officer } = useSession()
  if (officer === null || !officer.looking) return null
  return (
    <div className="look-banner" role="note">
      <span>{fill(staffWords.looking, { role: roleWord(officer.role) })}</span>
      <Button onClick={() => void change(() => send('DELETE', '/session/look-as'))}>{staffWords.leaveLook}</Button>
    </div>
  )
}
