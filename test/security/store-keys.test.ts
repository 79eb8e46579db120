// The keys of a window's store over real processes: locked, opened, recovered, rotated and killed, and no secret in the clear.
import { fork } from 'node:child_process'
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  type CoreConnection,
  type HostKeychain,
  nodeChild,
  startCore,
} from '../../src-main/launcher/start-core.ts'
import type {
  BridgeAnswer,
  CoreHealth,
  CoreSettings,
  KeychainOfHost,
} from '../../src-shared/contract/bridge.ts'
import type { KeysView } from '../../src-shared/contract/keys.ts'
import type { OutboxView } from '../../src-shared/contract/outbox-view.ts'
import type { SearchAnswer } from '../../src-shared/contract/search-view.ts'
import type { SessionView, StatusView } from '../../src-shared/contract/session-view.ts'
import { coreEntry, coreSettings, startDeskProcess, unattended } from '../desk-process.ts'
import { type EndpointProcess, startEndpointProcess } from '../endpoint-process.ts'
import { enrolClient } from '../enrol-client.ts'
import { bai, demandingUnit, jointOffice, lin, list, ming, passcode, writeReference } from '../small-town.ts'
import { openLine } from '../sync/line.ts'

/** A system keychain as core knows it, with a switch that loses what it held. */
function keychainOf(first: KeychainOfHost) {
  let state = first
  const kept: string[] = []
  const keychain: HostKeychain = {
    read: () => state,
    keep(secret) {
      kept.push(secret)
      state = { state: 'held', secret }
      return true
    },
  }
  return {
    keychain,
    kept,
    lose: () => {
      state = { state: 'lost' }
    },
  }
}

const running: CoreConnection[] = []

/** A host and its core, asked the way a page asks. */
function openWindow(settings: CoreSettings, keychain: HostKeychain | null) {
  const waiting = new Map<number, (answer: BridgeAnswer) => void>()
  const healths: CoreHealth[] = []
  let last = 0
  const core = startCore({
    start: nodeChild(coreEntry, process.execPath),
    settings,
    keychain,
    onAnswer: ({ answer }) => waiting.get(answer.id)?.(answer),
  })
  running.push(core)
  core.onHealth((health) => healths.push(health))
  async function ask(type: 'call' | 'watch', name: string, input: unknown): Promise<unknown> {
    last += 1
    const id = last
    const answer = await new Promise<BridgeAnswer>((resolve) => {
      waiting.set(id, resolve)
      core.request(
        'page',
        type === 'call' ? { type, id, verb: name, input } : { type, id, query: name, input },
      )
    })
    waiting.delete(id)
    if (type === 'watch') core.request('page', { type: 'unwatch', id })
    return answer.type === 'error' ? answer.error : answer.value
  }
  return {
    core,
    healths,
    call: (verb: string, input: unknown) => ask('call', verb, input),
    view: <View>(query: string, input: unknown = {}) => ask('watch', query, input) as Promise<View>,
    until: (state: CoreHealth['state']) =>
      expect.poll(() => core.health.state, { timeout: 20_000 }).toBe(state),
    /** Cuts the power of core; the host goes on. */
    async kill() {
      const { pid } = core
      if (pid === undefined) throw new Error('no core')
      process.kill(pid, 'SIGKILL')
      await expect.poll(() => core.pid !== undefined && core.pid !== pid, { timeout: 20_000 }).toBe(true)
    },
  }
}

const passphrase = '春天的第一场雨下了'
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-keys-'))
})
afterEach(async () => {
  for (const core of running.splice(0)) await core.stop()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Every file below a folder. */
const filesBelow = (path: string): readonly string[] =>
  statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => filesBelow(join(path, name))) : [path]

describe('a host without a keychain', () => {
  it('is locked until a passphrase is set, then until it is typed; killed, it asks nobody again', async () => {
    const settings = coreSettings(join(folder, 'passphrase'))
    const first = openWindow(settings, null)
    await first.until('locked')
    expect(first.core.health).toMatchObject({ lock: { state: 'first-start' } })
    expect(await first.call('searchList', { text: '', limit: 1 })).toMatchObject({ code: 'core-locked' })
    expect(await first.call('setUpPassphrase', { passphrase: 'short' })).toMatchObject({
      code: 'input-invalid',
    })
    expect(await first.call('setUpPassphrase', { passphrase })).toBe(null)
    await first.until('ready')
    await first.kill()
    await first.until('ready')
    expect(first.healths.filter((health) => health.state === 'locked')).toHaveLength(1)
    await first.core.stop()

    const second = openWindow(settings, null)
    await second.until('locked')
    expect(second.core.health).toMatchObject({ lock: { state: 'locked', passphrase: true } })
    expect(await second.call('unlock', { passphrase: 'wrong one' })).toMatchObject({ code: 'unlock-wrong' })
    // A core that died while it was locked is locked again.
    await second.kill()
    await second.until('locked')
    expect(await second.call('unlock', { passphrase })).toBe(null)
    await second.until('ready')
  }, 60_000)

  it('without its key files says so and touches nothing', async () => {
    const settings = coreSettings(join(folder, 'missing'))
    await (await startDeskProcess(settings)).stop()
    rmSync(join(settings.folder, 'keys'), { recursive: true })
    const before = readFileSync(join(settings.folder, 'window.sqlite'))
    const window = openWindow(settings, null)
    await window.until('failed')
    expect(window.core.health).toMatchObject({ error: { code: 'keys-missing' } })
    expect(readFileSync(join(settings.folder, 'window.sqlite')).equals(before)).toBe(true)
  }, 30_000)
})

describe('a demo', () => {
  it('opens by itself, and neither opens nor is opened by a window in earnest', async () => {
    const demo = coreSettings(join(folder, 'demo'), { demo: unattended })
    const window = openWindow(demo, null)
    await window.until('ready')
    await window.core.stop()
    for (const settings of [
      { ...demo, demo: null },
      { ...demo, demo: { ...unattended, passphrase: 'other' } },
    ]) {
      const other = openWindow(settings, null)
      await other.until('failed')
      expect(other.core.health).toMatchObject({ error: { code: 'keys-keychain-lost' } })
      await other.core.stop()
    }
    const earnest = coreSettings(join(folder, 'earnest'))
    const own = openWindow(earnest, keychainOf({ state: 'empty' }).keychain)
    await own.until('ready')
    await own.core.stop()
    const asDemo = openWindow({ ...earnest, demo: unattended }, null)
    await asDemo.until('failed')
    expect(asDemo.core.health).toMatchObject({ error: { code: 'keys-keychain-lost' } })
  }, 60_000)
})

describe('a window that works', () => {
  let endpoint: EndpointProcess
  let line: Awaited<ReturnType<typeof openLine>>
  let recoveryKey = ''
  beforeAll(async () => {
    writeReference(join(folder, 'reference.json'))
    endpoint = await startEndpointProcess(join(folder, 'endpoint'), join(folder, 'reference.json'))
    line = await openLine(endpoint.url)
    recoveryKey = await endpoint.recoveryKey()
    const code = await endpoint.enrolmentCode(jointOffice.code, '联席会议办公室')
    const { client } = await enrolClient(endpoint.url, code, '联席会议办公室')
    await client.publish({
      staff: ming.id,
      edition: { edition: '2026-2', publishedOn: '2026-10-01', sample: true },
      entries: [...list],
    })
  }, 60_000)
  afterAll(async () => {
    await line.close()
    await endpoint.stop()
  })

  it('wrapped for the recovery key after enrolment, loses its keychain, and nothing unsent with it', async () => {
    const settings = coreSettings(join(folder, 'window'))
    const machine = keychainOf({ state: 'empty' })
    const window = openWindow(settings, machine.keychain)
    await window.until('ready')
    expect(machine.kept).toHaveLength(1)
    const code = await endpoint.enrolmentCode(demandingUnit.code, '窗口')
    expect(await window.call('enrol', { endpoint: line.address, code, windowName: '窗口' })).toBe(null)
    await expect
      .poll(async () => (await window.view<SessionView>('session')).staff?.some((one) => one.id === bai.id))
      .toBe(true)
    expect(await window.call('signIn', { staff: bai.id, passcode })).toBe(null)
    await expect.poll(async () => (await window.view<KeysView>('keys')).recovery).toMatch(/^age1/)
    expect(await window.view<KeysView>('keys')).toMatchObject({ keychain: true, passphrase: false })

    // A new key while it works: the seat is kept, and the file opens with the new key only.
    expect(await window.call('rotateKey', {})).toBe(null)
    await expect
      .poll(() => window.healths.map((health) => health.state), { timeout: 20_000 })
      .toContain('rekeying')
    await window.until('ready')
    expect(await window.view<SessionView>('session')).toMatchObject({ signedIn: { id: bai.id } })
    expect(await window.view<KeysView>('keys')).toMatchObject({ rotated: true, pending: null })
    expect(window.healths.some((health) => health.state === 'restarting')).toBe(false)

    // What is done now is not sent: the line is down.
    await window.call('signOut', {})
    expect(await window.call('signIn', { staff: lin.id, passcode })).toBe(null)
    expect(await window.call('rotateKey', {})).toMatchObject({ code: 'action-not-available' })
    await expect
      .poll(async () => (await window.view<StatusView>('status')).list, { timeout: 20_000 })
      .not.toBe(null)
    await line.cut()
    const serviceItem = await expect
      .poll(() => window.call('searchList', { text: '公共租赁', limit: 1 }))
      .toMatchObject({ items: [{ name: '公共租赁住房资格确认' }] })
      .then(() => window.call('searchList', { text: '公共租赁', limit: 1 }))
    const opened = (await window.call('openCase', {
      serviceItem: (serviceItem as SearchAnswer).items[0]?.serviceItem,
      applicant: { name: '邵一帆', identityNumber: '370304199001012817', telephone: '' },
    })) as { case: string }
    expect(opened.case).toMatch(/^case\//)
    const unsent = (await window.view<OutboxView>('outbox')).waiting.map((one) => one.event)
    expect(unsent.length).toBeGreaterThan(0)
    await window.core.stop()

    machine.lose()
    const after = openWindow(settings, machine.keychain)
    await after.until('locked')
    expect(after.core.health).toMatchObject({
      lock: {
        state: 'locked',
        keychain: 'lost',
        passphrase: false,
        recovery: expect.stringMatching(/^age1/),
      },
    })
    expect(await after.call('recover', { recoveryKey, passphrase: null })).toBe(null)
    await after.until('ready')
    expect(await after.view<SessionView>('session')).toMatchObject({ enrolled: true, windowName: '窗口' })
    expect(machine.kept).toHaveLength(2)
    await after.core.stop()

    const again = openWindow(settings, machine.keychain)
    await again.until('ready')
    expect(again.healths.some((health) => health.state === 'locked')).toBe(false)
    expect(await again.call('signIn', { staff: lin.id, passcode })).toBe(null)
    expect((await again.view<OutboxView>('outbox')).waiting.map((one) => one.event)).toEqual(unsent)
    await line.restore()
    await again.call('syncNow', {})
    await expect
      .poll(async () => (await again.view<OutboxView>('outbox')).waiting, { timeout: 20_000 })
      .toEqual([])
    const fed = (await endpoint.feedOf(demandingUnit.code)).map((event) => event.id)
    expect(unsent.filter((event) => !fed.includes(event))).toEqual([])
  }, 120_000)
})

describe('in the clear', () => {
  it('no secret is on the disk, in the log or in the environment of core', async () => {
    const settings = coreSettings(join(folder, 'clear'))
    const log = join(folder, 'log.txt')
    const script = join(folder, 'host.mjs')
    writeFileSync(
      script,
      `import { nodeChild, startCore } from ${JSON.stringify(new URL('../../src-main/launcher/start-core.ts', import.meta.url).href)}
       const core = startCore({
         start: nodeChild(${JSON.stringify(coreEntry)}, process.execPath),
         settings: ${JSON.stringify(settings)},
         keychain: null,
         onAnswer: ({ answer }) => process.send({ answer }),
       })
       core.onHealth((health) => process.send({ health, pid: core.pid }))
       process.on('message', (message) => (message === 'stop' ? core.stop().then(() => process.exit()) : core.request('page', message)))`,
    )
    const output = openSync(log, 'w')
    const host = fork(script, [], { stdio: ['ignore', output, output, 'ipc'] })
    closeSync(output)
    const heard: { health?: CoreHealth; pid?: number; answer?: BridgeAnswer }[] = []
    host.on('message', (message) => heard.push(message as (typeof heard)[number]))
    const state = () => heard.findLast((one) => one.health !== undefined)?.health?.state
    await expect.poll(state, { timeout: 20_000 }).toBe('locked')
    host.send({ type: 'call', id: 1, verb: 'unlock', input: { passphrase } })
    host.send({ type: 'call', id: 2, verb: 'setUpPassphrase', input: { passphrase } })
    await expect.poll(state, { timeout: 20_000 }).toBe('ready')
    host.send({ type: 'call', id: 3, verb: 'changePassphrase', input: { before: passphrase, passphrase } })
    await expect.poll(() => heard.filter((one) => one.answer !== undefined).length).toBe(3)
    const pid = heard.findLast((one) => one.pid !== undefined)?.pid
    const environment = process.platform === 'linux' ? readFileSync(`/proc/${pid}/environ`) : Buffer.alloc(0)
    host.send('stop')
    await new Promise((resolve) => host.once('exit', resolve))
    const written = Buffer.from(passphrase)
    const places = [
      ['environment', environment] as const,
      ...[log, ...filesBelow(settings.folder)].map((path) => [path, readFileSync(path)] as const),
    ]
    for (const [place, bytes] of places) {
      expect([place, bytes.includes(written)]).toEqual([place, false])
      expect([place, bytes.includes('AGE-SECRET-KEY-')]).toEqual([place, false])
      if (place.endsWith('.sqlite')) expect([place, bytes.includes('SQLite format')]).toEqual([place, false])
    }
  }, 60_000)
})
