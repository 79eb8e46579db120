// Answers the pages while the store is locked: the three verbs that open it, and nothing else. What was typed is never kept.
import { Check } from 'typebox/value'
import type { BridgeAnswer, BridgeRequest } from '../../src-shared/contract/bridge.ts'
import { type LockCall, type LockInput, lockCalls } from '../../src-shared/contract/keys.ts'
import { CodedFailure, toCodedError } from '../../src-shared/errors.ts'
import type { Lock } from './store/keys/unlock.ts'
import type { WindowKeys } from './store/keys/window-keys.ts'

/** Who answers the pages. */
export type Room = {
  readonly request: (client: string, request: BridgeRequest) => void
  readonly clientGone: (client: string) => void
  readonly close: () => Promise<void>
}

type Answer = (client: string, answer: BridgeAnswer) => void

function tryWay(lock: Lock, verb: string, input: unknown): Promise<WindowKeys> {
  if (!Object.hasOwn(lockCalls, verb)) throw new CodedFailure('core-locked')
  const call = verb as LockCall
  if (!Check(lockCalls[call], input)) throw new CodedFailure('input-invalid', { verb })
  switch (call) {
    case 'setUpPassphrase':
      return lock.setUpPassphrase((input as LockInput<'setUpPassphrase'>).passphrase)
    case 'unlock':
      return lock.unlock((input as LockInput<'unlock'>).passphrase)
    case 'recover': {
      const { recoveryKey, passphrase } = input as LockInput<'recover'>
      return lock.recover(recoveryKey, passphrase)
    }
  }
}

/** Resolves with the keys once a person opened the lock; `enter` is given who answers until then. */
export function serveLock(lock: Lock, answer: Answer, enter: (room: Room) => void): Promise<WindowKeys> {
  return new Promise((resolve) => {
    let open = false
    async function onCall(client: string, id: number, verb: string, input: unknown): Promise<void> {
      try {
        if (open) throw new CodedFailure('action-not-available', { action: verb })
        const keys = await tryWay(lock, verb, input)
        open = true
        answer(client, { type: 'result', id, value: null })
        resolve(keys)
      } catch (thrown) {
        answer(client, { type: 'error', id, error: toCodedError(thrown) })
      }
    }
    enter({
      request(client, request) {
        if (request.type === 'call') void onCall(client, request.id, request.verb, request.input)
      },
      clientGone: () => undefined,
      close: () => Promise.resolve(),
    })
  })
}
