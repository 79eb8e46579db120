// What a row of a ledger says on paper, in the words of the desk's Chinese pages; people masked.
import type { LedgerRow } from '../../../src-shared/contract/ledger.ts'
import { maskName } from '../../../src-shared/domain/identity.ts'
import { type Ledger, type LedgerKind, maskedWords } from '../../../src-shared/domain/ledger.ts'
import { verdictText } from '../../../src-shared/domain/letter.ts'

export const ledgerNames: Readonly<Record<Ledger | 'all', string>> = {
  all: '全部台账',
  supplement: '补充材料台账',
  voluntary: '自愿提交台账',
  'on-site': '自行核验台账',
  dispatch: '其他渠道发函台账',
  refusal: '涉密拒走渠道台账',
  reveal: '查看完整信息台账',
}
const articles: Readonly<Record<Ledger, string>> = {
  supplement: '第八条',
  voluntary: '第九条',
  'on-site': '第八条',
  dispatch: '第三条',
  refusal: '第三条',
  reveal: '第十二条',
}
const kindNames: Readonly<Record<LedgerKind, string>> = {
  'supplement-asked': '要求补充材料',
  'supplement-received': '补充材料已收',
  'proof-brought-voluntarily': '自愿提交',
  'proof-checked-on-site': '自行核验',
  'verification-dispatched': '其他渠道发函',
  'channel-refused': '拒走渠道',
  'identity-revealed': '查看完整号码',
  'verification-revealed': '查看协查内容',
  'supervision-revealed': '督办查看内容',
}
const channelNames: Readonly<Record<string, string>> = { fax: '传真', mail: '公务邮箱', oa: '协同办公' }

/** `2026-10-14 10:32` in China. */
export function paperTime(iso: string): string {
  if (iso === '') return ''
  return new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
}

/** The columns of a ledger on paper and in a workbook. */
export const ledgerColumns = [
  { head: '时间', width: 16 },
  { head: '台账', width: 14 },
  { head: '证明', width: 18 },
  { head: '办件编号／函号', width: 24 },
  { head: '申请人', width: 9 },
  { head: '内容', width: 44 },
  { head: '经办单位', width: 20 },
  { head: '经办人', width: 9 },
  { head: '清单', width: 9 },
  { head: '依据', width: 9 },
] as const

export function ledgerCells(row: LedgerRow): readonly string[] {
  return [
    paperTime(row.at),
    kindNames[row.kind as LedgerKind] ?? row.kind,
    row.proofName ?? '',
    row.number,
    maskName(row.applicantName),
    maskedWords(contentOf(row)),
    row.unitName,
    row.staffName,
    row.edition,
    articles[row.ledger],
  ]
}

function contentOf({ kind, body }: LedgerRow): string {
  const text = (key: string) => (typeof body[key] === 'string' ? body[key] : '')
  const verdict = text('verdict')
  const parts: Readonly<Record<LedgerKind, readonly string[]>> = {
    'supplement-asked': [`请补充 ${text('material')}`, `目的：${text('purpose')}`],
    'supplement-received': [`收到 ${text('document')}`],
    'proof-brought-voluntarily': [`收到 ${text('document')}`, text('remark')],
    'proof-checked-on-site': [
      text('place'),
      text('visitors'),
      text('findings'),
      verdict === 'confirmed' || verdict === 'mismatch' ? verdictText[verdict] : '',
    ],
    'verification-dispatched': [
      `${channelNames[text('channel')] ?? ''}发至 ${text('address')}`,
      paperTime(text('sentAt')),
      text('proof'),
    ],
    'channel-refused': [`${channelNames[text('channel')] ?? ''}不许走，已拒`, text('article')],
    'identity-revealed': [`目的：${text('purpose')}`],
    'verification-revealed': [`目的：${text('purpose')}`],
    'supervision-revealed': [`目的：${text('purpose')}`],
  }
  return (parts[kind as LedgerKind] ?? []).filter((part) => part !== '').join('，')
}
