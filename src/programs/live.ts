import type { OutgoingHttpHeaders } from 'node:http'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { requireScope } from '../access/requests.ts'
import { sessionById } from '../access/sign-in/sessions.ts'
import { eventsAfter, lastEventId, listenForEvents } from '../platform/events.ts'
import { httpLimits } from '../platform/http-limits.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'

const heartbeatMilliseconds = 5_000
/** Every so many heartbeats it is looked whether the session is still in force. */
const beatsOfCheck = 6
/** Commits that follow within this time reach the screens in one write. */
const gatherMilliseconds = 40

/** GET /events: server-sent events of the officer's county and town; resumes after `Last-Event-ID`. */
export const liveRoutes =
  (services: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    const pumps = new Set<() => void>()
    /** Open streams of each account. */
    const streams = new Map<string, number>()
    let timer: NodeJS.Timeout | undefined
    const listener = await listenForEvents(services.database.connection, () => {
      timer ??= setTimeout(() => {
        timer = undefined
        for (const pump of pumps) pump()
      }, gatherMilliseconds)
    })
    app.addHook('onClose', async () => {
      clearTimeout(timer)
      await listener.close()
    })

    app.get(
      '/events',
      {
        // Nothing is asked by a HEAD that the stream could answer without opening.
        exposeHeadRoute: false,
        config: { access: { officer: 'indicator.read' } },
        schema: { description: 'Server-sent events: kind, town, subject, counts; no personal data.' },
      },
      async (request, reply) => {
        const scope = requireScope(request)
        const pool = services.database.application
        const given = Number(request.headers['last-event-id'])
        let last = Number.isSafeInteger(given) && given > 0 ? given : await lastEventId(pool)
        const account = scope.officerId
        const open = streams.get(account) ?? 0
        if (open >= httpLimits.streamsOfAccount)
          throw new Problem('platform.tooManyStreams', { limit: httpLimits.streamsOfAccount, seconds: 30 })
        streams.set(account, open + 1)
        reply.hijack()
        const stream = reply.raw
        // A hijacked answer sends only what it is given: the headers of every other answer are handed on.
        stream.writeHead(200, {
          ...(reply.getHeaders() as OutgoingHttpHeaders),
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-store',
          'x-accel-buffering': 'no',
        })
        stream.write(': connected\n\n')
        let running: Promise<void> = Promise.resolve()
        const send = async (): Promise<void> => {
          for (const event of await eventsAfter(pool, scope.county, last)) {
            last = event.id
            if (/^\d{9}$/.test(scope.reach) && event.town && event.town !== scope.reach) continue
            const { kind, town, subject, data, at } = event
            stream.write(
              `id: ${event.id}\nevent: ${kind}\ndata: ${JSON.stringify({ kind, town, subject, data, at })}\n\n`,
            )
          }
        }
        const pump = (): void => {
          running = running.then(send).catch((error: Error) => {
            services.log.warn({ error: error.message }, 'event stream failed')
            stream.end()
          })
        }
        pumps.add(pump)
        pump()
        const session = request.session?.id
        // A session that was ended, or is over, hears nothing more.
        const heard = async (): Promise<void> => {
          if (session && !(await sessionById(services, session))) stream.end()
        }
        let beats = 0
        const heartbeat = setInterval(() => {
          stream.write(': beat\n\n')
          if (++beats % beatsOfCheck === 0) heard().catch(() => {})
        }, heartbeatMilliseconds)
        stream.on('close', () => {
          clearInterval(heartbeat)
          pumps.delete(pump)
          const left = (streams.get(account) ?? 1) - 1
          if (left === 0) streams.delete(account)
          else streams.set(account, left)
        })
      },
    )
  }
