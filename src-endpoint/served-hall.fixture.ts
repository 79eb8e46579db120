// What most of the endpoint's tests stand on: before each a hall of its own with an endpoint that serves it, after it both are gone.
import { afterAll, afterEach, beforeEach } from 'vitest'
import { startEndpoint } from './serve.ts'
import {
  enrolTestWindow,
  type Hall,
  prepareHall,
  type StoreKind,
  stopPostgres,
} from './small-hall.fixture.ts'

/** To be called in a `describe`; what it returns is the hall and the endpoint of the test that runs. */
export function serveHall(kind: StoreKind) {
  let held: Hall
  let serving: Awaited<ReturnType<typeof startEndpoint>>
  beforeEach(async () => {
    held = await prepareHall(kind)
    serving = await startEndpoint(held.where)
  })
  afterEach(async () => {
    await serving.close()
    held.remove()
  })
  afterAll(stopPostgres)

  const hall: Omit<Hall, 'remove'> = {
    get folder() {
      return held.folder
    },
    get where() {
      return held.where
    },
    get words() {
      return held.words
    },
    rawContent: () => held.rawContent(),
    onStore: (work) => held.onStore(work),
  }
  const endpoint = {
    get url() {
      return serving.url
    },
    get endpointId() {
      return serving.endpointId
    },
    close: () => serving.close(),
    /** To be closed before. */
    async startAgain(): Promise<void> {
      serving = await startEndpoint(held.where)
    },
  }
  return {
    hall,
    endpoint,
    /** A window of `unit` with a key and a chain of its own. */
    enrol: (unit: string) => enrolTestWindow(serving.url, held, unit),
  }
}
