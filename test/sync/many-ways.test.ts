// One request, many ways (A2§3): asked by fax and seen in the system, answered twice, differently, or after the case ended; two real
// windows and their endpoint fold it to one thing.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTown, type Town } from '../campaign/schedules.ts'
import { issuingUnit } from '../small-town.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
}, 90_000)
afterAll(() => town?.close(), 60_000)

const fax = { channel: 'fax', answeredBy: '周衡', replyNumber: '博民复〔2026〕7号', remark: '' } as const
const now = () => new Date().toISOString()

/** Asked while the line is down and sent by fax by hand; then the line is back and everything is in the system. */
async function askByFax() {
  const { desk, line } = town.demanding
  await line.cut()
  await desk.until('status', {}, (status) => status.fallbackOpen)
  const found = await desk.call('searchList', { text: 'ggzlzf', limit: 5 })
  const applicant = { name: '程小禾', identityNumber: '370304199001012840', telephone: '' }
  const opened = await desk.call('openCase', { serviceItem: found.items[0]?.serviceItem ?? '', applicant })
  const view = await desk.view('case', { case: opened.case })
  const entry = view.proofs.find((proof) => proof.entry.proofName === '婚姻状况证明')?.entry.entry ?? ''
  const questions = [{ question: '是否与申报一致？', declared: '是' }]
  const { verification } = await desk.call('askVerification', { case: opened.case, entry, questions })
  await desk.call('drawInquiryLetter', { verification, channel: 'fax' })
  const report = {
    faxNumber: issuingUnit.fax,
    sentAt: now(),
    pages: 1,
    reportNumber: '7',
    result: 'ok',
  } as const
  await desk.call('recordFaxReport', { verification, ...report })
  return { case: opened.case, entry, verification }
}

async function backInTheSystem(verification: string) {
  const { desk, line } = town.demanding
  await line.restore()
  await desk.until('outbox', {}, ({ waiting, link }) => link.state === 'online' && waiting.length === 0)
  const other = town.issuing.desk
  await other.until('inbox', {}, ({ rows }) => rows.some((row) => row.stream === verification))
  await other.call('registerVerification', { verification, archiveClass: 'electronic' })
}

/** Both windows hold the same fold. */
async function sameOnBothSides(verification: string, answers: number) {
  const views = await Promise.all(
    [town.demanding.desk, town.issuing.desk].map((desk) =>
      desk.until('verification', { verification }, ({ state }) => state.answers.length === answers),
    ),
  )
  const folds = views.map(({ state }) => ({
    status: state.status,
    counts: state.answer?.event,
    answers: state.answers.map(({ event, body }) => [event, body.verdict, body.channel]),
    dispatches: state.dispatches.map(({ body }) => body.channel),
  }))
  expect(folds[0]).toEqual(folds[1])
  return views[0]
}

it('asked by fax and later seen in the system it is one request; answered twice alike, the first counts', async () => {
  const { desk } = town.demanding
  const { verification } = await askByFax()
  // The fax was answered by fax before the line came back.
  await desk.call('transcribeAnswer', { verification, verdict: 'confirmed', answeredAt: now(), ...fax })
  await desk.call('transcribeAnswer', { verification, verdict: 'confirmed', answeredAt: now(), ...fax })
  await town.demanding.line.restore()
  const view = await sameOnBothSides(verification, 2)
  expect(view?.state).toMatchObject({ status: 'answered', dispatches: [{ body: { channel: 'fax' } }] })
  expect(view?.state.answer?.event).toBe(view?.state.answers[0]?.event)
  const rows = (await town.issuing.desk.view('inbox', {})).rows.filter((row) => row.stream === verification)
  expect(rows.map((row) => row.group)).toEqual(['done'])
}, 60_000)

it('answered differently by fax and in the system, both stand until a person says which counts, and why', async () => {
  const { desk } = town.demanding
  const asked = await askByFax()
  const { verification } = asked
  await backInTheSystem(verification)
  await town.issuing.desk.call('answerVerification', { verification, verdict: 'mismatch', remark: '' })
  await desk.until('verification', { verification }, ({ state }) => state.status === 'answered')
  await desk.call('transcribeAnswer', { verification, verdict: 'confirmed', answeredAt: now(), ...fax })
  const both = await sameOnBothSides(verification, 2)
  expect(both?.state.status).toBe('contradicted')
  expect(both?.state.answers.map(({ body }) => [body.verdict, body.channel])).toEqual([
    ['mismatch', 'system'],
    ['confirmed', 'fax'],
  ])
  const { case: stream, entry } = asked
  expect(await desk.failure('takeAnswer', { case: stream, entry })).toMatchObject({
    code: 'action-not-available',
  })
  const answer = both?.state.answers[1]?.event ?? ''
  await desk.call('resolveContradiction', { verification, answer, reason: '电话核实，以传真为准' })
  await desk.call('takeAnswer', { case: stream, entry })
  await town.issuing.desk.until('verification', { verification }, ({ state }) => state.status === 'answered')
  expect((await sameOnBothSides(verification, 2))?.state.answer?.body.channel).toBe('fax')
}, 60_000)

it('answered after the case ended, the answer is kept and the case stays as it ended', async () => {
  const { desk } = town.demanding
  const { verification, case: stream } = await askByFax()
  await desk.call('withdrawCase', { case: stream, reason: '申请人不办了' })
  await desk.call('transcribeAnswer', {
    verification,
    verdict: 'confirmed',
    answeredAt: now(),
    ...fax,
    channel: 'mail',
  })
  await town.demanding.line.restore()
  const view = await sameOnBothSides(verification, 1)
  expect(view?.state.answer?.body.channel).toBe('mail')
  const ended = await desk.view('case', { case: stream })
  expect(ended.state.status).toBe('withdrawn')
  expect(ended.proofs.flatMap((proof) => proof.actions)).toEqual([])
  await desk.until('outbox', {}, ({ waiting }) => waiting.length === 0)
  expect((await desk.view('outbox', {})).refused).toEqual([])
}, 60_000)
