// A slice of the campaign `schedules`: the same dice over the same real processes, a few seeds.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTown, runSchedule, type Town } from '../campaign/schedules.ts'

describe('random schedules of acts, cuts, kills, clock jumps and double deliveries', () => {
  let town: Town
  beforeAll(async () => {
    town = await openTown()
  }, 60_000)
  afterAll(() => town.close(), 60_000)

  it.each([1, 2, 3, 4, 5, 6])(
    'seed %i: both windows and the endpoint end the same, nothing lost, nothing twice',
    async (seed) => {
      expect(await runSchedule(town, seed)).toEqual([])
    },
    120_000,
  )
})
