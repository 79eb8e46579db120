// The keys of a window's store from the outside: opened at core's start, and the database file brought to the newest of them.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { CoreSettings } from '../../../../src-shared/contract/bridge.ts'
import { type CodedError, toCodedError } from '../../../../src-shared/errors.ts'
import { prepareFile } from './database-file.ts'
import { type Lock, openKeys, type UnlockHost } from './unlock.ts'
import type { WindowKeys } from './window-keys.ts'

export const isLock = (way: WindowKeys | Lock): way is Lock => 'unlock' in way

const databaseOf = (folder: string): string => join(folder, 'window.sqlite')

/** What the demo has in place of a keychain's secret, base64. Its mark keeps it from ever opening a window's own keyring. */
const demoSecret = (passphrase: string): string =>
  createHash('sha256').update('proof-free-window demo\0').update(passphrase).digest('base64')

/** The open keys, or the lock where a person is needed. @throws keys-missing, keys-damaged, keys-keychain-lost */
export function openStoreKeys(settings: CoreSettings, host: UnlockHost): Promise<WindowKeys | Lock> {
  const { demo, folder } = settings
  const keychain =
    demo === null ? host.keychain : ({ state: 'held', secret: demoSecret(demo.passphrase) } as const)
  return openKeys(join(folder, 'keys'), databaseOf(folder), { ...host, keychain })
}

/** Open keys, and the one the database opens with now; null is a file that could not be encrypted yet. */
export type StoreKeys = {
  readonly keys: WindowKeys
  readonly key: Uint8Array | null
  /** Why the file has not the newest key, or null. */
  readonly waitsBecause: CodedError | null
}

/**
 * Gives the database what it still waits for, where it can be done now.
 * @throws store-locked, store-newer-version, store-damaged, store-read-only
 */
export async function prepareStore(folder: string, keys: WindowKeys): Promise<StoreKeys> {
  if (keys.pending === null) return { keys, key: keys.current, waitsBecause: null }
  const prepared = prepareFile(databaseOf(folder), keys.all, keys.pending)
  if (prepared.settled) await keys.settled()
  const waitsBecause = prepared.because === null ? null : toCodedError(prepared.because)
  return { keys, key: prepared.key, waitsBecause }
}
