// Letter templates over a real endpoint: what one window saves the unit's other window draws by, other units never get it, and a
// letter keeps the version it was made of.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newSeat, openTown, type Seat, type Town } from '../campaign/schedules.ts'
import { bai, demandingUnit, lin, passcode } from '../small-town.ts'

let town: Town
let second: Seat
let entry = ''
beforeAll(async () => {
  town = await openTown()
  second = await newSeat(town.endpoint, join(town.folder), demandingUnit.code, bai.id)
  // The edition's name may be here before its entries are.
  for (const { desk } of [second, town.issuing, town.demanding]) {
    const { rows } = await desk.until(
      'letterTemplates',
      { text: '婚姻状况证明' },
      (view) => view.rows.length > 0,
    )
    entry = rows[0]?.entry ?? ''
  }
}, 90_000)
afterAll(async () => {
  await second?.desk.stop()
  await second?.line.close()
  await town?.close()
}, 60_000)

const template = (bodyText: string) => ({ bodyText, closingText: '', questions: [], attachments: [] })
const textOf = (pdf: string) =>
  execFileSync('pdftotext', ['-layout', '-', '-'], { input: Buffer.from(pdf, 'base64'), encoding: 'utf8' })

it('is saved by who may, and reaches the unit’s other window and nobody else', async () => {
  const input = { letter: 'inquiry' as const, entry, template: template('第一版：请核验{证明}。') }
  expect(await town.demanding.desk.failure('saveLetterTemplate', input)).toMatchObject({
    code: 'not-your-role',
  })
  expect(await second.desk.call('saveLetterTemplate', input)).toEqual({ version: 1 })
  const { desk } = town.demanding
  await desk.until('letterTemplate', { letter: 'inquiry', entry }, (view) => view.versions.length === 1)
  await second.desk.until('status', {}, (status) => status.waiting === 0 && status.refused === 0)
  const reply = { letter: 'reply' as const, entry, template: template('复函第一版。') }
  expect(await town.issuing.desk.call('saveLetterTemplate', reply)).toEqual({ version: 1 })
  expect(await town.issuing.desk.failure('saveLetterTemplate', input)).toMatchObject({ code: 'not-found' })
  const theirs = await town.issuing.desk.view('letterTemplates', { text: '' })
  expect(theirs.rows.every((row) => row.letter === 'reply')).toBe(true)
}, 60_000)

it('a letter asked under the first version stays of the first after the second is saved', async () => {
  const { desk } = town.demanding
  const found = await desk.call('searchList', { text: 'ggzlzf', limit: 5 })
  const applicant = { name: '邵一帆', identityNumber: '370304199001012840', telephone: '' }
  const opened = await desk.call('openCase', { serviceItem: found.items[0]?.serviceItem ?? '', applicant })
  const questions = [{ question: '是否与申报一致？', declared: '离异' }]
  const { verification } = await desk.call('askVerification', { case: opened.case, entry, questions })
  const input = { letter: 'inquiry' as const, entry, template: template('第二版。') }
  expect(await second.desk.call('saveLetterTemplate', input)).toEqual({ version: 2 })
  await desk.until('letterTemplate', { letter: 'inquiry', entry }, (view) => view.versions.length === 2)
  await town.issuing.desk.until('inbox', {}, (inbox) => inbox.rows.some((row) => row.stream === verification))
  await town.issuing.desk.call('registerVerification', { verification, archiveClass: 'electronic' })
  await town.issuing.desk.call('answerVerification', { verification, verdict: 'confirmed', remark: '' })
  const answer = textOf((await town.issuing.desk.call('drawReplyLetter', { verification })).pdf)
  expect(answer).toContain('复函第一版。')
  expect(answer).toContain('范本第1版')

  await town.demanding.line.cut()
  await desk.until('status', {}, (status) => status.fallbackOpen)
  const inquiry = textOf((await desk.call('drawInquiryLetter', { verification, channel: 'fax' })).pdf)
  expect(inquiry).toContain('第一版：请核验婚姻状况证明。')
  expect(inquiry).not.toContain('第二版')
  expect(inquiry).toContain('范本第1版')
  await town.demanding.line.restore()
}, 90_000)

it('a limit of the template is on the letter until the issuing unit states its class, and never moves the clock', async () => {
  const { desk } = town.demanding
  const limit = 'electronic' as const
  const input = { letter: 'inquiry' as const, entry, template: { ...template(''), limit } }
  const { version } = await second.desk.call('saveLetterTemplate', input)
  await desk.until('letterTemplate', { letter: 'inquiry', entry }, (view) => view.current.limit === limit)
  await desk.until('status', {}, (status) => status.link.state === 'online')
  const found = await desk.call('searchList', { text: 'ggzlzf', limit: 5 })
  const applicant = { name: '宁清越', identityNumber: '370304199203044520', telephone: '' }
  const opened = await desk.call('openCase', { serviceItem: found.items[0]?.serviceItem ?? '', applicant })
  const questions = [{ question: '是否与申报一致？', declared: '未婚' }]
  const { verification } = await desk.call('askVerification', { case: opened.case, entry, questions })
  const limitOn = async () => {
    const drawn = await desk.call('drawInquiryLetter', { verification, channel: 'fax' })
    return /反馈时限\s*(.*?)反馈方式/s.exec(textOf(drawn.pdf))?.[1]?.replace(/\s+/g, '')
  }
  await town.issuing.desk.until('inbox', {}, (inbox) => inbox.rows.some((row) => row.stream === verification))
  const asked = async () =>
    (await desk.view('case', { case: opened.case })).proofs.find((one) => one.verification === verification)
  await town.demanding.line.cut()
  await town.issuing.desk.call('registerVerification', { verification, archiveClass: 'paper' })
  await desk.until('status', {}, (status) => status.fallbackOpen)
  expect((await asked())?.verificationView?.state.request?.template?.version).toBe(version)
  expect(await limitOn()).toBe('电子档，自收到并登记之时起30分钟内；贵单位登记为其他档案形式的，以登记的为准')
  await town.demanding.line.restore()
  await expect
    .poll(async () => (await asked())?.verificationView?.state.status, { timeout: 30_000 })
    .toBe('registered')
  const day = 86_400_000
  const { registration, dueAt } = (await asked())?.verificationView?.state ?? {}
  expect(Date.parse(dueAt ?? '') - Date.parse(registration?.receivedAt ?? '')).toBeGreaterThan(day / 4)
  await town.demanding.line.cut()
  await desk.until('status', {}, (status) => status.fallbackOpen)
  expect(await limitOn()).toBe('纸质档，自收到并登记之时起1个工作日内')
  await town.demanding.line.restore()
}, 90_000)

it('a preview names nobody', async () => {
  await second.desk.call('signIn', { staff: bai.id, passcode })
  const drawn = await second.desk.call('previewLetterTemplate', {
    letter: 'inquiry',
    entry,
    template: {
      ...template('{申请人}'),
      questions: [{ question: '问？', declared: '' }],
      attachments: ['甲', '乙'],
    },
  })
  const text = textOf(drawn.pdf).replace(/\s+/g, '')
  expect(text).toContain('×××')
  expect(text).toContain('附件：1．甲')
  expect(text).toContain('2．乙')
  expect(text).not.toContain(lin.name)
})
