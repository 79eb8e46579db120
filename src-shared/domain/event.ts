// The event envelope: every act is one immutable event in a stream and one link in its window's hash chain.
import Type from 'typebox'

const hex64 = Type.String({ pattern: '^[0-9a-f]{64}$', minLength: 64, maxLength: 64 })
const isoTime = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$',
  maxLength: 24,
})

/** First link of every chain. */
export const chainStart = '0'.repeat(64)

/** Largest event that is accepted, in UTF-8 bytes of its JSON. */
export const largestEventBytes = 64 * 1024

export const eventEnvelopeSchema = Type.Object(
  {
    /** UUIDv7, made at first save: the idempotency key. */
    id: Type.String({
      pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
      maxLength: 36,
    }),
    /** `case/<uuid>`, `verification/<letter key>`, `supervision/<letter key>` or `unit/<unit code>`. */
    stream: Type.String({
      pattern: '^(case|verification|supervision|unit)/[A-Za-z0-9-]{1,100}$',
      maxLength: 120,
    }),
    kind: Type.String({ maxLength: 64 }),
    /** ISO time by the window's own clock. */
    at: isoTime,
    /** Endpoint's clock minus the window's, milliseconds; null where never measured. */
    clockOffset: Type.Union([Type.Integer(), Type.Null()]),
    unit: Type.String({ maxLength: 64 }),
    staff: Type.String({ maxLength: 64 }),
    window: Type.String({ maxLength: 64 }),
    /** Position in this window's chain, from 1 without gaps. */
    sequence: Type.Integer({ minimum: 1 }),
    previousHash: hex64,
    /** The stream's last events this window had seen. */
    after: Type.Array(Type.String({ maxLength: 36 }), { maxItems: 64 }),
    /** Edition of the list in force at this window. */
    edition: Type.String({ maxLength: 64 }),
    body: Type.Record(Type.String({ maxLength: 64 }), Type.Unknown()),
    /** SHA-256 of the canonical JSON of everything above. */
    hash: hex64,
    /** Ed25519 by the window's device key over `hash`, base64. */
    signature: Type.String({ maxLength: 128 }),
  },
  { additionalProperties: false },
)
/** One event as stored and sent. */
export type EventEnvelope = Readonly<Type.Static<typeof eventEnvelopeSchema>>

/** An event before it is sealed with hash and signature. */
export type UnsealedEvent = Omit<EventEnvelope, 'hash' | 'signature'>

/** JSON with sorted keys and without undefined: the same text for the same value on every machine. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  if (Array.isArray(value)) {
    let items = ''
    for (const one of value) items += items === '' ? canonicalJson(one) : `,${canonicalJson(one)}`
    return `[${items}]`
  }
  let fields = ''
  for (const name of Object.keys(value).sort()) {
    const one = (value as Readonly<Record<string, unknown>>)[name]
    if (one === undefined) continue
    fields += `${fields === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(one)}`
  }
  return `{${fields}}`
}

/** The text an event's hash is taken of. */
export function sealedText(event: UnsealedEvent): string {
  const {
    id,
    stream,
    kind,
    at,
    clockOffset,
    unit,
    staff,
    window,
    sequence,
    previousHash,
    after,
    edition,
    body,
  } = event
  return canonicalJson({
    id,
    stream,
    kind,
    at,
    clockOffset,
    unit,
    staff,
    window,
    sequence,
    previousHash,
    after,
    edition,
    body,
  })
}

/** How a window's chain goes on from its tip. */
export type ChainVerdict = 'next' | 'gap' | 'fork' | 'hash-wrong'

/** Judges an event against the last accepted one of its window (`tip` null at the chain's start). */
export function judgeChain(
  event: EventEnvelope,
  tip: { readonly sequence: number; readonly hash: string } | null,
  sha256: (text: string) => string,
): ChainVerdict {
  if (sha256(sealedText(event)) !== event.hash) return 'hash-wrong'
  const expected = (tip?.sequence ?? 0) + 1
  if (event.sequence > expected) return 'gap'
  if (event.sequence < expected) return 'fork'
  return event.previousHash === (tip?.hash ?? chainStart) ? 'next' : 'fork'
}

/** The moment of an event by the endpoint's clock, as far as it was known, milliseconds. */
export function momentOf(event: Pick<EventEnvelope, 'at' | 'clockOffset'>): number {
  return Date.parse(event.at) + (event.clockOffset ?? 0)
}

/**
 * One stream's events in the one order both sides fold them: causes before effects (`after`), then by moment, then by id.
 * Duplicates fall away. An event whose causes are not here yet is not held back.
 */
export function orderEvents<Event extends Pick<EventEnvelope, 'id' | 'at' | 'clockOffset' | 'after'>>(
  events: readonly Event[],
): readonly Event[] {
  const byId = new Map(events.map((event) => [event.id, event]))
  const sorted = [...byId.values()].sort(
    (left, right) => momentOf(left) - momentOf(right) || (left.id < right.id ? -1 : 1),
  )
  const placed = new Set<string>()
  const ordered: Event[] = []
  const place = (event: Event) => {
    if (placed.has(event.id)) return
    placed.add(event.id)
    const causes = event.after.map((id) => byId.get(id)).filter((cause) => cause !== undefined)
    for (const cause of causes.sort((left, right) => sorted.indexOf(left) - sorted.indexOf(right)))
      place(cause)
    ordered.push(event)
  }
  for (const event of sorted) place(event)
  return ordered
}

/** The events nobody followed yet: what the next event of the stream names in `after`. */
export function headsOf(events: readonly Pick<EventEnvelope, 'id' | 'after'>[]): readonly string[] {
  const followed = new Set(events.flatMap((event) => event.after))
  return events
    .map((event) => event.id)
    .filter((id) => !followed.has(id))
    .sort()
}

/** What the writer of `event` knew of its stream: the causes of its causes (architecture 3). */
export function knownTo<Event extends Pick<EventEnvelope, 'id' | 'after'>>(
  event: Pick<EventEnvelope, 'after'>,
  streamEvents: readonly Event[],
): readonly Event[] {
  const byId = new Map(streamEvents.map((one) => [one.id, one]))
  const known = new Set<string>()
  const open = [...event.after]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const cause = byId.get(id)
    if (cause === undefined || known.has(id)) continue
    known.add(id)
    open.push(...cause.after)
  }
  return streamEvents.filter((one) => known.has(one.id))
}
