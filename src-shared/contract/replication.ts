// What crosses the wire between a window and the central replication endpoint. All bodies are JSON over HTTP.
//
//   POST /v1/enrol             code + public key -> who this window is and its first token; the code is then used up
//   POST /v1/token             window -> a new token; with a device proof and without a token
//   GET  /v1/pull/list         ?after=POSITION&limit=N -> entries changed since, in commit order
//   GET  /v1/pull/reference    likewise for units, staff, calendar, policy, edition
//   GET  /v1/pull/events       likewise for the events of streams this unit is a party to; with &own=links those this window wrote
//                              itself are links instead, which it knows them by: it holds them already
//   GET  /v1/list/edition      the list as it was at a position, as immutable pages: their digests in order; for a first sync
//   GET  /v1/list/page/DIGEST  one of these pages, compressed, to be kept for ever by whoever stands between
//   GET  /v1/snapshot          ?cursor= -> the events a new window should hold, stream by stream, and the position to pull on from
//   GET  /v1/events            ?stream=STREAM -> all events of one stream this unit is a party to, or of a reported verification at
//                              which this window of the joint office has just recorded a look
//   GET  /v1/frames            ?staff=ID&since=MS&after=CURSOR -> frames of every unit's verifications, for the joint office
//   POST /v1/push              events -> one result each, in order; a refused one never fails the others
//   GET  /v1/chain             the last link of this window's own chain that has its place, for a window put back from a backup
//   GET  /v1/stream            server-sent events: `position` with { feed, position } whenever a feed grew, `beat` every 10 s, and
//                              before a `position` of the list, where little changed, `changes` that spare whoever stands there the pull;
//                              whoever loses it comes back after a random while (`retry`), and is told the positions anew
//   POST /v1/list              a new edition, from a joint office's window
//
// All but enrol and token carry `authorization: Bearer TOKEN`, good for a quarter of an hour. All but enrol carry `device-proof:
// AT.BODYDIGEST.SIGNATURE`: AT is the endpoint's time in microseconds and used once, BODYDIGEST the SHA-256 of the body in hex
// (of nothing where there is none), SIGNATURE the device key's Ed25519 signature over `proofText`, base64url. Every answer carries `endpoint-clock: MILLISECONDS` and
// `endpoint-id: ID`. Errors are `{ code, params }` of errors.ts with status 400 (malformed), 401 (token), 403 (not allowed),
// 409 (conflict), 413 (too large), 429 (rate, with Retry-After), 503.
import Type from 'typebox'
import { eventEnvelopeSchema } from '../domain/event.ts'
import { editionSchema, listEntryContentSchema, listEntrySchema } from '../domain/exemption-list.ts'
import { fallbackTermsSchema } from '../domain/fallback-policy.ts'
import { referenceDocumentSchema } from '../domain/reference.ts'
import { verificationFrameSchema } from '../domain/verification-frame.ts'
import type { CodedError } from '../errors.ts'

const exact = { additionalProperties: false } as const

export const enrolRequestSchema = Type.Object(
  {
    code: Type.String({ minLength: 8, maxLength: 64 }),
    /** Ed25519 public key, SPKI DER, base64. */
    publicKey: Type.String({ minLength: 40, maxLength: 200 }),
    windowName: Type.String({ minLength: 1, maxLength: 100 }),
  },
  exact,
)
export type EnrolRequest = Readonly<Type.Static<typeof enrolRequestSchema>>

export const enrolmentSchema = Type.Object(
  {
    endpointId: Type.String({ maxLength: 64 }),
    /** Region code of all this endpoint's keys, e.g. 370304. */
    region: Type.String({ maxLength: 16 }),
    /** A demo endpoint and its windows speak only with each other. */
    demo: Type.Boolean(),
    window: Type.String({ maxLength: 64 }),
    windowNumber: Type.Integer({ minimum: 1 }),
    windowName: Type.String({ maxLength: 100 }),
    unit: Type.String({ maxLength: 64 }),
    /** The first token; expires like any other. */
    token: Type.String({ maxLength: 300 }),
    /** Letter serials this window alone may use each year, both ends included. */
    letterBlock: Type.Object({ from: Type.Integer(), to: Type.Integer() }, exact),
  },
  exact,
)
/** Who a window is, as the endpoint said at enrolment. */
export type Enrolment = Readonly<Type.Static<typeof enrolmentSchema>>

/** How long a token is good, milliseconds. */
export const tokenLife = 15 * 60_000
/** How far the time of a proof may be from the endpoint's clock, milliseconds. */
export const proofLateness = 120_000

export const tokenRequestSchema = Type.Object({ window: Type.String({ minLength: 1, maxLength: 64 }) }, exact)
export const deviceTokenSchema = Type.Object(
  {
    token: Type.String({ maxLength: 300 }),
    /** By the endpoint's clock, milliseconds. */
    expiresAt: Type.Integer(),
  },
  exact,
)
export type DeviceToken = Readonly<Type.Static<typeof deviceTokenSchema>>

/** What a device key signs of a request. `path` with its query; digests are SHA-256 in hex, of the empty text where there is none. */
export function proofText(request: {
  readonly method: string
  readonly path: string
  readonly tokenDigest: string
  readonly bodyDigest: string
  readonly at: number
}): string {
  const { method, path, tokenDigest, bodyDigest, at } = request
  return ['device-proof', method, path, tokenDigest, bodyDigest, at].join('\n')
}

/** Largest page a puller may ask for. */
export const largestPage = 1000
/** Entries on a page of an edition: some 100 KB compressed, thirteen seconds of a 64 kbit/s line. */
export const entriesOfPage = 2_000
/** Most events in one push. */
export const largestPush = 200

const page = <Item extends Type.TSchema>(item: Item) =>
  Type.Object(
    {
      items: Type.Array(item, { maxItems: largestPage }),
      /** Feed position after this page; ask on from here. */
      position: Type.Integer({ minimum: 0 }),
      /** Whether there was more when this page was read. A short page is not the end of the feed; this is. */
      more: Type.Boolean(),
    },
    exact,
  )

export const listPageSchema = page(
  Type.Union([
    Type.Object({ type: Type.Literal('entry'), entry: listEntrySchema }, exact),
    Type.Object({ type: Type.Literal('withdrawn'), id: Type.String({ maxLength: 128 }) }, exact),
  ]),
)
export const referencePageSchema = page(referenceDocumentSchema)
/** Digits of an event's hash by which a window sees that it holds the same one. */
export const linkDigits = 16
export const eventPageSchema = Type.Object(
  {
    ...page(eventEnvelopeSchema).properties,
    /** Where links were asked for: this window's own events, which are not among the items. `link`: the hash's first digits. */
    own: Type.Optional(
      Type.Array(
        Type.Object(
          { id: Type.String({ maxLength: 64 }), link: Type.String({ pattern: `^[0-9a-f]{${linkDigits}}$` }) },
          exact,
        ),
        { maxItems: largestPage },
      ),
    ),
  },
  exact,
)
export type ListPage = Readonly<Type.Static<typeof listPageSchema>>
export type ReferencePage = Readonly<Type.Static<typeof referencePageSchema>>
export type EventPage = Readonly<Type.Static<typeof eventPageSchema>>
export type OwnLink = Readonly<Type.Static<typeof eventPageSchema>['own'] & object>[number]

/** The list at `position` without what was withdrawn. Pages hold what they held when they were made; deltas follow from `position`. */
export const listEditionSchema = Type.Object(
  {
    position: Type.Integer({ minimum: 0 }),
    pages: Type.Array(
      Type.Object(
        {
          /** SHA-256 of the page's uncompressed text, hex. */
          digest: Type.String({ pattern: '^[0-9a-f]{64}$', maxLength: 64 }),
          items: Type.Integer({ minimum: 1 }),
        },
        exact,
      ),
      { maxItems: 1000 },
    ),
  },
  exact,
)
export type ListEdition = Readonly<Type.Static<typeof listEditionSchema>>
export const listEditionPageSchema = Type.Object(
  { items: Type.Array(listEntrySchema, { maxItems: entriesOfPage }) },
  exact,
)
export type ListEditionPage = Readonly<Type.Static<typeof listEditionPageSchema>>

/** How long a recorded look lets the joint office's window read what it is about, milliseconds. */
export const lookLife = 5 * 60_000

/** Days a closed stream is still held by the window that worked on it. */
export const closedStreamDays = 90

/** A page of a snapshot: whole streams. `position` is the same on all its pages; `cursor` null on the last. */
export const snapshotPageSchema = Type.Object(
  {
    items: Type.Array(eventEnvelopeSchema, { maxItems: 100_000 }),
    position: Type.Integer({ minimum: 0 }),
    cursor: Type.Union([Type.String({ maxLength: 300 }), Type.Null()]),
  },
  exact,
)
export type SnapshotPage = Readonly<Type.Static<typeof snapshotPageSchema>>
export const streamEventsSchema = Type.Object(
  { items: Type.Array(eventEnvelopeSchema, { maxItems: 100_000 }) },
  exact,
)
/** Verifications on a page of frames. */
export const framesOfPage = 500
/** `cursor` is where a full page goes on, null on the last; `takenAt` by the endpoint's clock, milliseconds. */
export const framePageSchema = Type.Object(
  {
    frames: Type.Array(verificationFrameSchema, { maxItems: framesOfPage }),
    takenAt: Type.Integer(),
    cursor: Type.Union([Type.String({ maxLength: 140 }), Type.Null()]),
  },
  exact,
)
export type FramePage = Readonly<Type.Static<typeof framePageSchema>>

export type StreamEvents = Readonly<Type.Static<typeof streamEventsSchema>>

/** Each event is judged by itself, so the envelope is validated one by one, not by the route. */
export const pushRequestSchema = Type.Object(
  { events: Type.Array(Type.Unknown(), { minItems: 1, maxItems: largestPush }) },
  exact,
)

/** What became of one pushed event. */
export type PushResult =
  | { readonly id: string; readonly result: 'accepted' | 'already-had' }
  | { readonly id: string; readonly result: 'refused'; readonly error: CodedError }
export type PushAnswer = { readonly results: readonly PushResult[] }

/** Where a window's chain stands at the endpoint; sequence 0 and 64 zeros before the first link. */
export const chainTipSchema = Type.Object(
  {
    sequence: Type.Integer({ minimum: 0 }),
    hash: Type.String({ pattern: '^[0-9a-f]{64}$', minLength: 64, maxLength: 64 }),
  },
  exact,
)
export type ChainTip = Readonly<Type.Static<typeof chainTipSchema>>

/** A window's new public key, and that it holds the private one: its signature over `newKeyText`. */
export const newKeySchema = Type.Object(
  { publicKey: Type.String({ maxLength: 200 }), possession: Type.String({ maxLength: 128 }) },
  exact,
)
export type NewKey = Readonly<Type.Static<typeof newKeySchema>>
export const newKeyText = (window: string, publicKey: string): string => `new key\n${window}\n${publicKey}`

export const publishListSchema = Type.Object(
  {
    staff: Type.String({ maxLength: 64 }),
    edition: Type.Omit(editionSchema, ['entries']),
    entries: Type.Array(listEntryContentSchema, { minItems: 1, maxItems: 200_000 }),
  },
  exact,
)
/** What a unit's own administrator says of its telephone, fax and mail. */
export const changeDirectorySchema = Type.Object(
  {
    staff: Type.String({ maxLength: 64 }),
    telephone: Type.String({ maxLength: 40 }),
    fax: Type.String({ maxLength: 40 }),
    mail: Type.String({ maxLength: 200 }),
  },
  exact,
)
export type ChangeDirectory = Readonly<Type.Static<typeof changeDirectorySchema>>

/** What the joint office decides of the fallback, with why. */
export const setPolicySchema = Type.Object(
  {
    staff: Type.String({ maxLength: 64 }),
    reason: Type.String({ minLength: 1, maxLength: 2000 }),
    terms: fallbackTermsSchema,
  },
  exact,
)
export type SetPolicy = Readonly<Type.Static<typeof setPolicySchema>>

export type PublishList = Readonly<Type.Static<typeof publishListSchema>>
export type PublishAnswer = {
  readonly edition: string
  readonly added: number
  readonly changed: number
  readonly withdrawn: number
  readonly unchanged: number
}

/** The three feeds of a window. */
export const feeds = ['list', 'reference', 'events'] as const
export type Feed = (typeof feeds)[number]
export type StreamPosition = { readonly feed: Feed; readonly position: number }
/** What a pull of the list after `after` would answer, told to all windows at once. */
export const listChangesSchema = Type.Object(
  { after: Type.Integer({ minimum: 0 }), page: listPageSchema },
  exact,
)
export type ListChanges = Readonly<Type.Static<typeof listChangesSchema>>
