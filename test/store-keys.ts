// Opens a window's store as its core would, for tests and measurements that fill one before a window is opened on it.

import { isLock, openStoreKeys, prepareStore } from '../src-main/core/store/keys/open-store-keys.ts'
import { openStore, type Store } from '../src-main/core/store/open-store.ts'
import type { CoreSettings } from '../src-shared/contract/bridge.ts'
import { testKeychain } from './desk-process.ts'

/** The encrypted store of `settings.folder`, made when it is missing. */
export async function openStoreOf(settings: CoreSettings): Promise<Store> {
  const keys = await openStoreKeys(settings, {
    keychain: testKeychain,
    held: null,
    keep: () => Promise.resolve(false),
    hold: () => undefined,
  })
  if (isLock(keys)) throw new Error(`the store in ${settings.folder} is locked`)
  return openStore(settings.folder, (await prepareStore(settings.folder, keys)).key)
}
