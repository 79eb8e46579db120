// Words of the ledger, English.

import type { Words } from '../words.ts'
import type { ledger as chinese } from '../zh-cn/ledger.ts'

export const ledger = {
  title: 'Ledger',
  hint: 'Records the measures ask for; nothing is changed',
  ledgers: {
    all: 'All',
    supplement: 'Supplements',
    voluntary: 'By choice',
    'on-site': 'On site',
    dispatch: 'Other channels',
    refusal: 'Refusals',
    reveal: 'Looks',
  },
  kinds: {
    'proof-brought-voluntarily': 'Brought by choice',
    'supplement-asked': 'Supplement asked',
    'supplement-received': 'Supplement received',
    'proof-checked-on-site': 'Own verification',
    'verification-dispatched': 'Sent another way',
    'channel-refused': 'Channel refused',
    'identity-revealed': 'Whole number seen',
    'verification-revealed': 'Inquiry content seen',
    'supervision-revealed': 'Content seen in supervision',
  },
  article: {
    supplement: 'Article 8',
    voluntary: 'Article 9',
    'on-site': 'Article 8',
    dispatch: 'Article 3',
    refusal: 'Article 3',
    reveal: 'Article 12',
  },
  columns: {
    at: 'Time',
    kind: 'Kind',
    proof: 'Proof and case',
    content: 'Content',
    staff: 'Handled by',
    basis: 'Basis',
  },
  content: {
    'proof-brought-voluntarily': 'Received {{document}}',
    'supplement-asked': 'Asked for {{material}}',
    'supplement-received': 'Received {{document}}',
    'proof-checked-on-site': '{{place}}, {{visitors}}, {{findings}}',
    'verification-dispatched': '{{channel}} to {{address}}',
    'channel-refused': '{{channel}} refused',
    'identity-revealed': 'Purpose: {{purpose}}',
    'verification-revealed': 'Purpose: {{purpose}}',
    'supervision-revealed': 'Purpose: {{purpose}}',
  },
  filter: {
    label: 'Narrow the ledger',
    from: 'From',
    to: 'To',
    until: 'to',
    unit: 'Unit',
    staff: 'Staff',
    everyUnit: 'Every unit',
    everyone: 'Everyone',
  },
  comma: ', ',
  edition: 'List {{edition}}',
  print: 'Print',
  more: 'Show 200 more',
  tooMany: 'Only the newest {{count}} are shown; choose a shorter period or export',
  none: 'No records yet',
  noneHint:
    'Proofs brought by choice, supplements, visits, letters sent another way, refused channels and looks at whole numbers stand here by themselves',
} as const satisfies Words<typeof chinese>
