// Draws the approved pictures anew: `npm run approve-letters`, then look at each in test/letter-pages/approved before it is committed.
import { mkdirSync, writeFileSync } from 'node:fs'
import { approvedFolder, approvedLetters, pictureOf } from './approved.ts'
import { toPng } from './pixels.ts'

mkdirSync(approvedFolder, { recursive: true })
for (const [name, draw] of Object.entries(approvedLetters)) {
  const file = `${approvedFolder}${name}.png`
  writeFileSync(file, toPng(pictureOf(await draw())))
  console.log(file)
}
