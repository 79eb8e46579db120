// The list of cases: newest first, by status and by words.
import type { CasesView } from '../../../src-shared/contract/case-view.ts'
import type { DeskQueryInput } from '../../../src-shared/contract/desk.ts'
import type { StreamDocument } from '../store/open-store.ts'
import type { DeskContext } from './desk-context.ts'
import { caseStateOf, plain } from './projection.ts'

/** Most rows a list of cases shows; the rest is found by searching. */
const mostCases = 200
/** Newest cases a text search looks through. */
const searchedCases = 5_000

export async function casesView(context: DeskContext, input: DeskQueryInput<'cases'>): Promise<CasesView> {
  const type = 'case' as const
  const selector = input.status === 'all' ? { type } : { type, status: input.status }
  const text = input.text.trim()
  const total = await context.store.streams.count({ selector }).exec()
  const found = await context.store.streams
    .find({ selector, sort: [{ updatedAt: 'desc' }], limit: text === '' ? mostCases : searchedCases })
    .exec()
  const matches = found
    .map((one) => plain<StreamDocument>(one))
    .filter((document) => {
      const state = caseStateOf(document)
      return (
        text === '' ||
        [state.applicant.name, state.caseNumber, state.serviceItemName].some((one) => one.includes(text))
      )
    })
    .slice(0, mostCases)
  const rows = await Promise.all(
    matches.map(async (document) => {
      const state = caseStateOf(document)
      const waiting = await context.store.events
        .count({ selector: { stream: document.id, syncState: 'waiting' } })
        .exec()
      return {
        stream: document.id,
        caseNumber: state.caseNumber,
        applicantName: state.applicant.name,
        serviceItemName: state.serviceItemName,
        status: state.status,
        openedAt: state.openedAt,
        settled: state.proofs.filter((proof) => proof.status === 'settled').length,
        proofs: state.proofs.length,
        sync: waiting > 0 ? ('local' as const) : ('synced' as const),
      }
    }),
  )
  return { rows, total }
}
