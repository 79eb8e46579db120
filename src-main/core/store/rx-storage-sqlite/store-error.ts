// What can be wrong with the database file, as codes that cross a process.

export type StoreErrorCode =
  | 'store-newer-version'
  | 'store-locked'
  | 'store-damaged'
  | 'store-not-a-database'
  | 'store-full'
  | 'store-read-only'
  | 'store-disk-error'
  | 'store-key-wrong'
  | 'store-on-network-drive'

/** Carries `{ code, params }` inside one process. */
export class StoreError extends Error {
  readonly code: StoreErrorCode
  readonly params: Readonly<Record<string, string | number>>
  constructor(code: StoreErrorCode, params: Readonly<Record<string, string | number>> = {}) {
    super(code)
    this.name = 'StoreError'
    this.code = code
    this.params = params
  }
}

/** SQLite's result codes by their beginning; extended codes only add to the end. */
const codes: readonly (readonly [string, StoreErrorCode])[] = [
  ['SQLITE_BUSY', 'store-locked'],
  ['SQLITE_LOCKED', 'store-locked'],
  ['SQLITE_NOTADB', 'store-not-a-database'],
  ['SQLITE_CORRUPT', 'store-damaged'],
  ['SQLITE_FULL', 'store-full'],
  ['SQLITE_READONLY', 'store-read-only'],
  ['SQLITE_CANTOPEN', 'store-read-only'],
  ['SQLITE_IOERR', 'store-disk-error'],
]

/** Runs `work`; what SQLite throws about the file is thrown with its code, anything else as it is. */
export function withStoreErrors<Value>(work: () => Value): Value {
  try {
    return work()
  } catch (thrown) {
    const sqlite = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
    const found = codes.find(([beginning]) => sqlite.startsWith(beginning))
    throw found === undefined ? thrown : new StoreError(found[1], { sqlite })
  }
}
