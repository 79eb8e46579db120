// Verbs on the keys of this window's store: how they are kept, a new passphrase, a new key, and the recovery key of now.
import type { DeskInput } from '../../../src-shared/contract/desk.ts'
import type { KeysView } from '../../../src-shared/contract/keys.ts'
import { newKeyText } from '../../../src-shared/contract/replication.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { askEndpoint } from '../sync/ask-endpoint.ts'
import type { EndpointClient } from '../sync/endpoint-client.ts'
import { type DeskContext, enrolledIdentity, signedInStaff } from './desk-context.ts'
import {
  newDeviceKey,
  signText,
  type WindowIdentity,
  withKeysSwapped,
  withOtherKey,
} from './window-identity.ts'

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

/** Keeps the identity and works with it from now on. */
export async function keepIdentity(context: DeskContext, identity: WindowIdentity): Promise<void> {
  await context.store.writeLocal('window', identity)
  context.identity = identity
}

/**
 * Gives this window another device key. Both are kept until it is known which one the endpoint has, so that a stop anywhere
 * in between shuts nobody out (sync/replicate.ts tries the other one).
 * @throws action-not-available but for administrators, endpoint-unreachable
 */
export async function changeDeviceKey(context: DeskContext, client: EndpointClient | null): Promise<null> {
  onlyAdministrators(context, 'change-device-key')
  if (client === null || context.link.state !== 'online') throw new CodedFailure('endpoint-unreachable')
  const before = enrolledIdentity(context)
  const { publicKey, privateKey } = newDeviceKey()
  const possession = signText(newKeyText(before.enrolment.window, publicKey), { privateKey })
  await keepIdentity(context, withOtherKey(before, privateKey))
  await askEndpoint(client, (endpoint) => endpoint.changeKey({ publicKey, possession }))
  await keepIdentity(context, withKeysSwapped(withOtherKey(before, privateKey)))
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
