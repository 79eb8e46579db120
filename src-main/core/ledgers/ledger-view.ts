// The ledger page: rows of the period with what they belong to, and how many each ledger holds.
import type { DeskQueryInput } from '../../../src-shared/contract/desk.ts'
import type { LedgerRow, LedgerView } from '../../../src-shared/contract/ledger.ts'
import { type Ledger, ledgerKinds, ledgerOf, ledgers } from '../../../src-shared/domain/ledger.ts'
import type { DeskContext } from '../desk/desk-context.ts'
import { caseStateOf, verificationStateOf } from '../desk/projection.ts'
import { timelineOf } from '../desk/timeline.ts'
import type { StoredEvent, StreamDocument } from '../store/open-store.ts'
import { countLedger, readLedger } from './read-ledger.ts'

/** What the streams of a few events say of them. */
export async function ledgerRows(
  context: DeskContext,
  events: readonly StoredEvent[],
): Promise<readonly LedgerRow[]> {
  const found = await context.store.streams
    .findByIds([...new Set(events.map((event) => event.stream))])
    .exec()
  return events.flatMap((event) => {
    const ledger = ledgerOf(event.kind)
    if (ledger === null) return []
    const document = found.get(event.stream)?.toJSON() as StreamDocument | undefined
    const belongs = belongingOf(context, document)
    const [item] = timelineOf(context, [event], belongs.proofNames)
    if (item === undefined) return []
    const { proofNames: _, proofName, ...rest } = belongs
    return [{ ...item, ...rest, proofName: item.proofName ?? proofName, ledger }]
  })
}

function belongingOf(context: DeskContext, document: StreamDocument | undefined) {
  const none = {
    case: '',
    number: document?.number ?? '',
    applicantName: '',
    proofName: null as string | null,
  }
  if (document?.type === 'case') {
    const state = caseStateOf(document)
    const proofNames = new Map(state.proofs.map((one) => [one.entry.entry, one.entry.proofName]))
    return { ...none, case: document.id, applicantName: state.applicant.name, proofNames }
  }
  const proofNames = new Map<string, string>()
  if (document?.type !== 'verification') return { ...none, proofNames }
  const { request } = verificationStateOf(document)
  return {
    ...none,
    // The case is the asking unit's: the unit asked has none to open.
    case: document.unit === context.identity?.enrolment.unit ? document.parent : '',
    applicantName: request?.applicantName ?? '',
    proofName: request?.proofName ?? null,
    proofNames,
  }
}

export async function ledgerView(
  context: DeskContext,
  { limit, ...filter }: DeskQueryInput<'ledger'>,
): Promise<LedgerView> {
  const events: StoredEvent[] = []
  for await (const event of readLedger(context.store, filter)) {
    events.push(event)
    if (events.length > limit) break
  }
  const counts = await Promise.all(
    ledgers.map(async (one) => [one, await countLedger(context.store, ledgerKinds[one], filter)] as const),
  )
  return {
    rows: await ledgerRows(context, events.slice(0, limit)),
    counts: Object.fromEntries(counts) as Record<Ledger, number>,
    more: events.length > limit,
  }
}
