// Letters with invented content, for the tests that draw, send and read them.
import type { InquiryLetter, ReplyLetter } from '../src-shared/domain/letter.ts'

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
  applicant: { name: '邵一帆', identityKind: '居民身份证', identityNumber: '370304190001012817' },
  questions: [
    { question: '是否持有有效的残疾人证', declared: '持有' },
    { question: '残疾类别、等级', declared: '肢体，二级' },
  ],
  legalBasis: '《社会救助暂行办法》第四十七条',
  archiveClass: 'electronic',
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
  dispatch: { channel: 'fax', policy: '核验实施办法第三条；联席会议办公室2026-06启用' },
} as const satisfies ReplyLetter
