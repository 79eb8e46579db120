// What was chosen and written for an inquiry but not sent yet.
import type { ArchiveClass } from '../../../src-shared/domain/exemption-list.ts'
import type { Verdict } from '../../../src-shared/domain/verification.ts'
import { type Draft, useDraft } from '../../desk/draft.ts'

export type AnswerDraft = {
  readonly verdict: Verdict | null
  readonly remark: string
  readonly archiveClass: ArchiveClass | null
  readonly archiveReason: string
}
const nothingYet: AnswerDraft = { verdict: null, remark: '', archiveClass: null, archiveReason: '' }

/** Stays while the page is left and goes once it is sent. */
export function useAnswerDraft(stream: string): Draft<AnswerDraft> {
  return useDraft(`answer ${stream}`, nothingYet)
}
