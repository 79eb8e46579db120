// Reads a winmail.dat, the wrapping some mail programs put around text and attachments (MS-OXTNEF).

export type WinmailPart = { readonly name: string; readonly bytes: Uint8Array }
export type Winmail = {
  readonly subject: string
  readonly text: string
  readonly attachments: readonly WinmailPart[]
}

const signature = 0x223e9f78
/** Attributes of the message, and of the attachment last begun (MS-OXTNEF §2.1.3.3). */
const attribute = {
  subject: 0x00018004,
  body: 0x0002800c,
  codePage: 0x00069007,
  beginAttachment: 0x00069002,
  attachmentName: 0x00018010,
  attachmentBytes: 0x0006800f,
  attachmentProperties: 0x00069005,
} as const
/** Properties of an attachment: its long name, as Unicode or in the message's code page (MS-OXPROPS). */
const longName = { unicode: 0x3707001f, plain: 0x3707001e } as const
const mostAttributes = 2_000

/** What stands in it; null when it is no such file or is cut short before anything can be read. */
export function readWinmail(bytes: Uint8Array): Winmail | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.byteLength < 6 || view.getUint32(0, true) !== signature) return null
  let decoder = decoderOf(936)
  let subject = ''
  let text = ''
  const attachments: { name: string; bytes: Uint8Array }[] = []
  let at = 6
  for (let count = 0; count < mostAttributes && at + 9 <= bytes.byteLength; count += 1) {
    const id = view.getUint32(at + 1, true)
    const length = view.getUint32(at + 5, true)
    const start = at + 9
    // Two bytes of checksum follow each attribute.
    if (start + length > bytes.byteLength) break
    const content = bytes.subarray(start, start + length)
    const current = attachments.at(-1)
    if (id === attribute.codePage && length >= 4) decoder = decoderOf(view.getUint32(start, true))
    else if (id === attribute.subject) subject = line(decoder, content)
    else if (id === attribute.body) text = decoder.decode(content).replace(/\0+$/u, '')
    else if (id === attribute.beginAttachment) attachments.push({ name: '', bytes: new Uint8Array() })
    else if (id === attribute.attachmentName && current !== undefined) current.name ||= line(decoder, content)
    else if (id === attribute.attachmentBytes && current !== undefined) current.bytes = content
    else if (id === attribute.attachmentProperties && current !== undefined) {
      current.name = findLongName(content, decoder) ?? current.name
    }
    at = start + length + 2
  }
  return { subject, text, attachments }
}

function line(decoder: TextDecoder, content: Uint8Array): string {
  return decoder.decode(content).split('\0')[0] ?? ''
}

function decoderOf(codePage: number): TextDecoder {
  const name =
    codePage === 65001 ? 'utf-8' : codePage === 950 ? 'big5' : codePage === 1252 ? 'windows-1252' : 'gb18030'
  return new TextDecoder(name)
}

/** Both forms are one value: its count, its length in bytes, the text. The other properties before it are not walked through. */
function findLongName(content: Uint8Array, decoder: TextDecoder): string | null {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
  for (let at = 0; at + 12 <= content.byteLength; at += 4) {
    const tag = view.getUint32(at, true)
    if (tag !== longName.unicode && tag !== longName.plain) continue
    const length = view.getUint32(at + 8, true)
    if (view.getUint32(at + 4, true) !== 1 || at + 12 + length > content.byteLength) continue
    const name = content.subarray(at + 12, at + 12 + length)
    return tag === longName.unicode ? line(new TextDecoder('utf-16le'), name) : line(decoder, name)
  }
  return null
}
