// Words of the directory, English.
import type { Words } from '../words.ts'
import type { directory as chinese } from '../zh-cn/directory.ts'

export const directory = {
  title: 'Directory',
  filter: 'Unit, name, pinyin, number',
  count: 'Units: {{count}}',
  comma: ', ',
  ours: 'Ours',
  empty: 'The directory has not arrived yet',
  none: 'Nothing matches “{{text}}”',
  people: 'Liaisons {{liaisons}}, agents {{agents}}',
  telephone: 'Telephone',
  fax: 'Fax',
  mail: 'Official mail',
  unknown: 'Not given',
  copy: 'Copy',
  copied: 'Copied',
  copyOf: 'Copy {{name}}',
  liaisons: 'Liaisons',
  agents: 'Agents',
  lacking: '{{count}} missing (art. 6)',
  away: 'Away',
  change: 'Correct our numbers',
  changeHint: 'The endpoint tells every unit, so the line must be up. Done by the unit’s administrator.',
  changedBy: 'Corrected by {{name}}, {{time}}',
  changedFrom: '{{time}} {{name}}; before: {{before}}',
  openUnit: '{{unit}} in the directory',
} as const satisfies Words<typeof chinese>
