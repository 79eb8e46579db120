// What crosses between a page, its host (Electron shell or browser host) and core: three requests, four answers.
import type { CodedError } from '../errors.ts'
import type { LockView } from './keys.ts'

/** A page's request. `id` is unique per connection. Hosts validate only this frame; core validates verb and input. */
export type BridgeRequest =
  | { readonly type: 'call'; readonly id: number; readonly verb: string; readonly input: unknown }
  | { readonly type: 'watch'; readonly id: number; readonly query: string; readonly input: unknown }
  | { readonly type: 'unwatch'; readonly id: number }

/** Core's answer to a page. An `update` may come any number of times until `unwatch`. */
export type BridgeAnswer =
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: CodedError }
  | { readonly type: 'update'; readonly id: number; readonly value: unknown }

/** What the host's system keychain has for core; a secret is 32 bytes, base64. */
export type KeychainOfHost =
  /** No keychain, or none that can be trusted. */
  | { readonly state: 'none' }
  | { readonly state: 'empty' }
  /** It kept something that it can no longer read. */
  | { readonly state: 'lost' }
  | { readonly state: 'held'; readonly secret: string }

/** Host to core: a page's request with the connection it came by, or news of the connection or the machine. */
export type HostToCore =
  /** First of all, once: what the keychain has, and the keyring a core before this one had open. Never in the environment. */
  | { readonly type: 'keys'; readonly keychain: KeychainOfHost; readonly held: string | null }
  /** Whether the keychain keeps what core asked it to. */
  | { readonly type: 'kept'; readonly kept: boolean }
  | { readonly type: 'request'; readonly client: string; readonly request: BridgeRequest }
  | { readonly type: 'client-gone'; readonly client: string }
  | { readonly type: 'stop' }

/** Core to host. `ready` comes once, when the store is open; `failed` when it cannot be. */
export type CoreToHost =
  | { readonly type: 'ready' }
  /** A person must unlock the store first; `unlocked` when one did. */
  | { readonly type: 'locked'; readonly lock: LockView }
  | { readonly type: 'unlocked' }
  /** Asks the host to keep a secret in the keychain (32 bytes, base64); answered by `kept`. */
  | { readonly type: 'keep'; readonly secret: string }
  /** The open keyring, to be held in memory for a core that is started again. */
  | { readonly type: 'hold'; readonly keyring: string }
  /** Core ends by itself and is to be started again: the store gets its new key at the next start. */
  | { readonly type: 'rekeying' }
  | { readonly type: 'failed'; readonly error: CodedError }
  | { readonly type: 'answer'; readonly client: string; readonly answer: BridgeAnswer }

/** Settings a host hands to core in the environment variable `WINDOW_CORE_SETTINGS` as JSON. */
export type CoreSettings = {
  /** Folder that holds this window's database; created when missing. */
  readonly folder: string
  /** Folder of `resources/`, read only. */
  readonly resources: string
  /** Folder of the letter fonts (TTF). */
  readonly fonts: string
  /** How this core runs, shown on screen; `test-runtime` is not for production. */
  readonly host: 'electron' | 'test-runtime' | 'browser'
  /** True after a crash: the staff member stays signed in; false at a fresh start. */
  readonly restarted: boolean
  /** Demo only: endpoint to enrol with by itself, its one-time code, and the switch that cuts the line. */
  readonly demo: DemoSettings | null
}

export type DemoSettings = {
  readonly endpoint: string
  readonly enrolmentCode: string
  /** Name the demo's window goes by, e.g. 综合窗口 3 号. */
  readonly windowName: string
  /** Mail server of the demo, `host:port`, or null. */
  readonly mail: string | null
  /** Stands in for the keychain, so that a demo unlocks by itself; a store outside the demo never opens with it. */
  readonly passphrase: string
}

/** What every page finds as `window.desk`; the preload and the browser page build the same object. */
export type DeskBridge = {
  call(verb: string, input: unknown): Promise<{ readonly value: unknown } | { readonly error: CodedError }>
  /** Returns the function that ends the watch. `onEnd` hears of a core restart: watch again. */
  watch(
    query: string,
    input: unknown,
    onUpdate: (value: unknown) => void,
    onError: (error: CodedError) => void,
  ): () => void
  /** Core's health as the host sees it; called at once and at every change. */
  onCore(listener: (core: CoreHealth) => void): () => void
  /** Shows what waits where it is seen while another program is in front: a number on the window, and once a notice. */
  announce(announcement: Announcement): void
  /** `electron`, `test-runtime` or `browser`; shown on screen where it matters. */
  readonly host: CoreSettings['host']
}

/** No personal data is in it: it is shown by the system, over other programs and on locked screens. */
export type Announcement = {
  /** What waits for an act of this unit. */
  readonly waiting: number
  /** New since the last time; null where nothing is. */
  readonly notice: { readonly title: string; readonly body: string } | null
}

export type CoreHealth =
  | { readonly state: 'starting' }
  | { readonly state: 'ready' }
  | { readonly state: 'locked'; readonly lock: LockView }
  | { readonly state: 'rekeying' }
  | { readonly state: 'restarting'; readonly attempt: number }
  | { readonly state: 'failed'; readonly error: CodedError }
