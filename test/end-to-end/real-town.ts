// The tests' town as processes: an endpoint with the list published, a mail server, and windows opened for its units.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ListEntryContent } from '../../src-shared/domain/exemption-list.ts'
import type { ReferenceDocument } from '../../src-shared/domain/reference.ts'
import { coreSettings } from '../desk-process.ts'
import { startEndpointProcess } from '../endpoint-process.ts'
import { enrolClient } from '../enrol-client.ts'
import { startMailServer } from '../mail-server/start.ts'
import { type Host, openWindow, type TestWindow } from '../set-up/launch.ts'
import { jointOffice, list, ming, writeReference } from '../small-town.ts'

export type RealTown = Awaited<ReturnType<typeof openRealTown>>

/** `mailOptions` as the mail server's command line takes them. */
export const openRealTown = (host: Host, ...mailOptions: readonly string[]) =>
  openTownOf(host, { mailOptions })

export type TownOptions = {
  readonly mailOptions?: readonly string[]
  /** Beside the small town's reference, or in its place. */
  readonly reference?: readonly ReferenceDocument[]
  /** The list published; the small town's where none is given. */
  readonly entries?: readonly ListEntryContent[]
  /** More environment of the endpoint, and of the windows. */
  readonly endpoint?: Readonly<Record<string, string>>
  readonly windows?: Readonly<Record<string, string>>
}

export async function openTownOf(host: Host, options: TownOptions) {
  const folder = mkdtempSync(join(tmpdir(), `断网日 ${host}-`))
  writeReference(join(folder, 'reference.json'), options.reference)
  const endpoint = await startEndpointProcess(
    join(folder, 'endpoint'),
    join(folder, 'reference.json'),
    options.endpoint,
  )
  const mail = await startMailServer(...(options.mailOptions ?? []))
  const code = await endpoint.enrolmentCode(jointOffice.code, '联席会议办公室')
  const office = await enrolClient(endpoint.url, code, '联席会议办公室')
  await office.client.publish({
    staff: ming.id,
    edition: { edition: '2026-2', publishedOn: '2026-10-01', sample: true },
    entries: [...(options.entries ?? list)],
  })
  const windows: TestWindow[] = []
  return {
    endpoint,
    mail,
    /** Where the windows of a unit keep what is theirs. */
    folderOf: (unit: string) => join(folder, unit),
    /** Opens a new window of a unit, which enrols by itself. */
    async open(unit: string, windowName: string): Promise<TestWindow> {
      const enrolmentCode = await endpoint.enrolmentCode(unit, windowName)
      const demo = {
        endpoint: endpoint.url,
        enrolmentCode,
        windowName,
        passphrase: 'demo of an outage',
        mail: `127.0.0.1:${mail.port}`,
      }
      const window = await openWindow(host, coreSettings(join(folder, unit), { demo }), options.windows)
      windows.push(window)
      return window
    },
    /** Closes one window; its store stays, and can be opened again. */
    async shut(window: TestWindow): Promise<void> {
      windows.splice(windows.indexOf(window), 1)
      await window.close()
    },
    async close(): Promise<void> {
      for (const window of windows) await window.close()
      await endpoint.stop()
      await mail.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
