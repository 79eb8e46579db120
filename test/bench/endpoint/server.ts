// The endpoint as a bench's own process, and beside it a Fastify that serves files; told by message what memory it takes.
import fastifyStatic from '@fastify/static'
import Fastify from 'fastify'
import { startEndpoint } from '../../../src-endpoint/serve.ts'

export type ServerSettings = {
  readonly dataFolder: string
  readonly database: string | null
  /** Folder that is served as static files; null for none. */
  readonly files: string | null
}
export type ServerStarted = { readonly url: string; readonly files: string | null }

const settings = JSON.parse(process.argv[2] ?? '') as ServerSettings
const { dataFolder, database } = settings
const endpoint = await startEndpoint({ dataFolder, database, region: '370304' })
let files: string | null = null
if (settings.files !== null) {
  const server = Fastify()
  await server.register(fastifyStatic, { root: settings.files })
  files = await server.listen({ host: '127.0.0.1', port: 0 })
}
process.send?.({ url: endpoint.url, files } satisfies ServerStarted)
process.on('message', () => {
  // What is held and not what is waiting to be collected.
  globalThis.gc?.()
  process.send?.(process.memoryUsage.rss())
})
// Whoever started it has ended.
process.on('disconnect', () => process.exit(0))
