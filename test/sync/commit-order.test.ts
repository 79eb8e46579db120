// A slice of the campaign `commit-order`: pushers over two processes whose commits come late, pullers that miss nothing.
import { afterAll, describe, expect, it } from 'vitest'
import { stopPostgres, storeKinds } from '../../src-endpoint/small-hall.fixture.ts'
import { openOrderLoad, runOrder } from '../campaign/commit-order.ts'

afterAll(stopPostgres)

describe.each(storeKinds)('32 windows on two endpoints with one %s', (kind) => {
  it('commit late, and no puller ever misses an event', async () => {
    const load = await openOrderLoad(kind)
    try {
      for (const seed of [1, 2]) expect(await runOrder(load, seed)).toEqual([])
    } finally {
      await load.close()
    }
  }, 120_000)
})
