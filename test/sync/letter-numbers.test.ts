// Letter numbers of two windows that are apart: each counts in its own block, and all of them are letters of one unit afterwards.
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newSeat, openTown, type Seat, type Town } from '../campaign/schedules.ts'
import { demandingUnit, lin } from '../small-town.ts'

const lettersEach = 3

let town: Town
let second: Seat
beforeAll(async () => {
  town = await openTown()
  const folder = join(town.folder, 'second')
  mkdirSync(folder)
  second = await newSeat(town.endpoint, folder, demandingUnit.code, lin.id)
}, 90_000)
afterAll(async () => {
  await second?.desk.stop()
  await second?.line.close()
  await town?.close()
}, 60_000)

async function askThere({ desk }: Seat, applicant: string): Promise<string> {
  const found = await desk.call('searchList', { text: 'ggzlzf', limit: 5 })
  const serviceItem = found.items[0]?.serviceItem ?? ''
  const opened = await desk.call('openCase', {
    serviceItem,
    applicant: { name: applicant, identityNumber: '370304199001012840', telephone: '' },
  })
  const view = await desk.view('case', { case: opened.case })
  const entry = view.proofs.find((proof) => proof.entry.proofName === '婚姻状况证明')?.entry.entry ?? ''
  const questions = [{ question: '是否与申报一致？', declared: '离异' }]
  return (await desk.call('askVerification', { case: opened.case, entry, questions })).verification
}

async function textOf({ desk }: Seat, verification: string): Promise<string> {
  const { pdf } = await desk.call('drawInquiryLetter', { verification, channel: 'fax' })
  return execFileSync('pdftotext', ['-layout', '-', '-'], {
    input: Buffer.from(pdf, 'base64'),
    encoding: 'utf8',
  })
}

it('two windows without a network give no number twice, and the paper says how far a letter has come', async () => {
  const seats = [town.demanding, second]
  await Promise.all(seats.map((seat) => seat.line.cut()))
  for (const seat of seats)
    await seat.desk.until('status', {}, (status) => status.link.state === 'unreachable')
  const asked: string[][] = [[], []]
  for (let turn = 0; turn < lettersEach; turn += 1)
    for (const [at, seat] of seats.entries()) asked[at]?.push(await askThere(seat, `申请人${turn}`))

  expect(new Set(asked.flat()).size).toBe(2 * lettersEach)
  const blocks = asked.map(
    (streams) => new Set(streams.map((stream) => (Number(stream.split('-').at(-1)) / 10_000) | 0)),
  )
  expect(blocks.map((block) => block.size)).toEqual([1, 1])
  expect(blocks[0]).not.toEqual(blocks[1])
  const [first = ''] = asked[1] ?? []
  expect(await textOf(second, first)).toContain('离线出具 · 尚未同步')

  await Promise.all(seats.map((seat) => seat.line.restore()))
  for (const stream of asked.flat())
    await town.issuing.desk.until('inbox', {}, (inbox) => JSON.stringify(inbox).includes(stream))
  await second.desk.until('status', {}, (status) => status.waiting === 0)
  await second.line.cut()
  await second.desk.until('status', {}, (status) => status.link.state === 'unreachable')
  expect(await textOf(second, first)).not.toContain('离线出具')
}, 120_000)
