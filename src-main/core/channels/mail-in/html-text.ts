// The text of an HTML body, for finding numbers in it and for showing it: nothing of it is ever shown as HTML.

const named: Readonly<Record<string, string>> = {
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  ldquo: '“',
  rdquo: '”',
  lsquo: '‘',
  rsquo: '’',
  laquo: '«',
  raquo: '»',
  middot: '·',
  mdash: '—',
  ndash: '–',
  hellip: '…',
}

export function htmlText(html: string): string {
  return html
    .slice(0, 2_000_000)
    .replace(/<!--[\s\S]*?-->/gu, '')
    .replace(/<(script|style|title|head)\b[\s\S]*?<\/\1\s*>/giu, '')
    .replace(/\s+/gu, ' ')
    .replace(/<(?:br|\/p|\/div|\/tr|\/li|\/h[1-6]|\/blockquote|\/table)\b[^>]*>/giu, '\n')
    .replace(/<\/t[dh]\b[^>]*>/giu, '\t')
    .replace(/<[a-z/!][^>]*>/giu, '')
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{1,10}));/giu, (whole, decimal, hexadecimal, name) => {
      if (name !== undefined) return named[String(name).toLowerCase()] ?? whole
      const point = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal)
      return point > 0 && point <= 0x10ffff && !(point >= 0xd800 && point < 0xe000)
        ? String.fromCodePoint(point)
        : ''
    })
    .replace(/[ \u00a0]*\n[ \u00a0]*/gu, '\n')
    .replace(/\n{3,}/gu, '\n\n')
    .trim()
}
