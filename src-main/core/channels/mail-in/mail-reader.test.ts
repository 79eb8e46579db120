// Mail as it comes, hostile mail among it: read in a thread of its own, within its limits, and core goes on.
import { readFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { leastMatched, run } from '../../../../test/campaign/mail-in.ts'
import { seeded } from '../../../../test/campaign/schedules.ts'
import {
  composeMail,
  filePart,
  multipart,
  textPart,
  winmail,
} from '../../../../test/mail-samples/compose-mail.ts'
import { diceOf, generateMail, openOffice } from '../../../../test/mail-samples/generate-mail.ts'
import { htmlText } from './html-text.ts'
import { createMailReader } from './mail-reader.ts'
import { readMail } from './read-mail.ts'
import { readWinmail } from './read-winmail.ts'

const reader = createMailReader()
afterAll(() => reader.close())

const withFile = (name: string, type: string, bytes: Uint8Array) =>
  composeMail(
    ['From: <cl@example.gov>', 'Subject: x'],
    multipart('mixed', [textPart('见附件'), filePart(name, type, bytes)], 'b'),
  )

it('ties no generated mail to a wrong letter and hardly misses a true answer (a slice of the campaign mail-in)', async () => {
  const result = await run(60, 1, 2)
  expect(result.wrong).toBe(0)
  expect(result.matched_share).toBeGreaterThanOrEqual(leastMatched)
}, 60_000)

describe('a mail is read', () => {
  it('with its head, whatever character set it says or leaves out', async () => {
    const text = '博审批协函〔2026〕3047号，属实。'
    for (const encoding of ['8bit', 'base64', 'quoted-printable'] as const) {
      for (const charset of ['gb2312', 'GBK', 'gb18030', null]) {
        const part = textPart(text, { written: 'gb18030', charset, encoding })
        const raw = composeMail(
          ['From: "CL" <CL@Example.gov>', 'Date: Fri, 20 Nov 2026 09:00:00 +0800'],
          part,
        )
        expect(await reader.read(raw)).toMatchObject({
          text: expect.stringContaining(text),
          from: 'cl@example.gov',
          sentAt: '2026-11-20T01:00:00.000Z',
        })
      }
    }
  })

  it('as text where it is HTML', () => {
    const html =
      '<head><title>t</title></head><style>p{}</style><p>博<b>审</b>批协函&#12308;2026&#x3015;3047号</p><!-- x --><div>a&nbsp;&lt;b&gt;<br>c</div><script>alert(1)</script>'
    expect(htmlText(html)).toBe('博审批协函〔2026〕3047号\na <b>\nc')
  })

  it('out of a winmail.dat, however it is cut short', () => {
    const file = winmail('博审批协函〔2026〕3047号', [{ name: '反馈函.pdf', bytes: Buffer.from('%PDF-') }])
    expect(readWinmail(file)).toMatchObject({
      text: '博审批协函〔2026〕3047号',
      attachments: [{ name: '反馈函.pdf', bytes: Buffer.from('%PDF-') }],
    })
    for (let length = 0; length < file.length; length += 1) readWinmail(file.subarray(0, length))
    expect(readWinmail(Buffer.from('no such file'))).toBeNull()
  })

  it('by its head alone where it is too large', async () => {
    const raw = withFile('a.bin', 'application/octet-stream', Buffer.alloc(1000))
    expect(await reader.read(raw, true)).toMatchObject({ subject: 'x', text: '', attachments: [] })
  })
})

describe('a mail that means harm', () => {
  it('is read or refused, whatever bytes it is made of', async () => {
    const office = await openOffice(1)
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.uint8Array({ maxLength: 40 }), async (seed, where, bytes) => {
        const { raw } = generateMail(office, diceOf(seeded(seed)))
        raw.set(bytes.subarray(0, Math.max(0, raw.length - (where % raw.length))), where % raw.length)
        const read = await readMail(raw)
        expect(read.attachments.length).toBeLessThanOrEqual(100)
      }),
      { numRuns: 40, endOnFailure: true },
    )
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
        await readMail(bytes)
      }),
    )
  }, 60_000)

  it('has its pages counted and its sheets drawn no larger than a page', async () => {
    const sheet = (size: number, pages: number) => {
      const kids = Array.from({ length: pages }, (_, index) => `${index + 3} 0 R`).join(' ')
      const page = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${size} ${size}] >>`
      return Buffer.from(
        `%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [${kids}] /Count ${pages} >>\nendobj\n${Array.from({ length: pages }, (_, index) => `${index + 3} 0 obj\n${page}\nendobj\n`).join('')}trailer\n<< /Root 1 0 R >>\n`,
      )
    }
    for (const pdf of [sheet(14_400, 1), sheet(200, 3_000)]) {
      const read = await reader.read(withFile('a.pdf', 'application/pdf', pdf))
      expect(read?.attachments).toMatchObject([{ codes: [], notRead: null }])
    }
  })

  it('is told apart by what its file is, and said when it could not be read', async () => {
    const kinds = [
      ['a.pdf', Buffer.from('%PDF-1.4 and nothing more'), 'damaged'],
      ['a.pdf', readFileSync(new URL('../../letters/README.md', import.meta.url)), 'kind'],
      [
        'a.png',
        Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), deflateSync(Buffer.alloc(99))]),
        'damaged',
      ],
      ['a.zip', Buffer.from('PK\x03\x04'), 'kind'],
    ] as const
    for (const [name, bytes, notRead] of kinds) {
      const read = await reader.read(withFile(name, 'application/octet-stream', bytes))
      expect(read?.attachments).toMatchObject([{ name, notRead }])
    }
  })

  it('takes no longer than it may, and the next one is read', async () => {
    const hasty = createMailReader({ time: 1, memory: 512 })
    const long = withFile('a.txt', 'text/plain', Buffer.alloc(20_000_000, 0x61))
    expect(await hasty.read(long)).toBeNull()
    await hasty.close()
    expect(await reader.read(long)).toMatchObject({ subject: 'x' })
  })

  it('ends its thread by the memory it takes, and core and the next mail go on', async () => {
    const small = createMailReader({ time: 30_000, memory: 16 })
    const many = Array.from({ length: 60_000 }, (_, index) => `X-${index}: ${'y'.repeat(20)}`)
    const parts = Array.from({ length: 20_000 }, () => textPart('z'))
    const raw = composeMail(many, multipart('mixed', parts, 'b'))
    expect(await small.read(raw)).toBeNull()
    expect(await small.read(composeMail(['Subject: next'], textPart('x')))).toMatchObject({ subject: 'next' })
    await small.close()
  }, 60_000)
})
