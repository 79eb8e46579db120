// What a black-and-white scanner makes of a page: laid askew, grainy, with specks and streaks, one bit a pixel.
import type { Pixels } from './pixels.ts'

export type ScanFaults = {
  /** Turn of the page on the glass, degrees; the picture keeps its size. */
  readonly degrees: number
  /** Grain before the scanner decides between black and white: up to so much of 255. */
  readonly grain: number
  /** Share of pixels that come out wrong. */
  readonly wrong: number
  /** Specks of two to four pixels a side. */
  readonly specks: number
  /** Lines of one pixel down the page, white ones over the print and black ones beside it. */
  readonly streaks: number
  /** Below this a pixel is black: ordinary is 128. */
  readonly threshold: number
}

/** `random` gives numbers in [0, 1). */
export function scanned(page: Pixels, faults: ScanFaults, random: () => number): Pixels {
  const { width, height } = page
  const data = new Uint8Array(width * height)
  const angle = (faults.degrees * Math.PI) / 180
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
  const [middleX, middleY] = [width / 2, height / 2]
  let state = Math.floor(random() * 0xffffffff) | 1
  const draw = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 0x1_0000_0000
  }
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const fromX = middleX + (x - middleX) * cosine + (y - middleY) * sine
      const fromY = middleY - (x - middleX) * sine + (y - middleY) * cosine
      const grey = between(page, fromX, fromY) + (draw() * 2 - 1) * faults.grain
      const black = draw() < faults.wrong ? grey >= faults.threshold : grey < faults.threshold
      data[y * width + x] = black ? 0 : 255
    }
  }
  for (let speck = 0; speck < faults.specks; speck += 1) {
    const [left, top, side] = [
      Math.floor(random() * width),
      Math.floor(random() * height),
      2 + Math.floor(random() * 3),
    ]
    const ink = random() < 0.5 ? 0 : 255
    for (let y = top; y < Math.min(height, top + side); y += 1)
      data.fill(ink, y * width + left, y * width + Math.min(width, left + side))
  }
  for (let streak = 0; streak < faults.streaks; streak += 1) {
    const x = Math.floor(random() * width)
    const ink = random() < 0.5 ? 0 : 255
    for (let y = 0; y < height; y += 1) data[y * width + x] = ink
  }
  return { width, height, channels: 1, data }
}

/** Grey between the four pixels around a place; white beside the page. */
function between({ width, height, data }: Pixels, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)]
  if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) return 255
  const at = top * width + left
  const [across, down] = [x - left, y - top]
  const upper = (data[at] ?? 255) * (1 - across) + (data[at + 1] ?? 255) * across
  const lower = (data[at + width] ?? 255) * (1 - across) + (data[at + width + 1] ?? 255) * across
  return upper * (1 - down) + lower * down
}
