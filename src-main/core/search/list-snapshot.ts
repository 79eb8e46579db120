// What a search needs of the list as bytes, so that a window that starts can search before its store is read.
import {
  contentForbidden,
  exemptionMethods,
  secrecyLevels,
} from '../../../src-shared/domain/exemption-list.ts'
import type { HeldEntry } from './list-holdings.ts'

/** Counts up whenever the form changes; another form is not read. */
const form = 1
const rowLength = 7

/** Texts once each, and seven numbers an entry that point at them. Of a state secret no proof is named. */
export function writeSnapshot(entries: Iterable<HeldEntry>): Uint8Array {
  const texts = new Map<string, number>()
  const rows: number[] = []
  const numberOf = (text: string): number => {
    const known = texts.get(text)
    if (known !== undefined) return known
    texts.set(text, texts.size)
    return texts.size - 1
  }
  for (const entry of entries)
    rows.push(
      numberOf(entry.id),
      numberOf(entry.demandingUnit),
      numberOf(entry.serviceItemName),
      numberOf(entry.serviceItemCode),
      numberOf(contentForbidden(entry.secrecy) ? '' : entry.proofName),
      exemptionMethods.indexOf(entry.method),
      secrecyLevels.indexOf(entry.secrecy),
    )
  return Buffer.from(JSON.stringify({ form, texts: [...texts.keys()], rows }))
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))
  } catch {
    return null
  }
}

/** The entries of a snapshot, or null where it is damaged or of another form. */
export function readSnapshot(bytes: Uint8Array): readonly HeldEntry[] | null {
  const found = parse(bytes)
  if (typeof found !== 'object' || found === null) return null
  if (!('form' in found && found.form === form && 'texts' in found && 'rows' in found)) return null
  const { texts, rows } = found
  if (!Array.isArray(texts) || !Array.isArray(rows) || rows.length % rowLength !== 0) return null
  const entries: HeldEntry[] = []
  for (let at = 0; at < rows.length; at += rowLength) {
    const text = (column: number): unknown => texts[rows[at + column]]
    const [id, demandingUnit, serviceItemName, serviceItemCode, proofName] = [
      text(0),
      text(1),
      text(2),
      text(3),
      text(4),
    ]
    const method = exemptionMethods[rows[at + 5]]
    const secrecy = secrecyLevels[rows[at + 6]]
    if (
      typeof id !== 'string' ||
      typeof demandingUnit !== 'string' ||
      typeof serviceItemName !== 'string' ||
      typeof serviceItemCode !== 'string' ||
      typeof proofName !== 'string' ||
      method === undefined ||
      secrecy === undefined
    )
      return null
    entries.push({ id, demandingUnit, serviceItemName, serviceItemCode, proofName, method, secrecy })
  }
  return entries
}
