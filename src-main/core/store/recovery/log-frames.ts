// Reads the frames of a write-ahead log (sqlite.org/fileformat2.html, section 4) past the first broken one, where SQLite stops.

const headerBytes = 32
const frameHeaderBytes = 24

/** One frame that is whole: the page it holds and where its bytes begin in the log. */
export type Frame = { readonly page: number; readonly at: number }

export type LogReading = {
  /** Whole frames of the log's current run, in the order they were written. */
  readonly frames: readonly Frame[]
  /** Frames that were written and are not whole. */
  readonly broken: number
}

type Sum = readonly [number, number]

/** SQLite's checksum, over words of the byte order the log's magic number names. */
function checksum(bytes: Buffer, bigEndian: boolean, [first, second]: Sum): Sum {
  let one = first
  let two = second
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    const left = bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)
    const right = bigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)
    one = (one + left + two) >>> 0
    two = (two + right + one) >>> 0
  }
  return [one, two]
}

const isSame = (one: Sum, other: Sum): boolean => one[0] === other[0] && one[1] === other[1]

/**
 * Each frame's checksum goes on from the one stored in the frame before, so a frame behind a broken one can still be judged by
 * itself. A broken header costs nothing: what it says is tried in the ways it can have been meant, and the frames tell which.
 */
export function readLog(log: Buffer, pageSize = 4096): LogReading {
  const nothing: LogReading = { frames: [], broken: 0 }
  if (log.length < headerBytes + frameHeaderBytes + pageSize) return nothing
  const stored: Sum = [log.readUInt32BE(24), log.readUInt32BE(28)]
  const stated = log.readUInt32BE(0) === 0x377f0683
  const computed = checksum(log.subarray(0, 24), stated, [0, 0])
  if (isSame(computed, stored)) return readFrames(log, pageSize, stated, stored)
  return [true, false]
    .flatMap((bigEndian) => [
      readFrames(log, pageSize, bigEndian, stored),
      readFrames(log, pageSize, bigEndian, checksum(log.subarray(0, 24), bigEndian, [0, 0])),
    ])
    .reduce((best, one) => (one.frames.length > best.frames.length ? one : best), nothing)
}

function readFrames(log: Buffer, pageSize: number, bigEndian: boolean, start: Sum): LogReading {
  const step = frameHeaderBytes + pageSize
  const salt = saltOf(log, pageSize)
  const frames: Frame[] = []
  let broken = 0
  let before = start
  for (let at = headerBytes; at + step <= log.length; at += step) {
    const header = log.subarray(at, at + frameHeaderBytes)
    const stored: Sum = [header.readUInt32BE(16), header.readUInt32BE(20)]
    const found = checksum(
      log.subarray(at + frameHeaderBytes, at + step),
      bigEndian,
      checksum(header.subarray(0, 8), bigEndian, before),
    )
    const isOfThisRun = header.subarray(8, 16).equals(salt)
    if (isOfThisRun && isSame(found, stored))
      frames.push({ page: header.readUInt32BE(0), at: at + frameHeaderBytes })
    else if (isOfThisRun) broken += 1
    before = stored
  }
  return { frames, broken }
}

/** The current run's salt: the header's, or the first frame's where the header is broken. Older runs' frames lie behind it. */
function saltOf(log: Buffer, pageSize: number): Buffer {
  const first = log.subarray(headerBytes + 8, headerBytes + 16)
  const inHeader = log.subarray(16, 24)
  if (first.equals(inHeader)) return inHeader
  const second = headerBytes + frameHeaderBytes + pageSize
  const next = log.length >= second + 16 ? log.subarray(second + 8, second + 16) : first
  return next.equals(inHeader) ? inHeader : first
}
