// Reads ledgers page by page along the store's index of kind and time, newest first; never all of it at once.
import type { LedgerFilter } from '../../../src-shared/contract/ledger.ts'
import { kindsOf } from '../../../src-shared/domain/ledger.ts'
import type { Store, StoredEvent } from '../store/open-store.ts'

/** Events read at a time of one kind. */
const pageSize = 250
const day = 86_400_000

/** Times a period of days in China holds, both ends included; '' leaves an end open. */
function timesOf({ from, to }: Pick<LedgerFilter, 'from' | 'to'>): {
  readonly $gte: string
  readonly $lt: string
} {
  const start = (text: string, days: number) =>
    new Date(Date.parse(`${text}T00:00:00.000+08:00`) + days * day).toISOString()
  return { $gte: from === '' ? '0' : start(from, 0), $lt: to === '' ? '9' : start(to, 1) }
}

const newestFirst = (left: StoredEvent, right: StoredEvent): number =>
  right.at.localeCompare(left.at) || right.id.localeCompare(left.id)

/** One kind's events of the period, newest first, a page at a time. */
async function* readKind(
  store: Store,
  kind: string,
  times: ReturnType<typeof timesOf>,
): AsyncGenerator<StoredEvent> {
  let before = times.$lt
  for (;;) {
    const read = async (at: Readonly<Record<string, string>>, limit?: number) => {
      const found = await store.events
        .find({
          selector: { kind, at },
          sort: [{ at: 'desc' }],
          ...(limit === undefined ? {} : { limit }),
        })
        .exec()
      return found.map((one) => one.toJSON() as unknown as StoredEvent)
    }
    const page = await read({ $gte: times.$gte, $lt: before }, pageSize)
    const last = page.at(-1)?.at
    if (last === undefined) return
    const full = page.length === pageSize
    // A page ends between two times: what is of the same millisecond as its last is read whole.
    const whole = full
      ? [...page.filter((event) => event.at > last), ...(await read({ $gte: last, $lte: last }))]
      : page
    yield* [...whole].sort(newestFirst)
    if (!full) return
    before = last
  }
}

/** Events of a ledger, newest first. */
export async function* readLedger(store: Store, filter: LedgerFilter): AsyncGenerator<StoredEvent> {
  const times = timesOf(filter)
  const kinds = kindsOf(filter.ledger).map((kind) => readKind(store, kind, times))
  const heads = await Promise.all(kinds.map((one) => one.next()))
  for (;;) {
    let next = -1
    let newest: StoredEvent | null = null
    for (const [index, head] of heads.entries()) {
      if (head.done === true || (newest !== null && newestFirst(newest, head.value) <= 0)) continue
      next = index
      newest = head.value
    }
    const from = kinds[next]
    if (newest === null || from === undefined) return
    const event = newest
    heads[next] = await from.next()
    if (filter.unit !== '' && event.unit !== filter.unit) continue
    if (filter.staff !== '' && event.staff !== filter.staff) continue
    yield event
  }
}

/** How many events of these kinds the period holds. */
export async function countLedger(
  store: Store,
  kinds: readonly string[],
  filter: Pick<LedgerFilter, 'from' | 'to'>,
): Promise<number> {
  const at = timesOf(filter)
  const counts = await Promise.all(kinds.map((kind) => store.events.count({ selector: { kind, at } }).exec()))
  return counts.reduce((sum, count) => sum + count, 0)
}
