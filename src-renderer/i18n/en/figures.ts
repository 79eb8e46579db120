// Words of the figures, English.

import type { Words } from '../words.ts'
import type { figures as chinese } from '../zh-cn/figures.ts'

export const figures = {
  title: 'Figures',
  scope: { own: 'Verifications this unit asks or answers', all: 'Every unit’s verifications, frames only' },
  told: 'from the endpoint {{time}}',
  notTold: 'not told by the endpoint yet; what is here so far',
  by: 'Broken down by',
  waiting: 'Counting',
  dimensions: { month: 'By month', unit: 'By unit asked', class: 'By archive', channel: 'By channel' },
  outcomes: {
    'on-time': 'On time',
    late: 'Late',
    returned: 'Returned',
    withdrawn: 'Withdrawn',
    open: 'Running',
    overdue: 'Overdue',
  },
  filter: {
    label: 'Narrow the figures',
    from: 'From',
    to: 'To',
    until: 'to',
    everyUnit: 'Every unit',
    everyClass: 'Every archive',
    everyChannel: 'Every channel',
  },
  unknownPart: 'not known',
  total: 'Total',
  share: 'On-time share',
  chart: 'Chart of verifications; the table below says the same',
  clickHint: 'Press a number to list every case in it',
  cases: 'Cases: {{count}}',
  newest: 'the newest {{count}} are listed',
  close: 'Close',
  columns: {
    letter: 'Letter',
    demanding: 'Asked by',
    issuing: 'Unit asked',
    asked: 'Asked',
    due: 'Due',
    ended: 'Answered',
    outcome: 'Outcome',
  },
  empty: 'No verifications here',
  emptyHint: 'They are counted as soon as they are asked',
} as const satisfies Words<typeof chinese>
