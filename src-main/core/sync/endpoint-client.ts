// Speaks contract/replication to one endpoint: every answer is validated, every failure is one of three kinds.

import type { IncomingMessage } from 'node:http'
import { gzipSync } from 'node:zlib'
import { createParser } from 'eventsource-parser'
import type Type from 'typebox'
import { Compile } from 'typebox/compile'
import {
  type ChainTip,
  type ChangeDirectory,
  chainTipSchema,
  type Enrolment,
  type EnrolRequest,
  type EventPage,
  enrolmentSchema,
  eventPageSchema,
  type FramePage,
  feeds,
  framePageSchema,
  type ListChanges,
  type ListEdition,
  type ListEditionPage,
  type ListPage,
  listChangesSchema,
  listEditionPageSchema,
  listEditionSchema,
  listPageSchema,
  type NewKey,
  type PublishAnswer,
  type PublishList,
  type PushAnswer,
  type ReferencePage,
  referencePageSchema,
  type SetPolicy,
  type SnapshotPage,
  type StreamEvents,
  type StreamPosition,
  snapshotPageSchema,
  streamEventsSchema,
} from '../../../src-shared/contract/replication.ts'
import type { EventEnvelope } from '../../../src-shared/domain/event.ts'
import { CodedFailure, toCodedError } from '../../../src-shared/errors.ts'
import type { WindowIdentity } from '../desk/window-identity.ts'
import { type Packed, packings, unpack } from '../packed.ts'
import { isDistrust } from './authorities.ts'
import { createDeviceProofs } from './device-proofs.ts'
import { type Outgoing, send } from './send.ts'

/** How a request failed: no answer came, or the endpoint said so with a status. */
export class LinkFailure extends Error {
  readonly kind: 'unreachable' | 'error'
  readonly detail: string
  constructor(kind: 'unreachable' | 'error', detail: string) {
    super(`${kind} ${detail}`)
    this.kind = kind
    this.detail = detail
  }
}

/** What is heard on the stream. */
export type Following = {
  grown(position: StreamPosition): void
  /** Before the position they lead to. */
  listChanged(changes: ListChanges): void
}

/** A page of an edition, and the same as it came. */
export type PackedPage = ListEditionPage & { readonly packed: Packed }

export type EndpointClient = ReturnType<typeof createEndpointClient>

/** Milliseconds without a byte after which the line counts as gone. A thin line may be slow for as long as it moves. */
const patience = 20_000
/** Of what is sent nothing is heard: it is given the time of the thinnest line we serve, bytes a millisecond. */
const thinnest = 2
/** Bodies from this size on are sent compressed, bytes. */
const worthCompressing = 1_024
/** The endpoint beats every 10 s; a stream silent for longer than this is dead. */
const streamSilence = 25_000

/**
 * @param address - where to connect, `http://host:port` (the demo's switch changes it)
 * @param onClock - offset of the endpoint's clock to this machine's, milliseconds, measured at every answer
 */
export function createEndpointClient(
  address: () => string,
  identity: Pick<WindowIdentity, 'enrolment' | 'privateKey'> | null,
  onClock: (offset: number) => void,
) {
  const proofs =
    identity === null
      ? null
      : createDeviceProofs(identity, async (path, init) => readJson(await answered(path, init)))

  /** Once more where the token or the proof was not good any more: both are made anew. */
  async function ask(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Packed> {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const once = async () => {
      const headers = { ...(await proofs?.headers(method, path, text)) }
      return answered(path, { method, headers, body: text })
    }
    try {
      return await once()
    } catch (thrown) {
      if (proofs === null || !proofs.renew(thrown)) throw thrown
      return once()
    }
  }
  const request = async (method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> =>
    readJson(await ask(method, path, body))

  type Init = {
    readonly method: 'GET' | 'POST'
    readonly headers: Readonly<Record<string, string>>
    readonly body: string | undefined
  }
  /** What the endpoint answered where it agreed, packed as it came. */
  async function answered(path: string, { method, headers, body }: Init): Promise<Packed> {
    const sentAt = Date.now()
    const sent = body === undefined ? { headers: {}, body: undefined } : packed(body)
    const silence = new AbortController()
    const giveUp = () => silence.abort(new DOMException('no byte came', 'TimeoutError'))
    let timer = setTimeout(giveUp, patience + (sent.body?.length ?? 0) / thinnest)
    const heard = () => {
      clearTimeout(timer)
      timer = setTimeout(giveUp, patience)
    }
    try {
      const { signal } = silence
      const response = await reach(path, {
        method,
        headers: { ...headers, ...sent.headers, 'accept-encoding': packings.join(', ') },
        body: sent.body,
        signal,
      })
      heardClock(response, sentAt)
      checkEndpoint(response)
      const answer = await readBody(response, heard, signal)
      if (!isGood(response)) throw await refusalOf(response, answer)
      return answer
    } finally {
      clearTimeout(timer)
    }
  }

  function heardClock(response: IncomingMessage, sentAt: number): void {
    const clock = Number(response.headers['endpoint-clock'] ?? 0)
    if (!(clock > 0)) return
    // Half the round trip is the best guess of the way there.
    const offset = Math.round(clock - (sentAt + Date.now()) / 2)
    proofs?.heardOffset(offset)
    onClock(offset)
  }

  async function reach(path: string, outgoing: Outgoing): Promise<IncomingMessage> {
    try {
      return await send(`${address()}${path}`, outgoing)
    } catch (thrown) {
      const cause = causeOf(thrown, outgoing.signal)
      if (isDistrust(cause)) throw new CodedFailure('endpoint-untrusted', { reason: cause })
      throw new LinkFailure('unreachable', cause)
    }
  }

  /** Another endpoint behind the same address gets nothing: demo data stays in the demo. */
  function checkEndpoint(response: IncomingMessage): void {
    const id = response.headers['endpoint-id']
    if (identity === null || id === undefined || id === identity.enrolment.endpointId) return
    response.destroy()
    throw new CodedFailure('demo-data-refused')
  }

  async function page<Schema extends Type.TSchema>(
    feed: string,
    schema: Schema,
    after: number,
    limit: number,
    more = '',
  ) {
    const value = await request('GET', `/v1/pull/${feed}?after=${after}&limit=${limit}${more}`)
    return checked(schema, value, `${feed} page`)
  }

  return {
    async enrol(input: EnrolRequest): Promise<Enrolment> {
      return checked(enrolmentSchema, await request('POST', '/v1/enrol', input), 'enrolment')
    },
    pullList: (after: number, limit: number): Promise<ListPage> => page('list', listPageSchema, after, limit),
    pullReference: (after: number, limit: number): Promise<ReferencePage> =>
      page('reference', referencePageSchema, after, limit),
    /** `links` asks for this window's own events as links only. */
    pullEvents: (after: number, limit: number, own: 'whole' | 'links' = 'whole'): Promise<EventPage> =>
      page('events', eventPageSchema, after, limit, own === 'links' ? '&own=links' : ''),
    /** The list as pages; null where the endpoint has made none yet. */
    async listEdition(): Promise<ListEdition | null> {
      const value = await request('GET', '/v1/list/edition').catch(nullWhereNotFound)
      return value === null ? null : checked(listEditionSchema, value, 'list edition')
    },
    /** Null where the page is no longer kept: a newer edition has taken its place. */
    async listPage(digest: string): Promise<PackedPage | null> {
      const packed = await ask('GET', `/v1/list/page/${digest}`).catch(nullWhereNotFound)
      if (packed === null) return null
      return { ...checked(listEditionPageSchema, await readJson(packed), 'list page'), packed }
    },
    /** What a new window starts from; `cursor` null for its first page. */
    async snapshot(cursor: string | null): Promise<SnapshotPage> {
      const query = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`
      return checked(snapshotPageSchema, await request('GET', `/v1/snapshot${query}`), 'snapshot')
    },
    /** All of a stream this unit is a party to; null where it is none. */
    async streamEvents(stream: string): Promise<StreamEvents | null> {
      const value = await request('GET', `/v1/events?stream=${encodeURIComponent(stream)}`).catch(
        nullWhereNotFound,
      )
      return value === null ? null : checked(streamEventsSchema, value, 'stream')
    },
    /** Frames of every unit's verifications; for the joint office's staff only. */
    async frames(staff: string, since: number, after: string): Promise<FramePage> {
      const query = new URLSearchParams({ staff, since: String(since), after })
      return checked(framePageSchema, await request('GET', `/v1/frames?${query}`), 'frames')
    },
    async push(events: readonly EventEnvelope[]): Promise<PushAnswer> {
      return (await request('POST', '/v1/push', { events })) as PushAnswer
    },
    /** Where this window's chain stands at the endpoint. */
    async chainTip(): Promise<ChainTip> {
      return checked(chainTipSchema, await request('GET', '/v1/chain'), 'chain tip')
    },
    /** Gives this window another key. */
    async changeKey(key: NewKey): Promise<void> {
      await request('POST', '/v1/key', key)
    },
    async changeDirectory(change: ChangeDirectory): Promise<void> {
      await request('POST', '/v1/directory', change)
    },
    async setPolicy(decision: SetPolicy): Promise<void> {
      await request('POST', '/v1/policy', decision)
    },
    async publish(list: PublishList): Promise<PublishAnswer> {
      return (await request('POST', '/v1/list', list)) as PublishAnswer
    },
    /** Follows the stream until it ends; resolves when it ended, rejects as a LinkFailure when it broke. */
    async follow({ grown, listChanged }: Following, signal: AbortSignal): Promise<void> {
      const silence = new AbortController()
      let timer = setTimeout(() => silence.abort(), streamSilence)
      const sentAt = Date.now()
      const either = AbortSignal.any([signal, silence.signal])
      const response = await reach('/v1/stream', {
        method: 'GET',
        headers: { ...(await proofs?.headers('GET', '/v1/stream', undefined)), accept: 'text/event-stream' },
        body: undefined,
        signal: either,
      })
      heardClock(response, sentAt)
      checkEndpoint(response)
      if (!isGood(response)) {
        clearTimeout(timer)
        const refusal = await refusalOf(response, await readBody(response, () => undefined, either))
        proofs?.renew(refusal)
        const isLimited = refusal instanceof CodedFailure && refusal.coded.code === 'rate-limited'
        throw isLimited ? refusal : new LinkFailure('error', `HTTP ${response.statusCode}`)
      }
      const parser = createParser({
        onEvent: ({ event, data }) => {
          const position = event === 'position' ? readPosition(data) : null
          if (position !== null) grown(position)
          const changes = event === 'changes' ? readChanges(data) : null
          if (changes !== null) listChanged(changes)
        },
      })
      const decoder = new TextDecoder()
      try {
        for await (const chunk of response) {
          clearTimeout(timer)
          timer = setTimeout(() => silence.abort(), streamSilence)
          parser.feed(decoder.decode(chunk as Buffer, { stream: true }))
        }
      } catch (thrown) {
        throw new LinkFailure('unreachable', causeOf(thrown, either))
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

const compiled = new WeakMap<Type.TSchema, ReturnType<typeof Compile>>()
/** Compiled when the first answer of its kind comes: a list of 20,000 is checked in a tenth of the time. */
function fits(schema: Type.TSchema, value: unknown): boolean {
  let validator = compiled.get(schema)
  if (validator === undefined) {
    validator = Compile(schema)
    compiled.set(schema, validator)
  }
  return validator.Check(value)
}

/** @throws LinkFailure where the endpoint said something else than `what` */
function checked<Schema extends Type.TSchema>(
  schema: Schema,
  value: unknown,
  what: string,
): Type.Static<Schema> {
  if (!fits(schema, value)) throw new LinkFailure('error', `malformed ${what}`)
  return value as Type.Static<Schema>
}

/** A body as it travels. */
function packed(body: string) {
  const type = { 'content-type': 'application/json' }
  if (body.length < worthCompressing) return { headers: type, body: Buffer.from(body) }
  return { headers: { ...type, 'content-encoding': 'gzip' }, body: gzipSync(body) }
}

const isGood = ({ statusCode = 0 }: IncomingMessage) => statusCode >= 200 && statusCode < 300

/** @throws LinkFailure where the line breaks, falls silent, or sends what was not asked for */
async function readBody(response: IncomingMessage, heard: () => void, signal: AbortSignal): Promise<Packed> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of response) {
      heard()
      chunks.push(chunk as Buffer)
    }
  } catch (thrown) {
    throw new LinkFailure('unreachable', causeOf(thrown, signal))
  }
  const bytes = Buffer.concat(chunks)
  const encoding = response.headers['content-encoding'] ?? 'identity'
  const packing = packings.find((one) => one === encoding)
  if (packing === undefined) throw new LinkFailure('error', `HTTP ${response.statusCode} ${encoding}`)
  return { packing, bytes }
}

/** @throws LinkFailure where it is no JSON */
async function readJson(answer: Packed): Promise<unknown> {
  try {
    return JSON.parse((await unpack(answer)).toString())
  } catch {
    throw new LinkFailure('error', 'malformed answer')
  }
}

/** What the endpoint said instead of an answer. */
async function refusalOf({ statusCode }: IncomingMessage, answer: Packed): Promise<Error> {
  const coded = toCodedError(await readJson(answer).catch(() => null))
  if (Number(statusCode) >= 500 || coded.code === 'unexpected')
    return new LinkFailure('error', `HTTP ${statusCode}`)
  return new CodedFailure(coded.code, coded.params)
}

/** Null where it is none we know: a newer endpoint may tell more. */
function readPosition(data: string): StreamPosition | null {
  try {
    const { feed, position } = JSON.parse(data) as Partial<StreamPosition>
    const known = feeds.find((one) => one === feed)
    return known === undefined || typeof position !== 'number' ? null : { feed: known, position }
  } catch {
    return null
  }
}

/** Null where they are not as we know them: then they are pulled. */
function readChanges(data: string): ListChanges | null {
  try {
    return checked(listChangesSchema, JSON.parse(data), 'changes')
  } catch {
    return null
  }
}

function nullWhereNotFound(thrown: unknown): null {
  if (thrown instanceof CodedFailure && thrown.coded.code === 'not-found') return null
  throw thrown
}

function causeOf(thrown: unknown, signal: AbortSignal): string {
  if (signal.aborted && signal.reason instanceof Error) return signal.reason.name
  if (!(thrown instanceof Error)) return 'unknown'
  return 'code' in thrown ? String(thrown.code) : thrown.name
}
