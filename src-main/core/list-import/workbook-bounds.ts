// Refuses a workbook that would unpack or spread into more than a list ever is, before its reader opens it.
import { inflateRawSync } from 'node:zlib'
import { CodedFailure } from '../../../src-shared/errors.ts'

/** Bytes all parts of a workbook may unpack to; counted while unpacking, whatever the directory promises. */
const mostUnpacked = 200 * 1024 * 1024
const mostParts = 2_000
/** Cells written in one sheet, and cells its merged or named ranges spread over: the reader makes an object of each. */
export const mostCells = 1_000_000
const mostRange = 1_000_000

const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const endLength = 22

const tooLarge = (reason: string) => new CodedFailure('list-file-too-large', { reason })
const unreadable = () => new CodedFailure('list-file-unreadable', { reason: 'workbook' })

/** @throws list-file-too-large, list-file-unreadable */
export function checkWorkbookBounds(bytes: Uint8Array): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let left = mostUnpacked
  try {
    for (const part of partsOf(buffer)) {
      const unpacked = unpack(buffer, part, left)
      left -= unpacked.length
      if (left < 0) throw tooLarge('unpacked')
      if (/^\/?xl\/(worksheets\/[^/]+|workbook)\.xml$/i.test(part.name))
        checkSpread(unpacked.toString('latin1'))
    }
  } catch (thrown) {
    if (thrown instanceof CodedFailure) throw thrown
    // node:zlib says so where a part unpacks to more than is left; a torn structure ends as a RangeError.
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : ''
    throw code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge('unpacked') : unreadable()
  }
}

type Part = {
  readonly name: string
  readonly packed: boolean
  readonly start: number
  readonly length: number
}

/** The parts the ZIP's central directory names, where their bytes stand. */
function partsOf(buffer: Buffer): readonly Part[] {
  const end = buffer.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || buffer.readUInt32LE(end) !== endSignature || end + endLength > buffer.length)
    throw unreadable()
  const count = buffer.readUInt16LE(end + 10)
  if (count > mostParts) throw tooLarge('parts')
  const directoryLength = buffer.readUInt32LE(end + 12)
  // Bytes put before the archive move every place in it.
  const before = end - directoryLength - buffer.readUInt32LE(end + 16)
  const parts: Part[] = []
  let at = end - directoryLength
  for (let index = 0; index < count; index += 1) {
    if (buffer.readUInt32LE(at) !== entrySignature) throw unreadable()
    const nameLength = buffer.readUInt16LE(at + 28)
    const place = before + buffer.readUInt32LE(at + 42)
    parts.push({
      name: buffer.toString('latin1', at + 46, at + 46 + nameLength),
      packed: buffer.readUInt16LE(at + 10) !== 0,
      start: place + 30 + buffer.readUInt16LE(place + 26) + buffer.readUInt16LE(place + 28),
      length: buffer.readUInt32LE(at + 20),
    })
    at += 46 + nameLength + buffer.readUInt16LE(at + 30) + buffer.readUInt16LE(at + 32)
  }
  return parts
}

function unpack(buffer: Buffer, part: Part, most: number): Buffer {
  const bytes = buffer.subarray(part.start, part.start + part.length)
  if (!part.packed || bytes.length === 0) return bytes
  return inflateRawSync(bytes, { maxOutputLength: Math.max(1, most) })
}

/** A few bytes can merge or name a million rows: the reader would make every cell of them. */
function checkSpread(xml: string): void {
  let cells = 0
  for (const _ of xml.matchAll(/<(?:\w+:)?c[\s>/]/g)) {
    cells += 1
    if (cells > mostCells) throw tooLarge('cells')
  }
  let spread = 0
  for (const [whole] of xml.matchAll(/<(?:\w+:)?(?:mergeCell\s[^>]*>|definedName[\s>][^<]*)/g)) {
    for (const [, left, top, right, bottom] of whole.matchAll(/\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)/gi)) {
      const columns = Math.abs(columnNumber(right ?? '') - columnNumber(left ?? '')) + 1
      spread += columns * (Math.abs(Number(bottom) - Number(top)) + 1)
      if (spread > mostRange) throw tooLarge('range')
    }
  }
}

/** `A` → 1, `AA` → 27. */
function columnNumber(letters: string): number {
  return [...letters.toUpperCase()].reduce((total, letter) => total * 26 + letter.charCodeAt(0) - 64, 0)
}
