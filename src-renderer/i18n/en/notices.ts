// Words of what the clocks say, in the window and outside it, English.
import type { Words } from '../words.ts'
import type { notices as chinese } from '../zh-cn/notices.ts'

export const notices = {
  issuing: {
    arrived: 'Inquiry received: register at once',
    soon: 'Inquiry due soon: answer it',
    overdue: 'Inquiry overdue, not answered',
    answered: 'Inquiry answered',
    raised: 'Inquiry limit changed',
  },
  demanding: {
    arrived: 'Inquiry delivered',
    soon: 'Their answer is due soon',
    overdue: 'Their answer is overdue',
    answered: 'An answer came back',
    raised: 'They changed the limit',
  },
  open: 'Go there',
  read: 'Noted',
  readAll: 'All {{count}} noted',
  several: 'Verifications: {{count}} news',
  lookInWindow: 'Please look in the window',
} as const satisfies Words<typeof chinese>
