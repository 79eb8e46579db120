// Letters with invented content, for the tests that draw, send and read them.
import type { InquiryLetter, ReplyLetter } from '../src-shared/domain/letter.ts'
import type { AuthorisationForm, CommitmentForm } from '../src-shared/domain/signed-form.ts'

export const sampleInquiry = {
  number: { unitShortName: '博审批', year: 2026, serial: 3047 },
  streamId: 'verification/370304-SPJ-2026-3047',
  fromUnit: '博山区行政审批服务局',
  toUnit: '博山区残疾人联合会',
  proofName: '残疾状况证明',
  serviceItemName: '临时救助',
  edition: '2026年第2期',
  entryNumber: '118',
  bodyText: null,
  closingText: null,
  attachments: [],
  templateVersion: null,
  applicant: { name: '邵一帆', identityKind: '居民身份证', identityNumber: '370304190001012817' },
  questions: [
    { question: '是否持有有效的残疾人证', declared: '持有' },
    { question: '残疾类别、等级', declared: '肢体，二级' },
  ],
  legalBasis: '《社会救助暂行办法》第四十七条',
  archiveClass: 'electronic',
  limitAsked: null,
  answerFax: '0533-400 0312',
  answerMail: 'bsxk@example.gov',
  liaisonName: '林沐',
  liaisonTelephone: '0533-400 0303',
  date: '2026-10-14',
  offline: true,
  dispatch: { channel: 'fax', policy: '核验实施办法第三条；联席会议办公室2026-06启用' },
} as const satisfies InquiryLetter

export const sampleReply = {
  inquiryNumber: sampleInquiry.number,
  streamId: sampleInquiry.streamId,
  fromUnit: '博山区残疾人联合会',
  toUnit: '博山区行政审批服务局',
  proofName: '残疾状况证明',
  applicant: sampleInquiry.applicant,
  verdict: 'mismatch',
  remark: '残疾人证有效，类别为肢体，等级为三级，与申报不符。',
  archiveClass: 'electronic',
  handledBy: '周岭',
  checkedBy: '贺川',
  telephone: '0533-400 0420',
  date: '2026-10-14',
  offline: false,
  bodyText: null,
  closingText: null,
  attachments: [],
  templateVersion: null,
  dispatch: { channel: 'fax', policy: '核验实施办法第三条；联席会议办公室2026-06启用' },
} as const satisfies ReplyLetter

const sampleForm = {
  caseNumber: 'BS-2026-3-00042',
  unit: sampleInquiry.fromUnit,
  applicant: sampleInquiry.applicant,
  serviceItemName: sampleInquiry.serviceItemName,
  date: sampleInquiry.date,
}

export const sampleCommitment = {
  ...sampleForm,
  proofName: '家庭经济状况证明',
  proofPurpose: '核对申请临时救助的家庭收入和财产',
  legalBasis: '《社会救助暂行办法》第四十七条',
  followUp: '办理后30日内由区民政局抽查。',
} as const satisfies CommitmentForm

export const sampleAuthorisation = {
  ...sampleForm,
  proofName: '残疾状况证明',
  agent: '林沐',
  powers: '向博山区残疾人联合会申请并领取残疾状况证明；将证明交本次办件使用',
  until: '2026-11-30',
} as const satisfies AuthorisationForm
