// What core signs and derives inside Electron, whose cryptography is another library than Node's, is what the endpoint checks with Node's.
import { spawnSync } from 'node:child_process'
import { createPublicKey, scryptSync, verify } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installRuntime, runtimeWithApp } from '../../build/electron-runtime.mjs'
import { newDeviceKey, sealEvent, type WindowIdentity } from '../../src-main/core/desk/window-identity.ts'
import { passcodeCost } from '../../src-main/core/desk/window-verbs.ts'
import { sha256 } from '../../src-main/core/sha256.ts'
import type { EventEnvelope, UnsealedEvent } from '../../src-shared/domain/event.ts'
import { hosts } from '../set-up/launch.ts'

const root = join(import.meta.dirname, '../..')
const event = { id: '0199', stream: 'case/1', kind: 'case-opened', body: { applicant: '张三' } }
type Made = {
  readonly key: ReturnType<typeof newDeviceKey>
  readonly sealed: EventEnvelope
  readonly hash: string
  readonly verifier: string
}

describe.runIf(hosts.includes('electron'))('cryptography inside Electron', () => {
  let folder = ''
  let inElectron: Made
  const here = newDeviceKey()

  beforeAll(async () => {
    installRuntime()
    folder = mkdtempSync(join(tmpdir(), 'crypto-'))
    const entry = join(folder, 'seal.ts')
    // Core's own code, bundled: this Electron's Node reads no TypeScript.
    writeFileSync(
      entry,
      `import { scryptSync } from 'node:crypto'
       import { newDeviceKey, sealEvent } from ${JSON.stringify(join(root, 'src-main/core/desk/window-identity.ts'))}
       import { sha256 } from ${JSON.stringify(join(root, 'src-main/core/sha256.ts'))}
       const { event, privateKey, cost } = JSON.parse(process.argv[2])
       const made = { key: newDeviceKey(), sealed: sealEvent(event, { privateKey }), hash: sha256('博山'),
         verifier: scryptSync('1234', 'salt', 32, cost).toString('base64') }
       process.stdout.write(JSON.stringify(made))`,
    )
    await build({
      configFile: false,
      logLevel: 'silent',
      root,
      ssr: { noExternal: true },
      build: {
        ssr: entry,
        outDir: join(folder, 'out'),
        rollupOptions: { output: { entryFileNames: 'seal.mjs' } },
      },
    })
    const given = JSON.stringify({ event, privateKey: here.privateKey, cost: passcodeCost })
    const ran = spawnSync(runtimeWithApp(), [join(folder, 'out/seal.mjs'), given], {
      encoding: 'utf8',
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    })
    if (ran.status !== 0) throw new Error(ran.stderr)
    inElectron = JSON.parse(ran.stdout) as Made
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('seals an event as Node does', () => {
    const identity = { privateKey: here.privateKey } as WindowIdentity
    expect(inElectron.sealed).toEqual(sealEvent(event as unknown as UnsealedEvent, identity))
    const key = createPublicKey({
      key: Buffer.from(here.publicKey, 'base64'),
      format: 'der',
      type: 'spki',
    })
    const { hash, signature } = inElectron.sealed
    expect(verify(null, Buffer.from(hash), key, Buffer.from(signature, 'base64'))).toBe(true)
  })

  it('makes device keys that Node signs with', () => {
    const identity = { privateKey: inElectron.key.privateKey } as WindowIdentity
    const { hash, signature } = sealEvent(event as unknown as UnsealedEvent, identity)
    const key = createPublicKey({
      key: Buffer.from(inElectron.key.publicKey, 'base64'),
      format: 'der',
      type: 'spki',
    })
    expect(verify(null, Buffer.from(hash), key, Buffer.from(signature, 'base64'))).toBe(true)
  })

  it('hashes, and derives a passcode, as Node does', () => {
    expect(inElectron.hash).toBe(sha256('博山'))
    expect(inElectron.verifier).toBe(scryptSync('1234', 'salt', 32, passcodeCost).toString('base64'))
  })
})
