// Opens the desk: store, identity, reference, search, mail and sync; answers the verbs and queries of the contract to whoever may ask.
import { Check } from 'typebox/value'
import type { CoreSettings } from '../../../src-shared/contract/bridge.ts'
import { deskCalls, deskQueries } from '../../../src-shared/contract/desk.ts'
import { CodedFailure, toCodedError } from '../../../src-shared/errors.ts'
import { openIncomingMails } from '../channels/mail-in/incoming-mail.ts'
import { fillListSearch } from '../search/fill-list-search.ts'
import { createListSearch } from '../search/list-search.ts'
import type { StoreKeys } from '../store/keys/open-store-keys.ts'
import { openSafeStore } from '../store/open-safe-store.ts'
import { trustAuthorities } from '../sync/authorities.ts'
import { type DemoLine, openDemoLine } from '../sync/demo-line.ts'
import { type Replication, startReplication } from '../sync/replicate.ts'
import { alone, foldWaiting } from './append.ts'
import { readArrivals } from './arrivals.ts'
import { type DeskContext, servingStaff, signedInStaff } from './desk-context.ts'
import { deskQueryTable, officeQueries, openQueries } from './desk-queries.ts'
import { deskVerbs, officeVerbs, openVerbs } from './desk-verbs.ts'
import * as mailVerbs from './incoming-mail-verbs.ts'
import * as keyVerbs from './key-verbs.ts'
import { catchUpProjection } from './projection.ts'
import { emptyReference, readReference } from './reference.ts'
import type { RunningDesk } from './running-desk.ts'
import * as sendingVerbs from './sending-verbs.ts'
import { createSignals, type Topic } from './signals.ts'
import * as staffing from './staffing.ts'
import * as visitVerbs from './visit-verbs.ts'
import { readIdentity } from './window-identity.ts'
import * as windowVerbs from './window-verbs.ts'

export type Desk = Awaited<ReturnType<typeof openDesk>>

/** `restart` ends this core for one that gives the store its new key. @throws what `openSafeStore` throws */
export async function openDesk(settings: CoreSettings, keys: StoreKeys, restart: () => void) {
  const { store, care } = await openSafeStore(settings.folder, { key: keys.key, earlier: keys.keys.all })
  const signals = createSignals()
  const context: DeskContext = {
    settings,
    store,
    care,
    keys,
    signals,
    search: createListSearch(),
    identity: await readIdentity(store),
    reference: emptyReference,
    signedIn: null,
    link: {
      state: 'connecting',
      since: new Date().toISOString(),
      detail: null,
      attempts: 0,
      nextAttemptAt: null,
    },
    triedAt: [],
    clockOffset: (await store.readLocal<{ offset: number }>('clock'))?.offset ?? null,
    arrivals: await readArrivals(store),
    listConfirmedAt: null,
  }
  context.reference = await readReference(store)
  if (settings.restarted)
    context.signedIn = (await store.readLocal<{ staff: string | null }>('session'))?.staff ?? null
  await catchUpProjection(store)
  const filling = await fillListSearch(context.search, store, settings.folder)
  const jobs = await sendingVerbs.openChannelJobs(context)
  jobs.start()
  // The joint office may have closed a way meanwhile.
  signals.listen((topics) => {
    if (topics.has('reference')) jobs.wake()
  })
  const incoming = await openIncomingMails(context)
  mailVerbs.finishTakenMails(context, incoming)
  let line: DemoLine | null = null
  let replication: Replication | null = null

  async function startSync(): Promise<void> {
    const { identity } = context
    if (identity === null) return
    if (identity.endpoint.startsWith('https:')) trustAuthorities(identity.authority ?? null)
    if (identity.enrolment.demo && settings.demo !== null) line = await openDemoLine(settings.demo.endpoint)
    const relay = line
    const address = relay === null ? identity.endpoint : relay.address
    replication = await startReplication(context, () => address)
    await incoming.start()
  }

  /** The demo enrols by itself; elsewhere a person types the code. */
  async function enrolDemo(): Promise<void> {
    const { demo } = settings
    if (demo === null || context.identity !== null) return
    const windowName = demo.windowName
    await windowVerbs.enrolWindow(context, { endpoint: demo.endpoint, code: demo.enrolmentCode, windowName })
  }

  const desk: RunningDesk = {
    context,
    jobs,
    incoming,
    client: () => replication?.client ?? null,
    demoLine: () => line,
    startSync,
    syncNow: () => replication?.syncNow(),
    restart,
  }
  const verbs = deskVerbs(desk)
  const queries = deskQueryTable(desk)

  /** A page that cannot be read shows only when somebody asks for it. */
  async function noticingDamage<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work()
    } catch (thrown) {
      const { code, params } = toCodedError(thrown)
      if (code === 'store-damaged') care.suspect(String(params.sqlite ?? code))
      throw thrown
    }
  }

  care.onChange(() => signals.changed('store'))
  const unlisten = signals.listen((topics) => {
    if ([...topics].some((topic) => topic.startsWith('stream:unit/')))
      void staffing.readMattersAgain(context).catch(() => undefined)
  })
  const minute = setInterval(() => {
    signals.changed('minute')
    void alone(context, () => foldWaiting(context)).catch(() => undefined)
  }, 30_000)

  return {
    context,
    /** Loads the search and starts sync; the desk answers meanwhile. */
    async start(): Promise<void> {
      await filling.loaded
      signals.changed('list')
      signals.listen((topics) => topics.has('list') && filling.changed())
      keyVerbs.followRecoveryKey(context)
      await visitVerbs.dropLeftPhotos(context)
      await enrolDemo().catch(() => undefined)
      await startSync()
    },
    /** Answers one verb after validating its input. @throws CodedFailure */
    async call(verb: string, input: unknown): Promise<unknown> {
      if (!isKey(deskCalls, verb)) throw new CodedFailure('input-invalid', { verb })
      if (!Check(deskCalls[verb], input)) throw new CodedFailure('input-invalid', { verb })
      if (!openVerbs.includes(verb) && !officeVerbs.includes(verb)) servingStaff(context)
      return noticingDamage(() => (verbs[verb] as (input: unknown) => Promise<unknown>)(input))
    },
    /** Reads one view after validating its input. @throws CodedFailure */
    async read(
      query: string,
      input: unknown,
    ): Promise<{ readonly value: unknown; readonly topics: readonly Topic[] }> {
      if (!isKey(deskQueries, query)) throw new CodedFailure('input-invalid', { query })
      if (!Check(deskQueries[query], input)) throw new CodedFailure('input-invalid', { query })
      const { read, topics } = queries[query] as {
        read: (input: unknown) => Promise<unknown>
        topics: (input: unknown) => readonly Topic[]
      }
      if (officeQueries.includes(query)) signedInStaff(context)
      else if (!openQueries.includes(query)) servingStaff(context)
      return { value: await noticingDamage(() => read(input)), topics: topics(input) }
    },
    async close(): Promise<void> {
      clearInterval(minute)
      unlisten()
      await replication?.stop()
      await line?.close()
      await incoming.close()
      await jobs.close()
      await filling.close()
      await store.close()
    },
  }
}

function isKey<Table extends object>(table: Table, key: string): key is Extract<keyof Table, string> {
  return Object.hasOwn(table, key)
}
