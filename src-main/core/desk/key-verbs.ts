// Verbs on the keys of this window's store: how they are kept, a new passphrase, a new key, and the recovery key of now.
import type { DeskInput } from '../../../src-shared/contract/desk.ts'
import type { KeysView } from '../../../src-shared/contract/keys.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { type DeskContext, signedInStaff } from './desk-context.ts'

export function keysView({ keys }: DeskContext): Promise<KeysView> {
  return Promise.resolve({ ...keys.keys.view(), waitsBecause: keys.waitsBecause })
}

/** @throws not-signed-in, action-not-available */
function onlyAdministrators(context: DeskContext, action: string): void {
  if (!signedInStaff(context).roles.includes('administrator'))
    throw new CodedFailure('action-not-available', { action })
}

/** @throws action-not-available but for administrators, unlock-wrong where `before` is not the passphrase of now */
export async function changePassphrase(
  context: DeskContext,
  input: DeskInput<'changePassphrase'>,
): Promise<null> {
  onlyAdministrators(context, 'change-passphrase')
  await context.keys.keys.changePassphrase(input.before, input.passphrase)
  context.signals.changed('keys')
  return null
}

/** @throws action-not-available but for administrators, or while an earlier new key still waits */
export async function rotateKey(context: DeskContext, restart: () => void): Promise<null> {
  onlyAdministrators(context, 'rotate-key')
  await context.keys.keys.rotate()
  restart()
  return null
}

/** Keeps the keyring wrapped for the recovery key the endpoint names. What it never named, or names no more, stays as it is. */
export function followRecoveryKey(context: DeskContext): void {
  async function wrap(): Promise<void> {
    const { recovery } = context.reference
    if (recovery === null) return
    try {
      if (await context.keys.keys.setRecovery(recovery)) context.signals.changed('keys')
    } catch (thrown) {
      console.error(`the keyring could not be wrapped for the recovery key: ${String(thrown)}`)
    }
  }
  context.signals.listen((topics) => topics.has('reference') && void wrap())
  void wrap()
}
