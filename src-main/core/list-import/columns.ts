// Recognises the columns of a published list, which every authority names its own way.

/** Where a column's text goes. `basis-*` columns are joined into the legal basis. */
const importFields = [
  'entryNumber',
  'serviceItemName',
  'serviceItemCode',
  'codeScheme',
  'proofName',
  'proofPurpose',
  'legalBasis',
  'basisRank',
  'demandingUnit',
  'issuingUnit',
  'level',
  'method',
  'archiveClass',
  'secrecy',
  'commitmentExcluded',
  'followUp',
  'questions',
  'note',
  // as in machine-made tables
  'methodCode',
] as const
export type ImportField = (typeof importFields)[number]

/** Names a column goes by, without spaces and marks. */
const names: Readonly<Record<ImportField, readonly string[]>> = {
  entryNumber: ['entryno', '清单编号', '条目编号', '序号', '编号'],
  serviceItemName: [
    'serviceitemname',
    '政务服务事项名称',
    '政务服务事项',
    '服务事项名称',
    '事项名称及编码',
    '涉及事项',
    '对应事项',
    '办理事项',
    '事项名称',
    '事项',
  ],
  serviceItemCode: [
    'serviceitemcode',
    '政务服务事项编码',
    '政务服务事项编号',
    '服务事项编码',
    '事项编码',
    '事项编号',
    '基本编码',
    '实施编码',
    '编码',
  ],
  codeScheme: ['codescheme', '编码体系', '编码规则'],
  proofName: [
    'proofname',
    '证明事项名称',
    '证明材料名称',
    '证明事项',
    '证明名称',
    '证明材料',
    '材料名称',
    '取消的证明',
    '证明',
  ],
  proofPurpose: ['proofpurpose', '证明用途', '用途', '证明内容'],
  legalBasis: [
    'legalbasis',
    '设定依据',
    '依据名称',
    '法律依据',
    '法定依据',
    '实施依据',
    '文号',
    '条文',
    '依据',
  ],
  basisRank: ['basisrank', '效力层级', '依据层级', '依据类别'],
  demandingUnit: [
    'demandingunit',
    '索要单位',
    '需求单位',
    '使用单位',
    '要求单位',
    '实施单位',
    '实施部门',
    '实施主体',
    '实施机关',
    '索要部门',
    '需求部门',
    '使用部门',
    '要求部门',
    '办理部门',
    '办理单位',
    '责任部门',
    '责任单位',
    '牵头单位',
    '承办单位',
    '主管部门',
    '单位名称',
  ],
  issuingUnit: [
    'issuingunit',
    '开具单位',
    '出具单位',
    '证明开具单位',
    '开具部门',
    '出具部门',
    '出具机关',
    '开具机关',
    '核验单位',
    '核验部门',
    '协查单位',
    '协查部门',
  ],
  level: ['level', '行使层级', '实施层级', '层级'],
  method: [
    'methodwording',
    'exemptmethod',
    '免提交方式',
    '替代取消方式',
    '替代方式',
    '取消方式',
    '处理方式',
    '办理方式',
    '免交方式',
    '免提交类型',
    '免提交类别',
    '方式',
  ],
  methodCode: ['method'],
  archiveClass: ['archiveclass', '档案类别', '档案情况', '档案'],
  secrecy: ['secrecy', '密级'],
  commitmentExcluded: ['commitmentexcluded', '不适用告知承诺', '不适用承诺'],
  followUp: ['followup', '事后核查', '核查方式', '事中事后监管'],
  questions: ['questions', '核验内容', '协查内容', '核验问题'],
  note: ['note', '备注', '说明', '保留原因'],
}

/** Names that say something of one of the fields above, yet are none: a telephone is no unit, a type is no item. */
const unread: readonly string[] = [
  '类型',
  '事项类别',
  '证明类别',
  '联系方式',
  '咨询方式',
  '监督方式',
  '收费方式',
  '送达方式',
  '电话',
  '联系人',
  '时限',
  '地点',
  '地址',
  '网址',
]

/** Too general inside a longer header, clear where they stand alone. */
const aloneOnly: Readonly<Record<string, ImportField>> = { 单位: 'demandingUnit', 部门: 'demandingUnit' }

/** Words of the lower row of a header that get their meaning from the upper one. */
const lowerWord =
  /^(名称|编码|编号|文号|条文|条款|具体条款|单位|部门|类型|类别|层级|内容|用途|方式|时限|备注|说明|序号)$/u

export type ColumnMatch = {
  /** Null for a column that is known and not read. */
  readonly field: ImportField | null
  /** How surely: whole name, end of the header (where Chinese puts its noun), or somewhere inside. */
  readonly weight: number
}
const wholeName = 1_000
const endOfHeader = 100

const plain = (text: string): string => text.replace(/[\s_\-*（）()【】[\]：:、，,./]/gu, '').toLowerCase()

/** What a header names; null where it names nothing known. What stands in brackets counts only where nothing else does. */
export function matchHeader(header: string): ColumnMatch | null {
  const outside = plain(header.replace(/[（(【[][^）)】\]]*[）)】\]]/gu, ''))
  return matchPlain(outside) ?? matchPlain(plain(header))
}

function matchPlain(text: string): ColumnMatch | null {
  if (text === '') return null
  const alone = aloneOnly[text]
  if (alone !== undefined) return { field: alone, weight: wholeName }
  let best: ColumnMatch | null = null
  const consider = (field: ImportField | null, name: string) => {
    const weight = weightOf(text, name)
    if (weight > 0 && (best === null || weight > best.weight)) best = { field, weight }
  }
  for (const name of unread) consider(null, name)
  for (const field of importFields) for (const name of names[field]) consider(field, name)
  // A serial number is an entry's number only where nothing better is.
  return text === '序号' ? { field: 'entryNumber', weight: 1 } : best
}

function weightOf(text: string, name: string): number {
  if (text === name) return wholeName
  if (/^[a-z]+$/.test(name)) return 0
  if (text.endsWith(name)) return endOfHeader + name.length
  return text.includes(name) ? name.length : 0
}

/** The field a header names, or null. */
export function fieldOf(header: string): ImportField | null {
  return matchHeader(header)?.field ?? null
}

/** Whether a cell can stand in the lower row of a header: a column's name and nothing more. */
export function isLowerHeader(cell: string): boolean {
  const match = matchHeader(cell)
  return lowerWord.test(cell) || (cell.length <= 14 && match !== null && match.weight > endOfHeader)
}

/**
 * The fields of a whole header. Several columns may name one field: the surest is read, the others are not, save the
 * legal basis, whose columns (name, number, article) are read as one. Where no column names the service item, the
 * proof's purpose does, as many lists have it.
 */
export function fieldsOf(matches: readonly (ColumnMatch | null)[]): readonly (ImportField | null)[] {
  const surest = new Map<ImportField, number>()
  for (const match of matches) {
    if (match === null || match.field === null) continue
    surest.set(match.field, Math.max(surest.get(match.field) ?? 0, match.weight))
  }
  const purposeIsItem = !surest.has('serviceItemName')
  return matches.map((match) => {
    if (match === null || match.field === null) return null
    if (match.field === 'proofPurpose' && purposeIsItem) return 'serviceItemName'
    return match.field === 'legalBasis' || match.weight === surest.get(match.field) ? match.field : null
  })
}
