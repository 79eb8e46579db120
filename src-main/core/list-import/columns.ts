// Recognises the columns of a published list, which every authority names its own way.

/** Where a column's text goes. `basis-*` columns are joined into the legal basis. */
export const importFields = [
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

/** Names a column goes by, without spaces, brackets and marks; the longest that is contained wins. */
const names: Readonly<Record<ImportField, readonly string[]>> = {
  entryNumber: ['entryno', '清单编号', '条目编号', '序号', '编号'],
  serviceItemName: [
    'serviceitemname',
    '政务服务事项名称',
    '政务服务事项',
    '服务事项名称',
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
    '索要部门',
    '主管部门',
  ],
  issuingUnit: [
    'issuingunit',
    '开具单位',
    '出具单位',
    '证明开具单位',
    '开具部门',
    '出具部门',
    '核验单位',
    '协查单位',
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

/** A header without what authorities decorate it with: spaces, line breaks, brackets and their content's marks. */
function plainHeader(text: string): string {
  return text.replace(/[\s_\-*（）()【】[\]：:、，,./]/gu, '').toLowerCase()
}

/** The field a header names, or null. */
export function fieldOf(header: string): ImportField | null {
  const plain = plainHeader(header)
  if (plain === '') return null
  let best: { field: ImportField; length: number } | null = null
  for (const field of importFields) {
    for (const name of names[field]) {
      const whole = plain === name
      if (!whole && (/^[a-z]+$/.test(name) || !plain.includes(name))) continue
      const length = whole ? 1_000 : name.length
      if (best === null || length > best.length) best = { field, length }
    }
  }
  return best?.field ?? null
}
