// The joint office's policy on the fallback (A2§3), set online by its own staff only, and obeyed by every window that knows it.
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DeskInput } from '../../src-shared/contract/desk.ts'
import { openTown, type Town } from '../campaign/schedules.ts'
import { coreSettings, type DeskProcess, startDeskProcess } from '../desk-process.ts'
import { enrolClient } from '../enrol-client.ts'
import { demandingUnit, issuingUnit, jointOffice, lin, ming, passcode } from '../small-town.ts'

let town: Town
let office: DeskProcess
let verification = ''

beforeAll(async () => {
  town = await openTown()
  office = await startDeskProcess(coreSettings(join(town.folder, 'office')))
  const windowName = '联席会议办公室'
  const code = await town.endpoint.enrolmentCode(jointOffice.code, windowName)
  await office.call('enrol', { endpoint: town.endpoint.url, code, windowName })
  await office.until('session', {}, (session) => session.staff.some((one) => one.id === ming.id))
  await office.call('signIn', { staff: ming.id, passcode })
  const { desk } = town.demanding
  const found = await desk.call('searchList', { text: 'ggzlzf', limit: 5 })
  const applicant = { name: '程小禾', identityNumber: '370304199001012840', telephone: '' }
  const opened = await desk.call('openCase', { serviceItem: found.items[0]?.serviceItem ?? '', applicant })
  const view = await desk.view('case', { case: opened.case })
  const entry = view.proofs.find((proof) => proof.entry.proofName === '婚姻状况证明')?.entry.entry ?? ''
  const questions = [{ question: '是否与申报一致？', declared: '是' }]
  verification = (await desk.call('askVerification', { case: opened.case, entry, questions })).verification
}, 90_000)
afterAll(async () => {
  await office?.stop()
  await town?.close()
}, 60_000)

const terms = { allowed: true, afterMinutes: 0, citation: '《博山区证明事项核验实施办法（试行）》第三条' }

it('is set by the joint office alone, at the window and at the endpoint, and kept with who and why', async () => {
  const { desk } = town.demanding
  expect(await desk.failure('setPolicy', { reason: '想用', terms })).toMatchObject({
    code: 'action-not-available',
  })
  const code = await town.endpoint.enrolmentCode(demandingUnit.code, '别的窗口')
  const { client } = await enrolClient(town.endpoint.url, code, '别的窗口')
  for (const staff of [lin.id, ming.id])
    await expect(client.setPolicy({ staff, reason: '想用', terms })).rejects.toMatchObject({
      coded: { code: 'event-action-not-available' },
    })
  expect(
    await office.failure('setPolicy', { reason: '试', terms: { ...terms, units: ['nobody'] } }),
  ).toMatchObject({ code: 'input-invalid' })

  await office.call('setPolicy', { reason: '传真机检修', terms: { ...terms, channels: ['mail', 'oa'] } })
  const known = await desk.until('session', {}, ({ fallback }) => fallback.channels?.length === 2)
  expect(known.fallback.decisions).toMatchObject([
    { staff: ming.id, reason: '传真机检修', terms: { channels: ['mail', 'oa'] } },
  ])
}, 30_000)

it('is obeyed offline before anything is drawn or queued, while what truly went out is recorded all the same', async () => {
  const { desk } = town.demanding
  await town.demanding.line.cut()
  await desk.until('status', {}, (status) => status.fallbackOpen)
  const { channels } = await desk.view('verification', { verification })
  expect(Object.fromEntries(channels.map((one) => [one.channel, one.closedBecause]))).toMatchObject({
    fax: 'policy',
    mail: 'not-configured',
    oa: null,
  })
  const refused = { code: 'fallback-not-allowed', params: { channel: 'fax' } }
  expect(await desk.failure('drawInquiryLetter', { verification, channel: 'fax' })).toMatchObject(refused)
  expect(await desk.failure('sendFax', { verification, to: issuingUnit.fax })).toMatchObject(refused)
  const letter = await desk.call('drawInquiryLetter', { verification, channel: 'oa' })
  expect(Buffer.from(letter.pdf, 'base64').subarray(0, 5).toString()).toBe('%PDF-')
  // It went before this window knew: true, and cited under what it knows now.
  const sentAt = new Date().toISOString()
  const report = { faxNumber: issuingUnit.fax, sentAt, pages: 1, reportNumber: '7', result: 'ok' } as const
  await desk.call('recordFaxReport', { verification, ...report })
  await town.demanding.line.restore()
  await desk.until('outbox', {}, ({ waiting, link }) => link.state === 'online' && waiting.length === 0)
  expect((await desk.view('outbox', {})).refused).toEqual([])
  const view = await desk.view('verification', { verification })
  expect(view.state.dispatches.map((one) => one.body.policy)).toEqual([terms.citation])
}, 30_000)

it('for other units, or another day, opens nothing here', async () => {
  const { desk } = town.demanding
  const bounds: readonly (readonly [string, Partial<DeskInput<'setPolicy'>['terms']>])[] = [
    ['只给民政', { units: [issuingUnit.code] }],
    ['已过期', { until: '2020-01-01' }],
    ['停用', { allowed: false }],
  ]
  for (const [reason, over] of bounds) {
    await office.call('setPolicy', { reason, terms: { ...terms, ...over } })
    await desk.until('session', {}, ({ fallback }) => fallback.decisions?.at(-1)?.reason === reason)
    await town.demanding.line.cut()
    await desk.until('status', {}, ({ link }) => link.state !== 'online')
    expect((await desk.view('status', {})).fallbackOpen).toBe(false)
    expect(await desk.failure('drawInquiryLetter', { verification, channel: 'oa' })).toMatchObject({
      code: 'fallback-not-allowed',
    })
    await town.demanding.line.restore()
    await desk.until('status', {}, ({ link }) => link.state === 'online')
  }
}, 60_000)
