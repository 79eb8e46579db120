// Words of finding a letter by number, code or picture (函号找件), English.
import type { Words } from '../words.ts'
import type { letterFinder as chinese } from '../zh-cn/letter-finder.ts'

export const letterFinder = {
  title: 'Find by letter',
  open: 'Scan or find by letter number',
  hint: 'Scan the letter’s code with a hand scanner, or type its number; for a fax choose a photo or scan',
  input: 'Letter number or scanned text',
  example: 'e.g. {{number}}',
  find: 'Find',
  picture: 'Choose picture',
  pictureHint: 'PNG or JPEG up to {{mebibytes}} MB; read on this machine, never uploaded',
  reading: 'Reading',
  close: 'Close',
} as const satisfies Words<typeof chinese>
