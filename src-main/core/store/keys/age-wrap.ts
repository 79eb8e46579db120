// The keyring as an age file (age-encryption.org/v1) for a passphrase and for the administrator; loaded when a start needs it.
// `age -d -i passphrase.age keyring.age` and `age -d -i recovery-key.txt keyring.age` open the same files.
import { armor, Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'

/** scrypt work factor of a passphrase: 2^17, 128 MiB and about half a second on an office machine. */
export const passphraseCost = 17

/** An identity is the private half (`AGE-SECRET-KEY-1…`), a recipient the public one (`age1…`). */
export type IdentityPair = { readonly identity: string; readonly recipient: string }

export async function newIdentity(): Promise<IdentityPair> {
  const identity = await generateX25519Identity()
  return { identity, recipient: await identityToRecipient(identity) }
}

/** Whether text is an X25519 recipient that can be wrapped for. */
export async function isRecipient(recipient: string): Promise<boolean> {
  try {
    await encryptFor('', [recipient])
    return true
  } catch {
    return false
  }
}

/** Encrypts `text` so that each recipient alone can open it; armoured. */
export async function encryptFor(text: string, recipients: readonly string[]): Promise<string> {
  const encrypter = new Encrypter()
  for (const one of recipients) encrypter.addRecipient(one)
  return armor.encode(await encrypter.encrypt(text))
}

/** Encrypts `text` with a passphrase; armoured. `cost` is the power of two of scrypt's work. */
export async function encryptWithPassphrase(text: string, passphrase: string, cost: number): Promise<string> {
  const encrypter = new Encrypter()
  encrypter.setPassphrase(passphrase)
  encrypter.setScryptWorkFactor(cost)
  return armor.encode(await encrypter.encrypt(text))
}

export type Opened =
  | { readonly state: 'open'; readonly text: string }
  | { readonly state: 'wrong' }
  | { readonly state: 'damaged' }

async function open(file: string, decrypter: Decrypter): Promise<Opened> {
  let bytes: Uint8Array
  try {
    bytes = armor.decode(file)
  } catch {
    return { state: 'damaged' }
  }
  try {
    return { state: 'open', text: await decrypter.decrypt(bytes, 'text') }
  } catch (thrown) {
    const noMatch =
      thrown instanceof Error && thrown.message === "no identity matched any of the file's recipients"
    return { state: noMatch ? 'wrong' : 'damaged' }
  }
}

/** Opens with a private half; `wrong` also where what was given is none. */
export async function openWithIdentity(file: string, identity: string): Promise<Opened> {
  const decrypter = new Decrypter()
  try {
    decrypter.addIdentity(identity.trim())
  } catch {
    return { state: 'wrong' }
  }
  return open(file, decrypter)
}

export async function openWithPassphrase(file: string, passphrase: string): Promise<Opened> {
  const decrypter = new Decrypter()
  decrypter.addPassphrase(passphrase)
  return open(file, decrypter)
}
