import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import { isLoopback } from './http-limits.ts'
import { Problem } from './problem.ts'

const registry = new Registry()
collectDefaultMetrics({ register: registry })

const requests = new Histogram({
  name: 'suyuan_http_seconds',
  help: 'Duration of HTTP requests by route pattern and status class',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
  registers: [registry],
})

export const recordsProcessed = new Counter({
  name: 'suyuan_pipeline_records_total',
  help: 'Records that went through the whole pipeline',
  registers: [registry],
})

/** Times every request by its route pattern, never by its address, so that no code or number becomes a label. */
export function measureHttp(app: Pick<FastifyInstance, 'addHook' | 'get'>): void {
  app.addHook('onResponse', async (request, reply) => {
    requests.observe(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: `${Math.floor(reply.statusCode / 100)}xx`,
      },
      reply.elapsedTime / 1000,
    )
  })
  // For the collector of this machine: figures of load help an attacker more than a reader.
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    if (!isLoopback(request.ip)) throw new Problem('platform.notFound', { what: '/metrics' })
    return reply.type(registry.contentType).send(await registry.metrics())
  })
}
