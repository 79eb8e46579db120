// A mail is tied to the one letter it speaks of, or waits: whatever else it says, it is never tied to another.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatLetterNumber, letterCode } from '../../../../src-shared/domain/letter.ts'
import { letterMessageId } from '../message-id.ts'
import { findLetterNumbers } from './find-letter-numbers.ts'
import type { ReadMail } from './mail.ts'
import { type MailDirectory, matchMail, type SentLetter, signsOf, streamsNamed } from './match-mail.ts'

const directory: MailDirectory = {
  ownUnit: 'SPJ',
  ownAddresses: ['spj@example.gov'],
  units: [
    { code: 'SPJ', shortName: '博审批', mail: 'spj@example.gov' },
    { code: 'CL', shortName: '博残联', mail: 'cl@example.gov' },
    { code: 'MZJ', shortName: '博民政', mail: 'mzj@example.gov' },
    { code: 'SP', shortName: '审批', mail: '' },
  ],
}
const idOf = (serial: number) =>
  letterMessageId(`verification/SPJ-2026-${serial}`, '0199e0aa-5a5e-7000-8000-2f1d35a0c001', 'example.gov')
const letter = (serial: number, closed: SentLetter['closed'] = null): SentLetter => ({
  stream: `verification/SPJ-2026-${serial}`,
  issuingUnit: 'CL',
  messageIds: [idOf(serial)],
  closed,
})
const letters = new Map(
  [
    letter(3047),
    letter(3048),
    letter(304),
    letter(7, 'withdrawn'),
    letter(8, 'case-closed'),
    letter(9, 'secret'),
  ].map((one) => [one.stream, one]),
)
const mail = (part: Partial<ReadMail>): ReadMail => ({
  messageId: '<reply@example.gov>',
  references: [],
  subject: '',
  from: 'cl@example.gov',
  fromName: '',
  sentAt: null,
  text: '',
  attachments: [],
  automatic: false,
  ...part,
})
const page = (...streams: readonly string[]) => ({
  name: '扫描.pdf',
  type: 'application/pdf',
  bytes: new Uint8Array(),
  text: '',
  codes: streams.map(letterCode),
  notRead: null,
})
/** As the desk does it: given only the letters the mail names. */
function match(part: Partial<ReadMail>) {
  const signs = signsOf(mail(part), directory)
  const named = streamsNamed(signs, directory)
  return matchMail(signs, new Map([...letters].filter(([stream]) => named.includes(stream))), directory)
}
const tied = { letter: 'verification/SPJ-2026-3047' }

describe('a mail is tied to its letter', () => {
  it.each<[string, Partial<ReadMail>]>([
    ['message-id', { references: [idOf(3047), '<x@y>'] }],
    ['code', { attachments: [page('verification/SPJ-2026-3047')] }],
    ['number', { subject: '回复：博审批协函〔2026〕3047号' }],
    ['number', { text: '您好：\n博审批协函[2026]3047号已核' }],
    ['number', { text: '贵局发来的博审批 协函（２０２６）３０４７号收悉' }],
    ['number', { attachments: [{ ...page(), name: '博审批协函〔2026〕3047号.pdf' }] }],
    ['number', { attachments: [{ ...page(), text: '复 博审批协函〔2026〕3047号' }] }],
    ['number', { text: '博审批协函〔2026〕3047号，2026年11月20日收到' }],
    ['number', { text: '经核查博审批协函〔2026年〕第3047号所涉事项' }],
    ['number', { text: '博山区行政审批服务局博审批协函〔2026〕3047号' }],
  ])('by its %s: %j', (by, part) => {
    expect(match(part)).toEqual({ ...tied, by: [by] })
  })

  it('and says all that speaks for it', () => {
    const all = {
      references: [idOf(3047)],
      subject: 'Re: 博审批协函〔2026〕3047号',
      attachments: [page('verification/SPJ-2026-3047')],
    }
    expect(match(all)).toEqual({ ...tied, by: ['message-id', 'code', 'number'] })
  })
})

describe('a mail waits in the tray', () => {
  it.each<[string, Partial<ReadMail>]>([
    ['no-letter', { subject: '您的邮箱已满', text: '协函 2026 3047' }],
    [
      'no-letter',
      {
        attachments: [
          { ...page(), codes: ['https://example.com/3047', 'PFW1:verification/SPJ-2026-3047:00000000'] },
        ],
      },
    ],
    ['letter-unknown', { subject: '博审批协函〔2026〕3049号' }],
    ['letter-unknown', { subject: '博审批协函〔2025〕3047号' }],
    ['letter-unknown', { subject: '博审批协函〔2026〕30470号' }],
    ['another-unit', { subject: '博民政协函〔2026〕3047号' }],
    ['another-unit', { subject: '审批协函〔2026〕3047号' }],
    ['another-unit', { attachments: [page('verification/MZJ-2026-3047')] }],
    ['number-unclear', { subject: '淄博审批协函〔2026〕3047号' }],
    ['number-unclear', { subject: '关于淄博审批协函〔2026〕3047号' }],
    [
      'number-unclear',
      { text: '这是一行写得很长很长以至于被邮件程序折断了的文字，来自淄\n博审批协函〔2026〕3047号' },
    ],
    ['number-unclear', { subject: '某某协函〔2026〕3047号' }],
    ['several-letters', { text: '博审批协函〔2026〕3047号和博审批协函〔2026〕3048号' }],
    ['several-letters', { text: '博审批协函〔2026〕3047、3048号' }],
    ['several-letters', { text: '博审批协函〔2026〕3047号至3048号' }],
    ['several-letters', { text: '博审批协函〔2026〕3047号以及3048号' }],
    ['several-letters', { references: [idOf(3047), idOf(3048)] }],
    ['several-letters', { references: [idOf(3047)], subject: '博审批协函〔2026〕3048号' }],
    ['several-letters', { references: [idOf(3047)], attachments: [page('verification/SPJ-2026-304')] }],
    ['contradiction', { references: [idOf(3047)], subject: '博民政协函〔2026〕3047号' }],
    ['contradiction', { references: [idOf(3047)], text: '博审批协函〔2026〕9999号' }],
    ['contradiction', { subject: '博审批协函〔2026〕3047号', text: '淄博审批协函〔2026〕3047号' }],
    ['sender-elsewhere', { from: 'mzj@example.gov', subject: '博审批协函〔2026〕3047号' }],
    ['withdrawn', { subject: '博审批协函〔2026〕7号' }],
    ['case-closed', { references: [idOf(8)] }],
    ['secret', { subject: '博审批协函〔2026〕9号' }],
    ['automatic', { automatic: true, references: [idOf(3047)] }],
    ['from-ourselves', { from: 'spj@example.gov', subject: '博审批协函〔2026〕3047号' }],
  ])('%s: %j', (reason, part) => {
    expect(match(part)).toMatchObject({ tray: reason })
  })

  it('with the letters it names, for the person who looks at it', () => {
    expect(match({ automatic: true, references: [idOf(3047)] })).toEqual({
      tray: 'automatic',
      letters: [tied.letter],
    })
  })
})

it('is never tied to a letter by the number of a unit whose name ends like ours', () => {
  const han = fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((point) => String.fromCodePoint(point))
  const before = fc.string({ unit: han, minLength: 1, maxLength: 8 })
  // Words that people put before a name are no part of one.
  const lead = /[的对就将按为是与及见号函复附接经已现请把给至于以在由局委]$/u
  fc.assert(
    fc.property(before, (prefix) => {
      fc.pre(!lead.test(prefix))
      expect(match({ subject: `${prefix}博审批协函〔2026〕3047号` })).toMatchObject({
        tray: 'number-unclear',
      })
    }),
  )
})

it('finds the same numbers whatever stands around them', () => {
  const serial = fc.integer({ min: 1, max: 999_999_999 })
  const around = fc.string({ unit: fc.constantFrom('。', '，', ' ', '\n', '“', '（', '：', '1', 'a', '-') })
  fc.assert(
    fc.property(serial, around, around, (number, before, after) => {
      fc.pre(!/[0-9a]\s*$/.test(before) && !/^\s*[-，]/.test(after) && !/^\s*1/.test(after))
      const text = `${before}${formatLetterNumber({ unitShortName: '博审批', year: 2026, serial: number })}${after}`
      const [found, ...rest] = findLetterNumbers(text, ['博审批', '审批'])
      expect(rest).toEqual([])
      expect(found).toMatchObject({ unitShortName: '博审批', certain: true, year: 2026, serial: number })
    }),
  )
})
