// The first reading of a list whose newest edition names a page that nobody has: it ends, and the feed is read instead.
import { expect, it } from 'vitest'
import type { DeskContext } from '../desk/desk-context.ts'
import type { EndpointClient } from './endpoint-client.ts'
import { readFirstList } from './first-reading.ts'

it('does not ask on and on for a page that the newest edition names and the endpoint has not', async () => {
  let asked = 0
  const client = {
    async listEdition() {
      asked += 1
      if (asked > 3) throw new Error('asked on and on')
      return { position: 7, pages: [{ digest: 'a'.repeat(64), items: 7 }] }
    },
    listPage: async () => null,
  } as unknown as EndpointClient
  const kept: unknown[] = []
  const keep = async (next: unknown) => void kept.push(next)
  await readFirstList({} as DeskContext, client, {}, keep)
  // No position is kept: the feed is read from its beginning.
  expect(kept).toEqual([])
})
