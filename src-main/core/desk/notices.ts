// What this window is to be told of the clocks of both sides, once for each step, without a network and over restarts (A2§7).
import type { DeskInput } from '../../../src-shared/contract/desk.ts'
import type { NoticesView, NoticeView } from '../../../src-shared/contract/session-view.ts'
import { noticeSteps, noticesOf } from '../../../src-shared/domain/notices.ts'
import { mayServe } from '../../../src-shared/domain/staff.ts'
import type { StreamDocument } from '../store/open-store.ts'
import type { DeskContext } from './desk-context.ts'
import { arrivalAt, clockView, unitName } from './marks.ts'
import { readOpenWork } from './open-work.ts'
import { unsentRequestsOf, verificationStateOf } from './projection.ts'

/** Steps that were shown by the system, and those a person has read, oldest first. */
type Said = { readonly announced: readonly string[]; readonly read: readonly string[] }
const nothingSaid: Said = { announced: [], read: [] }
/** Steps kept of each; far more than can be open at once. */
const mostKept = 5_000

const saidBefore = async (context: DeskContext): Promise<Said> =>
  (await context.store.readLocal<Said>('notices')) ?? nothingSaid

/** The steps that hold now and nobody has read. Before signing in, and to who may not serve, only which and how many. */
export async function noticesView(context: DeskContext): Promise<NoticesView> {
  const unit = context.identity?.enrolment.unit
  if (unit === undefined) return { notices: [] }
  const staff = context.signedIn === null ? undefined : context.reference.staff.get(context.signedIn)
  if (staff !== undefined && !mayServe(staff)) return { notices: [] }
  const said = await saidBefore(context)
  const [announced, read] = [new Set(said.announced), new Set(said.read)]
  const { running, back } = await readOpenWork(context.store, unit)
  const unsent = await unsentRequestsOf(context.store)
  const notices = [...running, ...back]
    .flatMap((document) => ofDocument(context, document, !unsent.has(document.id), unit))
    .filter((notice) => !read.has(notice.id))
    .map((notice) => ({
      ...(staff === undefined ? { ...notice, ...unnamed } : notice),
      announced: announced.has(notice.id),
    }))
  return { notices: notices.sort(byUrgency) }
}

const unnamed = { letterNumber: '', proofName: '', otherUnitName: '' }

function byUrgency(one: NoticeView, other: NoticeView): number {
  return (
    noticeSteps.indexOf(one.step) - noticeSteps.indexOf(other.step) ||
    (one.clock.dueAt ?? '9').localeCompare(other.clock.dueAt ?? '9') ||
    one.id.localeCompare(other.id)
  )
}

function ofDocument(
  context: DeskContext,
  document: StreamDocument,
  reached: boolean,
  unit: string,
): readonly Omit<NoticeView, 'announced'>[] {
  const state = verificationStateOf(document)
  const clock = clockView(context, state, arrivalAt(context, document.id, state, reached))
  const sides = [
    ...(document.issuingUnit === unit ? (['issuing'] as const) : []),
    ...(document.unit === unit ? (['demanding'] as const) : []),
  ]
  return sides.flatMap((side) =>
    noticesOf(document.id, { side, state, clock: clock.state }).map((notice) => ({
      id: `${side} ${notice.key}`,
      step: notice.step,
      side,
      verification: document.id,
      case: side === 'demanding' ? (state.request?.case ?? null) : null,
      entry: state.request?.entry ?? '',
      letterNumber: document.number,
      proofName: state.request?.proofName ?? '',
      secrecy: state.request?.secrecy ?? 'unknown',
      otherUnitName: unitName(context, side === 'issuing' ? document.unit : document.issuingUnit),
      clock,
    })),
  )
}

/** Keeps that these steps were shown by the system, or read by a person. */
export async function markNotices(context: DeskContext, input: DeskInput<'markNotices'>): Promise<null> {
  const said = await saidBefore(context)
  const known = said[input.as]
  const more = input.ids.filter((id) => !known.includes(id))
  if (more.length > 0) {
    await context.store.writeLocal('notices', { ...said, [input.as]: [...known, ...more].slice(-mostKept) })
    context.signals.changed('notices')
  }
  return null
}
