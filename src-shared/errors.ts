// The closed union of errors that cross a process or the wire; the code is the i18n key (`errors.<code>`).

/** Every error code there is. A new one needs its words in both languages. */
export const errorCodes = [
  // input and rights
  'input-invalid',
  'not-signed-in',
  'sign-in-failed',
  'sign-in-locked',
  'action-not-available',
  'not-your-role',
  'not-found',
  'number-block-used-up',
  // list
  'list-file-too-large',
  'list-file-unreadable',
  'list-no-header',
  'list-nothing-readable',
  'list-preview-gone',
  // secrecy and channels
  'channel-refused-work-secret',
  'state-secret-no-content',
  'fallback-not-allowed',
  'fax-not-sent',
  'channel-not-configured',
  'mail-unreachable',
  'mail-refused',
  'mail-recipient-refused',
  'mail-full',
  'mail-auth',
  'letter-code-unreadable',
  'letter-number-unknown',
  'image-too-large',
  // files handed out
  'export-too-long',
  // store
  'store-newer-version',
  'store-locked',
  'store-damaged',
  'store-not-a-database',
  'store-full',
  'store-read-only',
  'store-disk-error',
  'store-key-wrong',
  'store-on-network-drive',
  'store-migration-failed',
  'core-stopped',
  // keys of the store
  'core-locked',
  'unlock-wrong',
  'unlock-wait',
  'recovery-key-wrong',
  'keys-missing',
  'keys-damaged',
  'keys-keychain-lost',
  'browser-replaced',
  // endpoint
  'endpoint-unreachable',
  'endpoint-untrusted',
  'endpoint-refused',
  'enrolment-code-wrong',
  'enrolment-code-used',
  'enrolment-code-expired',
  'token-missing',
  'token-wrong',
  'token-revoked',
  'token-expired',
  'proof-wrong',
  'proof-late',
  'proof-replayed',
  'demo-data-refused',
  'event-malformed',
  'event-unsigned',
  'event-chain-gap',
  'event-chain-fork',
  'event-not-your-window',
  'event-not-your-unit',
  'event-staff-unknown',
  'event-action-not-available',
  'event-too-large',
  'rate-limited',
  'unexpected',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** What crosses a process or the wire in place of a value. `params` fill the words, never personal data. */
export type CodedError = {
  readonly code: ErrorCode
  readonly params: Readonly<Record<string, string | number | boolean>>
}

/** Thrown inside one process to carry a coded error to its edge; never sent as an object. */
export class CodedFailure extends Error {
  readonly coded: CodedError
  constructor(code: ErrorCode, params: CodedError['params'] = {}) {
    super(`${code} ${JSON.stringify(params)}`)
    this.coded = { code, params }
  }
}

/** The coded error inside anything thrown; what is not ours becomes `unexpected` and keeps its name only. */
export function toCodedError(thrown: unknown): CodedError {
  if (thrown instanceof CodedFailure) return thrown.coded
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown) {
    const { code } = thrown
    if (typeof code === 'string' && (errorCodes as readonly string[]).includes(code)) {
      const params = 'params' in thrown && typeof thrown.params === 'object' ? thrown.params : {}
      return { code: code as ErrorCode, params: (params ?? {}) as CodedError['params'] }
    }
    if (code === 'SQLITE_FULL' || code === 'ENOSPC') return { code: 'store-full', params: {} }
    if (code === 'SQLITE_READONLY' || code === 'EROFS') return { code: 'store-read-only', params: {} }
  }
  return { code: 'unexpected', params: { name: thrown instanceof Error ? thrown.name : typeof thrown } }
}

/** Marks the branch a closed union cannot reach. */
export function assertNever(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`)
}
