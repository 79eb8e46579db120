// Reads what was said on a bench's command line.

/** The word after `name`. */
export function wordAfter(words: readonly string[], name: string, otherwise: string): string {
  const at = words.indexOf(name)
  return at < 0 ? otherwise : (words[at + 1] ?? otherwise)
}
