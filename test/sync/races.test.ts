// A slice of the campaign `races`: every history of four acts after the request instead of six.
import { expect, it } from 'vitest'
import { run } from '../campaign/races.ts'

it('whatever two units do at once, and however it arrives, both fold one and the same verification', async () => {
  const { tried, failed } = await run(4)
  expect(failed).toBe(0)
  expect(tried).toBeGreaterThan(2_000)
}, 60_000)
