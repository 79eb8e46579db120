// Verbs on this window itself: enrolling, signing in and out, and publishing a list.
import { randomUUID, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { DeskInput } from '../../../src-shared/contract/desk.ts'
import type { ImportPreview } from '../../../src-shared/contract/search-view.ts'
import type { ListEntryContent } from '../../../src-shared/domain/exemption-list.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { askEndpoint } from '../sync/ask-endpoint.ts'
import { trustAuthorities } from '../sync/authorities.ts'
import { createEndpointClient, type EndpointClient } from '../sync/endpoint-client.ts'
import { type DeskContext, enrolledIdentity, signedInStaff } from './desk-context.ts'
import { keepIdentity } from './key-verbs.ts'
import { newDeviceKey, type WindowIdentity } from './window-identity.ts'

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number }, Buffer>(scrypt)

/** Cost of a passcode's verifier: 16 MiB and some 50 ms on an office machine. */
export const passcodeCost = { N: 16_384, r: 8, p: 1 } as const
const verifierBytes = 32

/** Wrong passcodes in a row before the wait starts, and the wait, milliseconds. */
const freeAttempts = 5
const lockedFor = 30_000
const failures = new Map<string, { count: number; until: number }>()

/**
 * Signs in without a network: the verifier is replicated to the unit's own windows.
 * @throws sign-in-failed, sign-in-locked
 */
export async function signIn(context: DeskContext, input: DeskInput<'signIn'>): Promise<null> {
  const staff = context.reference.staff.get(input.staff)
  const failed = failures.get(input.staff) ?? { count: 0, until: 0 }
  if (failed.until > Date.now()) {
    throw new CodedFailure('sign-in-locked', { seconds: Math.ceil((failed.until - Date.now()) / 1_000) })
  }
  const verifier =
    staff?.unit === context.identity?.enrolment.unit && staff?.active === true ? staff.verifier : null
  const salt = Buffer.from(verifier?.salt ?? '', 'base64')
  const hash = await derive(input.passcode, salt, verifierBytes, passcodeCost)
  const expected = Buffer.from(verifier?.hash ?? '', 'base64')
  if (verifier === null || expected.length !== verifierBytes || !timingSafeEqual(hash, expected)) {
    const count = failed.count + 1
    failures.set(input.staff, { count, until: count >= freeAttempts ? Date.now() + lockedFor : 0 })
    throw new CodedFailure('sign-in-failed')
  }
  failures.delete(input.staff)
  context.signedIn = input.staff
  await context.store.writeLocal('session', { staff: input.staff })
  context.signals.changed('session', 'streams', 'outbox')
  return null
}

export async function signOut(context: DeskContext): Promise<null> {
  context.signedIn = null
  await context.store.writeLocal('session', { staff: null })
  context.signals.changed('session', 'streams')
  return null
}

/**
 * Enrols this window with a one-time code; the key pair is made here and its private half stays here.
 * @throws enrolment-code-wrong, enrolment-code-used, enrolment-code-expired, endpoint-unreachable, endpoint-untrusted
 */
export async function enrolWindow(context: DeskContext, input: DeskInput<'enrol'>): Promise<WindowIdentity> {
  if (context.identity !== null) throw new CodedFailure('action-not-available', { action: 'enrol' })
  const url = URL.parse(input.endpoint)
  const loopback = url !== null && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
  // Tokens and people never cross a network in the clear.
  if (url === null || (url.protocol !== 'https:' && !loopback))
    throw new CodedFailure('input-invalid', { field: 'endpoint' })
  const { authority } = input
  if (url.protocol === 'https:') trustAuthorities(authority ?? null)
  const key = newDeviceKey()
  const client = createEndpointClient(
    () => url.origin,
    null,
    () => undefined,
  )
  const { code, windowName } = input
  const enrolment = await askEndpoint(client, (endpoint) =>
    endpoint.enrol({ code, publicKey: key.publicKey, windowName }),
  )
  const identity: WindowIdentity = {
    endpoint: url.origin,
    enrolment,
    privateKey: key.privateKey,
    ...(authority === undefined ? {} : { authority }),
  }
  await keepIdentity(context, identity)
  context.signals.changed('session')
  return identity
}

/**
 * Corrects what the directory says of this unit (A2§6); counts only once the endpoint has it, for every unit is told by it.
 * @throws action-not-available for whoever is no administrator, endpoint-unreachable
 */
export async function changeDirectory(
  context: DeskContext,
  client: EndpointClient | null,
  input: DeskInput<'changeDirectory'>,
): Promise<null> {
  const staff = signedInStaff(context)
  if (!staff.roles.includes('administrator'))
    throw new CodedFailure('action-not-available', { action: 'change-directory' })
  enrolledIdentity(context)
  await askEndpoint(client, (endpoint) => endpoint.changeDirectory({ staff: staff.id, ...input }))
  return null
}

/**
 * Sets the policy on the fallback (A2§3); counts only once the endpoint has it.
 * @throws action-not-available for whoever is not of the joint office, endpoint-unreachable
 */
export async function setPolicy(
  context: DeskContext,
  client: EndpointClient | null,
  input: DeskInput<'setPolicy'>,
): Promise<null> {
  const staff = jointOfficeStaff(context, 'set-policy')
  await askEndpoint(client, (endpoint) => endpoint.setPolicy({ staff: staff.id, ...input }))
  return null
}

/** Previews wait in memory until they are published or ten more came. */
const previews = new Map<string, readonly ListEntryContent[]>()
const mostPreviews = 10
/** Rows a preview shows; all of them are counted and published. */
const shownEntries = 200
const shownRejected = 2_000

function jointOfficeStaff(context: DeskContext, action = 'publish-list') {
  const staff = signedInStaff(context)
  if (!staff.roles.includes('joint-office')) throw new CodedFailure('action-not-available', { action })
  return staff
}

export async function previewListImport(
  context: DeskContext,
  input: DeskInput<'previewListImport'>,
): Promise<ImportPreview> {
  jointOfficeStaff(context)
  // Read when a list is: workbooks need a large library that no start should wait for.
  const { readListFile } = await import('../list-import/read-list-file.ts')
  const read = await readListFile(Buffer.from(input.content, 'base64'), input.fileName)
  const preview = randomUUID()
  if (previews.size >= mostPreviews) previews.delete(previews.keys().next().value ?? '')
  previews.set(preview, read.rows)
  return {
    preview,
    rows: read.rows.length,
    entries: read.rows.slice(0, shownEntries),
    rejected: read.rejected.slice(0, shownRejected),
    columns: read.columns,
    warnings: read.warnings,
  }
}

/** Publishes a previewed list as a new edition; counts only once the endpoint has it. */
export async function publishList(
  context: DeskContext,
  client: EndpointClient | null,
  input: DeskInput<'publishList'>,
) {
  const staff = jointOfficeStaff(context)
  const entries = previews.get(input.preview)
  if (entries === undefined) throw new CodedFailure('list-preview-gone')
  if (entries.length === 0) throw new CodedFailure('list-nothing-readable')
  enrolledIdentity(context)
  const { edition, publishedOn, sample } = input
  const answer = await askEndpoint(client, (endpoint) =>
    endpoint.publish({
      staff: staff.id,
      edition: { edition, publishedOn, sample },
      entries: [...entries],
    }),
  )
  previews.delete(input.preview)
  return answer
}
