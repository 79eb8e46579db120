// What every text that matches a regular expression begins with, so that an index can narrow `$regex: '^…'`.

/** Characters that mean more than themselves. */
const special = /[\^$.*+?()[\]{}|\\]/
/** What may take the character before it away. */
const optional = /[*?{]/

/**
 * The literal text after `^`, '' where there is none to rely on. An expression with an alternative or flags that change what a
 * character or `^` means gives none.
 */
export function regexPrefix(source: string, flags: string): string {
  if (!source.startsWith('^') || source.includes('|') || /[imuv]/.test(flags)) return ''
  let prefix = ''
  let last = ''
  let at = 1
  while (at < source.length) {
    let unit = source[at] ?? ''
    let length = 1
    if (unit === '\\') {
      // A punctuation mark stands for itself behind a backslash; a letter or digit means something else.
      unit = source[at + 1] ?? ''
      length = 2
      if (!special.test(unit) && unit !== '/' && unit !== '-') break
    } else if (special.test(unit)) {
      if (optional.test(unit)) return prefix
      break
    }
    prefix += last
    last = unit
    at += length
  }
  return prefix + last
}
