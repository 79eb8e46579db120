// What the endpoint tells a Prometheus: requests, pushed events, open streams and the process; numbers only, no window, no person.
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { PushResult } from '../src-shared/contract/replication.ts'

export type Metrics = ReturnType<typeof createMetrics>

export function createMetrics(openStreams: () => number) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const requests = new Histogram({
    name: 'endpoint_request_seconds',
    help: 'Time to answer, by route and status.',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  })
  const events = new Counter({
    name: 'endpoint_pushed_events_total',
    help: 'Pushed events by what became of them.',
    labelNames: ['result'],
    registers,
  })
  new Gauge({
    name: 'endpoint_open_streams',
    help: 'Windows that follow the stream.',
    registers,
    collect() {
      this.set(openStreams())
    },
  })
  return {
    registry,
    pushed(results: readonly PushResult[]): void {
      for (const one of results) events.inc({ result: one.result })
    },
    /** Times every request of `server`. */
    watch(server: FastifyInstance): void {
      server.addHook('onResponse', async (request, reply) => {
        const route = request.routeOptions.url ?? 'none'
        requests.observe({ route, status: reply.statusCode }, reply.elapsedTime / 1_000)
      })
    },
  }
}
