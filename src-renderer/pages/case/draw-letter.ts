// Draws a letter's pages as pictures, the same in both hosts; the PDF library comes with the first letter, in a worker of its own.
import workerAddress from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?worker&url'

/** Dots per inch: what office printers and fax machines can show. PDF itself counts 72. */
const resolution = 300

/** Addresses of one PNG a page, in order; whoever asked gives them back with `URL.revokeObjectURL`. `pdf` is base64. */
export async function drawLetter(pdf: string): Promise<readonly string[]> {
  const { getDocument, GlobalWorkerOptions } = await import('pdfjs-dist/legacy/build/pdf.mjs')
  GlobalWorkerOptions.workerSrc = workerAddress
  const data = Uint8Array.from(atob(pdf), (character) => character.charCodeAt(0))
  const opening = getDocument({ data })
  const pages: string[] = []
  try {
    const letter = await opening.promise
    for (let number = 1; number <= letter.numPages; number += 1) {
      const page = await letter.getPage(number)
      const viewport = page.getViewport({ scale: resolution / 72 })
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
