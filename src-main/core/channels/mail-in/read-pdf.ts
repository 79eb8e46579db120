// Reads a PDF that came as an attachment: its text, and the codes on its pages, drawn without a browser by PDFium.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import { type PagePicture, readPageCode } from '../../letters/read-letter-code.ts'
import { mostText, type NotRead } from './mail.ts'

/** Pages looked at from the front: an answer is a page or two, its annexes are not asked for a code. */
const mostPages = 12
/** Bytes of the largest file opened. */
const largestPdf = 20 * 1024 * 1024
/** Pixels of a drawn page: A4 at 200 dpi is 3.9 million. A larger sheet is drawn coarser. */
const mostPagePixels = 4_000_000
const dotsPerInch = 200

let library: Promise<PDFiumLibrary> | null = null

export type ReadPdf =
  | { readonly text: string; readonly codes: readonly string[] }
  | { readonly notRead: NotRead }

export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  if (bytes.byteLength > largestPdf) return { notRead: 'too-large' }
  library ??= open()
  const pdfium = await library
  let document: Awaited<ReturnType<PDFiumLibrary['loadDocument']>>
  try {
    document = await pdfium.loadDocument(bytes)
  } catch (thrown) {
    return { notRead: /password|security/i.test(String(thrown)) ? 'locked' : 'damaged' }
  }
  try {
    let text = ''
    const codes = new Set<string>()
    for (let index = 0; index < Math.min(document.getPageCount(), mostPages); index += 1) {
      const page = document.getPage(index)
      if (text.length < mostText) text += `${page.getText()}\n`
      const { originalWidth: width, originalHeight: height } = page.getOriginalSize()
      if (!(width > 0 && height > 0)) continue
      const scale = Math.min(dotsPerInch / 72, Math.sqrt(mostPagePixels / (width * height)))
      const drawn = await page.render({ scale, render: 'bitmap' })
      for (const code of await readPageCode(asPicture(drawn))) codes.add(code)
    }
    return { text: text.slice(0, mostText), codes: [...codes] }
  } catch {
    return { notRead: 'damaged' }
  } finally {
    document.destroy()
  }
}

/** Red and blue stand the other way round; for a code that makes no difference. */
function asPicture(drawn: { width: number; height: number; data: Uint8Array }): PagePicture {
  return { width: drawn.width, height: drawn.height, data: new Uint8ClampedArray(drawn.data) }
}

/** Given its program from the disk, so that it is found in a packed product too. */
async function open(): Promise<PDFiumLibrary> {
  const file = await readFile(createRequire(import.meta.url).resolve('@hyzyla/pdfium/pdfium.wasm'))
  const wasmBinary = new ArrayBuffer(file.byteLength)
  new Uint8Array(wasmBinary).set(file)
  return PDFiumLibrary.init({ wasmBinary })
}
