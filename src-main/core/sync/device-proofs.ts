// What this window shows with every request: a short-lived token, and its device key's signature over the request.

import { Check } from 'typebox/value'
import {
  type DeviceToken,
  deviceTokenSchema,
  proofLateness,
  proofText,
} from '../../../src-shared/contract/replication.ts'
import { CodedFailure, toCodedError } from '../../../src-shared/errors.ts'
import { signText, type WindowIdentity } from '../desk/window-identity.ts'
import { sha256 } from '../sha256.ts'

/** A token is changed for a new one this long before it expires, milliseconds. */
const renewBefore = 60_000
/** What another token or another proof may heal. */
const renewable: readonly string[] = ['token-wrong', 'token-expired', 'proof-late', 'proof-replayed']

type Send = (
  path: string,
  init: {
    readonly method: 'POST'
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
  },
) => Promise<unknown>

/** @param send - sends a request as it is and answers with the body; throws as a request does */
export function createDeviceProofs(identity: Pick<WindowIdentity, 'enrolment' | 'privateKey'>, send: Send) {
  let token: DeviceToken | null = null
  let asking: Promise<DeviceToken> | null = null
  /** Endpoint's clock minus this machine's, milliseconds, as far as it is known. */
  let offset = 0
  let last = 0

  /** The endpoint's time in microseconds, never the same twice. */
  function nextAt(): number {
    last = Math.max(last + 1, (Date.now() + offset) * 1_000)
    return last
  }
  function proof(method: 'GET' | 'POST', path: string, body: string | undefined, shown: string): string {
    const at = nextAt()
    const bodyDigest = sha256(body ?? '')
    const text = proofText({ method, path, tokenDigest: sha256(shown), bodyDigest, at })
    return `${at}.${bodyDigest}.${signText(text, identity)}`
  }
  async function ask(): Promise<DeviceToken> {
    const body = JSON.stringify({ window: identity.enrolment.window })
    const path = '/v1/token'
    const once = () =>
      send(path, { method: 'POST', headers: { 'device-proof': proof('POST', path, body, '') }, body })
    const value = await once().catch((thrown: unknown) => {
      // The refusal has told the endpoint's clock.
      if (!renewable.includes(toCodedError(thrown).code)) throw thrown
      return once()
    })
    if (!Check(deviceTokenSchema, value)) throw new CodedFailure('endpoint-refused')
    return value as DeviceToken
  }
  async function currentToken(): Promise<string> {
    if (token !== null && token.expiresAt - renewBefore > Date.now() + offset) return token.token
    asking ??= ask().finally(() => {
      asking = null
    })
    token = await asking
    return token.token
  }

  return {
    async headers(method: 'GET' | 'POST', path: string, body: string | undefined) {
      const shown = await currentToken()
      return { authorization: `Bearer ${shown}`, 'device-proof': proof(method, path, body, shown) }
    },
    /** Makes ready for another try. @returns whether one may help */
    renew(thrown: unknown): boolean {
      const { code } = toCodedError(thrown)
      if (!renewable.includes(code)) return false
      if (code.startsWith('token-')) token = null
      return true
    },
    heardOffset(milliseconds: number): void {
      offset = milliseconds
      // Times go on growing, so that none is used twice; only ones the endpoint would not have taken are left behind.
      if (last / 1_000 > Date.now() + offset + proofLateness) last = 0
    },
  }
}
