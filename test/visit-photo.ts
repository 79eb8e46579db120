// Photos as a telephone takes them, drawn for the tests.
import { createCanvas } from '@napi-rs/canvas'

/** A JPEG of a street door with this number on it. */
export async function visitPhoto(text: string, width = 640, height = 480): Promise<Buffer> {
  const canvas = createCanvas(width, height)
  const drawing = canvas.getContext('2d')
  drawing.fillStyle = '#c9b79c'
  drawing.fillRect(0, 0, width, height)
  drawing.fillStyle = '#5b3b24'
  drawing.fillRect(width * 0.3, height * 0.15, width * 0.4, height * 0.85)
  drawing.fillStyle = '#fff'
  drawing.font = `${Math.round(height / 6)}px sans-serif`
  drawing.fillText(text, width * 0.36, height * 0.4)
  return canvas.encode('jpeg', 80)
}

/** The same with a segment of metadata before the picture: Exif, as a camera writes where it was, or another marker's. */
export function withMetadata(jpeg: Buffer, marker = 0xffe1): Buffer {
  const written = Buffer.from('Exif\0\0GPS 36.5N 117.9E')
  const head = Buffer.alloc(4)
  head.writeUInt16BE(marker, 0)
  head.writeUInt16BE(written.length + 2, 2)
  return Buffer.concat([jpeg.subarray(0, 2), head, written, jpeg.subarray(2)])
}
