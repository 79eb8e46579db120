// Words of the sign-in page, English.

import type { Words } from '../words.ts'
import type { signIn as chinese } from '../zh-cn/sign-in.ts'

export const signIn = {
  title: 'Sign in',
  who: 'Who is at the window',
  passcode: 'Passcode',
  passcodeOf: 'Passcode of {{name}}',
  signIn: 'Sign in',
  demoHint: 'Demo passcode 1234',
  demo: 'Demo; people and data are invented',
  away: 'away',
  covering: '{{name}} is away, you cover',
  nobody: 'No staff of this window known yet; they come from the endpoint.',
  shortfall: 'This unit lacks staff (verification rules, article 6): {{what}}',
  enrol: {
    title: 'Enrol this window',
    lead: 'This machine is no window yet. The joint office hands out the code; it works once.',
    endpoint: 'Endpoint address',
    code: 'Enrolment code',
    windowName: 'Window name',
    windowNameHint: 'such as Window 3',
    authority: 'CA certificate of the office',
    authorityHint: 'Only where the office signs its own and this machine does not know it',
    submit: 'Enrol this window',
    demoWait: 'The demo window enrols by itself. One moment.',
  },
} as const satisfies Words<typeof chinese>
