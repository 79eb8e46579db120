// No path from a secret entry to a fallback channel: every verb that could carry one, every setting made, the line down, in a real core; and
// letters that an earlier version had queued.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OutgoingLetter } from '../../src-main/core/channels/channel.ts'
import { newJob } from '../../src-main/core/channels/stored-jobs.ts'
import type { DeskContext } from '../../src-main/core/desk/desk-context.ts'
import { emptyReference } from '../../src-main/core/desk/reference.ts'
import { openChannelJobs } from '../../src-main/core/desk/sending-verbs.ts'
import { createSignals } from '../../src-main/core/desk/signals.ts'
import { openStore } from '../../src-main/core/store/open-store.ts'
import { type DeskCall, deskCalls } from '../../src-shared/contract/desk.ts'
import { emptyVerification, fallbackChannels } from '../../src-shared/domain/verification.ts'
import { openSeat, openTown, type Town } from '../campaign/schedules.ts'
import { coreSettings } from '../desk-process.ts'
import { enrolClient } from '../enrol-client.ts'
import { type FaxServer, startFaxServer } from '../fax-server/start.ts'
import { type MailServer, startMailServer } from '../mail-server/start.ts'
import { bai, demandingUnit, issuingUnit, jointOffice, lin, list, ming, passcode } from '../small-town.ts'
import { openStoreOf } from '../store-keys.ts'

let smtp: MailServer
beforeAll(async () => {
  smtp = await startMailServer()
})
afterAll(() => smtp?.stop())

/** Of a letter as an earlier version queued it. */
const old = {
  letterNumber: '1',
  proofName: '1',
  to: issuingUnit.mail,
  staff: lin.id,
  policy: '',
  fileName: '1.pdf',
  pdf: 'JVBERg==',
}

describe('with every channel set and the line down', () => {
  let town: Town
  let fax: FaxServer
  let folder = ''
  let stream = ''
  const names = {
    'work-secret': '优抚对象待遇证明',
    unknown: '涉军证明',
    'state-secret': '涉密证明',
  } as const

  beforeAll(async () => {
    ;[town, fax] = await Promise.all([openTown(), startFaxServer()])
    const code = await town.endpoint.enrolmentCode(jointOffice.code, '清单')
    const office = await enrolClient(town.endpoint.url, code, '清单')
    const [first] = list
    if (first === undefined) throw new Error('empty list')
    const more = (['unknown', 'state-secret'] as const).map((secrecy, at) => ({
      ...first,
      entryNumber: `9${at}`,
      proofName: names[secrecy],
      secrecy,
    }))
    const edition = { edition: '2026-3', publishedOn: '2026-11-01', sample: true }
    await office.client.publish({ staff: ming.id, edition, entries: [...list, ...more] })
    const { desk } = town.demanding
    await desk.until('status', {}, (status) => status.list?.edition === '2026-3')
    folder = join(town.folder, 'oa')
    mkdirSync(folder)
    await desk.call('signIn', { staff: bai.id, passcode })
    const server = { host: '127.0.0.1', port: smtp.port, secure: false, user: '', password: '' }
    await desk.call('setMailSettings', { ...server, from: demandingUnit.mail })
    await desk.call('setFaxSettings', { way: 'hylafax', server: fax.server })
    await desk.call('setOaSettings', { way: 'folder', folder })
    await desk.call('signIn', { staff: lin.id, passcode })
    const found = await desk.call('searchList', { text: 'ggzlzf', limit: 5 })
    const applicant = { name: '程小禾', identityNumber: '370304199001012840', telephone: '' }
    const serviceItem = found.items[0]?.serviceItem ?? ''
    // The search follows the new edition.
    const entries = async () => (await desk.call('readServiceItem', { serviceItem })).entries.length
    while ((await entries()) < list.length + 2) await new Promise((resolve) => setTimeout(resolve, 50))
    stream = (await desk.call('openCase', { serviceItem, applicant })).case
    await town.demanding.line.cut()
    await desk.until('status', {}, (status) => status.fallbackOpen)
  }, 90_000)
  afterAll(async () => {
    await town?.close()
    await fax?.stop()
  }, 60_000)

  async function proofOf(name: string) {
    const view = await town.demanding.desk.view('case', { case: stream })
    const proof = view.proofs.find((one) => one.entry.entry === name || one.entry.proofName === name)
    if (proof === undefined) throw new Error(`no proof ${name}`)
    return proof
  }

  const at = '2026-11-20T01:00:00.000Z'
  const answer = {
    verdict: 'confirmed',
    answeredAt: at,
    answeredBy: '周衡',
    replyNumber: '',
    remark: '',
  } as const
  const report = { faxNumber: issuingUnit.fax, sentAt: at, pages: 1, reportNumber: '', result: 'ok' } as const
  /** Every verb that draws, queues, sends, records or takes in by another way than the system. */
  const ways = (verification: string) =>
    [
      ...fallbackChannels.map((channel) => ['drawInquiryLetter', { verification, channel }] as const),
      ['sendByMail', { verification, to: issuingUnit.mail }],
      ['sendFax', { verification, to: issuingUnit.fax }],
      ['sendByOa', { verification, to: issuingUnit.name }],
      ['recordFaxReport', { verification, ...report }],
      ['recordFaxReport', { verification, ...report, result: 'failed' }],
      ['recordOaNumber', { verification, documentNumber: '1', sentAt: at }],
      ...fallbackChannels.map(
        (channel) => ['transcribeAnswer', { verification, channel, ...answer }] as const,
      ),
    ] as const

  it.each(['work-secret', 'unknown'] as const)(
    '%s: every verb refuses, records that it did, and nothing is anywhere',
    async (secrecy) => {
      const { desk } = town.demanding
      const { entry, channels } = await proofOf(names[secrecy])
      for (const channel of channels.filter((one) => one.channel !== 'system' && one.channel !== 'on-site'))
        expect(channel).toMatchObject({ open: false, closedBecause: 'secret', byItself: false, address: '' })
      const questions = [{ question: '是否与申报一致？', declared: '是' }]
      const { verification } = await desk.call('askVerification', {
        case: stream,
        entry: entry.entry,
        questions,
      })
      const refusals = async () =>
        (await desk.view('case', { case: stream })).timeline.filter((one) => one.kind === 'channel-refused')
          .length
      const before = await refusals()
      const all = ways(verification)
      for (const [verb, input] of all)
        expect([verb, await desk.failure(verb, input as never)]).toMatchObject([
          verb,
          { code: 'channel-refused-work-secret' },
        ])
      expect(await refusals()).toBe(before + all.length)
      const view = await desk.view('verification', { verification })
      expect(view).toMatchObject({ jobs: [], state: { dispatches: [], answers: [] } })
      expect(view.actions).not.toContain('dispatch')
      expect(view.actions).not.toContain('transcribe-answer')
    },
    60_000,
  )

  it('state-secret: nothing can be asked, so nothing can be sent; the case keeps no content of it', async () => {
    const { desk } = town.demanding
    const view = await desk.view('case', { case: stream })
    const secret = view.proofs.find((one) => one.entry.secrecy === 'state-secret')
    expect(secret?.entry).toMatchObject({
      proofName: '',
      issuingUnit: '',
      issuingUnitCode: null,
      questions: [],
    })
    expect(JSON.stringify(view)).not.toContain(names['state-secret'])
    const questions = [{ question: '是否？', declared: '是' }]
    const entry = secret?.entry.entry ?? ''
    expect(await desk.failure('askVerification', { case: stream, entry, questions })).toMatchObject({
      code: 'state-secret-no-content',
    })
    // Handled outside, in person, is the one act there is; what was asked for is recorded with who and when, and nothing else.
    for (const channel of fallbackChannels) await desk.call('refuseChannel', { case: stream, entry, channel })
    const after = await desk.view('case', { case: stream })
    const refusals = after.timeline.filter((one) => one.body.entry === entry)
    expect(refusals.map((one) => [one.kind, one.body.channel, one.staffName])).toEqual(
      ['oa', 'mail', 'fax', 'system'].map((channel) => ['channel-refused', channel, lin.name]),
    )
    for (const { body, proofName } of refusals) {
      expect(Object.keys(body).sort()).toEqual(['article', 'channel', 'entry'])
      expect(proofName).toBeFalsy()
    }
    expect(JSON.stringify(after)).not.toContain(names['state-secret'])
    expect(secret?.actions).toEqual(['handle-outside', 'refuse-channel'])
  })

  it('nothing left this machine', async () => {
    expect((await town.demanding.desk.view('outbox', {})).jobs).toEqual([])
    expect(smtp.mails()).toEqual([])
    expect(fax.waiting()).toEqual([])
    expect(readdirSync(folder)).toEqual([])
  })

  it('a letter of an earlier version that waits for its next attempt is refused on record once', async () => {
    const { verification, entry } = await proofOf(names['work-secret'])
    const refusals = async () =>
      (await town.demanding.desk.view('case', { case: stream })).timeline.filter(
        (one) => one.kind === 'channel-refused' && one.body.entry === entry.entry,
      ).length
    const before = await refusals()
    await town.demanding.desk.stop()
    const store = await openStoreOf(coreSettings(town.demanding.folder))
    const job = { job: '0199e0aa-5a5e-7000-8000-2f1d35a0c002', channel: 'mail', verification, ...old }
    await store.writeLocal('channel-jobs', {
      jobs: [{ ...newJob(job as OutgoingLetter, at), nextAttemptAt: '2099-01-01T00:00:00.000Z' }],
    })
    await store.close()
    town.demanding.desk = await openSeat(town.demanding, true)
    await town.demanding.desk.until('outbox', {}, ({ jobs }) => jobs[0]?.stopped === 'secret')
    expect(await refusals()).toBe(before + 1)
  }, 60_000)

  it('no verb of the contract that names a way out is missing from the walk', () => {
    const walked = new Set<DeskCall>(ways('').map(([verb]) => verb))
    // A mail that came in is refused in `mail-in.test.ts`.
    const beside: readonly DeskCall[] = ['assignMail', 'acceptMail']
    const carrying = (Object.keys(deskCalls) as DeskCall[]).filter((verb) => {
      const schema = JSON.stringify(deskCalls[verb])
      // What is about no letter of a case carries none: the policy, the figures, the templates.
      if (!schema.includes('"verification"') && !/Mail$/.test(verb)) return false
      return (
        schema.includes('"oa"') ||
        /^(send|record|transcribe)/.test(verb) ||
        /^(assign|accept)Mail$/.test(verb)
      )
    })
    expect(carrying.filter((verb) => !walked.has(verb) && !beside.includes(verb))).toEqual([])
  })
})

it('a letter of a secret that an earlier version had queued is stopped, its PDF gone, before any server is asked', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'secret-jobs-'))
  const store = await openStore(folder)
  const stream = 'verification/370304-SPJ-2026-10009'
  const request = {
    secrecy: 'work-secret',
    case: 'case/1',
    entry: '1',
    demandingUnit: demandingUnit.code,
    issuingUnit: issuingUnit.code,
  }
  await store.streams.insert({
    id: stream,
    type: 'verification',
    status: 'requested',
    unit: demandingUnit.code,
    issuingUnit: issuingUnit.code,
    parent: 'case/1',
    number: '',
    openedAt: '2026-11-20T01:00:00.000Z',
    updatedAt: '2026-11-20T01:00:00.000Z',
    state: { ...emptyVerification, status: 'requested', request },
  })
  const waiting = {
    queuedAt: '2026-11-20T01:00:00.000Z',
    attempts: 0,
    state: 'waiting',
    response: '',
    nextAttemptAt: null,
  }
  await store.writeLocal('mail-queue', {
    jobs: [{ job: '0199e0aa-5a5e-7000-8000-2f1d35a0c001', verification: stream, ...old, ...waiting }],
  })
  const server = { host: '127.0.0.1', port: smtp.port, secure: false, from: demandingUnit.mail }
  await store.writeLocal('mail-settings', server)
  const signals = createSignals()
  // Only what the queue reads of a desk.
  const context = {
    store,
    signals,
    reference: emptyReference,
    identity: { enrolment: { unit: demandingUnit.code } },
    settings: { demo: null },
  } as unknown as DeskContext
  const jobs = await openChannelJobs(context)
  jobs.start()
  await expect
    .poll(() => jobs.list())
    .toMatchObject([{ channel: 'mail', state: 'given-up', stopped: 'secret', attempts: 0 }])
  await jobs.close()
  expect(await store.readLocal('mail-queue')).toBeNull()
  expect(await store.readLocal('channel-jobs')).toMatchObject({ jobs: [{ pdf: '' }] })
  expect(smtp.mails()).toEqual([])
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})
