// Draws a letter's pages as pictures, the same in both hosts; the PDF library comes with the first letter, in a worker of its own.
import workerAddress from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?worker&url'

export type DrawingLimits = {
  /** Dots per inch. PDF itself counts 72. */
  readonly resolution: number
  /** Pages drawn from the front, and pixels of each. */
  readonly pages: number
  readonly pixels: number
}
/** Our own letters: what office printers and fax machines can show. */
const ownLetters: DrawingLimits = { resolution: 300, pages: 100, pixels: 40_000_000 }
/** A letter beside the words it is made of: enough to read it, quick to draw anew. */
export const previewedLetters: DrawingLimits = { resolution: 120, pages: 4, pixels: 4_000_000 }
/** What came by mail: enough to read it on the screen, whatever it says of its size. */
export const foreignLetters: DrawingLimits = { resolution: 150, pages: 6, pixels: 6_000_000 }

/** Addresses of one PNG a page, in order; whoever asked gives them back with `URL.revokeObjectURL`. `pdf` is base64. */
export async function drawLetter(pdf: string, limits = ownLetters): Promise<readonly string[]> {
  const { getDocument, GlobalWorkerOptions } = await import('pdfjs-dist/legacy/build/pdf.mjs')
  GlobalWorkerOptions.workerSrc = workerAddress
  const data = Uint8Array.from(atob(pdf), (character) => character.charCodeAt(0))
  const opening = getDocument({
    data,
    // Office systems often leave the font out: then this machine's own is taken, by the maps beside the pages.
    cMapUrl: new URL('cmaps/', document.baseURI).href,
    useSystemFonts: true,
  })
  const pages: string[] = []
  try {
    const letter = await opening.promise
    for (let number = 1; number <= Math.min(letter.numPages, limits.pages); number += 1) {
      const page = await letter.getPage(number)
      const size = page.getViewport({ scale: 1 })
      const scale = Math.min(limits.resolution / 72, Math.sqrt(limits.pixels / (size.width * size.height)))
      const viewport = page.getViewport({ scale })
      const canvas = document.createElement('canvas')
      canvas.width = Math.round(viewport.width)
      canvas.height = Math.round(viewport.height)
      await page.render({ canvas, viewport }).promise
      pages.push(URL.createObjectURL(await pictureOf(canvas)))
    }
    return pages
  } catch (thrown) {
    for (const page of pages) URL.revokeObjectURL(page)
    throw thrown
  } finally {
    await opening.destroy()
  }
}

function pictureOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('no picture')) : resolve(blob)), 'image/png')
  })
}
