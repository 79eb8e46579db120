// Reads the QR codes on a scanned or photographed letter, on this machine alone.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader'
import { CodedFailure } from '../../../src-shared/errors.ts'

/** Largest picture taken, bytes. */
export const largestImage = 20 * 1024 * 1024
/** Largest picture decoded: A4 at 600 dpi is 35 million pixels, and a small file can claim any size. */
const mostPixels = 40_000_000
const mostCodes = 16

/**
 * How a picture is looked at until something is found: as it is and at a third, then at half its size, where the grain of a
 * black-and-white scan becomes grey again, once by the light around each place and once by one threshold.
 */
const looks: readonly ReaderOptions[] = [
  {},
  { downscaleFactor: 2 },
  { downscaleFactor: 2, binarizer: 'FixedThreshold' },
]

let ready: Promise<unknown> | null = null

/**
 * Texts of the QR codes on a PNG or JPEG picture, in no order; none found gives an empty list. What they say is for
 * `parseLetterCode`. Fails with `image-too-large`, or `letter-code-unreadable` when it is no such picture.
 */
export async function readLetterCode(image: Uint8Array): Promise<string[]> {
  if (image.byteLength > largestImage) {
    throw new CodedFailure('image-too-large', { bytes: image.byteLength, limit: largestImage })
  }
  const size = pictureSize(image)
  if (size === null) throw new CodedFailure('letter-code-unreadable')
  if (size.width * size.height > mostPixels) {
    throw new CodedFailure('image-too-large', { width: size.width, height: size.height, limit: mostPixels })
  }
  return readCodes(image)
}

/** A page as a PDF program draws it: red, green, blue and opacity of each pixel, row by row. */
export type PagePicture = {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray<ArrayBuffer>
}

/** As `readLetterCode`, of a page that is drawn already. */
export async function readPageCode(page: PagePicture): Promise<string[]> {
  if (page.width * page.height > mostPixels) {
    throw new CodedFailure('image-too-large', { width: page.width, height: page.height, limit: mostPixels })
  }
  return readCodes({ ...page, colorSpace: 'srgb' })
}

async function readCodes(image: Parameters<typeof readBarcodes>[0]): Promise<string[]> {
  ready ??= prepare()
  try {
    await ready
  } catch (thrown) {
    ready = null
    throw thrown
  }
  for (const look of looks) {
    const found = await readBarcodes(image, {
      formats: ['QRCode'],
      tryHarder: true,
      tryRotate: true,
      tryInvert: false,
      maxNumberOfSymbols: mostCodes,
      ...look,
    }).catch(() => {
      throw new CodedFailure('letter-code-unreadable')
    })
    const texts = new Set(found.filter((code) => code.isValid).map((code) => code.text))
    if (texts.size > 0) return [...texts]
  }
  return []
}

/** The reader's own way is to fetch its program from the network: it is given the installed file instead. */
async function prepare(): Promise<unknown> {
  const file = await readFile(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))
  const wasmBinary = new ArrayBuffer(file.byteLength)
  new Uint8Array(wasmBinary).set(file)
  return prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
}

type PictureSize = { readonly width: number; readonly height: number }

/** Width and height a picture claims, read from its head; null when it is neither PNG nor JPEG. */
function pictureSize(image: Uint8Array): PictureSize | null {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength)
  if (image.byteLength >= 24 && view.getUint32(0) === 0x89504e47 && view.getUint32(4) === 0x0d0a1a0a) {
    return { width: view.getUint32(16), height: view.getUint32(20) }
  }
  return image.byteLength >= 4 && view.getUint16(0) === 0xffd8 ? jpegSize(view) : null
}

/** Walks a JPEG's segments to its frame header (ITU-T T.81 §B.2.2). */
function jpegSize(view: DataView): PictureSize | null {
  let at = 2
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null
    const marker = view.getUint8(at + 1)
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    // Fill bytes and markers without a length stand for themselves.
    if (marker === 0xff) at += 1
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) at += 2
    else at += 2 + view.getUint16(at + 2)
  }
  return null
}
