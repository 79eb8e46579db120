// How core comes to the keyring at start: what the host still holds, the keychain, or a person with a passphrase or recovery key.

import type { KeychainOfHost } from '../../../../src-shared/contract/bridge.ts'
import type { LockView } from '../../../../src-shared/contract/keys.ts'
import { CodedFailure } from '../../../../src-shared/errors.ts'
import { fileKind } from './database-file.ts'
import { readIfThere } from './durable-file.ts'
import { newSecret, unwrapWithSecret } from './keychain-wrap.ts'
import { type Keyring, newKeyring, readKeyring, writeKeyring } from './keyring.ts'
import {
  ageMark,
  createWindowKeys,
  keyFiles,
  passphraseFiles,
  plainWords,
  type WindowKeys,
} from './window-keys.ts'

/** What the host brought with core's start, and what it can keep. */
export type UnlockHost = {
  readonly keychain: KeychainOfHost
  /** The keyring a core before this one had open; null at a fresh start. */
  readonly held: string | null
  /** Asks the host to keep a secret in the keychain; false where it could not. */
  readonly keep: (secret: string) => Promise<boolean>
  /** Holds the open keyring in memory for a core that is started again. */
  readonly hold: (keyring: string) => void
}

/** A person is needed. Each way resolves with the open keys, or is refused and may be tried again. */
export type Lock = {
  readonly view: LockView
  /** @throws unlock-wrong, unlock-wait, keys-damaged */
  unlock(passphrase: string): Promise<WindowKeys>
  /** @throws recovery-key-wrong, unlock-wait, keys-damaged */
  recover(recoveryKey: string, passphrase: string | null): Promise<WindowKeys>
  /** @throws action-not-available where there are keys already */
  setUpPassphrase(passphrase: string): Promise<WindowKeys>
}

/** Waits after wrong tries, milliseconds; the last holds on. */
const waits = [0, 0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000]

/**
 * Opens the keyring of the database at `database`, making one only where there is no database yet or one of before encryption.
 * @throws keys-missing, keys-damaged, keys-keychain-lost
 */
export async function openKeys(
  folder: string,
  database: string,
  host: UnlockHost,
  now: () => number = Date.now,
): Promise<WindowKeys | Lock> {
  const files = keyFiles(folder)
  const byKeychain = readIfThere(files.keychain)
  const byAge = readIfThere(files.age)
  const given = host.keychain.state === 'held' ? Buffer.from(host.keychain.secret, 'base64') : null
  const keysOf = (ring: Keyring, secret: Uint8Array | null): WindowKeys => {
    const onChange = (next: Keyring) => host.hold(writeKeyring(next))
    onChange(ring)
    return createWindowKeys({ folder, ring, secret, onChange })
  }

  /** The keychain's secret, made and kept anew where the keychain has none; null where there is no keychain. */
  async function secretToKeep(): Promise<Uint8Array | null> {
    if (given !== null || host.keychain.state === 'none') return given
    const secret = newSecret()
    return (await host.keep(Buffer.from(secret).toString('base64'))) ? secret : null
  }

  /** Opened by a person: the keychain is wrapped for again, so that the next start asks nobody. */
  async function openedByPerson(ring: Keyring): Promise<WindowKeys> {
    const secret = await secretToKeep()
    const keys = keysOf(ring, secret)
    if (secret !== null) await keys.save()
    return keys
  }

  const held = host.held === null ? null : readKeyring(host.held)
  if (held !== null) return keysOf(held, given)

  if (byKeychain !== null && given !== null) {
    const unwrapped = unwrapWithSecret(byKeychain, given)
    const ring = unwrapped.state === 'open' ? readKeyring(unwrapped.text) : null
    if (ring !== null && unwrapped.state === 'open') {
      const keys = keysOf(ring, given)
      if (unwrapped.ageMark !== ageMark(byAge)) await keys.save()
      return keys
    }
    if (byAge === null)
      throw unwrapped.state === 'other-secret'
        ? new CodedFailure('keys-keychain-lost')
        : new CodedFailure('keys-damaged', { file: 'keyring.keychain.json' })
  }

  if (byKeychain === null && byAge === null) {
    const kind = fileKind(database)
    if (kind === 'unreadable-without-key') throw new CodedFailure('keys-missing')
    const ring = newKeyring(kind === 'plain' ? 'encrypt' : null, new Date(now()))
    const secret = await secretToKeep()
    if (secret !== null) {
      const keys = keysOf(ring, secret)
      await keys.save()
      return keys
    }
    return {
      view: { state: 'first-start', passphrase: false, recovery: null, keychain: 'none' },
      async setUpPassphrase(passphrase) {
        const keys = keysOf(ring, null)
        await keys.putPassphrase(passphrase)
        return keys
      },
      unlock: () => Promise.reject(new CodedFailure('action-not-available', { action: 'unlock' })),
      recover: () => Promise.reject(new CodedFailure('action-not-available', { action: 'recover' })),
    }
  }
  if (byAge === null) throw new CodedFailure('keys-keychain-lost')
  return lockOf(byAge)

  function lockOf(keyringFile: string): Lock {
    const passphrases = passphraseFiles(folder)
    let wrong = 0
    let notBefore = 0
    let trying = false

    /** One try at a time, later ones later. */
    async function oneTry<Value>(work: () => Promise<Value>): Promise<Value> {
      const wait = notBefore - now()
      if (trying || wait > 0)
        throw new CodedFailure('unlock-wait', { seconds: Math.max(1, Math.ceil(wait / 1_000)) })
      trying = true
      try {
        return await work()
      } finally {
        trying = false
      }
    }
    function refuse(code: 'unlock-wrong' | 'recovery-key-wrong'): never {
      wrong += 1
      notBefore = now() + (waits[Math.min(wrong, waits.length - 1)] ?? 0)
      throw new CodedFailure(code)
    }

    /** The keyring as a private half opens it; null where it is wrapped for another. */
    async function ringOf(identity: string): Promise<Keyring | null> {
      const { openWithIdentity } = await import('./age-wrap.ts')
      const opened = await openWithIdentity(keyringFile, identity)
      if (opened.state === 'wrong') return null
      const ring = opened.state === 'open' ? readKeyring(opened.text) : null
      if (ring === null) throw new CodedFailure('keys-damaged', { file: 'keyring.age' })
      return ring
    }

    /** @throws unlock-wrong, keys-damaged */
    async function ringByPassphrase(passphrase: string): Promise<Keyring> {
      const { openWithPassphrase } = await import('./age-wrap.ts')
      let whole = 0
      for (const file of passphrases) {
        const opened = await openWithPassphrase(readIfThere(file) ?? '', plainWords(passphrase))
        if (opened.state !== 'damaged') whole += 1
        const ring = opened.state === 'open' ? await ringOf(opened.text) : null
        if (ring !== null) return ring
      }
      if (whole === 0) throw new CodedFailure('keys-damaged', { file: 'passphrase.age' })
      return refuse('unlock-wrong')
    }

    const named = readIfThere(files.recovery)?.trim() ?? ''
    return {
      view: {
        state: 'locked',
        passphrase: passphrases.length > 0,
        recovery: named === '' && passphrases.length > 0 ? null : named,
        keychain: host.keychain.state === 'none' && byKeychain === null ? 'none' : 'lost',
      },
      setUpPassphrase: () =>
        Promise.reject(new CodedFailure('action-not-available', { action: 'set-up-passphrase' })),
      unlock: (passphrase) =>
        oneTry(async () => {
          if (passphrases.length === 0) throw new CodedFailure('action-not-available', { action: 'unlock' })
          return openedByPerson(await ringByPassphrase(passphrase))
        }),
      recover: (recoveryKey, passphrase) =>
        oneTry(async () => {
          const keys = await openedByPerson((await ringOf(recoveryKey)) ?? refuse('recovery-key-wrong'))
          if (passphrase !== null) await keys.putPassphrase(passphrase)
          return keys
        }),
    }
  }
}
