// The endpoint's command line: serve, enrol-code, revoke, import-reference, recovery-key.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import Type from 'typebox'
import { Check } from 'typebox/value'
import { type ReferenceDocument, referenceDocumentSchema } from '../src-shared/domain/reference.ts'
import { CodedFailure, toCodedError } from '../src-shared/errors.ts'
import { putReference } from './feeds.ts'
import { startEndpoint } from './serve.ts'
import type { EndpointStore } from './store/endpoint-store.ts'
import { openEndpointStore } from './store/open-store.ts'
import { makeEnrolmentCode, revokeWindow } from './windows.ts'

const usage = `usage: (--database postgres://… or DATABASE_URL in place of --data DIR takes a PostgreSQL)
  serve            --data DIR [--port N] [--host 127.0.0.1] [--region 370304] [--demo] [--tls-key FILE --tls-certificate FILE] [--log]
  enrol-code       --data DIR --unit CODE --window-name NAME [--minutes 30]
  revoke           --data DIR --window ID
  import-reference --data DIR --file reference.json
  recovery-key     --data DIR [--recipient age1…] [--replace]`

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    database: { type: 'string' },
    port: { type: 'string', default: '8443' },
    host: { type: 'string', default: '127.0.0.1' },
    region: { type: 'string' },
    demo: { type: 'boolean', default: false },
    log: { type: 'boolean', default: false },
    'tls-key': { type: 'string' },
    'tls-certificate': { type: 'string' },
    unit: { type: 'string' },
    'window-name': { type: 'string', default: '' },
    minutes: { type: 'string', default: '30' },
    window: { type: 'string' },
    file: { type: 'string' },
    recipient: { type: 'string' },
    replace: { type: 'boolean', default: false },
  },
})

function needed(name: 'data' | 'unit' | 'window' | 'file'): string {
  const value = values[name]
  if (value === undefined) throw new CodedFailure('input-invalid', { missing: `--${name}` })
  return value
}

/** The database: a PostgreSQL by --database or DATABASE_URL, else SQLite in --data. */
function where(): { readonly dataFolder: string | null; readonly database: string | null } {
  const database = values.database ?? process.env.DATABASE_URL ?? null
  return database === null
    ? { dataFolder: needed('data'), database }
    : { dataFolder: values.data ?? null, database }
}

/** Runs `work` on the database, beside a running server if there is one. */
async function onStore(work: (store: EndpointStore) => Promise<void>): Promise<void> {
  const store = await openEndpointStore({
    ...where(),
    region: values.region ?? null,
    demo: values.demo ? true : null,
  })
  try {
    await work(store)
  } finally {
    await store.close()
  }
}

async function serve(): Promise<void> {
  const key = values['tls-key']
  const certificate = values['tls-certificate']
  const endpoint = await startEndpoint({
    ...where(),
    region: values.region ?? null,
    demo: values.demo,
    host: values.host,
    port: Number(values.port),
    tls: key === undefined || certificate === undefined ? null : { key, certificate },
    log: values.log,
  })
  console.log(JSON.stringify({ endpoint: endpoint.url, endpointId: endpoint.endpointId }))
  const stop = () => void endpoint.close().then(() => process.exit(0))
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

async function run(command: string | undefined): Promise<void> {
  switch (command) {
    case 'serve':
      return serve()
    case 'enrol-code':
      return onStore(async (store) => {
        const minutes = Number(values.minutes)
        console.log(await makeEnrolmentCode(store, needed('unit'), values['window-name'], minutes))
      })
    case 'revoke':
      return onStore((store) => revokeWindow(store, needed('window')))
    case 'import-reference':
      return onStore(async (store) => {
        const documents: unknown = JSON.parse(readFileSync(needed('file'), 'utf8'))
        if (!Check(Type.Array(referenceDocumentSchema), documents)) {
          throw new CodedFailure('input-invalid', { file: needed('file') })
        }
        console.log(JSON.stringify({ changed: await putReference(store, documents as ReferenceDocument[]) }))
      })
    case 'recovery-key':
      return onStore(async (store) => {
        const { makeRecoveryKey, nameRecoveryKey } = await import('./recovery-key.ts')
        if (values.recipient !== undefined) return nameRecoveryKey(store, values.recipient, values.replace)
        console.log(await makeRecoveryKey(store, values.replace))
        console.error('Write the last line down and keep it under lock: it is shown once and kept nowhere.')
      })
    default:
      throw new CodedFailure('input-invalid', { command: command ?? '' })
  }
}

try {
  await run(positionals[0])
} catch (thrown) {
  const coded = toCodedError(thrown)
  console.error(JSON.stringify(coded.code === 'unexpected' ? { ...coded, message: String(thrown) } : coded))
  if (coded.code === 'input-invalid') console.error(usage)
  process.exit(1)
}
