// A slice of the campaign `endpoint-kills`: a few endpoints killed under load, the same checks.
import { afterAll, describe, expect, it } from 'vitest'
import { stopPostgres, storeKinds } from '../../src-endpoint/small-hall.fixture.ts'
import { openKillLoad, runEndpointKill } from '../campaign/endpoint-kills.ts'

afterAll(stopPostgres)

describe.each(storeKinds)('an endpoint on %s killed with -9 under load', (kind) => {
  it('lost nothing it acknowledged, and has nothing twice', async () => {
    const load = await openKillLoad(kind)
    try {
      for (const seed of [1, 2, 3]) expect(await runEndpointKill(load, seed)).toEqual([])
    } finally {
      await load.close()
    }
  }, 120_000)
})
