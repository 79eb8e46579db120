// What the verbs and the queries of an open desk work with.
import type { Jobs } from '../channels/jobs.ts'
import type { IncomingMails } from '../channels/mail-in/incoming-mail.ts'
import type { DemoLine } from '../sync/demo-line.ts'
import type { EndpointClient } from '../sync/endpoint-client.ts'
import type { DeskContext } from './desk-context.ts'

export type RunningDesk = {
  readonly context: DeskContext
  readonly jobs: Jobs
  readonly incoming: IncomingMails
  /** Null until this window is enrolled. */
  client(): EndpointClient | null
  /** Null outside the demo. */
  demoLine(): DemoLine | null
  startSync(): Promise<void>
  syncNow(): void
  /** Ends this core for a new one. */
  restart(): void
}
