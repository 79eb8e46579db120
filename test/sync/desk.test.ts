// The desk over its contract, with a real core and endpoint: what is recorded, what is refused, and what a clerk is told.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTown, type Town } from '../campaign/schedules.ts'
import { coreSettings, startDeskProcess } from '../desk-process.ts'
import { bai, lin, passcode } from '../small-town.ts'

const wholeLedger = { ledger: 'all', from: '', to: '', unit: '', staff: '', limit: 100 } as const

describe('the desk', () => {
  let town: Town
  let stream = ''
  const entryOf = async (name: string) => {
    const view = await town.demanding.desk.view('case', { case: stream })
    return view.proofs.find((proof) => proof.entry.proofName === name)?.entry.entry ?? ''
  }
  beforeAll(async () => {
    town = await openTown()
    const { desk } = town.demanding
    const found = await desk.call('searchList', { text: 'ggzlzf', limit: 5 })
    const applicant = { name: '程小禾', identityNumber: '370304199001012840', telephone: '13800005502' }
    stream = (await desk.call('openCase', { serviceItem: found.items[0]?.serviceItem ?? '', applicant })).case
  }, 60_000)
  afterAll(() => town.close(), 60_000)

  it('masks the applicant, and shows the whole number only after the look is recorded', async () => {
    const { desk } = town.demanding
    const before = await desk.view('case', { case: stream })
    expect(before.state.applicant).toEqual({
      name: '程小禾',
      identityNumber: '370304********2840',
      telephone: '138****5502',
    })
    const whole = await desk.call('revealIdentity', { case: stream, purpose: '核对本人' })
    expect(whole.identityNumber).toBe('370304199001012840')
    const after = await desk.view('case', { case: stream })
    expect(after.timeline[0]).toMatchObject({ kind: 'identity-revealed', edition: '2026-2' })
    expect(JSON.stringify(after)).not.toContain('370304199001012840')
  })

  it('has no act that demands an exempted proof, and refuses acts that are not open', async () => {
    const { desk } = town.demanding
    const married = await entryOf('婚姻状况证明')
    expect(
      await desk.failure('askSupplement', { case: stream, entry: married, material: 'x', purpose: 'y' }),
    ).toMatchObject({
      code: 'action-not-available',
    })
    expect(await desk.failure('closeCase', { case: stream, result: 'granted', remark: '' })).toMatchObject({
      code: 'action-not-available',
    })
    expect(await desk.failure('waiveProof', { case: stream, entry: 'no-such-entry' })).toMatchObject({
      code: 'action-not-available',
    })
    expect(await desk.failure('waiveProof', { case: '', entry: '' })).toMatchObject({ code: 'input-invalid' })
  })

  it('draws what is signed at the window where the act is open, and nowhere else', async () => {
    const { desk } = town.demanding
    const onProof = { case: stream, entry: await entryOf('收入证明') }
    const promise = await desk.call('drawCommitment', onProof)
    expect(promise.fileName).toMatch(/^BS-.*-告知承诺书\.pdf$/)
    expect([promise.pages, Buffer.from(promise.pdf, 'base64').subarray(0, 5).toString()]).toEqual([
      1,
      '%PDF-',
    ])
    const powers = { agent: '林沐', powers: '领取证明', until: '2026-12-31' }
    for (const failure of [
      await desk.failure('drawAuthorisation', { ...onProof, ...powers }),
      await desk.failure('drawCommitment', { case: stream, entry: await entryOf('婚姻状况证明') }),
    ])
      expect(failure).toMatchObject({ code: 'action-not-available' })
  })

  it('what the applicant brings by choice is taken and stands in the ledger', async () => {
    const { desk } = town.demanding
    const income = await entryOf('收入证明')
    await desk.call('bringVoluntarily', {
      case: stream,
      entry: income,
      document: '单位开具的收入证明',
      remark: '',
    })
    const ledger = await desk.view('ledger', wholeLedger)
    expect(ledger.rows[0]).toMatchObject({
      kind: 'proof-brought-voluntarily',
      applicantName: '程小禾',
      proofName: '收入证明',
    })
  })

  it('after a mismatch supplementary material may be asked for, with its purpose in the ledger', async () => {
    const { desk } = town.demanding
    const entry = await entryOf('婚姻状况证明')
    const questions = [{ question: '是否未婚？', declared: '是' }]
    const { verification } = await desk.call('askVerification', { case: stream, entry, questions })
    await town.issuing.desk.until('inbox', {}, (inbox) =>
      inbox.rows.some((row) => row.stream === verification),
    )
    await town.issuing.desk.call('registerVerification', { verification, archiveClass: 'electronic' })
    await town.issuing.desk.call('answerVerification', {
      verification,
      verdict: 'mismatch',
      remark: '2021 年登记结婚',
    })
    await desk.until('verification', { verification }, (view) => view.state.status === 'answered')
    await desk.call('takeAnswer', { case: stream, entry })
    await desk.call('askSupplement', { case: stream, entry, material: '结婚证', purpose: '核对申报情况' })
    await desk.call('receiveSupplement', { case: stream, entry, document: '结婚证' })
    const view = await desk.view('case', { case: stream })
    expect(view.proofs.find((proof) => proof.entry.entry === entry)).toMatchObject({
      status: 'settled',
      settledBy: 'supplement-received',
    })
    expect((await desk.view('ledger', wholeLedger)).rows.map((row) => row.kind)).toContain('supplement-asked')
  })

  it('a letter is refused while the line is up, and refused for a secret whatever the line', async () => {
    const { desk } = town.demanding
    const questions = [{ question: '是否优抚对象？', declared: '是' }]
    const secret = await desk.call('askVerification', {
      case: stream,
      entry: await entryOf('优抚对象待遇证明'),
      questions,
    })
    const open = await desk.call('askVerification', {
      case: stream,
      entry: await entryOf('最低生活保障证明'),
      questions,
    })
    const draw = (verification: string) =>
      desk.failure('drawInquiryLetter', { verification, channel: 'fax' as const })
    expect(await draw(open.verification)).toMatchObject({ code: 'fallback-not-allowed' })
    expect(await draw(secret.verification)).toMatchObject({ code: 'channel-refused-work-secret' })
    await town.demanding.line.cut()
    await desk.until('status', {}, (status) => status.fallbackOpen)
    expect(await draw(secret.verification)).toMatchObject({ code: 'channel-refused-work-secret' })
    const report = {
      faxNumber: '0533-4000302',
      sentAt: new Date().toISOString(),
      pages: 1,
      reportNumber: '',
      result: 'ok',
    } as const
    expect(
      await desk.failure('recordFaxReport', { verification: secret.verification, ...report }),
    ).toMatchObject({
      code: 'channel-refused-work-secret',
    })
    const failed = { ...report, verification: open.verification, result: 'failed' } as const
    expect(await desk.failure('recordFaxReport', failed)).toMatchObject({ code: 'fax-not-sent' })
    const letter = await desk.call('drawInquiryLetter', { verification: open.verification, channel: 'fax' })
    expect(Buffer.from(letter.pdf, 'base64').subarray(0, 5).toString()).toBe('%PDF-')
    expect(letter.pages).toBe(1)
    expect(await desk.call('findLetter', { text: letter.letterNumber })).toEqual({
      verification: open.verification,
      case: stream,
      entry: await entryOf('最低生活保障证明'),
    })
    expect(await desk.failure('findLetter', { text: '博审批协函〔2026〕99999号' })).toMatchObject({
      code: 'letter-number-unknown',
    })
    expect(await desk.failure('findLetter', { text: '不是函号' })).toMatchObject({
      code: 'letter-code-unreadable',
    })
    await town.demanding.line.restore()
  }, 60_000)

  it('who works on no case sees no applicant, is told so, and searches the list all the same', async () => {
    const { desk } = town.demanding
    await desk.call('signIn', { staff: bai.id, passcode })
    expect((await desk.call('searchList', { text: 'ggzlzf', limit: 5 })).items).toHaveLength(1)
    for (const query of ['workbench', 'inbox', 'outbox'] as const)
      await expect(desk.view(query, {})).rejects.toMatchObject({ coded: { code: 'not-your-role' } })
    await expect(desk.view('ledger', wholeLedger)).rejects.toMatchObject({ coded: { code: 'not-your-role' } })
    await expect(desk.view('case', { case: stream })).rejects.toMatchObject({
      coded: { code: 'not-your-role' },
    })
    expect(await desk.failure('revealIdentity', { case: stream, purpose: 'x' })).toMatchObject({
      code: 'not-your-role',
    })
    expect((await desk.view('keys', {})).waitsBecause).toBeNull()
    await desk.call('signIn', { staff: lin.id, passcode })
  })

  it('wrong passcodes are refused and then made to wait; nothing is shown before signing in', async () => {
    const { desk } = town.issuing
    await desk.call('signOut', {})
    expect(
      await desk.failure('registerVerification', { verification: 'verification/x', archiveClass: 'paper' }),
    ).toMatchObject({
      code: 'not-signed-in',
    })
    const wrong = { staff: town.issuing.staff, passcode: 'wrong' }
    for (let count = 0; count < 5; count += 1)
      expect((await desk.failure('signIn', wrong)).code).toBe('sign-in-failed')
    expect((await desk.failure('signIn', { ...wrong, passcode })).code).toBe('sign-in-locked')
    expect((await desk.failure('signIn', { staff: lin.id, passcode })).code).toBe('sign-in-failed')
  })

  it('a second core on the same folder is told that the store is in use', async () => {
    await expect(startDeskProcess(coreSettings(town.demanding.folder))).rejects.toMatchObject({
      coded: { code: 'store-locked' },
    })
  })
})
