// What a person signs at the window: the notice and promise (告知承诺书) and the authorisation of an agent (授权委托书).
import type { LetterApplicant } from './letter.ts'

type SignedForm = {
  readonly caseNumber: string
  /** The unit that handles the case. */
  readonly unit: string
  readonly applicant: LetterApplicant
  readonly serviceItemName: string
  readonly proofName: string
  /** `YYYY-MM-DD` by the office's calendar. */
  readonly date: string
}

/** 告知承诺书: the unit tells item, basis, what is promised, way and liability; the applicant promises in person. */
export type CommitmentForm = SignedForm & {
  readonly legalBasis: string
  readonly proofPurpose: string
  /** How the promise is looked after later; '' where the list says nothing. */
  readonly followUp: string
}

/** 授权委托书: itemised powers with a term, never all of them, never passed on. */
export type AuthorisationForm = SignedForm & {
  readonly agent: string
  readonly powers: string
  /** Last day, `YYYY-MM-DD` or as it was written. */
  readonly until: string
}

export const commitmentTitle = '证明事项告知承诺书'
export const authorisationTitle = '授权委托书'

/** What the unit tells before the applicant promises, in order. */
export function noticeLines(form: CommitmentForm): readonly string[] {
  const purpose = form.proofPurpose === '' ? '' : `，用于${form.proofPurpose.replace(/[。；;.]+$/u, '')}`
  return [
    `证明事项：${form.proofName}${purpose}。`,
    `设定依据：${form.legalBasis === '' ? '见《证明事项免提交清单》。' : form.legalBasis}`,
    `本事项可以采用告知承诺方式办理。申请人书面承诺已经符合告知的要求并愿意承担不实承诺的法律责任的，不再提交${form.proofName}。`,
    '承诺由申请人本人作出，不得代为承诺。作出办理决定前，申请人可以撤回承诺，改为提交证明或者由部门核验。',
    `核查方式：${form.followUp === '' ? '办理后按照规定核查，承诺人应当配合。' : form.followUp}`,
    '承诺不实的，依法终止办理、撤销决定或者予以处罚，并纳入信用记录；构成犯罪的，依法追究刑事责任。',
  ]
}

/** What the applicant promises. */
export const promiseLines: readonly string[] = [
  '已经知晓并理解上述告知的全部内容；',
  '自身情况符合上述证明事项的要求，所填写和提供的信息真实、准确；',
  '愿意承担不实承诺的法律责任，愿意配合核查；',
  '以上承诺是本人真实意思的表示。',
]

/** Powers as they are typed, one a line or parted by semicolons, for the numbered list. */
export function powerLines(powers: string): readonly string[] {
  return powers
    .split(/[\n；;]+/u)
    .map((power) => power.trim().replace(/[。.]+$/u, ''))
    .filter((power) => power !== '')
    .map((power, at, all) => `${power}${at === all.length - 1 ? '。' : '；'}`)
}
