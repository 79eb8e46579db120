// Approved pictures of letters: drawn coarse, kept as PNG, compared tile by tile so that a changed word shows and another poppler does not.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { drawAuthorisation } from '../../src-main/core/letters/draw-authorisation.ts'
import { drawCommitment } from '../../src-main/core/letters/draw-commitment.ts'
import { drawInquiryLetter } from '../../src-main/core/letters/draw-inquiry-letter.ts'
import { drawReplyLetter } from '../../src-main/core/letters/draw-reply-letter.ts'
import { sampleAuthorisation, sampleCommitment, sampleInquiry, sampleReply } from '../letter-samples.ts'
import { drawPage, fromPng, type Pixels } from './pixels.ts'

export const approvedFolder = fileURLToPath(new URL('./approved/', import.meta.url))
const dotsPerInch = 80
/** Pixels of a tile's side: half a character of the table. */
const tileSide = 7
/** Most a tile's mean may differ in a channel, of 255. */
export const mostDifference = 24

/** The letters whose looks are approved; each is one page. */
export const approvedLetters: Readonly<Record<string, () => Promise<Uint8Array>>> = {
  inquiry: () => drawInquiryLetter(sampleInquiry),
  reply: () => drawReplyLetter(sampleReply),
  commitment: () => drawCommitment(sampleCommitment),
  authorisation: () => drawAuthorisation(sampleAuthorisation),
}

export const pictureOf = (pdf: Uint8Array): Pixels => drawPage(pdf, 1, dotsPerInch, true)

export function approvedPicture(name: string): Pixels | null {
  const file = `${approvedFolder}${name}.png`
  return existsSync(file) ? fromPng(readFileSync(file)) : null
}

export type Difference = { readonly x: number; readonly y: number; readonly by: number }

/** Tiles, by their upper left pixel, that differ by more than may be; a picture of another size differs everywhere. */
export function differences(one: Pixels, other: Pixels): readonly Difference[] {
  const { width, height } = one
  if (width !== other.width || height !== other.height) return [{ x: 0, y: 0, by: 255 }]
  const found: Difference[] = []
  for (let y = 0; y < height; y += tileSide)
    for (let x = 0; x < width; x += tileSide) {
      const [means, others] = [tileMeans(one, x, y), tileMeans(other, x, y)]
      const by = Math.max(...means.map((mean, channel) => Math.abs(mean - (others[channel] ?? 0))))
      if (by > mostDifference) found.push({ x, y, by: Math.round(by) })
    }
  return found
}

function tileMeans({ width, height, channels, data }: Pixels, left: number, top: number): number[] {
  const sums = new Array<number>(channels).fill(0)
  let pixels = 0
  for (let y = top; y < Math.min(height, top + tileSide); y += 1)
    for (let x = left; x < Math.min(width, left + tileSide); x += 1) {
      pixels += 1
      for (let channel = 0; channel < channels; channel += 1)
        sums[channel] = (sums[channel] ?? 0) + (data[(y * width + x) * channels + channel] ?? 0)
    }
  return sums.map((sum) => sum / pixels)
}
