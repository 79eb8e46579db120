// Two units act on one verification while the line between them comes and goes: every interleaving of acts the table opens, up to
// six after the request, each history delivered in every order and twice, must fold to one and the same state.
import { isDeepStrictEqual } from 'node:util'
import { actWasOpen, bodyFits } from '../../src-shared/domain/acts.ts'
import { type EventEnvelope, headsOf, orderEvents } from '../../src-shared/domain/event.ts'
import { foldVerification, type VerificationState } from '../../src-shared/domain/verification.ts'
import { lin, zhou } from '../small-town.ts'
import { seeded } from './schedules.ts'

const sides = { demanding: lin, issuing: zhou } as const
type Side = keyof typeof sides

const start = Date.UTC(2026, 9, 14, 1)
const minutesLater = (minutes: number) => new Date(start + minutes * 60_000).toISOString()

/** How far the clock of the issuing unit is beside the right time, unknown to its window, minutes. */
const clocks = [0, -120, 120] as const
type Clock = (typeof clocks)[number]

function eventOf(
  side: Side,
  step: number,
  known: readonly EventEnvelope[],
  kind: string,
  body: Readonly<Record<string, unknown>>,
  clock: Clock = 0,
): EventEnvelope {
  const staff = sides[side]
  return {
    id: `0190a000-0000-7000-8000-${String(step).padStart(12, '0')}`,
    stream: 'verification/370304-SPJ-2026-10001',
    kind,
    at: minutesLater(step + (side === 'issuing' ? clock : 0)),
    clockOffset: null,
    unit: staff.unit,
    staff: staff.id,
    window: `window-${side}`,
    sequence: step + 1,
    previousHash: '0'.repeat(64),
    after: [...headsOf(known)],
    edition: '2026-2',
    body: { ...body },
    hash: '0'.repeat(64),
    signature: '',
  }
}

const request = eventOf('demanding', 0, [], 'verification-requested', {
  letterNumber: '博审批协函〔2026〕10001号',
  case: 'case/1',
  caseNumber: 'BS-2026-1-00001',
  entry: 'entry-1',
  entryNumber: '1',
  proofName: '婚姻状况证明',
  serviceItemName: '公共租赁住房资格确认',
  legalBasis: '',
  demandingUnit: lin.unit,
  issuingUnit: zhou.unit,
  applicantName: '申请人',
  applicantIdentityNumber: '',
  questions: [{ question: '是否与申报一致？', declared: '是' }],
  archiveClass: 'electronic',
  secrecy: 'none',
  liaisonName: lin.name,
  liaisonTelephone: '',
})

const answer = (verdict: string, channel: string) => ({
  verdict,
  channel,
  answeredAt: minutesLater(0),
  answeredBy: zhou.name,
  replyNumber: '',
  remark: '',
})

/** Every act of the table, with what can make its outcome differ. */
const acts: readonly (readonly [
  string,
  (known: readonly EventEnvelope[]) => Readonly<Record<string, unknown>>,
])[] = [
  [
    'verification-dispatched',
    () => ({
      channel: 'fax',
      sentAt: minutesLater(0),
      address: '1',
      proof: 'OK',
      pages: 1,
      policy: '第三条',
    }),
  ],
  [
    'verification-registered',
    () => ({ receivedAt: minutesLater(0), archiveClass: 'electronic', dueAt: minutesLater(30) }),
  ],
  [
    'verification-reclassified',
    () => ({ archiveClass: 'paper', dueAt: minutesLater(900), reason: '须查纸质档案' }),
  ],
  ['verification-answered', () => answer('confirmed', 'fax')],
  ['verification-answered', () => answer('mismatch', 'fax')],
  ['verification-answered', () => answer('confirmed', 'system')],
  ['verification-answered', () => answer('returned', 'system')],
  ['verification-withdrawn', () => ({ reason: '申请人撤回' })],
  [
    'verification-resolved',
    (known) => ({ answer: foldVerification(known).answers.at(-1)?.event ?? '', reason: '以后到的答复为准' }),
  ],
]

type Known = Readonly<Record<Side, readonly EventEnvelope[]>>

/** Walks every history of at most `left` more acts; before each act its side may or may not have heard of all that happened. */
function* histories(
  all: readonly EventEnvelope[],
  known: Known,
  left: number,
  clock: Clock,
): Generator<readonly EventEnvelope[]> {
  yield all
  if (left === 0) return
  for (const side of ['demanding', 'issuing'] as const) {
    const states = known[side].length === all.length ? [known[side]] : [known[side], all]
    for (const mine of states) {
      for (const [kind, body] of acts) {
        const event = eventOf(side, all.length, mine, kind, body(mine), clock)
        if (!bodyFits(event) || !actWasOpen(event, mine, sides[side])) continue
        yield* histories([...all, event], { ...known, [side]: [...mine, event] }, left - 1, clock)
      }
    }
  }
}

function* permutations<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  if (items.length <= 1) yield items
  for (const [index, first] of items.entries())
    for (const rest of permutations(items.toSpliced(index, 1))) yield [first, ...rest]
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item)
}

const idsOf = (events: readonly EventEnvelope[]) => events.map((event) => event.id)

/** The order of a history depends on who knew what, not on the kinds: each such shape is tried in every order, and twice. */
function orderFindings(events: readonly EventEnvelope[]): readonly string[] {
  const order = idsOf(orderEvents(events))
  for (const delivered of permutations(events)) {
    if (!isDeepStrictEqual(idsOf(orderEvents(delivered)), order))
      return ['another order of arrival, another order']
    if (!isDeepStrictEqual(idsOf(orderEvents([...delivered, ...delivered])), order))
      return ['delivered twice, another order']
  }
  return []
}

function stateFindings(events: readonly EventEnvelope[], state: VerificationState): readonly string[] {
  const wrong: string[] = []
  const answers = events.filter((event) => event.kind === 'verification-answered')
  if (state.answers.length !== answers.length) wrong.push('an answer is lost')
  const dispatched = events.filter((event) => event.kind === 'verification-dispatched')
  if (state.dispatches.length !== dispatched.length) wrong.push('a proof of dispatch is lost')
  if (answers.length > 0 && state.answer === null) wrong.push('no answer counts')
  if (answers.length > 0 && state.status === 'withdrawn')
    wrong.push('an answer is taken back by a withdrawal')
  const verdicts = new Set(answers.map((event) => event.body.verdict))
  const resolved = events.some((event) => event.kind === 'verification-resolved')
  if (verdicts.size > 1 && !resolved && state.status !== 'contradicted')
    wrong.push('a contradiction nobody is told of')
  if (verdicts.size === 1 && state.status !== 'answered') wrong.push('answered, and not said so')
  return wrong
}

/**
 * @param count - acts after the request, at most 6
 * @param seed - of the deliveries each history is folded from beside its own order
 */
export async function run(count = 6, seed = 20_261_123) {
  const random = seeded(seed)
  const shapes = new Set<string>()
  let tried = 0
  let failed = 0
  function look(events: readonly EventEnvelope[]): void {
    tried += 1
    const wrong: string[] = []
    const shape = JSON.stringify(events.map((event) => [event.at, event.after]))
    if (!shapes.has(shape)) {
      shapes.add(shape)
      wrong.push(...orderFindings(events))
    }
    const state = foldVerification(events)
    wrong.push(...stateFindings(events, state))
    const delivered = [...shuffled(events, random), ...shuffled(events, random)]
    if (!isDeepStrictEqual(foldVerification(delivered), state))
      wrong.push('another order of arrival, another state')
    if (wrong.length === 0) return
    failed += 1
    if (failed > 5) return
    const line = (event: EventEnvelope) => `${event.unit} ${event.kind} ${JSON.stringify(event.body)}`
    console.error(`${wrong.join('; ')}:\n  ${events.map(line).join('\n  ')}`)
  }
  for (const clock of clocks) {
    const known = { demanding: [request], issuing: [] }
    for (const events of histories([request], known, Math.min(count, 6), clock)) look(events)
    console.error(
      `clock ${clock} min beside: ${tried} histories, ${shapes.size} shapes in every order, ${failed} failed`,
    )
  }
  return { tried, failed, first_failing_seed: failed > 0 ? seed : null }
}
