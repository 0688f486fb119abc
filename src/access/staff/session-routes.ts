import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { type Role, roles } from '../../vocabulary/roles.ts'
import { lookingName } from '../../vocabulary/words/staff.ts'
import { requireScope } from '../requests.ts'
import { systemScope, withScope } from '../scope.ts'
import { asSignIn, choosePost } from '../sign-in/sessions.ts'
import { type Append, recordChanges } from './events.ts'
import { LookAs, Matrix, OwnPosts, PostChoice } from './schema.ts'
import { readOwnPosts } from './scope-of-post.ts'
import { lastDay } from './staff.ts'
import { matrixView } from './views.ts'

const own = { access: { officer: 'session.use' } } as const

/** The post that a session bears, looking as a role, and the table of rights. */
export const postRoutes =
  (services: Services, append: Append): FastifyPluginAsyncTypebox =>
  async (app) => {
    const system = systemScope(services.config.county, 'session')

    async function ownPosts(request: FastifyRequest): Promise<OwnPosts> {
      const scope = requireScope(request)
      const posts = await withScope(services, system, 'administration', (tx) => readOwnPosts(tx, scope.officerId))
      const looking = scope.looking ? scope.role : null
      return {
        items: posts.map(({ id, role, agency, title, until, forName }) => ({
          id,
          role,
          agency,
          title,
          until: lastDay(until),
          forName,
        })),
        current: scope.postId ?? null,
        looking,
      }
    }

    function sessionId(request: FastifyRequest): string {
      const id = request.session?.id
      if (!id) throw new Problem('access.signInRequired')
      return id
    }

    const setLook = (id: string, role: Role | null) =>
      asSignIn(services, (tx) =>
        tx.query('update access.session set look_as = $3 where county = $1 and id = $2', [tx.county, id, role]),
      )

    app.get('/session/posts', { config: own, schema: { response: { 200: OwnPosts } } }, ownPosts)
    app.post(
      '/session/post',
      { config: own, schema: { body: PostChoice, response: { 200: OwnPosts } } },
      async (request) => {
        const before = await ownPosts(request)
        if (!before.items.some((post) => post.id === request.body.post)) throw new Problem('staff.notYourPost')
        await choosePost(services, sessionId(request), request.body.post)
        return { ...before, current: request.body.post }
      },
    )
    app.post(
      '/session/look-as',
      {
        config: { access: { officer: 'role.lookAs' } },
        schema: { body: LookAs, response: { 200: OwnPosts } },
      },
      async (request) => {
        const scope = requireScope(request)
        const { role } = request.body
        await withScope(services, scope, 'administration', (tx) =>
          recordChanges(tx, append, async ({ note }) =>
            note({
              kind: 'role.lookedAs',
              subjectKind: 'officer',
              subject: scope.officerId,
              reason: lookingName(roles[role].zh),
              data: { role },
            }),
          ),
        )
        await setLook(sessionId(request), role)
        return { ...(await ownPosts(request)), looking: role }
      },
    )
    app.delete(
      '/session/look-as',
      { config: { ...own, leavesLooking: true }, schema: { response: { 200: OwnPosts } } },
      async (request) => {
        await setLook(sessionId(request), null)
        return { ...(await ownPosts(request)), looking: null }
      },
    )

    app.get(
      '/matrix',
      { config: { access: { officer: 'matrix.read' } }, schema: { response: { 200: Matrix } } },
      async (request) => {
        requireScope(request)
        return matrixView()
      },
    )
  }
