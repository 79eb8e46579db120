// Pages of letters as they come back by mail: the PDF itself, and the page scanned, as a picture and as a PDF of that picture.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drawInquiryLetter } from '../../src-main/core/letters/draw-inquiry-letter.ts'
import { drawReplyLetter } from '../../src-main/core/letters/draw-reply-letter.ts'
import type { LetterNumber } from '../../src-shared/domain/letter.ts'
import type { Verdict } from '../../src-shared/domain/verification.ts'
import { sampleInquiry, sampleReply } from '../letter-samples.ts'

export type LetterPages = {
  readonly inquiry: Uint8Array
  readonly reply: Uint8Array
  /** The reply's page, scanned grey at 150 dpi. */
  readonly jpeg: Uint8Array
  readonly png: Uint8Array
}

export async function drawPages(
  streamId: string,
  number: LetterNumber,
  verdict: Verdict = sampleReply.verdict,
): Promise<LetterPages> {
  const inquiry = await drawInquiryLetter({ ...sampleInquiry, streamId, number })
  const reply = await drawReplyLetter({ ...sampleReply, verdict, streamId, inquiryNumber: number })
  return { inquiry, reply, jpeg: scan(reply, '-jpeg'), png: scan(reply, '-png') }
}

/** A4 at 150 dpi. */
const [scanWidth, scanHeight] = [1240, 1754]

function scan(pdf: Uint8Array, kind: '-png' | '-jpeg'): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'letter-pages-'))
  try {
    writeFileSync(join(folder, 'page.pdf'), pdf)
    const picture = join(folder, 'page')
    const size = ['-scale-to-x', `${scanWidth}`, '-scale-to-y', `${scanHeight}`]
    execFileSync('pdftoppm', [
      ...size,
      '-gray',
      '-l',
      '1',
      '-singlefile',
      kind,
      join(folder, 'page.pdf'),
      picture,
    ])
    return readFileSync(`${picture}.${kind === '-png' ? 'png' : 'jpg'}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A PDF of nothing but a grey JPEG page (A4 at 150 dpi), laid on the glass `degrees` askew. */
export function scannedPdf(jpeg: Uint8Array, degrees: number): Uint8Array {
  const angle = (degrees * Math.PI) / 180
  const [width, height] = [595, 842]
  const matrix = [
    width * Math.cos(angle),
    width * Math.sin(angle),
    -height * Math.sin(angle),
    height * Math.cos(angle),
    Math.max(0, height * Math.sin(angle)),
    Math.max(0, -width * Math.sin(angle)),
  ].map((value) => value.toFixed(3))
  const drawing = `q ${matrix.join(' ')} cm /P Do Q`
  const objects = [
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
    Buffer.from(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Resources << /XObject << /P 4 0 R >> >> /Contents 5 0 R >>`,
    ),
    Buffer.concat([
      Buffer.from(
        `<< /Type /XObject /Subtype /Image /Width ${scanWidth} /Height ${scanHeight} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode /Length ${jpeg.length} >>\nstream\n`,
      ),
      jpeg,
      Buffer.from('\nendstream'),
    ]),
    Buffer.from(`<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`),
  ]
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n')]
  const offsets: number[] = []
  let length = parts[0]?.length ?? 0
  objects.forEach((object, index) => {
    offsets.push(length)
    const whole = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')])
    parts.push(whole)
    length += whole.length
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(parts)
}
