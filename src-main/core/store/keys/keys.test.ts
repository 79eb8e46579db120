// The ways into a window's keyring: keychain, passphrase, recovery key; changed, lost, torn, and never made anew over a database.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KeychainOfHost } from '../../../../src-shared/contract/bridge.ts'
import { openDatabase } from '../rx-storage-sqlite/index.ts'
import { newIdentity, openWithIdentity } from './age-wrap.ts'
import { newSecret, unwrapWithSecret, wrapWithSecret } from './keychain-wrap.ts'
import { type Lock, openKeys, type UnlockHost } from './unlock.ts'
import { keyFiles, passphraseFiles, type WindowKeys } from './window-keys.ts'

let folder = ''
let database = ''
let clock = 0
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), '库 keys-')), 'keys')
  database = join(folder, '..', 'window.sqlite')
  clock = Date.now()
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

/** A host whose keychain behaves like a system's: it keeps what it is given, and can lose it. */
function hostWith(keychain: KeychainOfHost, held: string | null = null) {
  const kept: string[] = []
  const holds: string[] = []
  const host: UnlockHost = {
    keychain,
    held,
    keep: (secret) => {
      kept.push(secret)
      return Promise.resolve(true)
    },
    hold: (keyring) => holds.push(keyring),
  }
  return { host, kept, holds }
}
const none = { state: 'none' } as const
const lost = { state: 'lost' } as const
const held = (secret: Uint8Array) =>
  ({ state: 'held', secret: Buffer.from(secret).toString('base64') }) as const

const open = (host: UnlockHost) => openKeys(folder, database, host, () => clock)
async function opened(host: UnlockHost): Promise<WindowKeys> {
  const keys = await open(host)
  if ('view' in keys && 'unlock' in keys) throw new Error('locked')
  return keys
}
async function locked(host: UnlockHost): Promise<Lock> {
  const lock = await open(host)
  if (!('unlock' in lock)) throw new Error('open')
  return lock
}
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const passphrase = '春天的第一场雨'
const another = '九月桂花开满城'

describe('a first start', () => {
  it('makes a key and keeps it by the keychain alone; the next start asks nobody', async () => {
    const { host, kept } = hostWith({ state: 'empty' })
    const keys = await opened(host)
    expect(keys.current).toHaveLength(32)
    expect(kept).toHaveLength(1)
    const again = await opened(hostWith({ state: 'held', secret: kept[0] ?? '' }).host)
    expect(hex(again.current)).toBe(hex(keys.current))
    expect(again.view()).toMatchObject({ keychain: true, passphrase: false, recovery: null, pending: null })
  })

  it('without a keychain asks for a passphrase, which then opens it', async () => {
    const first = await locked(hostWith(none).host)
    expect(first.view).toEqual({
      state: 'first-start',
      passphrase: false,
      recovery: null,
      keychain: 'none',
    })
    const keys = await first.setUpPassphrase(passphrase)
    const lock = await locked(hostWith(none).host)
    expect(lock.view).toMatchObject({ state: 'locked', passphrase: true, keychain: 'none' })
    await expect(lock.setUpPassphrase(another)).rejects.toMatchObject({
      coded: { code: 'action-not-available' },
    })
    expect(hex((await lock.unlock(passphrase)).current)).toBe(hex(keys.current))
  })

  it('makes no key that the keychain did not keep', async () => {
    const { host } = hostWith({ state: 'empty' })
    const first = await locked({ ...host, keep: () => Promise.resolve(false) })
    expect(first.view.state).toBe('first-start')
    expect(existsSync(folder)).toBe(false)
  })

  it('never makes a key where there is an encrypted database already', async () => {
    openDatabase(database, Buffer.alloc(32, 7)).close()
    const before = readFileSync(database)
    for (const keychain of [{ state: 'empty' }, none, lost, held(newSecret())] as const)
      await expect(open(hostWith(keychain).host)).rejects.toMatchObject({ coded: { code: 'keys-missing' } })
    expect(readFileSync(database).equals(before)).toBe(true)
  })

  it('writes files that only this user reads', async () => {
    await opened(hostWith({ state: 'empty' }).host)
    expect(statSync(keyFiles(folder).keychain).mode & 0o777).toBe(0o600)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })
})

describe('a passphrase', () => {
  async function setUp() {
    return (await locked(hostWith(none).host)).setUpPassphrase(passphrase)
  }

  it('that is wrong is refused, later tries later, and the right one still opens', async () => {
    await setUp()
    const lock = await locked(hostWith(none).host)
    for (const wrong of ['x', `${passphrase}。`])
      await expect(lock.unlock(wrong)).rejects.toMatchObject({ coded: { code: 'unlock-wrong' } })
    await expect(lock.unlock(passphrase)).rejects.toMatchObject({
      coded: { code: 'unlock-wait', params: { seconds: 1 } },
    })
    clock += 1_000
    await lock.unlock(passphrase)
  })

  it('typed in full width is the same words', async () => {
    await (await locked(hostWith(none).host)).setUpPassphrase('ABC12345')
    await (await locked(hostWith(none).host)).unlock(' ＡＢＣ１２３４５')
  })

  it('is changed by who knows the one before; the one before then opens nothing', async () => {
    const keys = await setUp()
    await expect(keys.changePassphrase(another, another)).rejects.toMatchObject({
      coded: { code: 'unlock-wrong' },
    })
    await keys.changePassphrase(passphrase, another)
    expect(passphraseFiles(folder)).toHaveLength(1)
    const lock = await locked(hostWith(none).host)
    await expect(lock.unlock(passphrase)).rejects.toMatchObject({ coded: { code: 'unlock-wrong' } })
    expect(hex((await lock.unlock(another)).current)).toBe(hex(keys.current))
  })

  it('change that was cut short leaves the one before', async () => {
    const keys = await setUp()
    const before = readFileSync(keyFiles(folder).age)
    const [file = ''] = passphraseFiles(folder)
    const locker = readFileSync(file)
    await keys.changePassphrase(passphrase, another)
    // As it was when the new passphrase's file was written and nothing more.
    writeFileSync(keyFiles(folder).age, before)
    writeFileSync(file, locker)
    expect(passphraseFiles(folder)).toHaveLength(2)
    const again = await (await locked(hostWith(none).host)).unlock(passphrase)
    expect(hex(again.current)).toBe(hex(keys.current))
    await again.save()
    expect(passphraseFiles(folder)).toEqual([file])
  })
})

describe('the recovery key', () => {
  it('opens what the keychain lost, and the keychain holds it again', async () => {
    const recovery = await newIdentity()
    const { host, kept } = hostWith({ state: 'empty' })
    const keys = await opened(host)
    expect(await keys.setRecovery(recovery.recipient)).toBe(true)
    expect(await keys.setRecovery(recovery.recipient)).toBe(false)

    const second = hostWith(lost)
    const lock = await locked(second.host)
    expect(lock.view).toEqual({
      state: 'locked',
      passphrase: false,
      recovery: recovery.recipient,
      keychain: 'lost',
    })
    const other = await newIdentity()
    await expect(lock.recover(other.identity, null)).rejects.toMatchObject({
      coded: { code: 'recovery-key-wrong' },
    })
    await expect(lock.recover('not a key', null)).rejects.toMatchObject({
      coded: { code: 'recovery-key-wrong' },
    })
    clock += 2_000
    expect(hex((await lock.recover(recovery.identity, null)).current)).toBe(hex(keys.current))
    expect(second.kept).toHaveLength(1)
    expect(second.kept).not.toEqual(kept)
    const third = await opened(hostWith({ state: 'held', secret: second.kept[0] ?? '' }).host)
    expect(hex(third.current)).toBe(hex(keys.current))
  })

  it('opens also where the keychain holds another secret, and where the passphrase is forgotten', async () => {
    const recovery = await newIdentity()
    const keys = await (await locked(hostWith(none).host)).setUpPassphrase(passphrase)
    await keys.setRecovery(recovery.recipient)
    const secret = newSecret()
    const lock = await locked(hostWith(held(secret)).host)
    await lock.recover(recovery.identity, another)
    expect(hex((await opened(hostWith(held(secret)).host)).current)).toBe(hex(keys.current))
    expect(hex((await (await locked(hostWith(none).host)).unlock(another)).current)).toBe(hex(keys.current))
  })

  it('that was replaced opens nothing any more', async () => {
    const [first, second] = [await newIdentity(), await newIdentity()]
    const keys = await opened(hostWith({ state: 'empty' }).host)
    await keys.setRecovery(first.recipient)
    await keys.setRecovery(second.recipient)
    const file = readFileSync(keyFiles(folder).age, 'utf8')
    expect((await openWithIdentity(file, first.identity)).state).toBe('wrong')
    expect((await openWithIdentity(file, second.identity)).state).toBe('open')
    await expect(keys.setRecovery('age1notarecipient')).rejects.toMatchObject({
      coded: { code: 'input-invalid' },
    })
  })

  it('and keychain both gone is said, and nothing is made anew', async () => {
    await opened(hostWith({ state: 'empty' }).host)
    for (const keychain of [lost, none, held(newSecret())])
      await expect(open(hostWith(keychain).host)).rejects.toMatchObject({
        coded: { code: 'keys-keychain-lost' },
      })
  })
})

describe('a core that is started again', () => {
  it('opens with what the host holds, with every change since', async () => {
    const { host, holds } = hostWith(none)
    const keys = await (await locked(host)).setUpPassphrase(passphrase)
    await keys.rotate()
    const again = await opened(hostWith(none, holds.at(-1) ?? null).host)
    expect(again.all.map(hex)).toEqual(keys.all.map(hex))
    expect(again.pending).toBe('rotate')
  })
})

describe('files that are torn or changed', () => {
  it('are never taken for another keyring: any byte of any file', async () => {
    const { host, kept } = hostWith({ state: 'empty' })
    const keys = await opened(host)
    const recovery = await newIdentity()
    await keys.setRecovery(recovery.recipient)
    const { age, keychain } = keyFiles(folder)
    const whole = new Map([age, keychain].map((file) => [file, readFileSync(file)]))
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(age, keychain),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (file, at, change, cut) => {
          for (const [one, bytes] of whole) writeFileSync(one, bytes)
          const bytes = Buffer.from(whole.get(file) ?? '')
          const place = at % bytes.length
          bytes[place] = (bytes[place] ?? 0) ^ change
          writeFileSync(file, cut ? bytes.subarray(0, place) : bytes)
          const secret = { state: 'held', secret: kept[0] ?? '' } as const
          const outcome = await open(hostWith(secret).host).then(
            async (way) =>
              'unlock' in way
                ? way.recover(recovery.identity, null).then((one) => hex(one.current), codeOf)
                : hex(way.current),
            codeOf,
          )
          expect([hex(keys.current), 'keys-damaged', 'recovery-key-wrong']).toContain(outcome)
          // The one that is whole opens it: two files are two chances.
          expect(outcome).toBe(hex(keys.current))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('are said by name where no other way is left', async () => {
    const { host, kept } = hostWith({ state: 'empty' })
    await opened(host)
    const { keychain } = keyFiles(folder)
    writeFileSync(keychain, readFileSync(keychain).subarray(0, 90))
    await expect(open(hostWith({ state: 'held', secret: kept[0] ?? '' }).host)).rejects.toMatchObject({
      coded: { code: 'keys-damaged', params: { file: 'keyring.keychain.json' } },
    })
  })

  it('of a passphrase too', async () => {
    await (await locked(hostWith(none).host)).setUpPassphrase(passphrase)
    const [file = ''] = passphraseFiles(folder)
    writeFileSync(file, readFileSync(file).subarray(0, 100))
    const lock = await locked(hostWith(none).host)
    await expect(lock.unlock(passphrase)).rejects.toMatchObject({ coded: { code: 'keys-damaged' } })
  })
})

const codeOf = (thrown: unknown): string => (thrown as { coded: { code: string } }).coded.code

describe('the wrap of the keychain', () => {
  it('gives back any text, to its own secret only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, mark) => {
        const secret = newSecret()
        const wrapped = wrapWithSecret(text, secret, mark.slice(0, 64))
        expect(unwrapWithSecret(wrapped, secret)).toEqual({
          state: 'open',
          text,
          ageMark: mark.slice(0, 64),
        })
        expect(unwrapWithSecret(wrapped, newSecret())).toEqual({ state: 'other-secret' })
      }),
    )
  })
})

describe('on the disk', () => {
  it('no key, secret or passphrase is in clear in any file', async () => {
    const { host, kept } = hostWith({ state: 'empty' })
    const keys = await opened(host)
    await keys.changePassphrase(null, passphrase)
    await keys.rotate()
    const recovery = await newIdentity()
    await keys.setRecovery(recovery.recipient)
    const secrets = [
      ...keys.all.flatMap((key) => [Buffer.from(key), hex(key), Buffer.from(key).toString('base64')]),
      kept[0] ?? '',
      passphrase,
      recovery.identity,
      'AGE-SECRET-KEY',
    ]
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, name))
      for (const secret of secrets) expect([name, bytes.includes(secret)]).toEqual([name, false])
    }
  })
})

describe('the age program', () => {
  it.runIf(process.platform === 'linux')('opens keyring.age with the recovery key', async () => {
    const keys = await opened(hostWith({ state: 'empty' }).host)
    const recovery = await newIdentity()
    await keys.setRecovery(recovery.recipient)
    const identity = join(folder, 'identity.txt')
    writeFileSync(identity, recovery.identity)
    const { stdout } = spawnSync('age', ['-d', '-i', identity, keyFiles(folder).age], { encoding: 'utf8' })
    expect(JSON.parse(stdout)).toMatchObject({
      keys: [{ key: Buffer.from(keys.current).toString('base64') }],
    })
  })
})
