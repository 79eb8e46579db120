// The keyring: the keys of this window's database, newest first, and for whom they are wrapped. Never on the disk but wrapped.
import { randomBytes } from 'node:crypto'
import Type from 'typebox'
import { Check } from 'typebox/value'

const exact = { additionalProperties: false } as const
const recipient = Type.Union([Type.String({ pattern: '^age1[a-z0-9]+$', maxLength: 200 }), Type.Null()])

const keyringSchema = Type.Object(
  {
    form: Type.Literal(1),
    /**
     * Newest first. An earlier key stays for a file that a cut-short rotation left behind, and for backups of its time.
     * `key` is 32 bytes, base64; `madeAt` ISO.
     */
    keys: Type.Array(
      Type.Object(
        {
          key: Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' }),
          madeAt: Type.String({ maxLength: 24 }),
        },
        exact,
      ),
      { minItems: 1, maxItems: 100 },
    ),
    /** Public halves of the ways in that are age files; kept inside, where nobody can put in their own. */
    recipients: Type.Object({ passphrase: recipient, recovery: recipient }, exact),
    /** What the database file still waits for: its first encryption, or the newest key. */
    pending: Type.Union([Type.Literal('encrypt'), Type.Literal('rotate'), Type.Null()]),
  },
  exact,
)
export type Keyring = Readonly<Type.Static<typeof keyringSchema>>

/** Earlier keys kept: more than any backup of 90 days can need, even with a rotation a week. */
const mostKeys = 16

const newKey = (now: Date) => ({ key: randomBytes(32).toString('base64'), madeAt: now.toISOString() })

/** A ring with one new key. */
export function newKeyring(pending: Keyring['pending'], now: Date): Keyring {
  return { form: 1, keys: [newKey(now)], recipients: { passphrase: null, recovery: null }, pending }
}

/** The ring with one more key, which the database file still waits for. */
export function withNewKey(ring: Keyring, now: Date): Keyring {
  return { ...ring, keys: [newKey(now), ...ring.keys].slice(0, mostKeys), pending: 'rotate' }
}

/** The key the database is to have, 32 bytes. */
export function currentKey(ring: Keyring): Uint8Array {
  return keyBytes(ring)[0] as Uint8Array
}

/** All keys, newest first, 32 bytes each: what an older backup may need. */
export function keyBytes(ring: Keyring): readonly Uint8Array[] {
  return ring.keys.map(({ key }) => Buffer.from(key, 'base64'))
}

export const writeKeyring = (ring: Keyring): string => JSON.stringify(ring)

/** The ring that was written, or null for anything else. */
export function readKeyring(text: string): Keyring | null {
  try {
    const given: unknown = JSON.parse(text)
    return Check(keyringSchema, given) ? given : null
  } catch {
    return null
  }
}
