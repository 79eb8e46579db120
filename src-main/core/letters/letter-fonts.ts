// The serif face letters are set in: read once, kept for every later letter, embedded as a subset.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import pdfmake from 'pdfmake'

/** Family name letters use in their definitions. */
export const letterFamily = 'LetterSong'

const faces = {
  normal: '400Regular/NotoSerifSC_400Regular.ttf',
  bold: '700Bold/NotoSerifSC_700Bold.ttf',
} as const

export type LetterFonts = {
  /** Text as it can be printed: on one line, and a character the face lacks as `〔U+20BB7〕` rather than as an empty box. */
  printable(text: string): string
}

type OpenFace = { hasGlyphForCodePoint(codePoint: number): boolean }
/** The parts of pdfmake its published types leave out. */
type UntypedParts = {
  readonly virtualfs: { writeFileSync(name: string, content: Uint8Array): void }
}
type OpenDocument = {
  readonly fontCache: Readonly<Record<string, Readonly<Record<string, { readonly font: OpenFace }>>>>
}

const loaded = new Map<string, Promise<LetterFonts>>()

/**
 * Loads the letter fonts from a folder that holds the TTF files, flat or in the package's own folders; without one, from the
 * installed font package. The first call reads 30 MB and takes about 0.3 s: call it when core starts.
 */
export function loadLetterFonts(fontsFolder: string = installedFolder()): Promise<LetterFonts> {
  const known = loaded.get(fontsFolder)
  if (known !== undefined) return known
  const loading = open(fontsFolder)
  loaded.set(fontsFolder, loading)
  // A folder that could not be read is tried again at the next letter.
  loading.catch(() => loaded.delete(fontsFolder))
  return loading
}

function installedFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-serif-sc/package.json'))
}

async function open(folder: string): Promise<LetterFonts> {
  const [normal, bold] = await Promise.all([readFace(folder, faces.normal), readFace(folder, faces.bold)])
  const { virtualfs } = pdfmake as unknown as UntypedParts
  virtualfs.writeFileSync('letter-normal.ttf', normal)
  virtualfs.writeFileSync('letter-bold.ttf', bold)
  pdfmake.addFonts({ [letterFamily]: { normal: 'letter-normal.ttf', bold: 'letter-bold.ttf' } })
  // A letter's text never makes this process open a file or an address.
  pdfmake.setUrlAccessPolicy(() => false)
  pdfmake.setLocalAccessPolicy(() => false)
  const warmUp = pdfmake.createPdf({ content: '函', defaultStyle: { font: letterFamily } })
  const document = (await warmUp.getStream()) as unknown as OpenDocument
  const face = document.fontCache[letterFamily]?.normal?.font
  await warmUp.getBuffer()
  return {
    printable: (text) => Array.from(text.normalize('NFC'), (one) => printableCharacter(one, face)).join(''),
  }
}

function printableCharacter(character: string, face: OpenFace | undefined): string {
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(character)) return ' '
  const codePoint = character.codePointAt(0) ?? 0
  return face === undefined || face.hasGlyphForCodePoint(codePoint)
    ? character
    : `〔U+${codePoint.toString(16).toUpperCase()}〕`
}

async function readFace(folder: string, face: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, face))
  } catch {
    return await readFile(join(folder, face.slice(face.indexOf('/') + 1)))
  }
}
