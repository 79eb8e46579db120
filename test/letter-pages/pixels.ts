// Pictures of pages as plain pixels: drawn from a PDF by poppler, written as PNG and read back.
import { execFileSync } from 'node:child_process'
import { crc32, deflateSync, inflateSync } from 'node:zlib'

/** `channels` bytes a pixel (1 grey, 3 colour), row by row, 255 for white. */
export type Pixels = {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  readonly data: Uint8Array
}

/** One page of a PDF as `pdftoppm` draws it. `page` counts from 1. */
export function drawPage(pdf: Uint8Array, page: number, dotsPerInch: number, colour: boolean): Pixels {
  const words = ['-r', `${dotsPerInch}`, '-f', `${page}`, '-l', `${page}`, ...(colour ? [] : ['-gray'])]
  const drawn = execFileSync('pdftoppm', [...words, '-'], { input: pdf, maxBuffer: 256 * 1024 * 1024 })
  const head = /^P([56])\s(\d+)\s(\d+)\s255\s/.exec(drawn.subarray(0, 40).toString('latin1'))
  if (head === null) throw new Error('pdftoppm drew no picture')
  const channels = head[1] === '6' ? 3 : 1
  const [width, height] = [Number(head[2]), Number(head[3])]
  return { width, height, channels, data: drawn.subarray(head[0].length) }
}

/** A PNG of one bit a pixel for black and white, else of eight bits a channel; rows as they are, without filters. */
export function toPng(picture: Pixels, bits: 1 | 8 = 8): Buffer {
  const { width, height, channels, data } = picture
  const rowBytes = bits === 1 ? Math.ceil(width / 8) : width * channels
  const rows = Buffer.alloc(height * (rowBytes + 1))
  for (let row = 0; row < height; row += 1) {
    const start = row * (rowBytes + 1) + 1
    if (bits === 8) rows.set(data.subarray(row * rowBytes, (row + 1) * rowBytes), start)
    else
      for (let column = 0; column < width; column += 1)
        if ((data[row * width + column] ?? 0) >= 128) {
          const at = start + (column >> 3)
          rows[at] = (rows[at] ?? 0) | (0x80 >> (column & 7))
        }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head[8] = bits
  head[9] = channels === 3 ? 2 : 0
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  return Buffer.concat([
    signature,
    part('IHDR', head),
    part('IDAT', deflateSync(rows, { level: 9 })),
    part('IEND', Buffer.alloc(0)),
  ])
}

function part(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content])
  const framed = Buffer.alloc(named.length + 8)
  framed.writeUInt32BE(content.length, 0)
  framed.set(named, 4)
  framed.writeUInt32BE(crc32(named), named.length + 4)
  return framed
}

/** Reads what `toPng` wrote with eight bits a channel, and nothing else. */
export function fromPng(file: Buffer): Pixels {
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)]
  const channels = file[25] === 2 ? 3 : 1
  const rows = inflateSync(file.subarray(41, 41 + file.readUInt32BE(33)))
  const rowBytes = width * channels
  if (file[24] !== 8 || rows.length !== height * (rowBytes + 1)) throw new Error('not a picture of ours')
  const data = new Uint8Array(height * rowBytes)
  for (let row = 0; row < height; row += 1) {
    const start = row * (rowBytes + 1)
    if (rows[start] !== 0) throw new Error('not a picture of ours')
    data.set(rows.subarray(start + 1, start + 1 + rowBytes), row * rowBytes)
  }
  return { width, height, channels, data }
}
