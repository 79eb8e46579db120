// The launcher with a stand-in core: answers, a core that dies mid-call, one that cannot open, one that is told to stop.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { BridgeAnswer, CoreHealth, CoreSettings } from '../../src-shared/contract/bridge.ts'
import { readRequest } from './bridge-frame.ts'
import { type CoreConnection, nodeChild, startCore } from './start-core.ts'

const settings = {
  folder: '',
  resources: '',
  fonts: '',
  host: 'browser',
  restarted: false,
  demo: null,
} satisfies CoreSettings
const folder = mkdtempSync(join(tmpdir(), 'launcher-'))
let core: CoreConnection | null = null
afterEach(async () => {
  await core?.stop()
  rmSync(folder, { recursive: true, force: true })
})

function start(body: string) {
  const entry = join(mkdtempSync(join(tmpdir(), 'launcher-')), 'core.mjs')
  writeFileSync(
    entry,
    `const { restarted } = JSON.parse(process.env.WINDOW_CORE_SETTINGS)
     process.on('disconnect', () => process.exit())
     process.on('message', (message) => {
       if (message.type === 'stop') process.exit()
       if (message.type !== 'request') return
       const { client, request } = message
       const answer = (value) => process.send({ type: 'answer', client, answer: { type: 'result', id: request.id, value } })
       ${body}
     })
     process.send({ type: 'ready' })`,
  )
  const answers: BridgeAnswer[] = []
  const healths: CoreHealth[] = []
  core = startCore({
    start: nodeChild(entry, process.execPath),
    settings,
    keychain: null,
    onAnswer: (one) => answers.push(one.answer),
  })
  core.onHealth((health) => healths.push(health))
  return { core, answers, healths }
}

describe('the launcher', () => {
  it('passes requests and answers', async () => {
    const { core, answers } = start('answer(request.input)')
    await expect.poll(() => core.health.state).toBe('ready')
    core.request('page', { type: 'call', id: 7, verb: 'echo', input: '你好' })
    await expect.poll(() => answers).toEqual([{ type: 'result', id: 7, value: '你好' }])
  })

  it('answers what a dying core left open, starts it again and says that it is restarted', async () => {
    const { core, answers, healths } = start(
      "if (request.verb === 'die') process.kill(process.pid, 'SIGKILL'); answer(restarted)",
    )
    await expect.poll(() => core.health.state).toBe('ready')
    core.request('page', { type: 'call', id: 1, verb: 'die', input: null })
    await expect
      .poll(() => answers[0])
      .toMatchObject({ type: 'error', id: 1, error: { code: 'core-stopped' } })
    await expect.poll(() => core.health.state, { timeout: 5_000 }).toBe('ready')
    expect(healths.map((health) => health.state)).toContain('restarting')
    core.request('page', { type: 'call', id: 2, verb: 'ask', input: null })
    await expect.poll(() => answers[1]).toEqual({ type: 'result', id: 2, value: true })
  })

  it('a Node that is not there takes nobody down: it is tried again', async () => {
    const nowhere = join(folder, 'no-such-node')
    core = startCore({
      start: nodeChild('core.mjs', nowhere),
      settings,
      keychain: null,
      onAnswer: () => undefined,
    })
    await expect.poll(() => core?.health).toEqual({ state: 'restarting', attempt: 2 })
  })

  it('lets through only frames of the contract', () => {
    expect(readRequest({ type: 'call', id: 1, verb: 'x', input: 2, extra: 3 })).toEqual({
      type: 'call',
      id: 1,
      verb: 'x',
      input: 2,
    })
    for (const bad of [
      null,
      1,
      'x',
      {},
      { type: 'call', id: -1, verb: 'x' },
      { type: 'call', id: 1.5, verb: 'x' },
      { type: 'call', id: 1, verb: 7 },
      { type: 'other', id: 1 },
      { type: 'watch', id: 1, query: 'x'.repeat(65) },
    ]) {
      expect(readRequest(bad)).toBeNull()
    }
  })
})
