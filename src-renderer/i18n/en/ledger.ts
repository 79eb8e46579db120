// Words of the ledger (台账), English.
import type { Words } from '../words.ts'
import type { ledger as chinese } from '../zh-cn/ledger.ts'

export const ledger = {
  title: 'Ledger',
  hint: 'Records required by articles 8 and 9 of the Verification Measures; added to, never changed',
  all: 'All',
  kinds: {
    'proof-brought-voluntarily': 'Brought by choice',
    'supplement-asked': 'Supplement asked',
    'supplement-received': 'Supplement received',
    'proof-checked-on-site': 'Checked on site',
    'channel-refused': 'Channel refused',
  },
  article: {
    'proof-brought-voluntarily': 'Art. 9',
    'supplement-asked': 'Art. 8',
    'supplement-received': 'Art. 8',
    'proof-checked-on-site': 'Art. 8',
    'channel-refused': 'Art. 3',
  },
  columns: {
    at: 'Time',
    kind: 'Kind',
    proof: 'Proof and case',
    content: 'Content',
    staff: 'By',
    basis: 'Basis',
  },
  content: {
    'proof-brought-voluntarily': 'Received: {{document}}',
    'supplement-asked': 'Asked for: {{material}}',
    'supplement-received': 'Received: {{document}}',
    'proof-checked-on-site': '{{place}}, {{visitors}}, {{findings}}',
    'channel-refused': '{{channel}} is closed to this proof, refused',
  },
  comma: ', ',
  edition: 'list {{edition}}',
  print: 'Print',
  none: 'No ledger records yet',
  noneHint:
    'What is brought by choice, supplements, on-site checks and refused channels are noted here by themselves',
} as const satisfies Words<typeof chinese>
