// Entry of the browser host: one JSON line with the address, a new one-time address on every line it is sent.
// With `--with-starter` it ends when its input ends, so that nothing is left over from a starter that was killed.
import { createInterface } from 'node:readline'
import type { CoreSettings } from '../../src-shared/contract/bridge.ts'
import { nodeChild, startCore } from '../launcher/start-core.ts'
import { serveBrowser } from './serve-browser.ts'

const settings = JSON.parse(process.env.WINDOW_CORE_SETTINGS ?? '{}') as CoreSettings
const pages = process.env.WINDOW_PAGES ?? ''
const entry = process.env.WINDOW_CORE_ENTRY ?? ''

const host = await serveBrowser({
  pages,
  port: Number(process.env.WINDOW_PORT ?? '0'),
  core: (onAnswer) =>
    startCore({ start: nodeChild(entry, process.execPath), settings, keychain: null, onAnswer }),
})
const tell = () =>
  console.log(JSON.stringify({ address: host.newAddress(), url: host.url, corePid: host.core.pid }))
tell()
host.core.onHealth((health) => console.log(JSON.stringify({ health, corePid: host.core.pid })))
createInterface({ input: process.stdin }).on('line', tell)

/** Core has closed its store by then; a browser that keeps a connection half open must not keep the host. */
const patience = 2_000
const stop = () => {
  void host.close().then(() => process.exit(0))
  void host.core.stop().then(() => setTimeout(() => process.exit(0), patience))
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
if (process.argv.includes('--with-starter')) process.stdin.once('end', stop)
