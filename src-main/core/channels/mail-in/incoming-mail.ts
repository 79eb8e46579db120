// Official mail coming in: keeps the mailbox watched as it is set, and each mail read and kept.

import type { MailboxView } from '../../../../src-shared/contract/outbox-view.ts'
import type { DeskContext } from '../../desk/desk-context.ts'
import { mailSettings } from '../mail-channel.ts'
import { createMailReader } from './mail-reader.ts'
import { openMailTray } from './mail-tray.ts'
import type { Mailbox, MailboxSettings } from './mailbox.ts'
import type { MailDirectory } from './match-mail.ts'

export type IncomingMails = Awaited<ReturnType<typeof openIncomingMails>>

/** Opens what is kept; `start` begins to watch the mailbox where one is set. */
export async function openIncomingMails(context: DeskContext) {
  const tray = await openMailTray(context.store, () => context.signals.changed('mail-in'))
  const reader = createMailReader()
  let mailbox: Mailbox | null = null
  let state: MailboxView | null = null
  let closed = false

  const settings = () => context.store.readLocal<MailboxSettings>('mail-in-settings')

  async function directory(): Promise<MailDirectory> {
    const ownUnit = context.identity?.enrolment.unit ?? ''
    const own = context.reference.units.get(ownUnit)?.mail ?? ''
    const addresses = [own, (await mailSettings(context))?.from ?? '', (await settings())?.user ?? '']
    return {
      ownUnit,
      ownAddresses: addresses.filter((one) => one.includes('@')).map((one) => one.toLowerCase()),
      units: [...context.reference.units.values()],
    }
  }

  async function stop(): Promise<void> {
    const watched = mailbox
    mailbox = null
    state = null
    await watched?.close()
  }

  async function start(): Promise<void> {
    await stop()
    const server = await settings()
    if (server === null || closed || context.identity === null) return
    await tray.belongTo(`${server.user}@${server.host}:${server.port}/${server.mailbox}`)
    const { watchMailbox } = await import('./mailbox.ts')
    mailbox = watchMailbox(server, {
      position: tray.position,
      async receive(arrived) {
        const read = await reader.read(arrived.raw, arrived.headOnly)
        // Whoever ends the reading thread has not read the mail: it comes again.
        if (closed) throw new Error('closing')
        await tray.keep(arrived, read, await directory())
      },
      advance: tray.advance,
      hasRoom: tray.hasRoom,
      changed(next) {
        state = next
        context.signals.changed('mail-in')
      },
    })
  }

  return {
    tray,
    directory,
    settings,
    state: (): MailboxView | null => state,
    start,
    /** Sets the mailbox, or none. A password left empty stays what it was for the same user at the same server. */
    async set(next: MailboxSettings | null): Promise<void> {
      const before = await settings()
      if (next === null) await context.store.removeLocal('mail-in-settings')
      else {
        const same = before !== null && before.host === next.host && before.user === next.user
        const password = next.password === '' && same ? before.password : next.password
        await context.store.writeLocal('mail-in-settings', { ...next, password })
      }
      await start()
      context.signals.changed('mail-in', 'session')
    },
    lookNow(): void {
      mailbox?.lookNow()
    },
    async close(): Promise<void> {
      closed = true
      await Promise.all([reader.close(), stop()])
      await tray.close()
    },
  }
}
