// After a recovery: puts this window's chain behind what the endpoint holds of it, before anything is pushed.
//
// The endpoint may hold newer events of this very window than the restored store did: they have come with the feeds by now. What
// the endpoint has no place for (acts nobody has seen, and acts it lost itself) is linked behind its last link: sequence,
// previous hash, hash and signature are new; id, content and causes stay, so every copy of an act is still the same act.
import type { ChainTip } from '../../../src-shared/contract/replication.ts'
import { alone } from '../desk/append.ts'
import { type DeskContext, enrolledIdentity } from '../desk/desk-context.ts'
import { sealEvent } from '../desk/window-identity.ts'
import type { ChainState, StoredEvent } from '../store/open-store.ts'
import type { EndpointClient } from './endpoint-client.ts'

/** Does nothing for a window that was not recovered. To be called when all feeds have been read. */
export async function rejoinChain(context: DeskContext, client: EndpointClient): Promise<void> {
  if ((await context.store.readLocal<ChainState>('chain'))?.rejoin !== true) return
  const tip = await client.chainTip()
  await alone(context, async () => {
    const chain = await context.store.readLocal<ChainState>('chain')
    if (chain?.rejoin !== true) return
    const own = await ownEvents(context)
    const plan = chain.plan ?? own.filter((one) => needsPlace(one, tip)).map((one) => one.id)
    // Kept first: a stop in the middle goes on with the same order, whatever the numbers are by then.
    if (chain.plan === null) await context.store.writeLocal('chain', { ...chain, plan } satisfies ChainState)
    await linkAnew(context, own, plan, tip)
    const known = new Set(own.filter((one) => one.syncState === 'synced').map((one) => one.sequence))
    const fromEndpoint = chain.missing.filter((link) => known.has(link)).length
    context.care.learnt(fromEndpoint)
    await context.store.writeLocal('chain', {
      rejoin: false,
      head: tip,
      missing: chain.missing.filter((link) => !known.has(link)),
      plan: null,
    } satisfies ChainState)
  })
  context.signals.changed('outbox', 'streams')
}

/** What the endpoint gives no place to as it is: not sent yet, or beyond the last link the endpoint knows. */
const needsPlace = (event: StoredEvent, tip: ChainTip): boolean =>
  event.syncState === 'waiting' || event.sequence > tip.sequence

/** This window's events in the order they were made. */
async function ownEvents(context: DeskContext): Promise<readonly StoredEvent[]> {
  const { window } = enrolledIdentity(context).enrolment
  const found = await context.store.events.find({ selector: { window }, sort: [{ sequence: 'asc' }] }).exec()
  return found.map((one) => one.toMutableJSON() as unknown as StoredEvent)
}

async function linkAnew(
  context: DeskContext,
  own: readonly StoredEvent[],
  plan: readonly string[],
  tip: ChainTip,
): Promise<void> {
  const identity = enrolledIdentity(context)
  const byId = new Map(own.map((one) => [one.id, one]))
  let last = tip
  const linked: StoredEvent[] = []
  for (const id of plan) {
    const event = byId.get(id)
    if (event === undefined) continue
    const { hash, signature, syncState, refusal, arrivedAt, ...unsealed } = event
    const sealed = sealEvent({ ...unsealed, sequence: last.sequence + 1, previousHash: last.hash }, identity)
    linked.push({ ...sealed, syncState: 'waiting', refusal: null, arrivedAt })
    last = { sequence: sealed.sequence, hash: sealed.hash }
  }
  await context.store.events.bulkUpsert(linked)
}
