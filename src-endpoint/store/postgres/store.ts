// The endpoint's store on PostgreSQL: several endpoint processes on one database, each hearing what the others committed.
import { createListeners, type EndpointStore, type StoreSettings } from '../endpoint-store.ts'
import { connect } from './connections.ts'
import { feedsOn } from './feeds.ts'
import { listOn } from './list.ts'
import { openNews } from './news.ts'
import { prepare } from './prepare.ts'
import { pushesOn } from './pushes.ts'
import { openRegion } from './region.ts'
import { dumpPostgres, loadPostgres } from './transfer.ts'
import { windowsOn } from './windows.ts'

/** Opens the store at `address`, `postgres://…`. @throws as openEndpointStore, store-locked where it cannot be reached */
export async function openPostgresStore(address: string, settings: StoreSettings): Promise<EndpointStore> {
  const connections = connect(address)
  try {
    const identity = await prepare(connections, settings)
    const { region } = identity
    const { tell, listen } = createListeners()
    const news = await openNews(connections, region, tell)
    const on = openRegion(connections, region, news)
    return {
      kind: 'postgres',
      ...identity,
      ...feedsOn(on),
      ...listOn(on),
      ...pushesOn(on),
      ...windowsOn(on),
      dump: (write) => dumpPostgres(connections, region, write),
      load: (records) => loadPostgres(connections, region, records),
      listen,
      async close() {
        await news.close()
        await connections.end()
      },
    }
  } catch (thrown) {
    await connections.end()
    throw thrown
  }
}
