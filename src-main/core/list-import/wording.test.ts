// Every wording as lists have it, and what it is read as.
import { describe, expect, it } from 'vitest'
import { fieldOf } from './columns.ts'
import { archiveClassOf, methodOf, secrecyOf } from './wording.ts'

describe('what a list says', () => {
  it.each([
    ['直接取消', 'abolished'],
    ['村居不再出具', 'abolished'],
    ['无需提交', 'abolished'],
    ['不需要申请人提供', 'abolished'],
    ['不再保留', 'abolished'],
    ['直接取消(凭居民户口簿)', 'abolished'],
    ['数据共享', 'data-sharing'],
    ['凭电子证照', 'data-sharing'],
    ['网络核验', 'data-sharing'],
    ['数据共享(信息共享查询)或告知承诺(个人诚信承诺)', 'data-sharing'],
    ['实行告知承诺', 'commitment'],
    ['告知承诺，事后核查', 'commitment'],
    ['取消, 改为申请人书面承诺', 'commitment'],
    ['部门核验，向区民政局发函核验', 'verification'],
    ['部门间信息核对', 'verification'],
    ['取消, 改为政府部门核查', 'verification'],
    ['不适用告知承诺，部门核验', 'verification'],
    ['干部代办', 'agency'],
    ['工作人员代办', 'agency'],
    ['保留(不实行告知承诺)', 'other'],
    ['仍需提交', 'other'],
    ['必须提供', 'other'],
    ['取消，改为出示县级以上医院病历', 'other'],
    ['凭身份证件', 'other'],
    ['容缺受理', 'other'],
    ['自主打印', 'other'],
    ['不再实行告知承诺', null],
    ['免提交', null],
    ['免费办理', null],
    ['某某', null],
    ['—', null],
    ['', null],
  ])('method %s → %s', (wording, method) => {
    expect(methodOf(wording)).toBe(method)
  })

  it.each([
    ['', 'unknown'],
    ['待定', 'unknown'],
    ['无', 'none'],
    ['非涉密', 'none'],
    ['内部', 'work-secret'],
    ['工作秘密', 'work-secret'],
    ['秘密', 'state-secret'],
    ['秘密★10年', 'state-secret'],
    ['国家秘密', 'state-secret'],
    ['国家秘密和工作秘密', 'state-secret'],
    ['不涉及国家秘密', 'state-secret'],
  ])('secrecy %s → %s', (wording, secrecy) => {
    expect(secrecyOf(wording)).toBe(secrecy)
  })

  it.each([
    ['electronic', 'electronic'],
    ['已有数据库', 'electronic'],
    ['纸质档案', 'paper'],
    ['电子档案不全', 'incomplete'],
    ['', null],
  ])('archive %s → %s', (wording, archiveClass) => {
    expect(archiveClassOf(wording)).toBe(archiveClass)
  })
})

describe('what a column is called', () => {
  const named = {
    entryNumber: ['序号', '清单编号', 'entry_no'],
    proofName: ['证明名称', '证明材料名称', '证明事项 名称', '材料名称', '证明事项'],
    proofPurpose: ['证明用途', 'proof_purpose'],
    demandingUnit: ['索要单位', '需求单位', '证明使用单位', '索要部门（需求）', '责任单位', '单位'],
    issuingUnit: ['开具单位', '出具单位', '证明\n开具单位', '证明材料开具单位', '证明开具单位'],
    legalBasis: ['设定依据', '依据名称、文号、条文', '法律依据', '设定依据(依据名称文号条文,效力层级)'],
    basisRank: ['效力层级', '设定依据效力层级'],
    method: ['免提交方式', '替代取消方式', '办理方式', '免提交方式（共享、告知承诺、核验及其他）'],
    serviceItemName: ['事项名称', '涉及的政务服务事项名称', '政务服务事项', '政务服务事项名称及编码'],
    serviceItemCode: ['编码', '事项编码', '政务服务事项编码'],
    level: ['行使层级', '层级'],
    secrecy: ['密级'],
    archiveClass: ['档案类别'],
    note: ['备注', '保留原因'],
    null: ['来源网址', '事项类型', '联系方式', '开具单位联系电话', '办理时限', '证明类型', ''],
  }
  it.each(Object.entries(named).flatMap(([field, headers]) => headers.map((header) => [header, field])))(
    '%s → %s',
    (header = '', field) => {
      expect(String(fieldOf(header))).toBe(field)
    },
  )
})
