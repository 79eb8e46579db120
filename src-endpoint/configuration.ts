// What an endpoint is told: the command line before the environment before a file, all of it checked before anything starts.
import { existsSync, readFileSync } from 'node:fs'
import { CodedFailure } from '../src-shared/errors.ts'
import type { EndpointSettings } from './store/open-store.ts'

export type Configuration = Pick<EndpointSettings, 'dataFolder' | 'database' | 'region'> & {
  readonly demo: boolean
  readonly host: string
  readonly port: number
  readonly tls: { readonly key: string; readonly certificate: string } | null
  readonly log: boolean
  /** Who shows it may read `/metrics` from anywhere; null: whoever is on this machine. */
  readonly metricsToken: string | null
}

/** Every name, as the file has it; on the command line `--tls-key`, in the environment `ENDPOINT_TLS_KEY`. */
const names = [
  'data',
  'database',
  'region',
  'demo',
  'host',
  'port',
  'tls-key',
  'tls-certificate',
  'log',
  'metrics-token',
] as const
type Name = (typeof names)[number]
type Words = Readonly<Partial<Record<Name, string | boolean | undefined>>>
type Environment = Readonly<Record<string, string | undefined>>

const loopback = ['127.0.0.1', '::1', 'localhost']
export const isLoopback = (host: string): boolean => loopback.includes(host)

function readFile(file: string | undefined, mistakes: string[]): Words {
  if (file === undefined) return {}
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof read !== 'object' || read === null || Array.isArray(read)) throw new Error('no object')
    for (const name of Object.keys(read))
      if (!(names as readonly string[]).includes(name)) mistakes.push(`${file}: ${name} is no setting`)
    return Object.fromEntries(
      Object.entries(read).map(([name, value]) => [name, typeof value === 'boolean' ? value : String(value)]),
    )
  } catch (thrown) {
    mistakes.push(`${file}: cannot be read as a JSON object (${(thrown as Error).message})`)
    return {}
  }
}

/** @throws input-invalid with every mistake there is, not only the first */
export function readConfiguration(
  words: Words & { readonly config?: string | undefined },
  environment: Environment,
): Configuration {
  const mistakes: string[] = []
  const file = readFile(words.config ?? environment.ENDPOINT_CONFIG, mistakes)
  const named = (name: Name): string | boolean | undefined =>
    words[name] ??
    environment[`ENDPOINT_${name.toUpperCase().replaceAll('-', '_')}`] ??
    (name === 'database' ? environment.DATABASE_URL : undefined) ??
    file[name]
  const text = (name: Name): string | null => {
    const value = named(name)
    return typeof value === 'string' && value !== '' ? value : null
  }
  const flag = (name: Name): boolean => {
    const value = named(name) ?? false
    if (![true, false, 'true', 'false'].includes(value)) mistakes.push(`${name} is true or false`)
    return value === true || value === 'true'
  }
  const database = text('database')
  const dataFolder = text('data')
  if (database !== null && !/^postgres(ql)?:\/\/./.test(database))
    mistakes.push('database begins with postgres://')
  if (database === null && dataFolder === null) mistakes.push('data or database is missing')
  const region = text('region')
  if (region !== null && !/^[0-9A-Za-z]{1,16}$/.test(region))
    mistakes.push('region is up to 16 digits or letters')
  const host = text('host') ?? '127.0.0.1'
  const port = Number(text('port') ?? '8443')
  if (!Number.isInteger(port) || port < 0 || port > 65_535) mistakes.push('port is a number from 0 to 65535')
  const [key, certificate] = [text('tls-key'), text('tls-certificate')]
  if ((key === null) !== (certificate === null)) mistakes.push('tls-key and tls-certificate come together')
  for (const one of [key, certificate])
    if (one !== null && !existsSync(one)) mistakes.push(`${one}: there is no such file`)
  if (!isLoopback(host) && key === null)
    mistakes.push(`host ${host} is not loopback: tls-key and tls-certificate are needed`)
  const metricsToken = text('metrics-token')
  if (metricsToken !== null && !/^\S{20,200}$/.test(metricsToken))
    mistakes.push('metrics-token is 20 characters or more, without spaces')
  const [demo, log] = [flag('demo'), flag('log')]
  if (mistakes.length > 0) throw new CodedFailure('input-invalid', { mistakes: mistakes.join('; ') })
  const tls = key === null || certificate === null ? null : { key, certificate }
  return { dataFolder, database, region, demo, host, port, tls, log, metricsToken }
}
