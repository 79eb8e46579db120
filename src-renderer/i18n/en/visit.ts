// Words of the record of a visit, English.

import type { Words } from '../words.ts'
import type { visit as chinese } from '../zh-cn/visit.ts'

export const visit = {
  photos: 'Photos on site {{count}}/{{most}}',
  photosOf: 'Photos',
  addPhotos: 'Take or choose photos',
  photo: 'Photo {{number}}',
  dropPhoto: 'Drop photo {{number}}',
  photosHint: 'Each is reduced to 300 KB; place and device are not kept. Photos stay at this window.',
  unread: 'No readable pictures: {{names}}',
  leftOut: '{{most}} at most; left out: {{names}}',
  signature: 'Signature of somebody present',
  signed: 'Signed',
  unsigned: 'Not signed',
  signer: 'Signed by',
  signerHint: 'The person checked, or a witness',
  pad: 'Field to sign in, empty',
  padSigned: 'Field to sign in, signed',
  signHere: 'Sign here',
  signAgain: 'Sign again',
  unsignedBecause: 'Why not signed',
  unsignedExample: 'e.g. not at home, neighbour unwilling',
  record: 'Record of the visit',
  signedBy: 'Signed by {{name}}',
  notSigned: 'Not signed: {{reason}}',
  elsewhere: 'Kept at the window that visited',
  damaged: 'Damaged: not what was recorded',
} as const satisfies Words<typeof chinese>
