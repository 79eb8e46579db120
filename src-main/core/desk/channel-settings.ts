// Verbs that set what this window sends letters with: the mail server, the fax, the OA. An administrator's, kept on this machine only.
import type { DeskInput } from '../../../src-shared/contract/desk.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { faxHost } from '../channels/hylafax.ts'
import { checkedOaSettings, oaSettings } from '../channels/oa-channel.ts'
import { type DeskContext, signedInStaff } from './desk-context.ts'

/** @throws not-signed-in, action-not-available */
function requireAdministrator(context: DeskContext, action: string): void {
  if (!signedInStaff(context).roles.includes('administrator'))
    throw new CodedFailure('action-not-available', { action })
}

export async function setMailSettings(
  context: DeskContext,
  input: DeskInput<'setMailSettings'>,
): Promise<void> {
  requireAdministrator(context, 'set-mail-settings')
  const { user, password, ...server } = input
  await context.store.writeLocal('mail-settings', { ...server, ...(user === '' ? {} : { user, password }) })
  context.signals.changed('mail', 'session')
}

/** The gateway's pattern is one plain address once the number stands in it. */
const gatewayPattern =
  /^[A-Za-z0-9._+-]{0,60}\{number\}[A-Za-z0-9._+-]{0,60}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/

/** @throws not-signed-in, action-not-available, input-invalid */
export async function setFaxSettings(
  context: DeskContext,
  input: DeskInput<'setFaxSettings'>,
): Promise<void> {
  requireAdministrator(context, 'set-fax-settings')
  if (input.way === 'hylafax') faxHost(input.server)
  if (input.way === 'gateway' && !gatewayPattern.test(input.pattern))
    throw new CodedFailure('input-invalid', { field: 'pattern' })
  if (input.way === 'by-hand') await context.store.removeLocal('fax-settings')
  else await context.store.writeLocal('fax-settings', input)
  context.signals.changed('mail', 'session')
}

/** @throws not-signed-in, action-not-available, input-invalid */
export async function setOaSettings(context: DeskContext, input: DeskInput<'setOaSettings'>): Promise<void> {
  requireAdministrator(context, 'set-oa-settings')
  if (input.way === 'by-hand') await context.store.removeLocal('oa-settings')
  else if (input.way === 'folder') await context.store.writeLocal('oa-settings', checkedOaSettings(input))
  else {
    const before = await oaSettings(context)
    const kept = before?.way === 'webhook' && before.url === input.url ? before.secret : ''
    const secret = input.secret === '' ? kept : input.secret
    // A letter nobody could know as ours is not sent.
    if (secret === '') throw new CodedFailure('input-invalid', { field: 'secret' })
    await context.store.writeLocal('oa-settings', checkedOaSettings({ ...input, secret }))
  }
  context.signals.changed('mail', 'session')
}
