// A slice of the campaign `kills`: a few cores killed while they write, the same checks.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findingsAfterKill, findingsAtEnd, runKill } from '../campaign/kills.ts'
import { openTown, type Town } from '../campaign/schedules.ts'

describe('a core killed with -9 while it writes', () => {
  let town: Town
  const acknowledged = new Set<string>()
  beforeAll(async () => {
    town = await openTown()
  }, 60_000)
  afterAll(() => town.close(), 60_000)

  it.each([1, 2, 3, 4, 5])(
    'seed %i: keeps what it acknowledged, no half of an act, indexes and feed as the documents',
    async (seed) => {
      expect(await runKill(town, seed, acknowledged)).toEqual([])
    },
    60_000,
  )

  it('sends all of it once when the line is back', async () => {
    expect(acknowledged.size).toBeGreaterThan(0)
    expect(await findingsAtEnd(town, acknowledged)).toEqual([])
  }, 130_000)

  it('would be told of an act that is gone', async () => {
    await town.demanding.desk.kill()
    const wrong = await findingsAfterKill(town.demanding.folder, new Set(['never-written']))
    expect(wrong).toEqual(['acknowledged and gone: never-written'])
  })
})
