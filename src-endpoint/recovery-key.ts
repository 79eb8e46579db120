// The region's recovery key: made once, its private half printed and never kept, its public half told to every window.
import { Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { CodedFailure } from '../src-shared/errors.ts'
import { putReference } from './feeds.ts'
import type { EndpointStore } from './store/endpoint-store.ts'

/** The recipient windows wrap their keys for now, or null. */
async function currentRecipient(store: EndpointStore): Promise<string | null> {
  const document = await store.readDocument('recovery')
  return document?.type === 'recovery' ? document.body.recipient : null
}

async function tellWindows(store: EndpointStore, recipient: string, replace: boolean): Promise<void> {
  const current = await currentRecipient(store)
  if (current === recipient) return
  // Windows that wrapped for the one before would no longer open with it.
  if (current !== null && !replace) throw new CodedFailure('action-not-available', { recipient: current })
  await putReference(store, [{ id: 'recovery', type: 'recovery', body: { recipient } }])
}

/**
 * Makes a recovery key. What it returns is an age identity file, and the only copy there is.
 * @throws action-not-available where there is one and `replace` is false
 */
export async function makeRecoveryKey(store: EndpointStore, replace: boolean): Promise<string> {
  const identity = await generateX25519Identity()
  const recipient = await identityToRecipient(identity)
  await tellWindows(store, recipient, replace)
  return `# recovery key of region ${store.region}, created: ${new Date().toISOString()}
# public key: ${recipient}
${identity}`
}

/**
 * Names a recovery key made elsewhere (`age-keygen`) by its public half.
 * @throws action-not-available where there is another and `replace` is false, input-invalid where it is no recipient
 */
export async function nameRecoveryKey(
  store: EndpointStore,
  recipient: string,
  replace: boolean,
): Promise<void> {
  try {
    new Encrypter().addRecipient(recipient)
  } catch {
    throw new CodedFailure('input-invalid', { field: 'recipient' })
  }
  await tellWindows(store, recipient, replace)
}
