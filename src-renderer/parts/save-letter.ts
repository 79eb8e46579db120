// Hands a letter's PDF, or what came with a mail, to the clerk as a file, which the system's own viewer opens and prints.
import type { DeskResult } from '../../src-shared/contract/desk.ts'

type Letter = DeskResult<'drawReplyLetter'>

/** How long the file may take to be fetched from memory, milliseconds. */
const kept = 60_000

export function saveLetter(letter: Letter): void {
  saveFile(letter.fileName, 'application/pdf', letter.pdf)
}

/** `content` is base64. */
export function saveFile(fileName: string, type: string, content: string): void {
  const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0))
  const address = URL.createObjectURL(new Blob([bytes], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), kept)
}
