// A number in a disc of 16 by 16 points for the taskbar: Windows shows a picture there, not a number.

/** Digits of 3 by 5 points, a row a line, bits from the left. */
const digits = [
  [7, 5, 5, 5, 7],
  [2, 6, 2, 2, 7],
  [7, 1, 7, 4, 7],
  [7, 1, 7, 1, 7],
  [5, 5, 7, 1, 1],
  [7, 4, 7, 1, 7],
  [7, 4, 7, 5, 7],
  [7, 1, 2, 2, 2],
  [7, 5, 7, 5, 7],
  [7, 5, 7, 1, 7],
]
const size = 16
/** Blue, green, red, alpha. */
const disc = [0x2b, 0x2b, 0xb4, 0xff]
const ink = [0xff, 0xff, 0xff, 0xff]

/** The picture as rows of points, four bytes each; above 99 it stays 99. */
export function numberPicture(count: number): Buffer {
  const picture = Buffer.alloc(size * size * 4)
  const put = (x: number, y: number, colour: readonly number[]) => picture.set(colour, (y * size + x) * 4)
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) if ((x - 7.5) ** 2 + (y - 7.5) ** 2 <= 62) put(x, y, disc)
  }
  const text = String(Math.min(99, count))
  // Three points and a gap for each digit, every point two high.
  const left = Math.floor((size - (text.length * 4 - 1)) / 2)
  for (const [at, digit] of [...text].entries()) {
    for (const [row, bits] of (digits[Number(digit)] ?? []).entries()) {
      for (let column = 0; column < 3; column += 1) {
        if ((bits & (4 >> column)) === 0) continue
        for (const half of [0, 1]) put(left + at * 4 + column, 3 + row * 2 + half, ink)
      }
    }
  }
  return picture
}
