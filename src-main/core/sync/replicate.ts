// Keeps this window and the endpoint the same: reads the three feeds in their commit order, sends the chain in its own.
//
//   connecting ──feeds read, outbox sent──▶ online ──stream broke──▶ unreachable / no-network / error ──wait──▶ connecting
import { networkInterfaces } from 'node:os'
import {
  type Feed,
  feeds,
  type ListChanges,
  largestPush,
  type PushResult,
} from '../../../src-shared/contract/replication.ts'
import type { LinkView } from '../../../src-shared/contract/session-view.ts'
import type { EventEnvelope } from '../../../src-shared/domain/event.ts'
import { retryDelay } from '../../../src-shared/domain/retry.ts'
import { CodedFailure, toCodedError } from '../../../src-shared/errors.ts'
import { alone } from '../desk/append.ts'
import { type DeskContext, enrolledIdentity } from '../desk/desk-context.ts'
import { keepIdentity } from '../desk/key-verbs.ts'
import { readReference } from '../desk/reference.ts'
import { withKeysSwapped } from '../desk/window-identity.ts'
import type { StoredEvent } from '../store/open-store.ts'
import { createEndpointClient, type EndpointClient, LinkFailure } from './endpoint-client.ts'
import { type FirstReading, readFirstEvents, readFirstList } from './first-reading.ts'
import { pullEvents } from './pull-events.ts'
import { markEvents } from './receive-events.ts'
import { rejoinChain } from './rejoin-chain.ts'
import { storeChange } from './store-list.ts'

type Positions = {
  readonly list: number
  readonly reference: number
  readonly events: number
  /** How far the first reading of the list or of the events came, while it is under way. */
  readonly first?: FirstReading
}
const noPositions: Positions = { list: 0, reference: 0, events: 0 }
const pageSize = 500
const allFeeds: ReadonlySet<Feed> = new Set(feeds)

export type Replication = Awaited<ReturnType<typeof startReplication>>

/** Attempts remembered for the outbox page. */
const mostTried = 1_000

/** Starts the loop for an enrolled window; it runs until `stop` and never throws. */
export async function startReplication(context: DeskContext, address: () => string) {
  const { enrolment } = enrolledIdentity(context)
  // Asked each time: the key may change.
  const identity = {
    enrolment,
    get privateKey() {
      return enrolledIdentity(context).privateKey
    },
  }
  const client = createEndpointClient(address, identity, (offset) => {
    // Below a second it is the line that jitters, not the clock.
    if (context.clockOffset !== null && Math.abs(context.clockOffset - offset) <= 1_000) return
    context.clockOffset = offset
    // A wrong clock stays wrong over a restart without a line.
    void context.store.writeLocal('clock', { offset }).catch(() => undefined)
    context.signals.changed('minute', 'link')
  })
  let positions = (await context.store.readLocal<Positions>('positions')) ?? noPositions
  let stopped = false
  let attempts = 0
  let wake: () => void = () => undefined
  let stream = new AbortController()
  /** The list's newest changes, as the stream told them. */
  let told: ListChanges | null = null

  const setLink = (state: LinkView['state'], detail: string | null, nextAttemptAt: string | null) => {
    const since = context.link.state === state ? context.link.since : new Date().toISOString()
    context.link = { state, since, detail, attempts, nextAttemptAt }
    context.signals.changed('link')
  }

  async function pull(asked: ReadonlySet<Feed>): Promise<void> {
    if (asked.has('reference')) while (await pullReference(context, client, positions.reference, keep));
    if (asked.has('list')) {
      if (positions.list === 0) await readFirstList(context, client, positions.first ?? {}, keep)
      while (await pullList(context, client, positions.list, keep, told));
    }
    if (asked.has('events')) {
      if (positions.events === 0) await readFirstEvents(context, client, positions.first ?? {}, keep)
      while (await pullEvents(context, client, positions.events, pageSize, keep));
    }
  }

  /** The position moves only after what it covers is stored. */
  async function keep(next: Partial<Positions>): Promise<void> {
    positions = { ...positions, ...next }
    await context.store.writeLocal('positions', positions)
  }

  async function exchange(asked: ReadonlySet<Feed>): Promise<void> {
    await pull(asked)
    await rejoinChain(context, client)
    while (await pushSome(context, client));
    context.listConfirmedAt = new Date().toISOString()
  }

  /** One connection: catch up, then follow the stream and exchange again whenever either side has something. */
  async function connection(): Promise<void> {
    await exchange(allFeeds)
    attempts = 0
    context.triedAt = []
    setLink('online', null, null)
    stream = new AbortController()
    told = null
    let grown = false
    /** Feeds that stand elsewhere than ours, as the stream says: only these are read, thousands are told at once. */
    let due = new Set<Feed>()
    let broken: unknown = null
    const following = client
      .follow(
        {
          grown({ feed, position }) {
            // Where the list went on behind what was told of it, all of it is pulled.
            if (feed === 'list' && told?.page.position !== position) told = null
            if (position === positions[feed]) return
            due.add(feed)
            grown = true
            wake()
          },
          listChanged(changes) {
            told = changes
          },
        },
        stream.signal,
      )
      .catch((thrown: unknown) => {
        broken = thrown
      })
      .finally(() => {
        broken ??= new LinkFailure('unreachable', 'stream ended')
        wake()
      })
    const unlisten = context.signals.listen((topics) => {
      if (topics.has('outbox')) {
        grown = true
        wake()
      }
    })
    try {
      while (!stopped && broken === null) {
        if (!grown) await sleepUntilWoken(60_000)
        const asked = grown ? due : allFeeds
        grown = false
        due = new Set()
        if (!stopped && broken === null) await exchange(asked)
      }
      if (broken !== null && !stopped) throw broken
    } finally {
      unlisten()
      stream.abort()
      await following
    }
  }

  function sleepUntilWoken(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async function run(): Promise<void> {
    while (!stopped) {
      const startedAt = new Date().toISOString()
      try {
        await connection()
      } catch (thrown) {
        if (stopped) return
        if (toCodedError(thrown).code === 'proof-wrong')
          await keepIdentity(context, withKeysSwapped(enrolledIdentity(context)))
        const delay = Math.max(
          askedToWait(thrown),
          Math.min(longestWait, 300 + retryDelay(attempts, Math.random)),
        )
        attempts += 1
        context.triedAt = [...context.triedAt, startedAt].slice(-mostTried)
        // A busy endpoint that says when to come back is no error, as long as it then answers.
        const [state, detail] =
          isBusy(thrown) && attempts <= patientAttempts
            ? (['connecting', null] as const)
            : linkStateOf(thrown)
        setLink(state, detail, new Date(Date.now() + delay).toISOString())
        await sleepUntilWoken(delay)
      }
    }
  }

  const running = run()
  return {
    client,
    /** Tries again at once. */
    syncNow() {
      wake()
    },
    /** Ends an open stream, as when the demo's line is cut. */
    async stop(): Promise<void> {
      stopped = true
      stream.abort()
      wake()
      await running
    },
  }
}

/** A window that lost the line asks at least this often, milliseconds; jitter keeps a hall from asking together. */
const longestWait = 15_000

/** So often in a row a window comes back as it was told before it says that the endpoint does not take it. */
const patientAttempts = 5

const isBusy = (thrown: unknown): thrown is CodedFailure =>
  thrown instanceof CodedFailure && thrown.coded.code === 'rate-limited'

/** A busy endpoint says how long to stay away, milliseconds; a second more at random keeps those it told alike apart. */
function askedToWait(thrown: unknown): number {
  if (!isBusy(thrown)) return 0
  return Math.min(60_000, (Number(thrown.coded.params.seconds ?? 1) + Math.random()) * 1_000)
}

function linkStateOf(thrown: unknown): readonly [LinkView['state'], string] {
  if (thrown instanceof LinkFailure) {
    if (thrown.kind === 'unreachable' && !hasNetwork()) return ['no-network', thrown.detail]
    return [thrown.kind, thrown.detail]
  }
  return ['error', toCodedError(thrown).code]
}

/** Whether any interface beside loopback is up; a loopback endpoint needs none. */
function hasNetwork(): boolean {
  const addresses = Object.values(networkInterfaces()).flatMap((one) => one ?? [])
  return addresses.length === 0 || addresses.some((address) => !address.internal)
}

type Keep = (next: Partial<Positions>) => Promise<void>

async function pullReference(
  context: DeskContext,
  client: EndpointClient,
  after: number,
  keep: Keep,
): Promise<boolean> {
  const page = await client.pullReference(after, pageSize)
  if (page.items.length > 0) {
    await context.store.reference.bulkUpsert(
      page.items.map((document) => ({ id: document.id, type: document.type, document })),
    )
    context.reference = await readReference(context.store)
    context.signals.changed('reference', 'session', 'list')
  }
  if (page.position !== after) await keep({ reference: page.position })
  return page.more
}

async function pullList(
  context: DeskContext,
  client: EndpointClient,
  after: number,
  keep: Keep,
  told: ListChanges | null,
): Promise<boolean> {
  const page = told?.after === after ? told.page : await client.pullList(after, pageSize)
  if (page.items.length > 0) {
    const put = page.items.flatMap((item) => (item.type === 'entry' ? [item.entry] : []))
    const remove = page.items.flatMap((item) => (item.type === 'withdrawn' ? [item.id] : []))
    await storeChange(context, { put, remove })
  }
  if (page.position !== after) await keep({ list: page.position })
  return page.more
}

/** Sends the first waiting events in chain order. A refused one is set aside and never blocks those behind it. */
async function pushSome(context: DeskContext, client: EndpointClient): Promise<boolean> {
  const waiting = await context.store.events
    .find({ selector: { syncState: 'waiting' }, sort: [{ sequence: 'asc' }], limit: largestPush })
    .exec()
  if (waiting.length === 0) return false
  const { results } = await client.push(
    waiting.map((one) => envelopeOf(one.toJSON() as unknown as StoredEvent)),
  )
  const gap = results.find(isGap)
  const expected = gap?.result === 'refused' ? Number(gap.error.params.expected ?? 1) : null
  // Only what was not among those sent can fill the gap; else the same push would be made for ever.
  const again =
    expected !== null && waiting.every((one) => one.sequence !== expected)
      ? await sendAgainFrom(context, expected)
      : 0
  const marks = results.filter((one) => !isGap(one))
  await alone(context, () =>
    markEvents(
      context,
      marks.map((one) => ({ id: one.id, refusal: one.result === 'refused' ? one.error : null })),
    ),
  )
  return again > 0 || (gap === undefined && marks.length > 0 && waiting.length === largestPush)
}

const isGap = (result: PushResult) => result.result === 'refused' && result.error.code === 'event-chain-gap'

/**
 * The endpoint lost what it had (an older backup): everything from its last good link on is sent again, what was refused too,
 * for it holds its place in the chain.
 * @returns how many events wait anew
 */
async function sendAgainFrom(context: DeskContext, sequence: number): Promise<number> {
  const window = context.identity?.enrolment.window ?? ''
  const lost = await context.store.events
    .find({ selector: { window, sequence: { $gte: sequence }, syncState: { $ne: 'waiting' } } })
    .exec()
  const again = lost.map((one) => ({
    ...(one.toMutableJSON() as unknown as StoredEvent),
    syncState: 'waiting' as const,
  }))
  await context.store.events.bulkUpsert(again)
  return again.length
}

/** What is sent: the envelope alone, without what this window keeps beside it. */
function envelopeOf(stored: StoredEvent): EventEnvelope {
  const { syncState, refusal, arrivedAt, ...envelope } = stored
  return envelope
}
