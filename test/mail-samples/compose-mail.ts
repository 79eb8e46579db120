// Composes raw mails as the mail programs of offices do: many character sets, transfer encodings, winmail.dat, broken heads.

export type Charset = 'utf-8' | 'gb18030'
export type Encoding = 'base64' | 'quoted-printable' | '8bit'

export type Part = {
  /** Head lines without the blank line, CRLF between them. */
  readonly head: readonly string[]
  readonly body: Buffer
}

/** GB18030 of text in its two-byte range, through the decoder turned round: Node decodes it and does not encode it. */
const gbBytes = new Map<string, readonly number[]>()
function fillTable(): void {
  const decoder = new TextDecoder('gb18030')
  for (let first = 0x81; first <= 0xfe; first += 1) {
    for (let second = 0x40; second <= 0xfe; second += 1) {
      if (second === 0x7f) continue
      const character = decoder.decode(Uint8Array.of(first, second))
      if ([...character].length === 1 && character !== '\ufffd' && !gbBytes.has(character))
        gbBytes.set(character, [first, second])
    }
  }
}

export function encode(text: string, charset: Charset): Buffer {
  if (charset === 'utf-8') return Buffer.from(text)
  if (gbBytes.size === 0) fillTable()
  return Buffer.from(
    [...text].flatMap((character) => {
      const code = character.codePointAt(0) ?? 0
      return code < 0x80 ? [code] : (gbBytes.get(character) ?? [0x3f])
    }),
  )
}

/** An encoded word (RFC 2047); `split` cuts it into words in the middle of a character, as careless programs do. */
export function headText(text: string, charset: Charset, split = false): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text
  const bytes = encode(text, charset)
  const label = charset === 'utf-8' ? 'UTF-8' : 'GB2312'
  const size = split ? 15 : bytes.length
  const words: string[] = []
  for (let at = 0; at < bytes.length; at += size)
    words.push(`=?${label}?B?${bytes.subarray(at, at + size).toString('base64')}?=`)
  return words.join('\r\n ')
}

function base64Lines(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\r\n')
}

function quoted(bytes: Uint8Array): string {
  let line = ''
  let text = ''
  for (const byte of bytes) {
    if (byte === 0x0a) {
      text += `${line}\r\n`
      line = ''
      continue
    }
    if (byte === 0x0d) continue
    const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x3d
    line += plain ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
    if (line.length > 70) {
      text += `${line}=\r\n`
      line = ''
    }
  }
  return text + line
}

/** `charset` null says none; the bytes are in `written` all the same. */
export function textPart(
  text: string,
  options: { type?: string; charset?: string | null; written?: Charset; encoding?: Encoding } = {},
): Part {
  const { type = 'text/plain', written = 'utf-8', encoding = 'base64' } = options
  const charset = options.charset === undefined ? written : options.charset
  const bytes = encode(text.replaceAll('\n', '\r\n'), written)
  return {
    head: [
      `Content-Type: ${type}${charset === null ? '' : `; charset="${charset}"`}`,
      `Content-Transfer-Encoding: ${encoding}`,
    ],
    body:
      encoding === '8bit'
        ? bytes
        : Buffer.from(encoding === 'base64' ? base64Lines(bytes) : quoted(bytes), 'latin1'),
  }
}

export function filePart(name: string, type: string, bytes: Uint8Array, charset: Charset = 'utf-8'): Part {
  return {
    head: [
      `Content-Type: ${type}; name="${headText(name, charset)}"`,
      `Content-Disposition: attachment; filename="${headText(name, charset)}"`,
      'Content-Transfer-Encoding: base64',
    ],
    body: Buffer.from(base64Lines(bytes)),
  }
}

export function multipart(kind: string, parts: readonly Part[], boundary: string): Part {
  const line = (text: string) => Buffer.from(`${text}\r\n`)
  return {
    head: [`Content-Type: multipart/${kind}; boundary="${boundary}"`],
    body: Buffer.concat([
      ...parts.flatMap((part) => [line(`--${boundary}`), rawOf(part), line('')]),
      line(`--${boundary}--`),
    ]),
  }
}

export function messagePart(raw: Buffer): Part {
  return { head: ['Content-Type: message/rfc822', 'Content-Disposition: inline'], body: raw }
}

function rawOf(part: Part): Buffer {
  return Buffer.concat([Buffer.from(`${part.head.join('\r\n')}\r\n\r\n`), part.body])
}

/** A whole mail; a head line may hold bytes of its own, as bare GB18030 does. */
export function composeMail(head: readonly (string | Buffer)[], content: Part): Buffer {
  return Buffer.concat([
    ...head.flatMap((one) => [Buffer.from(one), Buffer.from('\r\n')]),
    Buffer.from('MIME-Version: 1.0\r\n'),
    rawOf(content),
  ])
}

/** A winmail.dat (MS-OXTNEF) in code page 936: text, and files with their names. */
export function winmail(text: string, files: readonly { name: string; bytes: Uint8Array }[]): Buffer {
  const attribute = (level: number, id: number, content: Buffer) => {
    const head = Buffer.alloc(9)
    head.writeUInt8(level, 0)
    head.writeUInt32LE(id, 1)
    head.writeUInt32LE(content.length, 5)
    const checksum = Buffer.alloc(2)
    checksum.writeUInt16LE(content.reduce((sum, byte) => (sum + byte) & 0xffff, 0))
    return Buffer.concat([head, content, checksum])
  }
  const start = Buffer.alloc(6)
  start.writeUInt32LE(0x223e9f78, 0)
  const codePage = Buffer.alloc(8)
  codePage.writeUInt32LE(936, 0)
  return Buffer.concat([
    start,
    attribute(1, 0x00069007, codePage),
    attribute(1, 0x0002800c, Buffer.concat([encode(text, 'gb18030'), Buffer.alloc(1)])),
    ...files.flatMap(({ name, bytes }) => [
      attribute(2, 0x00069002, Buffer.alloc(14)),
      attribute(2, 0x00018010, Buffer.concat([encode(name, 'gb18030'), Buffer.alloc(1)])),
      attribute(2, 0x0006800f, Buffer.from(bytes)),
    ]),
  ])
}
