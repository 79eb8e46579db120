// A short slice of the campaign: `npm run campaign -- damage` tries every way, 300 times.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DamagedTown, openDamagedTown, runDamage } from '../campaign/damage.ts'

let damaged: DamagedTown
beforeAll(async () => {
  damaged = await openDamagedTown()
}, 120_000)
afterAll(() => damaged.town.close(), 60_000)

describe('a damaged store', () => {
  it.each([
    [2, 'bytes flipped in the log'],
    [7, 'first page zeroed'],
    [13, 'written by a newer version'],
  ])(
    'seed %i (%s): ends as documented, with all that anything still holds',
    async (seed, damage) => {
      const outcome = await runDamage(damaged, seed)
      expect(outcome).toMatchObject({ damage, wrong: [] })
    },
    120_000,
  )
})
