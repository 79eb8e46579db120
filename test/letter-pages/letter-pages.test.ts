// Letters as paper: they look as approved, and their code is read from black-and-white scans that are grainy and askew.
import { mkdirSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { drawInquiryLetter } from '../../src-main/core/letters/draw-inquiry-letter.ts'
import { readLetterCode } from '../../src-main/core/letters/read-letter-code.ts'
import { run, scanOf } from '../campaign/letter-scans.ts'
import { sampleInquiry } from '../letter-samples.ts'
import { approvedLetters, approvedPicture, differences, pictureOf } from './approved.ts'
import { fromPng, toPng } from './pixels.ts'

describe('approved pictures', () => {
  it.each(Object.keys(approvedLetters))('%s looks as approved', async (name) => {
    const picture = pictureOf((await approvedLetters[name]?.()) ?? new Uint8Array())
    const approved = approvedPicture(name)
    const found = approved === null ? [{ x: 0, y: 0, by: 255 }] : differences(picture, approved)
    if (found.length > 0) {
      mkdirSync('test-results/letters', { recursive: true })
      writeFileSync(`test-results/letters/${name}.png`, toPng(picture))
    }
    expect(found, `see test-results/letters/${name}.png; if it is right: npm run approve-letters`).toEqual([])
  })

  it.each([
    ['one other character', { applicant: { ...sampleInquiry.applicant, name: '邵一凡' } }],
    ['another article', { legalBasis: '《社会救助暂行办法》第四十八条' }],
    ['no mark of being offline', { offline: false }],
  ])('%s is noticed', async (_, change) => {
    const approved = approvedPicture('inquiry')
    const picture = pictureOf(await drawInquiryLetter({ ...sampleInquiry, ...change }))
    expect(approved && differences(picture, approved).length).toBeGreaterThan(0)
  })

  it('a picture is read back as it was written', () => {
    const data = Uint8Array.from({ length: 5 * 3 * 3 }, (_, at) => (at * 37) % 256)
    const picture = { width: 5, height: 3, channels: 3 as const, data }
    expect(fromPng(toPng(picture))).toEqual(picture)
  })
})

describe('scans', () => {
  it('give their code back', async () => {
    const { wrong, unread_seeds } = await run(5, 1)
    expect({ wrong, unread_seeds }).toEqual({ wrong: 0, unread_seeds: [] })
  })

  it('are what they say: one bit a pixel, A4 at 200 dpi', async () => {
    const { png } = await scanOf(1)
    expect([png.readUInt32BE(16), png.readUInt32BE(20), png[24]]).toEqual([1654, 2339, 1])
    const whole = await readLetterCode(png)
    expect(whole).toHaveLength(1)
  })
})
