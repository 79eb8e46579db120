// Numbers a recovered window passes over: a lost act may have given them, and no number is ever given twice.
import { type Enrolled, highestCaseSerial, highestLetterSerial, type NumberFloors } from '../given-numbers.ts'
import type { Store } from '../open-store.ts'

/** Floors `skip` above the highest numbers the store knows, for the years a clock may show now. */
export async function floorsAbove(store: Store, skip: number): Promise<NumberFloors> {
  const identity = await store.readLocal<{ enrolment: Enrolled }>('window')
  const before = (await store.readLocal<NumberFloors>('number-floors')) ?? {}
  if (identity === null) return before
  const { enrolment } = identity
  const year = new Date().getUTCFullYear()
  const floors: Record<string, NumberFloors[string]> = { ...before }
  for (const one of [year - 1, year, year + 1]) {
    const known = before[one] ?? { cases: 0, letters: 0 }
    floors[one] = {
      cases: skip + Math.max(known.cases, await highestCaseSerial(store, enrolment, one)),
      letters:
        skip +
        Math.max(
          known.letters,
          enrolment.letterBlock.from - 1,
          await highestLetterSerial(store, enrolment, one),
        ),
    }
  }
  return floors
}
