// Preloaded into a process under test: its clock runs beside the machine's by what a file says, so that it can jump.
import { readFileSync, statSync } from 'node:fs'

const file = process.env.SHIFTED_CLOCK_FILE ?? ''
const RealDate = Date
let shift = 0
let readAt = 0

/** Milliseconds beside the machine's clock; the file is looked at again at most every 50 ms. */
function currentShift(): number {
  const now = RealDate.now()
  if (now - readAt > 50) {
    readAt = now
    try {
      if (statSync(file).size > 0) shift = Number(readFileSync(file, 'utf8'))
    } catch {
      // No file yet: no shift.
    }
  }
  return shift
}

globalThis.Date = class extends RealDate {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(RealDate.now() + currentShift())
    else super(...(given as [number]))
  }
  static override now(): number {
    return RealDate.now() + currentShift()
  }
} as DateConstructor
