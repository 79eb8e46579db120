// Letters with invented content of every length the forms take, from a seed.
import type { InquiryLetter, ReplyLetter } from '../../src-shared/domain/letter.ts'
import { verdicts } from '../../src-shared/domain/verification.ts'
import { sampleInquiry, sampleReply } from '../letter-samples.ts'

export type Composed =
  | { readonly kind: 'inquiry'; readonly letter: InquiryLetter }
  | { readonly kind: 'reply'; readonly letter: ReplyLetter }

const units = [
  ['370304-SPJ', '博审批', '博山区行政审批服务局'],
  ['370304-MZJ', '博民政', '博山区民政局'],
  ['370304-ZJJ', '博住建', '博山区住房和城乡建设局'],
  ['370304-RSJ', '博人社', '淄博市博山区人力资源和社会保障局城乡居民基本养老保险服务中心'],
] as const
const proofs = [
  '残疾状况证明',
  '婚姻状况证明',
  '房屋所有权证明',
  '申请人及其共同生活的家庭成员收入状况证明',
] as const
const questions = [
  '是否持有有效的残疾人证',
  '残疾类别、等级',
  '现登记的婚姻状况与申报是否一致',
  '申请人及其共同生活的家庭成员是否在贵单位登记（含“已注销”“已迁出”）',
] as const
const channels = ['system', 'fax', 'mail', 'oa'] as const

/** `random` gives numbers in [0, 1). */
export function composeLetter(random: () => number): Composed {
  const upTo = (most: number) => Math.floor(random() * (most + 1))
  const one = <Kind>(of: readonly Kind[]): Kind => of[upTo(of.length - 1)] as Kind
  const [code, unitShortName, fromUnit] = one(units)
  const number = { unitShortName, year: 2026, serial: 10_001 + upTo(889_998) }
  const frame = {
    streamId: `verification/${code}-2026-${number.serial}`,
    proofName: one(proofs),
    offline: random() < 0.5,
    dispatch: { ...sampleInquiry.dispatch, channel: one(channels) },
  }
  if (random() < 0.4)
    return {
      kind: 'reply',
      letter: {
        ...sampleReply,
        ...frame,
        inquiryNumber: number,
        toUnit: fromUnit,
        verdict: one(verdicts),
        remark: sampleReply.remark.repeat(upTo(8)),
      },
    }
  return {
    kind: 'inquiry',
    letter: {
      ...sampleInquiry,
      ...frame,
      number,
      fromUnit,
      archiveClass: one(['electronic', 'paper', 'incomplete'] as const),
      questions: Array.from({ length: 1 + upTo(random() < 0.8 ? 3 : 11) }, () => ({
        question: one(questions),
        declared: one(['', '持有', '离异', '登记在册，共同生活的家庭成员三人，均未迁出；内容如附']),
      })),
    },
  }
}
