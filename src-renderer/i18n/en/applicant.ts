// Words of the screen turned to the applicant, English.
import type { Words } from '../words.ts'
import type { applicant as chinese } from '../zh-cn/applicant.ts'

export const applicant = {
  turn: 'Show the applicant',
  hello: 'Good day, {{name}}',
  headline: 'You need not bring\nany of these {{count}} proofs today',
  item: 'For {{item}}',
  over: 'This is done.',
  byChoice: 'What you have at hand and want to give, we take.',
  secretName: 'One more matter, done in person',
  secret: 'The staff will explain it',
  open: {
    abolished: 'Abolished: your identity card is enough',
    'data-sharing': 'We look it up ourselves',
    commitment: 'Please read the commitment and sign it yourself',
    verification: 'We ask {{unit}}',
    agency: 'Once you authorise us, we fetch it',
    other: 'We see to it as the rules say',
  },
  status: {
    asked: 'We are asking {{unit}}',
    authorised: 'You authorised us; we fetch it',
    mismatch: 'The staff will explain',
    'supplement-asked': 'Please see the notice the staff gave you',
  },
  settled: {
    abolished: 'Abolished: your identity card is enough',
    'data-sharing': 'We found it',
    commitment: 'You have committed',
    verification: 'We have asked',
    agency: 'We have fetched it',
    other: 'Done',
    'by-choice': 'You gave it by choice; taken',
    supplement: 'What you added is taken',
  },
  mark: {
    open: 'Next',
    asked: 'Asking',
    authorised: 'Fetching',
    mismatch: 'One moment',
    'supplement-asked': 'Please add',
    settled: 'Done',
  },
  size: { label: 'Size of the letters', small: 'A', middle: 'A+', large: 'A++' },
  back: 'Back, staff only Esc',
} as const satisfies Words<typeof chinese>
