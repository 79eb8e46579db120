// The demo as `npm start` starts it: cut off in its first publication, started again, the sample there whole, ended with its starter.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import type { Enrolment, ListPage, ReferencePage } from '../src-shared/contract/replication.ts'
import { ask, askAs, newKey } from './small-hall.fixture.ts'

type Demo = {
  readonly endpoint: string
  readonly codes: Readonly<Record<string, string>>
  readonly mail: string | null
}

function startDemo(folder: string): { readonly child: ChildProcess; readonly ready: Promise<Demo> } {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'demo.ts'), '--data', folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ready = new Promise<Demo>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as Demo))
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)))
  })
  return { child, ready }
}

/** The starter goes away: only the demo's input ends. */
async function leave(child: ChildProcess): Promise<number | null> {
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve))
  child.stdin?.end()
  return gone
}

test('the demo starts, survives a cut-off first start, and speaks of itself as a demo with a sample', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'))
  const cutOff = startDemo(folder)
  cutOff.ready.catch(() => undefined)
  while (!existsSync(join(folder, 'joint-office'))) await new Promise((resolve) => setTimeout(resolve, 20))
  await leave(cutOff.child)

  const first = startDemo(folder)
  const { endpoint, codes, mail } = await first.ready
  expect(mail).toMatch(/^127\.0\.0\.1:\d+$/)
  const units: string[] = []
  for (const code of Object.values(codes)) {
    const { publicKey, privateKey } = newKey()
    const body = { code, publicKey, windowName: 'x' }
    const enrolment = (await ask(endpoint, 'POST', '/v1/enrol', null, body)).body as Enrolment
    expect(enrolment.demo).toBe(true)
    const device = { enrolment, privateKey, token: enrolment.token }
    units.push(enrolment.unit)
    const reference = (await askAs(endpoint, device, 'GET', '/v1/pull/reference?limit=1000'))
      .body as ReferencePage
    const own = reference.items.filter((one) => one.type === 'staff' && one.body.verifier !== null)
    expect(own.length).toBeGreaterThan(0)
    expect(reference.items.find((one) => one.type === 'edition')?.body).toMatchObject({
      sample: true,
      entries: 257,
    })
    const list = (await askAs(endpoint, device, 'GET', '/v1/pull/list?limit=1000')).body as ListPage
    expect(list.items).toHaveLength(257)
  }
  expect(new Set(units).size).toBe(3)
  expect(await leave(first.child)).toBe(0)
  await expect(fetch(endpoint)).rejects.toThrow()

  const second = startDemo(folder)
  // Windows that are enrolled already find their endpoint where it was.
  expect((await second.ready).endpoint).toBe(endpoint)
  second.child.kill('SIGTERM')
  await new Promise((resolve) => second.child.once('exit', resolve))
  rmSync(folder, { recursive: true, force: true })
}, 90_000)
