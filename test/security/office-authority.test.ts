// An endpoint with a certificate of the office's own CA, real TLS: a window that does not know the CA sends nothing, one that was
// given it enrols, syncs and comes back after a restart.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { putReference } from '../../src-endpoint/feeds.ts'
import { startEndpoint } from '../../src-endpoint/serve.ts'
import { openEndpointStore } from '../../src-endpoint/store/open-store.ts'
import { makeEnrolmentCode } from '../../src-endpoint/windows.ts'
import type { ReferenceDocument } from '../../src-shared/domain/reference.ts'
import { coreSettings, startDeskProcess } from '../desk-process.ts'
import { demandingUnit, lin, passcode, writeReference } from '../small-town.ts'

const folder = mkdtempSync(join(tmpdir(), 'office-authority-'))
const file = (name: string) => join(folder, name)
const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' })

/** An authority and a certificate for 127.0.0.1 signed by it. */
function makeAuthority(name: string): void {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-days', '2']
  openssl('req', '-x509', ...key, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.pem`)
  const request = ['-keyout', `${name}-server.key`, '-out', `${name}-server.csr`, '-subj', '/CN=endpoint']
  openssl('req', ...key.slice(0, 5), ...request)
  writeFileSync(file('names'), 'subjectAltName=IP:127.0.0.1')
  const by = [
    '-CA',
    `${name}.pem`,
    '-CAkey',
    `${name}.key`,
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    'names',
  ]
  openssl('x509', '-req', '-in', `${name}-server.csr`, ...by, '-out', `${name}-server.pem`)
}

let endpoint: Awaited<ReturnType<typeof startEndpoint>>
const dataFolder = file('endpoint')
async function onStore<Value>(
  work: (store: Awaited<ReturnType<typeof openEndpointStore>>) => Promise<Value>,
) {
  const store = await openEndpointStore({ dataFolder, region: null, demo: null })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}
beforeAll(async () => {
  for (const name of ['office', 'stranger']) makeAuthority(name)
  mkdirSync(dataFolder)
  writeReference(file('reference.json'))
  const documents = JSON.parse(readFileSync(file('reference.json'), 'utf8')) as ReferenceDocument[]
  await onStore((store) => putReference(store, documents))
  const tls = { key: file('office-server.key'), certificate: file('office-server.pem') }
  endpoint = await startEndpoint({ dataFolder, tls })
})
afterAll(async () => {
  await endpoint.close()
  rmSync(folder, { recursive: true, force: true })
})

it('sends its code only to an endpoint it can trust, and trusts it again after a restart', async () => {
  expect(endpoint.url).toMatch(/^https:/)
  const code = await onStore((store) => makeEnrolmentCode(store, demandingUnit.code, '', 30))
  const settings = coreSettings(file('window'))
  let desk = await startDeskProcess(settings)
  const pem = (name: string) => readFileSync(file(name), 'utf8')
  const enrol = (over: { readonly authority?: string }) =>
    ({ endpoint: endpoint.url, code, windowName: '窗口', ...over }) as const
  expect((await desk.failure('enrol', enrol({}))).code).toBe('endpoint-untrusted')
  expect((await desk.failure('enrol', enrol({ authority: pem('stranger.pem') }))).code).toBe(
    'endpoint-untrusted',
  )
  // No authority's certificate, and no certificate at all.
  for (const authority of [pem('office-server.pem'), 'not a certificate', pem('office.key')])
    expect((await desk.failure('enrol', enrol({ authority }))).code).toBe('input-invalid')

  // The code was never used up by the tries before.
  await desk.call('enrol', enrol({ authority: pem('office.pem') }))
  const online = () => desk.until('status', {}, (status) => status.link.state === 'online')
  await online()
  await desk.stop()
  desk = await startDeskProcess(settings)
  await online()
  await desk.call('signIn', { staff: lin.id, passcode })
  await desk.stop()
}, 60_000)
