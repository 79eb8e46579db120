// Generates mails as they come into an office's mailbox, each with the truth about it: which letter it answers, or that no machine may say.
import type { MailDirectory, SentLetter } from '../../src-main/core/channels/mail-in/match-mail.ts'
import { letterMessageId } from '../../src-main/core/channels/message-id.ts'
import { formatLetterNumber, type LetterNumber } from '../../src-shared/domain/letter.ts'
import {
  type Charset,
  composeMail,
  encode,
  filePart,
  headText,
  messagePart,
  multipart,
  type Part,
  textPart,
  winmail,
} from './compose-mail.ts'
import { drawPages, type LetterPages, scannedPdf } from './letter-pages.ts'

export type SampleLetter = SentLetter & { readonly number: LetterNumber; readonly pages: LetterPages | null }
export type Office = {
  readonly directory: MailDirectory
  /** Letters this unit sent; the first ones are open and have pages. */
  readonly letters: readonly SampleLetter[]
  readonly open: readonly SampleLetter[]
  readonly closed: readonly SampleLetter[]
  /** A letter of another unit of the directory, with its pages. */
  readonly foreign: { readonly number: LetterNumber; readonly pages: LetterPages }
}

export type GeneratedMail = {
  readonly kind: string
  readonly raw: Buffer
  /** Stream of the letter it answers; null where it must wait in the tray. */
  readonly answers: string | null
}

const ownUnit = { code: '370304-SPJ', shortName: '博审批', mail: 'bsspj@example.gov' }
const units = [
  ownUnit,
  { code: '370304-CL', shortName: '博残联', mail: 'bscl@example.gov' },
  { code: '370304-MZJ', shortName: '博民政', mail: 'bsmzj@example.gov' },
  { code: '370303-SPJ', shortName: '张审批', mail: 'zdspj@example.gov' },
  { code: '370304-SP', shortName: '审批', mail: '' },
  { code: '370304-SPK', shortName: '博审批二科', mail: '' },
]

/** The office the mails come to: letters with neighbouring numbers, so that half a number would be another's. */
export async function openOffice(withPages: number): Promise<Office> {
  const serials = [10001, 1000, 10010, 100, 10011, 1, 10, 11, 10002, 10003, 20001, 2]
  const letters = await Promise.all(
    serials.map(async (serial, index): Promise<SampleLetter> => {
      const number = { unitShortName: ownUnit.shortName, year: 2026, serial }
      const stream = `verification/${ownUnit.code}-2026-${serial}`
      return {
        number,
        stream,
        issuingUnit: '370304-CL',
        messageIds: [
          letterMessageId(
            stream,
            `${String(index).padStart(8, '0')}-5a5e-4000-8000-2f1d35a0c001`,
            'example.gov',
          ),
        ],
        closed: index < 8 ? null : index % 2 === 0 ? 'withdrawn' : 'case-closed',
        pages: index < withPages ? await drawPages(stream, number) : null,
      }
    }),
  )
  const number = { unitShortName: '张审批', year: 2026, serial: 10001 }
  return {
    directory: { ownUnit: ownUnit.code, ownAddresses: [ownUnit.mail], units },
    letters,
    open: letters.filter((letter) => letter.closed === null),
    closed: letters.filter((letter) => letter.closed !== null),
    foreign: { number, pages: await drawPages('verification/370303-SPJ-2026-10001', number) },
  }
}

/** Chances from one seed. */
export type Dice = {
  readonly random: () => number
  pick<Value>(values: readonly Value[]): Value
  whole(below: number): number
  chance(share: number): boolean
}

export function diceOf(random: () => number): Dice {
  const whole = (below: number) => Math.floor(random() * below)
  return {
    random,
    whole,
    chance: (share) => random() < share,
    pick<Value>(values: readonly Value[]): Value {
      const value = values[whole(values.length)]
      if (value === undefined) throw new Error('nothing to pick from')
      return value
    },
  }
}

// What people write -----------------------------------------------------------------------------------------------

const wide = (digits: string) =>
  digits.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))

/** A letter number as people type it. */
function written(number: LetterNumber, dice: Dice): string {
  const [left = '', right = ''] = dice.pick(['〔〕', '〔〕', '[]', '［］', '【】', '（）', '()', '〖〗'])
  const digits = (value: number) => (dice.chance(0.15) ? wide(String(value)) : String(value))
  const gap = dice.chance(0.2) ? ' ' : ''
  const end = dice.chance(0.8) ? '号' : ' '
  return `${number.unitShortName}${gap}协函${gap}${left}${digits(number.year)}${right}${gap}${digits(number.serial)}${end}`
}

const verdicts = ['属实', '不符，残疾等级应为三级', '查无此人', '非我单位职责，予以退回']
const leads = [
  '您好，贵单位',
  '关于',
  '现对',
  '贵局发来的',
  '收到',
  '来函文号：',
  '函号 ',
  '你单位',
  '复',
  '《关于协查核验残疾状况证明的函》（',
  '经查，',
  '接',
  '区行政审批服务局',
  '对贵局来文',
  '经核查',
  '1. ',
]
const foots = [
  '\n\n区残联 周岭\n电话 0533-400 0420',
  '\n此致\n敬礼',
  '',
  '\n\n-- \n发自我的手机',
  '\n2026年11月20日',
]

function saysNumber(number: LetterNumber, dice: Dice): string {
  const lead = dice.pick(leads)
  const close = lead.endsWith('（') ? '）' : ''
  return `${lead}${written(number, dice)}${close}，核验结果：${dice.pick(verdicts)}。${dice.pick(foots)}`
}

const saysNothing = (dice: Dice) =>
  `您好，经核查档案，结果为${dice.pick(verdicts)}。详见附件。${dice.pick(foots)}`

const quotedLetter = (letter: SampleLetter) =>
  `\n\n------------------ 原始邮件 ------------------\n发件人: "博山区行政审批服务局" <${ownUnit.mail}>\n主题: ${formatLetterNumber(letter.number)} 关于协查核验残疾状况证明的函\n\n> 请查收附件 ${formatLetterNumber(letter.number)}。回复时请保留函号。`

// Putting mails together --------------------------------------------------------------------------------------------

type Head = {
  readonly from?: string
  readonly subject?: string
  readonly subjectBytes?: Buffer
  readonly replyTo?: string | null
  readonly references?: readonly string[]
  readonly more?: readonly string[]
  readonly charset?: Charset
}

function mail(dice: Dice, head: Head, content: Part): Buffer {
  const charset = head.charset ?? 'utf-8'
  const id = `<${dice.whole(2 ** 31).toString(16)}.${dice.whole(2 ** 31)}@mail.example.gov>`
  const from = head.from ?? 'bscl@example.gov'
  const subject =
    head.subjectBytes === undefined
      ? `Subject: ${headText(head.subject ?? '', charset, dice.chance(0.4))}`
      : Buffer.concat([Buffer.from('Subject: '), head.subjectBytes])
  return composeMail(
    [
      `Received: from mx.example.gov (mx.example.gov [192.0.2.${dice.whole(250)}]) by mail.example.gov; Fri, 20 Nov 2026 09:00:00 +0800`,
      `From: ${headText('区残联', charset)} <${from}>`,
      `To: <${ownUnit.mail}>`,
      subject,
      `Date: Fri, 20 Nov 2026 0${dice.whole(9)}:00:00 +0800`,
      `Message-ID: ${id}`,
      ...(head.replyTo == null ? [] : [`In-Reply-To: ${head.replyTo}`]),
      ...(head.references === undefined || head.references.length === 0
        ? []
        : [`References: ${head.references.join('\r\n ')}`]),
      ...(head.more ?? []),
    ],
    content,
  )
}

const boundary = (dice: Dice) => `----=_Part_${dice.whole(1e9)}_${dice.whole(1e9)}`

function anyText(text: string, dice: Dice): Part {
  const encoding = dice.pick(['base64', 'quoted-printable', '8bit'] as const)
  return textPart(text, { written: dice.pick(['utf-8', 'gb18030'] as const), encoding })
}

/** As HTML alone or beside the text; numbers are torn apart by tags and entities. */
function asHtml(text: string, dice: Dice): string {
  const body = [...text]
    .map((character) => {
      if (character === '\n') return '<br>\r\n'
      if (character === '<') return '&lt;'
      if (character === '>') return '&gt;'
      if (/[\p{Script=Han}\d]/u.test(character) && dice.chance(0.05))
        return `<span lang="EN-US">${character}</span>`
      return dice.chance(0.03) ? `&#${character.codePointAt(0)};` : character
    })
    .join('')
  return `<html><head><style>p{margin:0}</style><title>x</title></head><body><div><p>${body}</p></div></body></html>`
}

function body(text: string, dice: Dice): Part {
  if (dice.chance(0.6)) return anyText(text, dice)
  const html = textPart(asHtml(text, dice), {
    type: 'text/html',
    written: dice.pick(['utf-8', 'gb18030'] as const),
  })
  return dice.chance(0.5) ? html : multipart('alternative', [anyText(text, dice), html], boundary(dice))
}

const withFiles = (dice: Dice, text: Part | null, files: readonly Part[]) =>
  multipart('mixed', [...(text === null ? [] : [text]), ...files], boundary(dice))

const pdfFile = (bytes: Uint8Array, dice: Dice, name = '扫描件.pdf') =>
  filePart(
    name,
    dice.pick(['application/pdf', 'application/octet-stream']),
    bytes,
    dice.pick(['utf-8', 'gb18030'] as const),
  )

// True answers ------------------------------------------------------------------------------------------------------

type Maker = (office: Office, dice: Dice) => { readonly answers: string | null; readonly raw: Buffer }

const paged = (office: Office, dice: Dice) => {
  const letter = dice.pick(office.open.filter((one) => one.pages !== null))
  if (letter.pages === null) throw new Error('no pages')
  return { letter, pages: letter.pages }
}
const own = (letter: SampleLetter) => letter.messageIds[0] ?? ''

const trueAnswers: Readonly<Record<string, readonly [share: number, make: Maker]>> = {
  reply: [
    12,
    (office, dice) => {
      const letter = dice.pick(office.open)
      const subject = `${dice.pick(['Re: ', '回复：', '答复: ', 'RE：'])}${formatLetterNumber(letter.number)} 关于协查核验残疾状况证明的函`
      const raw = mail(
        dice,
        { subject, replyTo: own(letter), references: [own(letter)] },
        body(saysNothing(dice) + (dice.chance(0.7) ? quotedLetter(letter) : ''), dice),
      )
      return { answers: letter.stream, raw }
    },
  ],
  'changed-subject': [
    10,
    (office, dice) => {
      const letter = dice.pick(office.open)
      const references = ['<old.1@mail.example.gov>', own(letter), '<old.2@mail.example.gov>']
      const byReferences = dice.chance(0.5)
      const raw = mail(
        dice,
        {
          subject: dice.pick(['核验结果', '', '残疾证核验情况', '请收', '3047']),
          replyTo: byReferences ? '<old.2@mail.example.gov>' : own(letter),
          references: byReferences ? references : [],
        },
        body(saysNothing(dice), dice),
      )
      return { answers: letter.stream, raw }
    },
  ],
  'number-in-subject': [
    10,
    (office, dice) => {
      const letter = dice.pick(office.open)
      const lead = dice.pick(['关于', '回复：', '', '对', '【核验反馈】', '答复 '])
      const raw = mail(
        dice,
        {
          subject: `${lead}${written(letter.number, dice)}${dice.pick(['的反馈', '核验结果', ''])}`,
          charset: dice.pick(['utf-8', 'gb18030'] as const),
        },
        body(saysNothing(dice), dice),
      )
      return { answers: letter.stream, raw }
    },
  ],
  'number-in-body': [
    10,
    (office, dice) => {
      const letter = dice.pick(office.open)
      return {
        answers: letter.stream,
        raw: mail(dice, { subject: '反馈' }, body(saysNumber(letter.number, dice), dice)),
      }
    },
  ],
  'no-charset-said': [
    6,
    (office, dice) => {
      const letter = dice.pick(office.open)
      const inSubject = dice.chance(0.5)
      const subject = inSubject ? `回复：${formatLetterNumber(letter.number)}` : '核验反馈'
      const text = inSubject ? saysNothing(dice) : saysNumber(letter.number, dice)
      const raw = mail(
        dice,
        { subjectBytes: encode(subject, 'gb18030'), charset: 'gb18030' },
        textPart(text, {
          charset: null,
          written: 'gb18030',
          encoding: dice.pick(['8bit', 'base64', 'quoted-printable'] as const),
        }),
      )
      return { answers: letter.stream, raw }
    },
  ],
  forward: [
    8,
    (office, dice) => {
      const { letter, pages } = paged(office, dice)
      const original = mail(
        dice,
        { from: ownUnit.mail, subject: `${formatLetterNumber(letter.number)} 关于协查核验残疾状况证明的函` },
        withFiles(dice, anyText(`请查收附件 ${formatLetterNumber(letter.number)}。`, dice), [
          pdfFile(pages.inquiry, dice, `${formatLetterNumber(letter.number)}.pdf`),
        ]),
      )
      const text = anyText(`转：经办同志已核，${dice.pick(verdicts)}。`, dice)
      const raw = mail(
        dice,
        { from: 'zhouling@mail.example.com', subject: `${dice.pick(['Fwd: ', '转发：', 'Fw: '])}协查函` },
        dice.chance(0.5)
          ? multipart('mixed', [text, messagePart(original)], boundary(dice))
          : withFiles(dice, body(`转发${quotedLetter(letter)}`, dice), [
              pdfFile(pages.inquiry, dice, '附件.pdf'),
            ]),
      )
      return { answers: letter.stream, raw }
    },
  ],
  winmail: [
    8,
    (office, dice) => {
      const { letter, pages } = paged(office, dice)
      const asText = dice.chance(0.5)
      const wrapped = winmail(
        asText ? saysNumber(letter.number, dice) : saysNothing(dice),
        asText ? [] : [{ name: '反馈函.pdf', bytes: pages.reply }],
      )
      const raw = mail(
        dice,
        { subject: '核验反馈', replyTo: dice.chance(0.3) ? own(letter) : null },
        withFiles(dice, dice.chance(0.5) ? textPart('') : null, [
          filePart('winmail.dat', 'application/ms-tnef', wrapped),
        ]),
      )
      return { answers: letter.stream, raw }
    },
  ],
  'no-text': [
    8,
    (office, dice) => {
      const { letter, pages } = paged(office, dice)
      const raw = mail(dice, { subject: '' }, withFiles(dice, null, [pdfFile(pages.reply, dice, '反馈.pdf')]))
      return { answers: letter.stream, raw }
    },
  ],
  'scanned-pdf': [
    12,
    (office, dice) => {
      const { letter, pages } = paged(office, dice)
      const scan = scannedPdf(pages.jpeg, dice.random() * 4 - 2)
      const raw = mail(
        dice,
        { subject: dice.pick(['', '扫描件', '发送: IMG_2026']) },
        withFiles(dice, dice.chance(0.5) ? anyText('见附件', dice) : null, [
          pdfFile(scan, dice, 'SCAN_0001.PDF'),
        ]),
      )
      return { answers: letter.stream, raw }
    },
  ],
  picture: [
    6,
    (office, dice) => {
      const { letter, pages } = paged(office, dice)
      const file = dice.chance(0.5)
        ? filePart('微信图片.jpg', 'image/jpeg', pages.jpeg)
        : filePart('扫描.png', dice.pick(['image/png', 'application/octet-stream']), pages.png)
      return {
        answers: letter.stream,
        raw: mail(dice, { subject: '照片' }, withFiles(dice, anyText('见图', dice), [file])),
      }
    },
  ],
  'broken-line': [
    3,
    (office, dice) => {
      const letter = dice.pick(office.open)
      const { unitShortName, year, serial } = letter.number
      const number = `${unitShortName}协函〔${year}〕\n> ${serial}号`
      return {
        answers: letter.stream,
        raw: mail(dice, { subject: '回复' }, anyText(`您好，\n> 贵单位${number}\n\n核验结果：属实。`, dice)),
      }
    },
  ],
  // An answer a person understands and no machine can tie to a letter: counted among the true ones all the same.
  wordless: [
    1,
    (office, dice) => {
      const letter = dice.pick(office.open)
      const raw = mail(dice, { subject: '上午电话里说的那件' }, anyText('邵一帆的残疾证查过了，属实。', dice))
      return { answers: letter.stream, raw }
    },
  ],
}

// What is no answer, or none a machine may tie to a letter ------------------------------------------------------------

const another = (office: Office, dice: Dice, letter: SampleLetter) =>
  dice.pick(office.open.filter((one) => one !== letter))

const noAnswers: Readonly<Record<string, readonly [share: number, make: Maker]>> = {
  spam: [
    10,
    (_, dice) => ({
      answers: null,
      raw: mail(
        dice,
        {
          from: `offer${dice.whole(1e6)}@example.com`,
          subject: dice.pick([
            '发票代开 13800000000',
            '您的邮箱已满，请点击',
            '关于〔2026〕10001号文件的通知',
            'WIN 10001',
          ]),
          references: [`<${dice.whole(1e9)}@example.com>`],
        },
        body(
          `尊敬的用户，函〔2026〕1000号，协查函10001号，订单 10001，https://example.com/${dice.whole(1e6)}`,
          dice,
        ),
      ),
    }),
  ],
  'number-of-another-unit': [
    8,
    (office, dice) => {
      const { number, pages } = office.foreign
      const text = dice.chance(0.5) ? saysNumber(number, dice) : saysNothing(dice)
      const files = dice.chance(0.5)
        ? [pdfFile(dice.chance(0.5) ? pages.reply : scannedPdf(pages.jpeg, 1), dice)]
        : []
      const raw = mail(
        dice,
        { subject: `回复：${written(number, dice)}` },
        withFiles(dice, body(text, dice), files),
      )
      return { answers: null, raw }
    },
  ],
  'name-that-ends-like-ours': [
    8,
    (office, dice) => {
      const letter = dice.pick(office.open)
      const unitShortName = `${dice.pick(['淄', '滨', '大', '上海'])}${ownUnit.shortName}`
      const number = { ...letter.number, unitShortName }
      const where = dice.chance(0.5)
      return {
        answers: null,
        raw: mail(
          dice,
          { subject: where ? `回复：${written(number, dice)}` : '反馈' },
          body(where ? saysNothing(dice) : saysNumber(number, dice), dice),
        ),
      }
    },
  ],
  'section-of-ours': [
    2,
    (office, dice) => {
      const number = { ...dice.pick(office.open).number, unitShortName: '博审批二科' }
      return { answers: null, raw: mail(dice, { subject: '反馈' }, body(saysNumber(number, dice), dice)) }
    },
  ],
  'several-letters': [
    6,
    (office, dice) => {
      const letter = dice.pick(office.open)
      const other = another(office, dice, letter)
      const text = dice.chance(0.5)
        ? `${written(letter.number, dice)}属实，${written(other.number, dice)}不符。`
        : `${ownUnit.shortName}协函〔2026〕${letter.number.serial}${dice.pick(['、', '号、', '-', '至', '号，'])}${other.number.serial}号均属实。`
      return { answers: null, raw: mail(dice, { subject: '反馈' }, body(text, dice)) }
    },
  ],
  contradiction: [
    8,
    (office, dice) => {
      const letter = dice.pick(office.open)
      const { letter: scanned, pages } = paged(office, dice)
      const files = scanned === letter ? [] : [pdfFile(scannedPdf(pages.jpeg, 0), dice)]
      const other = another(office, dice, letter)
      const text = files.length === 0 ? saysNumber(other.number, dice) : saysNothing(dice)
      return {
        answers: null,
        raw: mail(dice, { subject: '反馈', replyTo: own(letter) }, withFiles(dice, body(text, dice), files)),
      }
    },
  ],
  'closed-or-withdrawn': [
    5,
    (office, dice) => {
      const letter = dice.pick(office.closed)
      const threaded = dice.chance(0.5)
      return {
        answers: null,
        raw: mail(
          dice,
          { subject: '反馈', replyTo: threaded ? own(letter) : null },
          body(threaded ? saysNothing(dice) : saysNumber(letter.number, dice), dice),
        ),
      }
    },
  ],
  'number-never-given': [
    4,
    (_, dice) => {
      const number = {
        unitShortName: ownUnit.shortName,
        year: dice.pick([2025, 2026]),
        serial: 30000 + dice.whole(500),
      }
      return { answers: null, raw: mail(dice, { subject: '反馈' }, body(saysNumber(number, dice), dice)) }
    },
  ],
  automatic: [
    5,
    (office, dice) => {
      const letter = dice.pick(office.open)
      const subject = `${dice.pick(['自动回复：', '系统退信：', '已读：'])}${formatLetterNumber(letter.number)}`
      const report = dice.chance(0.5)
      const text = anyText(`您的邮件未能送达。${quotedLetter(letter)}`, dice)
      return {
        answers: null,
        raw: report
          ? mail(
              dice,
              { from: 'mailer-daemon@mail.example.gov', subject, replyTo: own(letter) },
              {
                ...multipart('report', [text], 'report'),
                head: ['Content-Type: multipart/report; report-type=delivery-status; boundary="report"'],
              },
            )
          : mail(dice, { subject, replyTo: own(letter), more: ['Auto-Submitted: auto-replied'] }, text),
      }
    },
  ],
  'from-ourselves': [
    3,
    (office, dice) => {
      const letter = dice.pick(office.open)
      const subject = `${formatLetterNumber(letter.number)} 关于协查核验残疾状况证明的函`
      return {
        answers: null,
        raw: mail(dice, { from: ownUnit.mail, subject }, body(saysNothing(dice), dice)),
      }
    },
  ],
  'unit-that-was-not-asked': [
    3,
    (office, dice) => ({
      answers: null,
      raw: mail(
        dice,
        { from: 'bsmzj@example.gov', subject: '反馈' },
        body(saysNumber(dice.pick(office.open).number, dice), dice),
      ),
    }),
  ],
}

/** One mail of the dice: about six in ten are answers. */
export function generateMail(office: Office, dice: Dice): GeneratedMail {
  const table = dice.chance(0.6) ? trueAnswers : noAnswers
  const kinds = Object.entries(table)
  let left = dice.random() * kinds.reduce((sum, [, [share]]) => sum + share, 0)
  for (const [kind, [share, make]] of kinds) {
    left -= share
    if (left < 0) return { kind, ...make(office, dice) }
  }
  throw new Error('the shares of the kinds do not add up')
}
