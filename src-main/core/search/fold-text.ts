// Folds names, codes and queries to one way of writing: half width, lower case, no accents, no blanks or punctuation.

/** Most UTF-16 units of a name or a query that are looked at; the list's fields are far shorter. */
export const longestText = 1_000

const dropped = new Set(
  [
    ...'()[]{}<>（）〔〕［］【】《》〈〉「」『』“”‘’"\'`、，,。.．；;：:·・‧•—–-－_~～/／\\|!！?？*+=#&%@^$',
  ].map((mark) => mark.charCodeAt(0)),
)
const blank = /\s/

/** The folded unit of each UTF-16 unit; 0 where names and queries drop it. */
const foldedUnits = new Uint16Array(65_536)
for (let unit = 1; unit < 65_536; unit += 1) foldedUnits[unit] = unit
for (const [from, to] of [
  [0, 0x52f],
  [0x2000, 0x206f],
  [0x3000, 0x3002],
  [0xff00, 0xffef],
] as const)
  for (let unit = from; unit <= to; unit += 1) foldedUnits[unit] = foldUnit(unit)
for (const mark of dropped) foldedUnits[mark] = 0

function foldUnit(unit: number): number {
  const half = unit >= 0xff01 && unit <= 0xff5e ? unit - 0xfee0 : unit
  const character = String.fromCharCode(half)
  if (blank.test(character) || half < 0x20 || dropped.has(half)) return 0
  // Pinyin writes ü as v where a keyboard has none.
  if ('üÜǖǘǚǜǕǗǙǛ'.includes(character)) return 0x76
  const plain = half >= 0xc0 && half < 0x250 ? (character.normalize('NFD')[0] ?? character) : character
  const lower = plain.toLowerCase()
  return lower.length === 1 ? lower.charCodeAt(0) : half
}

/** The folded unit, or 0 where it is dropped. */
export const foldedUnit = (unit: number): number => foldedUnits[unit] ?? 0

/** A name or a word of a query as it is compared. */
export function foldName(text: string): string {
  const units: number[] = []
  const length = Math.min(text.length, longestText)
  for (let at = 0; at < length; at += 1) {
    const unit = foldedUnit(text.charCodeAt(at))
    if (unit !== 0) units.push(unit)
  }
  return String.fromCharCode(...units)
}

/** A code as it is compared: half width and lower case; its hyphens stay, line breaks do not. */
export function foldCode(text: string): string {
  let folded = text.slice(0, longestText)
  if (/[\uff01-\uff5e]/.test(folded))
    folded = folded.replace(/[\uff01-\uff5e]/g, (unit) => String.fromCharCode(unit.charCodeAt(0) - 0xfee0))
  return (/\s/.test(folded) ? folded.replace(/\s+/g, ' ').trim() : folded).toLowerCase()
}

/** Where folded units [start, end) of a name stand in the name as written. */
export function writtenSpan(name: string, start: number, end: number): readonly [number, number] {
  let kept = 0
  let from = 0
  for (let at = 0; at < name.length; at += 1) {
    if (foldedUnit(name.charCodeAt(at)) === 0) continue
    if (kept === start) from = at
    kept += 1
    if (kept === end) return [from, at + 1]
  }
  return [from, name.length]
}

/** Words of a query: what blanks of any width part. */
export const wordsOf = (text: string): readonly string[] =>
  text
    .slice(0, longestText)
    .split(/[\s\u3000]+/)
    .filter((word) => word !== '')
