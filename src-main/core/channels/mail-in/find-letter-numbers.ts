// Finds the numbers of inquiry letters in running text: a subject, a body, a file name, the text of a page.
import { foldNumberSigns } from '../../../../src-shared/domain/letter.ts'

/**
 * A number found. `unitShortName` is the longest name of the directory it ends with, null where there is none; not `certain`
 * where words run into that name, so that it may be another, longer one. `several` where more serials follow (3047、3048号):
 * it does not stand for one letter.
 */
export type FoundNumber = {
  readonly unitShortName: string | null
  readonly certain: boolean
  readonly year: number
  readonly serial: number
  readonly several: boolean
  /** As it stands in the text, shortened. */
  readonly text: string
}

/** Most numbers looked at in one text; more of them cannot make one letter more certain. */
const mostNumbers = 200

// A mark of quotation (`>`) is a closing bracket once folded.
const gap = '[\\s\\u200b\\ufeff\\]|]{0,8}'
const space = '[\\s\\u200b\\ufeff]{0,8}'
const more = `${space}号?${space}(?:以及|[-—－~～至到、,，/和及与])${space}(?:\\[|第?${space}\\d{1,9}(?![\\d年月日时点:.\\-/]))`
const number = new RegExp(
  `协${gap}函${gap}\\[${space}(\\d{4})${space}年?${space}\\]${gap}第?${gap}(\\d{1,9})(?!\\d)(${more})?`,
  'gu',
)

export function findLetterNumbers(text: string, shortNames: readonly string[]): readonly FoundNumber[] {
  const folded = foldNumberSigns(text)
  const found: FoundNumber[] = []
  for (const match of folded.matchAll(number)) {
    if (found.length >= mostNumbers) break
    const [, year = '', serial = '', others] = match
    const start = nameStart(folded, match.index, shortNames)
    found.push({
      unitShortName: start?.name ?? null,
      certain: start !== null && beginsThere(folded, start.at),
      year: Number(year),
      serial: Number(serial),
      several: others !== undefined,
      text: text
        .slice(start?.at ?? Math.max(0, match.index - 8), match.index + match[0].length)
        .replace(/\s+/gu, '')
        .slice(0, 60),
    })
  }
  return found
}

/**
 * Text that ends where the name begins: whoever writes these goes on with a name. No word that a place or a unit's short name
 * could end with, as 淄 before 博审批 does.
 */
const leadIn = new RegExp(
  `(?:${[
    '关于|对于|有关|针对|涉及|根据|依据|按照|依照',
    '回复|答复|函复|复函|收到|收悉|接到|查收|核查|核验|核实|查询|办理|反馈',
    '来函|来文|公函|协查函|文号|函号|编号|字号|主题|标题|附件|原函',
    '贵方|你方|我方|单位|你们|发来|转来|转发',
    '局|委|政府|中心|办公室|办事处|联合会|便民服务站',
    '号和|以及|现将|现就',
    '的|对|就|将|按|为|是|与|及|见|号|函|复|附|接|经|已|现|请|把|给|至|于|以|在|由',
  ].join('|')})$`,
  'u',
)

const joined = /[\s\u200b\ufeff|]/u
const letterOrMark = /[\p{L}\p{N}]/u
/** A line this long was broken by a program, not by its writer. */
const wrappedLine = 20

/** Where the longest name of the directory that ends at `end` begins; null where none does. */
function nameStart(
  text: string,
  end: number,
  shortNames: readonly string[],
): { readonly at: number; readonly name: string } | null {
  let best: { at: number; name: string } | null = null
  for (const name of shortNames) {
    if (name === '' || (best !== null && name.length <= best.name.length)) continue
    const at = matchBackwards(text, end, name)
    if (at !== null) best = { at, name }
  }
  return best
}

/** `name` right before `end`, with blanks allowed inside and after it. */
function matchBackwards(text: string, end: number, name: string): number | null {
  let at = end
  for (let index = name.length - 1; index >= 0; index -= 1) {
    let skipped = 0
    while (at > 0 && joined.test(text[at - 1] ?? '') && skipped < 8) {
      at -= 1
      skipped += 1
    }
    if (text[at - 1] !== name[index]) return null
    at -= 1
  }
  return at
}

/** Whether no longer name can run on to the left of `at`. */
function beginsThere(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 200), at)
  const bare = before.replace(/[\s\u200b\ufeff]+$/u, '')
  if (bare === '' || !letterOrMark.test(bare.at(-1) ?? '') || leadIn.test(bare)) return true
  const blank = before.slice(bare.length)
  if (blank === '') return false
  if (!/[\r\n]/u.test(blank)) return true
  const lastLine = bare.slice(Math.max(bare.lastIndexOf('\n'), bare.lastIndexOf('\r')) + 1)
  return [...lastLine].length < wrappedLine
}
