// The endpoint's command line: init, serve, enrol, revoke, import-reference, import-list, publish, recovery-key, refused, backup,
// restore, verify-chains, status. All but serve also work beside running servers.
import { parseArgs } from 'node:util'
import { CodedFailure, toCodedError } from '../src-shared/errors.ts'
import { commands } from './commands.ts'
import { readConfiguration } from './configuration.ts'
import { startEndpoint } from './serve.ts'
import { openEndpointStore } from './store/open-store.ts'

const usage = `usage: COMMAND (--data DIR | --database postgres://…) [--region 370304] [--config FILE]
  init             [--demo]
  serve            [--port 8443] [--host 127.0.0.1] [--demo] [--tls-key FILE --tls-certificate FILE] [--log] [--metrics-token WORD]
  enrol            --unit CODE --window-name NAME [--minutes 30]
  revoke           --window ID
  import-reference --file reference.json
  import-list      --file list.json                   says what publishing it would change
  publish          --file list.json --edition NAME --published-on YYYY-MM-DD --staff ID
  recovery-key     [--recipient age1…] [--replace]
  refused          [--limit 100]
  backup           --to FILE
  restore          --from FILE                        into an empty store
  verify-chains
  status
The settings may also stand in the environment (ENDPOINT_PORT, DATABASE_URL, …) or in the JSON object of --config.`

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const

async function run(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      ...{ config: text, data: text, database: text, region: text, host: text, port: text },
      ...{
        'tls-key': text,
        'tls-certificate': text,
        demo: flag,
        log: flag,
        replace: flag,
        'metrics-token': text,
      },
      ...{ unit: text, 'window-name': text, minutes: text, window: text, file: text, recipient: text },
      ...{ edition: text, 'published-on': text, staff: text, limit: text, to: text, from: text },
    },
  })
  const [name = ''] = positionals
  if (name === 'serve') return serve(values)
  const command = commands[name]
  if (command === undefined) throw new CodedFailure('input-invalid', { command: name })
  const { dataFolder, database, region, demo } = readConfiguration(values, process.env)
  const store = await openEndpointStore({ dataFolder, database, region, demo: demo ? true : null })
  try {
    const needed = (option: string): string => {
      const value = (values as Readonly<Record<string, unknown>>)[option]
      if (typeof value !== 'string') throw new CodedFailure('input-invalid', { missing: `--${option}` })
      return value
    }
    await command(store, { values, needed })
  } finally {
    await store.close()
  }
}

async function serve(values: Parameters<typeof readConfiguration>[0]): Promise<void> {
  const endpoint = await startEndpoint(readConfiguration(values, process.env))
  console.log(JSON.stringify({ endpoint: endpoint.url, endpointId: endpoint.endpointId }))
  const stop = () => void endpoint.close().then(() => process.exit(0))
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

try {
  await run()
} catch (thrown) {
  const unknownOption = String(Reflect.get(Object(thrown), 'code')).startsWith('ERR_PARSE_ARGS')
  const coded = unknownOption
    ? { code: 'input-invalid' as const, params: { reason: (thrown as Error).message } }
    : toCodedError(thrown)
  console.error(JSON.stringify(coded.code === 'unexpected' ? { ...coded, message: String(thrown) } : coded))
  if (coded.code === 'input-invalid') console.error(usage)
  process.exit(1)
}
