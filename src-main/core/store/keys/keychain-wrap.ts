// The keyring wrapped by a secret that the system keychain holds: AES-256-GCM, as small and quick as Node has it.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import Type from 'typebox'
import { Check } from 'typebox/value'

const cipher = 'aes-256-gcm'
const wrapSchema = Type.Object({
  form: Type.Literal(1),
  cipher: Type.Literal(cipher),
  /** Tells a secret that is another from a file that is damaged; says nothing of the secret. */
  secretMark: Type.String({ minLength: 16, maxLength: 16 }),
  /** Mark of the keyring.age written with it; tells when that file was damaged. */
  ageMark: Type.String({ maxLength: 64 }),
  nonce: Type.String({ maxLength: 16 }),
  tag: Type.String({ maxLength: 24 }),
  sealed: Type.String({ maxLength: 100_000 }),
})

const markOf = (secret: Uint8Array): string =>
  createHash('sha256').update('proof-free-window secret mark\0').update(secret).digest('hex').slice(0, 16)

/** A new secret for the keychain to keep, 32 bytes. */
export const newSecret = (): Uint8Array => randomBytes(32)

/** Wraps `text` with `secret` (32 bytes); `ageMark` goes along, unwrapped and unchangeable. */
export function wrapWithSecret(text: string, secret: Uint8Array, ageMark: string): string {
  const nonce = randomBytes(12)
  const secretMark = markOf(secret)
  const seal = createCipheriv(cipher, secret, nonce)
  seal.setAAD(Buffer.from(`${secretMark} ${ageMark}`))
  const sealed = Buffer.concat([seal.update(text, 'utf8'), seal.final()])
  return `${JSON.stringify({
    form: 1,
    cipher,
    secretMark,
    ageMark,
    nonce: nonce.toString('base64'),
    tag: seal.getAuthTag().toString('base64'),
    sealed: sealed.toString('base64'),
  })}\n`
}

export type Unwrapped =
  | { readonly state: 'open'; readonly text: string; readonly ageMark: string }
  /** Whole, but wrapped with another secret. */
  | { readonly state: 'other-secret' }
  | { readonly state: 'damaged' }

export function unwrapWithSecret(wrapped: string, secret: Uint8Array): Unwrapped {
  try {
    const given: unknown = JSON.parse(wrapped)
    if (!Check(wrapSchema, given)) return { state: 'damaged' }
    if (given.secretMark !== markOf(secret)) return { state: 'other-secret' }
    const open = createDecipheriv(cipher, secret, Buffer.from(given.nonce, 'base64'), { authTagLength: 16 })
    open.setAAD(Buffer.from(`${given.secretMark} ${given.ageMark}`))
    open.setAuthTag(Buffer.from(given.tag, 'base64'))
    const text = Buffer.concat([open.update(Buffer.from(given.sealed, 'base64')), open.final()])
    return { state: 'open', text: text.toString('utf8'), ageMark: given.ageMark }
  } catch {
    return { state: 'damaged' }
  }
}
