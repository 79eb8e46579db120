// Letters as the other side gets them: the text is there in order, the fonts are inside, the code reads back from a fax-grade scan.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import QRCode from 'qrcode'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { letterCode, parseLetterCode } from '../../../src-shared/domain/letter.ts'
import { sampleInquiry, sampleReply } from '../../../test/letter-samples.ts'
import { drawInquiryLetter } from './draw-inquiry-letter.ts'
import { drawReplyLetter } from './draw-reply-letter.ts'
import { loadLetterFonts } from './letter-fonts.ts'
import { countPages } from './letter-page.ts'
import { largestImage, readLetterCode } from './read-letter-code.ts'

const folder = mkdtempSync(join(tmpdir(), 'letters-'))
beforeAll(() => loadLetterFonts(), 30_000)
afterAll(() => rmSync(folder, { recursive: true }))

const tenQuestions = Array.from({ length: 10 }, (_, index) => ({
  question: `第${index + 1}问：申请人及其共同生活的家庭成员是否在贵单位登记（含“已注销”“已迁出”），与申报是否一致？`,
  declared: '登记在册，共同生活的家庭成员三人，均未迁出；内容如附',
}))

function tool(name: string, pdf: Uint8Array, ...options: readonly string[]): string {
  const file = join(folder, 'letter.pdf')
  writeFileSync(file, pdf)
  return execFileSync(name, [...options, file, ...(name === 'pdftotext' ? ['-'] : [])], { encoding: 'utf8' })
}

/** The page as a grey picture, as a fax machine or scanner would hand it on. */
function scan(pdf: Uint8Array, page: number, dpi: number, kind: '-png' | '-jpeg' = '-png'): Uint8Array {
  const file = join(folder, 'scan.pdf')
  writeFileSync(file, pdf)
  const picture = join(folder, 'scan')
  execFileSync('pdftoppm', [
    '-r',
    `${dpi}`,
    '-gray',
    '-f',
    `${page}`,
    '-l',
    `${page}`,
    '-singlefile',
    kind,
    file,
    picture,
  ])
  return readFileSync(`${picture}.${kind === '-png' ? 'png' : 'jpg'}`)
}

function expectInOrder(text: string, parts: readonly string[]): void {
  const plain = text.replace(/\s+/g, '')
  let from = 0
  for (const part of parts) {
    const at = plain.indexOf(part.replace(/\s+/g, ''), from)
    expect(at, `${part} after position ${from} in ${plain}`).toBeGreaterThanOrEqual(from)
    from = at + 1
  }
}

describe('inquiry letter', () => {
  it('says everything in order on one page', async () => {
    const pdf = await drawInquiryLetter(sampleInquiry)
    expect(tool('pdfinfo', pdf)).toMatch(/Pages:\s+1\n[\s\S]*\(A4\)/)
    const text = tool('pdftotext', pdf, '-layout')
    expectInOrder(text, [
      '博山区行政审批服务局',
      '离线出具 · 尚未同步',
      '博审批协函〔2026〕3047号',
      '关于协查核验残疾状况证明的函',
      '博山区残疾人联合会：',
      '我单位办理“临时救助”',
      '（2026年第2期，第118条）',
      '邵一帆，居民身份证 370304********2817',
      '是否持有有效的残疾人证',
      '申报：持有□ 属实 □ 不符 □ 查无',
      '残疾类别、等级',
      '申报：肢体，二级□ 属实 □ 不符 □ 查无',
      '《社会救助暂行办法》第四十七条',
      '自收到并登记之时起30分钟内',
      '传真 0533-400 0312，或公务邮箱 bsxk@example.gov',
      '林沐，0533-400 0303',
      '不属于贵单位职责的，请及时退回并说明理由',
      '盖章处',
      '2026年10月14日',
      '以传真发出：核验实施办法第三条；联席会议办公室2026-06启用',
      '第 1/1 页',
    ])
    expect(text.replace(/\s+/g, '')).not.toContain('19000101')
  })

  it('carries its fonts as a subset and stays small', async () => {
    const pdf = await drawInquiryLetter(sampleInquiry)
    expect(pdf.byteLength).toBeLessThan(200 * 1024)
    const fonts = tool('pdffonts', pdf).trim().split('\n').slice(2)
    expect(fonts).toHaveLength(2)
    for (const font of fonts) expect(font).toMatch(/^[A-Z]{6}\+NotoSerifSC.*Identity-H\s+yes yes yes/)
  })

  it.each(['-png', '-jpeg'] as const)(
    'has a code that reads back from a grey %s scan at 200 dpi',
    async (kind) => {
      const found = await readLetterCode(scan(await drawInquiryLetter(sampleInquiry), 1, 200, kind))
      expect(found.map(parseLetterCode)).toEqual([sampleInquiry.streamId])
    },
  )

  it('has a code that reads back from a coarse fax', async () => {
    const found = await readLetterCode(scan(await drawInquiryLetter(sampleInquiry), 1, 100))
    expect(found.map(parseLetterCode)).toEqual([sampleInquiry.streamId])
  })

  it('flows onto more pages with long names and ten questions, each numbered', async () => {
    const pdf = await drawInquiryLetter({
      ...sampleInquiry,
      fromUnit: '淄博市博山区人力资源和社会保障局城乡居民基本养老保险服务中心',
      toUnit: '淄博市博山区人民政府城西街道办事处便民服务中心（退役军人服务站）',
      questions: tenQuestions,
    })
    const pages = Number(/Pages:\s+(\d+)/.exec(tool('pdfinfo', pdf))?.[1])
    expect(pages).toBe(3)
    expect(countPages(pdf)).toBe(3)
    for (let page = 1; page <= pages; page += 1) {
      const text = tool('pdftotext', pdf, '-layout', '-f', `${page}`, '-l', `${page}`).replace(/\s+/g, '')
      expect(text).toContain(`第${page}/${pages}页`)
      expect(text).toContain('博审批协函〔2026〕3047号')
    }
    expectInOrder(
      tool('pdftotext', pdf, '-layout'),
      tenQuestions.map((_, index) => `第${index + 1}问：`),
    )
    const found = await readLetterCode(scan(pdf, pages, 200))
    expect(found.map(parseLetterCode)).toEqual([sampleInquiry.streamId])
  })

  it('never begins a line with closing punctuation nor ends one with an opening bracket', async () => {
    for (let shift = 0; shift < 27; shift += 3) {
      const bodyText = `${'博'.repeat(shift)}${'申请人，（配偶）“子女”。《证明》、'.repeat(12)}`
      const pdf = await drawInquiryLetter({ ...sampleInquiry, bodyText })
      const lines = tool('pdftotext', pdf, '-layout')
        .split('\n')
        .map((line) => line.trim())
      for (const line of lines.filter((one) => one !== '')) {
        expect(line).not.toMatch(/^[，。、；：！？）》”〕]/u)
        expect(line).not.toMatch(/[（《“〔]$/u)
      }
    }
  }, 30_000)

  it('names a character the face lacks instead of printing an empty box', async () => {
    const pdf = await drawInquiryLetter({
      ...sampleInquiry,
      applicant: { ...sampleInquiry.applicant, name: '邵𠮷\u0007\n帆' },
    })
    expect(tool('pdftotext', pdf, '-layout')).toContain('邵〔U+20BB7〕')
  })

  it('is the same bytes when drawn again, also side by side', async () => {
    const [first, second] = await Promise.all([
      drawInquiryLetter(sampleInquiry),
      drawInquiryLetter(sampleInquiry),
    ])
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true)
  })

  it('says nothing of a fallback or of being offline where there is none', async () => {
    const pdf = await drawInquiryLetter({
      ...sampleInquiry,
      offline: false,
      dispatch: { channel: 'system', policy: '' },
    })
    expect(tool('pdftotext', pdf)).not.toMatch(/离线出具|发出/)
  })
})

describe('a letter with as much text as the forms take', () => {
  const characters = (length: number, from: number) =>
    Array.from({ length }, (_, index) => String.fromCodePoint(from + index)).join('')
  const plain = (pdf: Uint8Array) => tool('pdftotext', pdf, '-raw').replace(/[\s\u200b]+/gu, '')

  it('loses none of the reply', async () => {
    const remark = characters(2000, 0x4e00)
    const text = plain(await drawReplyLetter({ ...sampleReply, remark }))
    for (const character of remark) expect(text).toContain(character)
    expect(text).toContain('2026年10月14日')
  })

  it('loses none of the inquiry, nor runs over the edge', async () => {
    const letter = {
      ...sampleInquiry,
      questions: [
        { question: characters(500, 0x4e00), declared: characters(500, 0x5000) },
        { question: 'Q'.repeat(500), declared: 'y'.repeat(500) },
      ],
      legalBasis: characters(2000, 0x5200),
      bodyText: characters(1500, 0x5a00),
      closingText: characters(1500, 0x6000),
    }
    const text = plain(await drawInquiryLetter(letter))
    const all = letter.questions.map((one) => one.question + one.declared).join('')
    for (const character of all + letter.legalBasis + letter.bodyText + letter.closingText) {
      expect(text).toContain(character)
    }
    expect(text.split('Q')).toHaveLength(501)
    expect(text).toContain('2026年10月14日')
  })
})

describe('reply letter', () => {
  it('says everything in order on one page', async () => {
    const pdf = await drawReplyLetter(sampleReply)
    expect(tool('pdfinfo', pdf)).toMatch(/Pages:\s+1\n/)
    expectInOrder(tool('pdftotext', pdf, '-layout'), [
      '博山区残疾人联合会',
      '复 博审批协函〔2026〕3047号',
      '关于残疾状况证明协查核验结果的函',
      '博山区行政审批服务局：',
      '□ 属实',
      '■ 不符',
      '□ 查无',
      '□ 非本单位职责，退回',
      '等级为三级',
      '电子档',
      '周岭，0533-400 0420',
      '贺川',
      '盖章处',
      '2026年10月14日',
      '第 1/1 页',
    ])
    const found = await readLetterCode(scan(pdf, 1, 200))
    expect(found.map(parseLetterCode)).toEqual([sampleReply.streamId])
  })

  it('gives the reason where the inquiry is returned', async () => {
    const pdf = await drawReplyLetter({
      ...sampleReply,
      verdict: 'returned',
      remark: '由区民政局保管。',
      checkedBy: '',
    })
    const text = tool('pdftotext', pdf, '-layout')
    expectInOrder(text, ['■ 非本单位职责，退回', '退回理由', '由区民政局保管'])
    expect(text).not.toContain('复核人')
  })
})

describe('reading codes', () => {
  it('finds nothing on a page without one', async () => {
    const blank = await QRCode.toBuffer(letterCode(sampleInquiry.streamId), { color: { dark: '#ffffff' } })
    expect(await readLetterCode(blank)).toEqual([])
  })

  it('hands over a foreign code for the caller to refuse', async () => {
    const found = await readLetterCode(await QRCode.toBuffer('https://example.com/'))
    expect(found).toEqual(['https://example.com/'])
    expect(found.map(parseLetterCode)).toEqual([null])
  })

  it('refuses what is no picture, what is too large, and what claims to be huge', async () => {
    await expect(readLetterCode(new Uint8Array())).rejects.toThrow('letter-code-unreadable')
    await expect(readLetterCode(await drawReplyLetter(sampleReply))).rejects.toThrow('letter-code-unreadable')
    await expect(readLetterCode(new Uint8Array(largestImage + 1))).rejects.toThrow('image-too-large')
    const huge = await QRCode.toBuffer('x')
    huge.writeUInt32BE(60_000, 16)
    huge.writeUInt32BE(60_000, 20)
    await expect(readLetterCode(huge)).rejects.toThrow('image-too-large')
  })

  it('survives a picture cut short', async () => {
    const whole = await QRCode.toBuffer('x')
    for (let length = 0; length < whole.length; length += 40) {
      const result = await readLetterCode(whole.subarray(0, length)).catch((thrown: Error) => thrown.message)
      expect(Array.isArray(result) || /unreadable/.test(`${result}`)).toBe(true)
    }
  })
})
