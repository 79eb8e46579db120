// What is signed at the window, as paper: everything in order on one page, the fonts inside, no whole identity number.
import { execFileSync } from 'node:child_process'
import { beforeAll, describe, expect, it } from 'vitest'
import { powerLines } from '../../../src-shared/domain/signed-form.ts'
import { sampleAuthorisation, sampleCommitment } from '../../../test/letter-samples.ts'
import { drawAuthorisation } from './draw-authorisation.ts'
import { drawCommitment } from './draw-commitment.ts'
import { loadLetterFonts } from './letter-fonts.ts'
import { countPages } from './letter-page.ts'

beforeAll(() => loadLetterFonts(), 30_000)

const said = (tool: string, pdf: Uint8Array, ...words: readonly string[]) =>
  execFileSync(tool, words, { input: pdf, encoding: 'utf8' })
const textOf = (pdf: Uint8Array) => said('pdftotext', pdf, '-layout', '-', '-').replace(/\s+/g, '')

function expectInOrder(text: string, parts: readonly string[]): void {
  let from = 0
  for (const part of parts) {
    const at = text.indexOf(part, from)
    expect(at, `${part} after position ${from} in ${text}`).toBeGreaterThanOrEqual(from)
    from = at + part.length
  }
}

describe('notice and promise', () => {
  it('tells before it promises, on one page with places to sign', async () => {
    const pdf = await drawCommitment(sampleCommitment)
    expect(countPages(pdf)).toBe(1)
    const text = textOf(pdf)
    expectInOrder(text, [
      '博山区行政审批服务局办件编号BS-2026-3-00042',
      '证明事项告知承诺书',
      '邵一帆',
      '370304********2817',
      '临时救助',
      '行政机关告知',
      '家庭经济状况证明，用于核对申请临时救助的家庭收入和财产。',
      '《社会救助暂行办法》第四十七条',
      '不得代为承诺',
      '30日内由区民政局抽查',
      '承诺不实的',
      '申请人承诺',
      '愿意承担不实承诺的法律责任',
      '真实意思的表示',
      '申请人（签名）：行政机关（盖章）：',
      '第1/1页',
    ])
    expect(text).not.toContain(sampleCommitment.applicant.identityNumber)
  })

  it('carries its fonts as a subset', async () => {
    const fonts = said('pdffonts', await drawCommitment(sampleCommitment), '-')
      .trim()
      .split('\n')
      .slice(2)
    expect(fonts).toHaveLength(2)
    for (const font of fonts) expect(font).toMatch(/^[A-Z]{6}\+NotoSerifSC.*Identity-H\s+yes yes yes/)
  })

  it('passes to a second page with its signatures whole where the basis is long', async () => {
    const pdf = await drawCommitment({ ...sampleCommitment, legalBasis: '《办法》第四十七条。'.repeat(60) })
    expect(countPages(pdf)).toBe(2)
    const last = said('pdftotext', pdf, '-layout', '-f', '2', '-', '-')
    expect(last).toMatch(/申请人（签名）：/)
    expect(last).toMatch(/年 +月 +日/)
  })
})

describe('authorisation', () => {
  it('names both parties, each power, the term and what is not allowed', async () => {
    const pdf = await drawAuthorisation(sampleAuthorisation)
    expect(countPages(pdf)).toBe(1)
    expectInOrder(textOf(pdf), [
      '授权委托书',
      '委托人',
      '邵一帆',
      '受托人',
      '博山区行政审批服务局',
      '林沐',
      '（一）向博山区残疾人联合会申请并领取残疾状况证明；',
      '（二）将证明交本次办件使用。',
      '至2026年11月30日止',
      '不得转委托',
      '不留存委托人身份证',
      '委托人（签名）：受托人（签名）：',
    ])
  })

  it('lists powers one by one however they were parted', () => {
    expect(powerLines('领取证明；\n 交回原件。；；')).toEqual(['领取证明；', '交回原件。'])
    expect(powerLines(' ；\n')).toEqual([])
  })
})
