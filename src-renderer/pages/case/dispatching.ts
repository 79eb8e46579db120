// Sending an inquiry already asked (A2§3): the way chosen and the letter drawn for it, one draft for the row and the letter's pane.
import type { ProofView, VerificationView } from '../../../src-shared/contract/case-view.ts'
import type { FallbackChannel } from '../../../src-shared/domain/verification.ts'
import { type Acting, call } from '../../desk/desk.ts'
import { useDraft } from '../../desk/draft.ts'
import { firstChannel } from './ask-form.tsx'
import type { ChannelName } from './channel-choice.tsx'
import type { DispatchDraft, ProofPage } from './proof-page.ts'

export function useDispatching(
  proof: ProofView,
  verification: VerificationView,
  page: Pick<ProofPage, 'onLetter' | 'onDone'>,
  acting: Acting,
) {
  const draft = useDraft<DispatchDraft>(`dispatch ${verification.stream}`, {
    channel: null,
    drawn: false,
    pages: 1,
    another: false,
    byHand: false,
  })
  const chosen = draft.value.channel ?? firstChannel(proof)
  return {
    draft,
    /** Sent by hand where the window cannot, or where the clerk said so. */
    byHand: (channel: ChannelName) =>
      draft.value.byHand || verification.channels.find((one) => one.channel === channel)?.byItself !== true,
    chosen,
    /** A letter is on its way: another one only where the clerk asks for it. */
    onItsWay: !draft.value.another && verification.jobs.some((job) => job.state === 'waiting'),
    done() {
      draft.drop()
      page.onDone(null)
    },
    /** The letter cites its way, so that each way has its own. */
    async draw(channel: FallbackChannel, byHand: boolean) {
      const outcome = await acting.run(() =>
        call('drawInquiryLetter', { verification: verification.stream, channel }),
      )
      if (!outcome.ok) return
      draft.set({ channel, byHand, drawn: true, pages: outcome.value.pages })
      page.onLetter({
        ...outcome.value,
        kind: 'inquiry',
        verification: verification.stream,
        channel,
      })
    },
  }
}
