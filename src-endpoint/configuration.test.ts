// The configuration of an endpoint: who comes first, and that every mistake is named at once.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { CodedFailure } from '../src-shared/errors.ts'
import { readConfiguration } from './configuration.ts'

const folder = mkdtempSync(join(tmpdir(), 'configuration-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const fileOf = (content: unknown): string => {
  const file = join(folder, 'endpoint.json')
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

function mistakesOf(...given: Parameters<typeof readConfiguration>): readonly string[] {
  try {
    readConfiguration(...given)
    return []
  } catch (thrown) {
    if (!(thrown instanceof CodedFailure)) throw thrown
    return String(thrown.coded.params.mistakes).split('; ')
  }
}

test('the command line comes before the environment, and that before the file', () => {
  const config = fileOf({ data: '/file', port: 1, region: '370304', demo: true })
  expect(
    readConfiguration({ config, port: '3' }, { ENDPOINT_PORT: '2', ENDPOINT_DATA: '/environment' }),
  ).toEqual({
    dataFolder: '/environment',
    database: null,
    region: '370304',
    demo: true,
    host: '127.0.0.1',
    port: 3,
    tls: null,
    log: false,
    metricsToken: null,
  })
  const environment = { DATABASE_URL: 'postgres://a/b', ENDPOINT_CONFIG: config }
  expect(readConfiguration({}, environment)).toMatchObject({ database: 'postgres://a/b', port: 1 })
  expect(readConfiguration({ database: 'postgresql://c/d' }, environment).database).toBe('postgresql://c/d')
})

test('every mistake is named at once', () => {
  const config = fileOf({ port: 'x', prot: 1, demo: 'perhaps', region: '博山', 'tls-key': '/no/such/key' })
  const environment = { ENDPOINT_METRICS_TOKEN: 'short' }
  const mistakes = mistakesOf({ config, host: '0.0.0.0', database: 'mysql://x' }, environment)
  expect(mistakes).toHaveLength(8)
  for (const part of [
    'metrics-token',
    'prot',
    'port',
    'demo',
    'region',
    'tls-certificate',
    '/no/such/key',
    'database',
  ])
    expect(mistakes.join('\n')).toContain(part)
  expect(mistakesOf({}, {})).toEqual(['data or database is missing'])
  expect(mistakesOf({ data: '/d', host: '10.0.0.1' }, {})).toEqual([
    'host 10.0.0.1 is not loopback: tls-key and tls-certificate are needed',
  ])
  expect(mistakesOf({ data: '/d', config: join(folder, 'none.json') }, {})).toHaveLength(1)
  for (const broken of ['[]', '{', 'null'])
    expect(mistakesOf({ data: '/d', config: fileOf(broken) }, {})).toHaveLength(1)
})
