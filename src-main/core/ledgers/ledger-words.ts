// What a row of a ledger says on paper; people masked.
import type { LedgerRow } from '../../../src-shared/contract/ledger.ts'
import { maskName } from '../../../src-shared/domain/identity.ts'
import { type LedgerKind, maskedWords } from '../../../src-shared/domain/ledger.ts'
import { type ExportWords, paperTime } from '../exports/export-words.ts'

/** Widths of the columns of a ledger on paper and in a workbook. */
export const ledgerWidths = [16, 14, 18, 24, 9, 44, 20, 9, 9, 9] as const

export function ledgerCells(row: LedgerRow, words: ExportWords): readonly string[] {
  return [
    paperTime(row.at),
    words.ledger.kinds[row.kind as LedgerKind] ?? row.kind,
    row.proofName ?? '',
    row.number,
    maskName(row.applicantName),
    maskedWords(contentOf(row, words)),
    row.unitName,
    row.staffName,
    row.edition,
    words.ledger.articles[row.ledger],
  ]
}

function contentOf({ kind, body }: LedgerRow, words: ExportWords): string {
  const { ledger, purpose, channels, verdicts, comma } = words
  const text = (key: string) => (typeof body[key] === 'string' ? body[key] : '')
  const verdict = text('verdict')
  const channel = (channels as Readonly<Record<string, string>>)[text('channel')] ?? ''
  const parts: Readonly<Record<LedgerKind, readonly string[]>> = {
    'supplement-asked': [ledger.asked(text('material')), purpose(text('purpose'))],
    'supplement-received': [ledger.received(text('document'))],
    'proof-brought-voluntarily': [ledger.received(text('document')), text('remark')],
    'proof-checked-on-site': [
      text('place'),
      text('visitors'),
      text('findings'),
      verdict === 'confirmed' || verdict === 'mismatch' ? verdicts[verdict] : '',
      ...evidenceOf(body, ledger),
    ],
    'verification-dispatched': [
      ledger.sent(channel, text('address')),
      paperTime(text('sentAt')),
      text('proof'),
    ],
    'channel-refused': [ledger.refused(channel), text('article')],
    'identity-revealed': [purpose(text('purpose'))],
    'verification-revealed': [purpose(text('purpose'))],
    'supervision-revealed': [purpose(text('purpose'))],
  }
  return (parts[kind as LedgerKind] ?? []).filter((part) => part !== '').join(comma)
}

/** What a visit left beside its findings. */
function evidenceOf(
  { photos, signer, unsignedBecause }: LedgerRow['body'],
  words: ExportWords['ledger'],
): readonly string[] {
  return [
    Array.isArray(photos) && photos.length > 0 ? words.photos(photos.length) : '',
    typeof signer === 'string' ? words.signed(maskName(signer)) : '',
    typeof unsignedBecause === 'string' ? words.unsigned(unsignedBecause) : '',
  ]
}
