// The system keychain as Electron reaches it: one secret for core, kept in a file that only this system user can decrypt.
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { app, safeStorage } from 'electron'
import type { KeychainOfHost } from '../../src-shared/contract/bridge.ts'
import type { HostKeychain } from '../launcher/start-core.ts'

/** On Linux safeStorage falls back to a password that is in its source: such a keychain is none. */
function isTrusted(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false
  if (process.platform !== 'linux') return true
  const backend = safeStorage.getSelectedStorageBackend()
  return backend !== 'basic_text' && backend !== 'unknown'
}

function flushed(path: string, write: (handle: number) => void, flags: string): void {
  const handle = openSync(path, flags, 0o600)
  try {
    write(handle)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Keeps the secret in `keychain.bin` of the window's keys; the synchronous calls are those every Electron has. */
export function systemKeychain(storeFolder: string): HostKeychain {
  const path = join(storeFolder, 'keys', 'keychain.bin')
  return {
    async read(): Promise<KeychainOfHost> {
      await app.whenReady()
      if (!isTrusted()) return { state: 'none' }
      if (!existsSync(path)) return { state: 'empty' }
      try {
        return { state: 'held', secret: safeStorage.decryptString(readFileSync(path)) }
      } catch {
        return { state: 'lost' }
      }
    },
    keep(secret) {
      try {
        const sealed = safeStorage.encryptString(secret)
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
        flushed(`${path}.part`, (handle) => writeSync(handle, sealed), 'w')
        renameSync(`${path}.part`, path)
        if (process.platform !== 'win32') flushed(dirname(path), () => undefined, 'r')
        // What cannot be read back was not kept.
        return safeStorage.decryptString(readFileSync(path)) === secret
      } catch {
        return false
      }
    },
  }
}
