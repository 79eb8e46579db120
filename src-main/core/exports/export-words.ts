// The words of what leaves as a file, in the two languages of the desk; names of units, people and proofs are said as they are.
import type { ExportLanguage } from '../../../src-shared/contract/ledger.ts'
import type { ArchiveClass } from '../../../src-shared/domain/exemption-list.ts'
import type { Dimension, Outcome } from '../../../src-shared/domain/figures.ts'
import type { Ledger, LedgerKind } from '../../../src-shared/domain/ledger.ts'
import type { Channel, Verdict } from '../../../src-shared/domain/verification.ts'
import { chinaMinute } from '../../../src-shared/domain/working-calendar.ts'

export type ExportWords = {
  readonly row: string
  readonly page: (page: number, pages: number) => string
  readonly nothing: string
  /** Between two facts, and between the parts of one cell. */
  readonly comma: string
  readonly purpose: (purpose: string) => string
  readonly all: string
  readonly period: (from: string, to: string) => string
  readonly facts: Readonly<
    Record<
      | 'unit'
      | 'period'
      | 'handlingUnit'
      | 'staff'
      | 'list'
      | 'made'
      | 'scope'
      | 'askedUnit'
      | 'class'
      | 'channel',
      string
    >
  >
  readonly events: {
    readonly title: string
    readonly columns: readonly [string, string, string, string, string, string, string, string, string]
  }
  readonly channels: Readonly<Record<Channel, string>>
  readonly classes: Readonly<Record<ArchiveClass, string>>
  readonly classUnknown: string
  readonly verdicts: Readonly<Record<Verdict, string>>
  readonly ledger: {
    readonly names: Readonly<Record<Ledger | 'all', string>>
    readonly articles: Readonly<Record<Ledger, string>>
    readonly kinds: Readonly<Record<LedgerKind, string>>
    readonly columns: readonly [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ]
    readonly note: string
    readonly asked: (material: string) => string
    readonly received: (document: string) => string
    readonly sent: (channel: string, address: string) => string
    readonly refused: (channel: string) => string
    readonly photos: (count: number) => string
    readonly signed: (signer: string) => string
    readonly unsigned: (reason: string) => string
  }
  readonly figures: {
    readonly title: string
    readonly note: string
    /** Where there are more verifications than the file may list. */
    readonly noteWithoutList: string
    readonly everyUnit: string
    readonly part: string
    readonly item: string
    readonly total: string
    readonly share: string
    readonly dimensions: Readonly<Record<Dimension, string>>
    readonly outcomes: Readonly<Record<Outcome, string>>
    readonly cases: {
      readonly title: string
      readonly columns: readonly [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    }
  }
}

const chinese: ExportWords = {
  row: '行',
  page: (page, pages) => `第 ${page}/${pages} 页`,
  nothing: '这一期间没有记录。',
  comma: '，',
  purpose: (purpose) => `目的：${purpose}`,
  all: '全部',
  period: (from, to) => `${from || '开始'} 至 ${to || '今'}`,
  facts: {
    unit: '单位',
    period: '期间',
    handlingUnit: '经办单位',
    staff: '经办人',
    list: '清单',
    made: '制表',
    scope: '范围',
    askedUnit: '出具单位',
    class: '档案情况',
    channel: '渠道',
  },
  events: {
    title: '事件',
    columns: ['行', '事件号', '种类', '流', '时间（UTC）', '窗口', '序号', '哈希', '前一事件的哈希'],
  },
  channels: { system: '系统', fax: '传真', mail: '公务邮箱', oa: '协同办公' },
  classes: { electronic: '电子档', paper: '纸质档', incomplete: '档案不全' },
  classUnknown: '未定',
  verdicts: { confirmed: '属实', mismatch: '不符', 'not-found': '查无', returned: '非本单位职责，退回' },
  ledger: {
    names: {
      all: '全部台账',
      supplement: '补充材料台账',
      voluntary: '自愿提交台账',
      'on-site': '自行核验台账',
      dispatch: '其他渠道发函台账',
      refusal: '涉密拒走渠道台账',
      reveal: '查看完整信息台账',
    },
    articles: {
      supplement: '第八条',
      voluntary: '第九条',
      'on-site': '第八条',
      dispatch: '第三条',
      refusal: '第三条',
      reveal: '第十二条',
    },
    kinds: {
      'supplement-asked': '要求补充材料',
      'supplement-received': '补充材料已收',
      'proof-brought-voluntarily': '自愿提交',
      'proof-checked-on-site': '自行核验',
      'verification-dispatched': '其他渠道发函',
      'channel-refused': '拒走渠道',
      'identity-revealed': '查看完整号码',
      'verification-revealed': '查看协查内容',
      'supervision-revealed': '督办查看内容',
    },
    columns: [
      '时间',
      '台账',
      '证明',
      '办件编号／函号',
      '申请人',
      '内容',
      '经办单位',
      '经办人',
      '清单',
      '依据',
    ],
    note: '申请人姓名和证件号码已遮盖。每行下方是事件号、哈希、窗口和窗口内序号，可与归档的事件核对。',
    asked: (material) => `请补充 ${material}`,
    received: (document) => `收到 ${document}`,
    sent: (channel, address) => `${channel}发至 ${address}`,
    refused: (channel) => `${channel}不许走，已拒`,
    photos: (count) => `照片 ${count} 张`,
    signed: (signer) => `${signer} 签名`,
    unsigned: (reason) => `未签名：${reason}`,
  },
  figures: {
    title: '部门核验统计',
    note: '按发起月份统计，每件计一次。按时率为按时反馈占已反馈（不含退回）的比例。各数所含的件见“逐件清单”，按分类各列筛选即得。',
    noteWithoutList:
      '按发起月份统计，每件计一次。按时率为按时反馈占已反馈（不含退回）的比例。件数过多，本文件不附逐件清单；请缩小范围，或导出表格。',
    everyUnit: '全部单位',
    part: '分类',
    item: '项目',
    total: '合计',
    share: '按时率',
    dimensions: { month: '月份', unit: '出具单位', class: '档案情况', channel: '渠道' },
    outcomes: {
      'on-time': '按时反馈',
      late: '超时反馈',
      returned: '退回',
      withdrawn: '撤回',
      open: '办理中',
      overdue: '逾期未反馈',
    },
    cases: {
      title: '逐件清单',
      columns: ['函号', '证明', '需求单位', '出具单位', '月份', '档案情况', '渠道', '结果', '应反馈', '反馈'],
    },
  },
}

const english: ExportWords = {
  row: 'Row',
  page: (page, pages) => `Page ${page}/${pages}`,
  nothing: 'Nothing is recorded for this period.',
  comma: ', ',
  purpose: (purpose) => `Purpose: ${purpose}`,
  all: 'All',
  period: (from, to) => `${from || 'beginning'} to ${to || 'now'}`,
  facts: {
    unit: 'Unit',
    period: 'Period',
    handlingUnit: 'Handled by unit',
    staff: 'Handled by',
    list: 'List',
    made: 'Made',
    scope: 'Scope',
    askedUnit: 'Unit asked',
    class: 'Archive',
    channel: 'Channel',
  },
  events: {
    title: 'Events',
    columns: [
      'Row',
      'Event',
      'Kind',
      'Stream',
      'Time (UTC)',
      'Window',
      'Sequence',
      'Hash',
      'Hash of the event before',
    ],
  },
  channels: { system: 'System', fax: 'Fax', mail: 'Official mail', oa: 'Office automation' },
  classes: { electronic: 'Electronic', paper: 'Paper', incomplete: 'Incomplete' },
  classUnknown: 'Not stated',
  verdicts: {
    confirmed: 'Confirmed',
    mismatch: 'Mismatch',
    'not-found': 'Not found',
    returned: 'Returned: not this unit’s business',
  },
  ledger: {
    names: {
      all: 'All ledgers',
      supplement: 'Ledger of supplementary material',
      voluntary: 'Ledger of material brought by choice',
      'on-site': 'Ledger of own verification',
      dispatch: 'Ledger of letters by other channels',
      refusal: 'Ledger of channels refused for secrecy',
      reveal: 'Ledger of looks at whole data',
    },
    articles: {
      supplement: 'Article 8',
      voluntary: 'Article 9',
      'on-site': 'Article 8',
      dispatch: 'Article 3',
      refusal: 'Article 3',
      reveal: 'Article 12',
    },
    kinds: {
      'supplement-asked': 'Supplement asked',
      'supplement-received': 'Supplement received',
      'proof-brought-voluntarily': 'Brought by choice',
      'proof-checked-on-site': 'Own verification',
      'verification-dispatched': 'Sent another way',
      'channel-refused': 'Channel refused',
      'identity-revealed': 'Whole number seen',
      'verification-revealed': 'Inquiry content seen',
      'supervision-revealed': 'Content seen in supervision',
    },
    columns: [
      'Time',
      'Ledger',
      'Proof',
      'Case or letter',
      'Applicant',
      'Content',
      'Unit',
      'Handled by',
      'List',
      'Basis',
    ],
    note: 'Names and numbers of applicants are masked. Under each row: the event’s number, hash, window and place in its chain, to be held against the archived events.',
    asked: (material) => `Asked for ${material}`,
    received: (document) => `Received ${document}`,
    sent: (channel, address) => `${channel} to ${address}`,
    refused: (channel) => `${channel} refused`,
    photos: (count) => (count === 1 ? '1 photo' : `${count} photos`),
    signed: (signer) => `signed by ${signer}`,
    unsigned: (reason) => `not signed: ${reason}`,
  },
  figures: {
    title: 'Figures of verification',
    note: 'By the month of asking, each counted once. The share on time is of what was answered and not returned. What each number counts stands in “Each verification”: filter its columns.',
    noteWithoutList:
      'By the month of asking, each counted once. The share on time is of what was answered and not returned. There are too many to list here: narrow the figures, or export a workbook.',
    everyUnit: 'Every unit',
    part: 'By',
    item: 'Part',
    total: 'Total',
    share: 'On time %',
    dimensions: { month: 'Month', unit: 'Unit asked', class: 'Archive', channel: 'Channel' },
    outcomes: {
      'on-time': 'On time',
      late: 'Late',
      returned: 'Returned',
      withdrawn: 'Withdrawn',
      open: 'Running',
      overdue: 'Overdue',
    },
    cases: {
      title: 'Each verification',
      columns: [
        'Letter',
        'Proof',
        'Asking unit',
        'Unit asked',
        'Month',
        'Archive',
        'Channel',
        'Outcome',
        'Due',
        'Answered',
      ],
    },
  },
}

export const exportWords: Readonly<Record<ExportLanguage, ExportWords>> = { 'zh-CN': chinese, en: english }

/** `2026-10-14 10:32` in China. */
export function paperTime(iso: string): string {
  if (iso === '') return ''
  return chinaMinute(Date.parse(iso))
}
