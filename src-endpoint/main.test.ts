// The endpoint as a process: its command line, its graceful stop, and kill -9 in the middle of pushes.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Enrolment } from '../src-shared/contract/replication.ts'
import type { EventEnvelope } from '../src-shared/domain/event.ts'
import {
  approvals,
  ask,
  askAs,
  caseOpened,
  civilAffairs,
  emptyHall,
  enrolTestWindow,
  type Hall,
  listEntry,
  newKey,
  prepareHall,
  reference,
  requested,
  stopPostgres,
  storeKinds,
} from './small-hall.fixture.ts'

const entry = join(import.meta.dirname, 'main.ts')
const run = promisify(execFile)
const command = async (...words: string[]) => (await run(process.execPath, [entry, ...words])).stdout.trim()

afterAll(stopPostgres)

describe.each(storeKinds)('on %s', (kind) => {
  let hall: Hall
  const running: ChildProcess[] = []
  beforeEach(async () => {
    hall = await prepareHall(kind)
  })
  afterEach(async () => {
    for (const child of running.splice(0)) await end(child, 'SIGKILL')
    hall.remove()
  })

  async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    const gone = new Promise<number | null>((resolve) => child.once('exit', resolve))
    child.kill(signal)
    return gone
  }

  async function serve(port = 0, ...more: string[]) {
    const words = [entry, 'serve', ...hall.words, '--port', String(port), ...more]
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] })
    running.push(child)
    const written = { out: '', error: '' }
    child.stdout.on('data', (chunk: Buffer) => (written.out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (written.error += chunk.toString()))
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', resolve)
      child.once('exit', (code) => reject(new Error(`ended with ${code}: ${written.error}`)))
    })
    const { endpoint, endpointId } = JSON.parse(line) as { endpoint: string; endpointId: string }
    return { child, url: endpoint, port: Number(new URL(endpoint).port), endpointId, written }
  }

  test('serve prints one line, other commands work beside it, SIGTERM ends it', async () => {
    const server = await serve(0, '--log')
    const data = hall.words
    const code = await command('enrol', ...data, '--unit', approvals, '--window-name', '综合窗口 3 号')
    const { publicKey, privateKey } = newKey()
    const enrolled = await ask(server.url, 'POST', '/v1/enrol', null, { code, publicKey, windowName: 'x' })
    expect(enrolled).toMatchObject({ status: 200, body: { endpointId: server.endpointId } })
    const enrolment = enrolled.body as Enrolment
    const { token, window } = enrolment
    const device = { enrolment, privateKey, token }

    const file = join(hall.folder, 'reference.json')
    writeFileSync(
      file,
      JSON.stringify([...reference, { id: 'calendar', type: 'calendar', body: { years: {} } }]),
    )
    expect(await command('import-reference', ...data, '--file', file)).toBe('{"changed":1}')
    const page = await askAs(server.url, device, 'GET', `/v1/pull/reference?after=${reference.length}`)
    expect(page.body).toMatchObject({ items: [{ id: 'calendar' }] })

    await command('revoke', ...data, '--window', window)
    // Within seconds: the server hears of it.
    while ((await askAs(server.url, device, 'GET', '/v1/pull/list')).status !== 401)
      await new Promise((resolve) => setTimeout(resolve, 50))

    expect(await end(server.child, 'SIGTERM')).toBe(0)
    expect(server.written.out.trim().split('\n')).toHaveLength(1)
    // The log names routes and statuses, never a token, a code or a person.
    expect(server.written.error).toContain('/v1/enrol')
    for (const secret of [token, code, publicKey, '127.0.0.1:']) {
      expect(server.written.error.split('\n').slice(1).join('\n')).not.toContain(secret)
    }
  }, 60_000)

  test('stopped while windows push: what was answered is kept, the rest is told to come back, and no name is in the log', async () => {
    const server = await serve(0, '--log')
    const window = await enrolTestWindow(server.url, hall, approvals)
    const applicant = { name: '测试甲', identityNumber: '11010519491231002X', telephone: '13900001111' }
    const acknowledged: string[] = []
    const answers = new Set<string>()
    const pushing = (async () => {
      for (;;) {
        const act = caseOpened()
        const event = window.write({ ...act, body: { ...act.body, applicant } })
        const answer = await window.ask('POST', '/v1/push', { events: [event] }).catch(() => null)
        if (answer === null) return
        answers.add(`${answer.status} ${(answer.body as { code?: string }).code ?? ''}`)
        if (answer.status !== 200) {
          expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
          return
        }
        acknowledged.push(event.id)
        await window.ask('GET', `/v1/events?stream=${encodeURIComponent(event.stream)}`).catch(() => null)
      }
    })()
    while (acknowledged.length < 20) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(await end(server.child, 'SIGTERM')).toBe(0)
    await pushing
    // Between the two states there is no third: answered and kept, or told to come back, or not heard at all.
    expect([...answers].filter((one) => one !== '200 ' && one !== '503 store-locked')).toEqual([])
    const again = await serve()
    const kept = new Set((await window.at(again.url).events()).map((event) => event.id))
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([])
    const { error } = server.written
    expect(error).toContain('"path":"/v1/events"')
    for (const secret of [...Object.values(applicant), window.device.token, 'case%2F', 'case/'])
      expect(error).not.toContain(secret)
  }, 60_000)

  test('what is wrong on the command line is said as a coded error', async () => {
    const failureOf = async (...words: string[]): Promise<string> =>
      command(...words).then(
        () => 'no failure',
        (thrown: { stderr: string }) => thrown.stderr,
      )
    const data = hall.words
    expect(await failureOf('serve', ...data, '--host', '0.0.0.0')).toContain('"input-invalid"')
    expect(await failureOf('serve', ...data, '--demo')).toContain('"demo-data-refused"')
    expect(await failureOf('enrol', ...data, '--unit', 'nobody', '--window-name', 'x')).toContain(
      '"not-found"',
    )
    expect(await failureOf('enrol', ...data, '--unit', approvals)).toContain('--window-name')
    const file = join(hall.folder, 'wrong.json')
    writeFileSync(file, '[{"id":"unit/1","type":"unit","body":{}}]')
    expect(await failureOf('import-reference', ...data, '--file', file)).toContain('"input-invalid"')
  }, 60_000)

  test('an endpoint is looked after from the command line alone', async () => {
    const said = async (...words: string[]) => JSON.parse((await command(...words)) || 'null')
    const { words } = hall
    expect(await said('init', ...words)).toMatchObject({ store: kind, region: '370304', demo: false })
    const file = join(hall.folder, 'list.json')
    writeFileSync(file, JSON.stringify([listEntry('婚姻状况证明'), listEntry('无房证明')]))
    const counts = { added: 2, changed: 0, withdrawn: 0, unchanged: 0 }
    expect(await said('import-list', ...words, '--file', file)).toEqual(counts)
    const edition = ['--edition', '2026-2', '--published-on', '2026-07-01']
    expect(await said('publish', ...words, '--file', file, ...edition, '--staff', 'ming')).toEqual({
      edition: '2026-2',
      ...counts,
    })
    const by = (staff: string) => command('publish', ...words, '--file', file, ...edition, '--staff', staff)
    await expect(by('lin')).rejects.toMatchObject({
      stderr: expect.stringContaining('event-action-not-available'),
    })
    await expect(by('nobody')).rejects.toMatchObject({ stderr: expect.stringContaining('not-found') })
    const server = await serve()
    const window = await enrolTestWindow(server.url, hall, approvals)
    await window.push(window.write(caseOpened()), window.write({ ...caseOpened(), staff: 'nobody' }))
    expect(await said('status', ...words)).toMatchObject({
      store: kind,
      edition: '2026-2',
      windows: 1,
      revoked: 0,
      events: 1,
      refused: 1,
      entries: 2,
    })
    expect(await said('refused', ...words)).toMatchObject({ error: { code: 'event-staff-unknown' } })
    expect(await said('verify-chains', ...words)).toMatchObject({ state: 'whole', links: 2 })
    const backup = join(hall.folder, 'backup.gz')
    expect((await said('backup', ...words, '--to', backup)).records).toBeGreaterThan(15)
    const other = await emptyHall(kind)
    expect(await said('restore', ...other.words, '--from', backup)).toMatchObject({ windows: 1, events: 1 })
    other.remove()
  }, 120_000)

  test('killed ten times in the middle of pushes: nothing acknowledged is lost, nothing is there twice', async () => {
    let server = await serve()
    const { port, endpointId } = server
    const window = await enrolTestWindow(server.url, hall, approvals)
    const asked = await enrolTestWindow(server.url, hall, civilAffairs)
    const written: EventEnvelope[] = []
    const acknowledged = new Set<string>()
    let acknowledgedUpTo = 0

    async function pushUntilItBreaks(): Promise<void> {
      try {
        for (;;) {
          while (written.length < acknowledgedUpTo + 5) {
            written.push(window.write(caseOpened()))
            written.push(window.write(requested(`verification/${written.length}`, civilAffairs)))
          }
          const batch = written.slice(acknowledgedUpTo, acknowledgedUpTo + 5)
          for (const result of await window.push(...batch)) {
            expect(['accepted', 'already-had']).toContain(result.result)
            acknowledged.add(result.id)
          }
          acknowledgedUpTo += batch.length
        }
      } catch (thrown) {
        // Only a broken connection ends a round; anything else is a finding.
        if (!(thrown instanceof TypeError)) throw thrown
      }
    }

    for (let round = 0; round < 10; round += 1) {
      const before = acknowledged.size
      const pushing = pushUntilItBreaks()
      // Every other time it dies only after a push was acknowledged, however slow the machine is.
      while (round % 2 === 1 && acknowledged.size === before)
        await new Promise((resolve) => setTimeout(resolve, 2))
      await new Promise((resolve) => setTimeout(resolve, 20 + round * 17))
      await end(server.child, 'SIGKILL')
      await pushing
      server = await serve(port)
      expect(server.endpointId).toBe(endpointId)
    }
    const rest = written.slice(acknowledgedUpTo)
    for (const result of rest.length > 0 ? await window.push(...rest) : []) acknowledged.add(result.id)

    async function feedOf(reader: typeof window): Promise<readonly string[]> {
      const read: string[] = []
      for (let after = 0, more = true; more; ) {
        const page = await reader.page('events', after, 200)
        read.push(...page.items.map((event) => event.id))
        after = page.position
        more = page.more
      }
      return read
    }
    expect(acknowledged.size).toBeGreaterThan(20)
    expect([...acknowledged]).toEqual(written.map((event) => event.id))
    expect(await feedOf(window)).toEqual(written.map((event) => event.id))
    const verifications = written.filter((event) => event.kind === 'verification-requested')
    expect(await feedOf(asked)).toEqual(verifications.map((event) => event.id))
  }, 120_000)

  test('a recovery key is printed once, kept nowhere, and told to the windows by its public half', async () => {
    const server = await serve()
    const data = hall.words
    const file = await command('recovery-key', ...data)
    const identity = /^AGE-SECRET-KEY-1[A-Z0-9]{58}$/m.exec(file)?.[0] ?? ''
    const recipient = /^# public key: (age1[a-z0-9]{58})$/m.exec(file)?.[1]
    expect(await identityToRecipient(identity)).toBe(recipient)

    const reader = await enrolTestWindow(server.url, hall, approvals)
    const page = await reader.ask('GET', `/v1/pull/reference?after=${reference.length}`)
    expect(page.body).toMatchObject({ items: [{ id: 'recovery', type: 'recovery', body: { recipient } }] })
    for (const name of readdirSync(hall.folder))
      expect([name, readFileSync(join(hall.folder, name)).includes(identity)]).toEqual([name, false])

    const refused = { stderr: expect.stringContaining(recipient ?? 'none') }
    await expect(command('recovery-key', ...data)).rejects.toMatchObject(refused)
    const other = await identityToRecipient(await generateX25519Identity())
    await expect(command('recovery-key', ...data, '--recipient', other)).rejects.toMatchObject(refused)
    await expect(command('recovery-key', ...data, '--recipient', 'age1x', '--replace')).rejects.toMatchObject(
      {
        stderr: expect.stringContaining('input-invalid'),
      },
    )
    await command('recovery-key', ...data, '--recipient', other, '--replace')
    const after = await reader.ask('GET', `/v1/pull/reference?after=${reference.length}`)
    expect(after.body).toMatchObject({ items: [{ id: 'recovery', body: { recipient: other } }] })
  })
})
