// The letters of a verification (协查函, 反馈函; A2§4): their numbers, the code that matches an answer, and what stands on them.
import { CodedFailure } from '../errors.ts'
import type { ArchiveClass } from './exemption-list.ts'
import type { Channel, Verdict } from './verification.ts'

/** 文号. `serial` is unique in the unit and year, offline by a block of numbers per window. */
export type LetterNumber = {
  /** Short name of the unit as it stands before 协函, such as 博审批. */
  readonly unitShortName: string
  readonly year: number
  readonly serial: number
}

/** The number as it is written on paper: `博审批协函〔2026〕3047号` (GB/T 9704 §7.2.5: no leading zeros, no 第). */
export function formatLetterNumber(number: LetterNumber): string {
  return `${number.unitShortName}协函〔${number.year}〕${number.serial}号`
}

/** Every kind of bracket becomes `[` or `]`, every full-width digit an ordinary one; the text keeps its length. */
export function foldNumberSigns(text: string): string {
  return text
    .replace(/[〔［【（〖「({<〈《]/gu, '[')
    .replace(/[〕］】）〗」)}>〉》]/gu, ']')
    .replace(/[０-９]/gu, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
}

const writtenNumber = /^(.+?)协函\[(\d{4})\]第?(\d{1,9})号?$/

/**
 * Reads a number as people type it or read it off a fax: any kind of bracket, full-width digits, spaces, 号 left out.
 * Null when it is not the number of an inquiry letter.
 */
export function parseLetterNumber(text: string): LetterNumber | null {
  if (text.length > 100) return null
  const plain = foldNumberSigns(text).replace(/[\s\u200b\ufeff]+/gu, '')
  const match = writtenNumber.exec(plain)
  if (match === null) return null
  const [, unitShortName = '', year = '', serial = ''] = match
  const number = { unitShortName, year: Number(year), serial: Number(serial) }
  return /[[\]]/u.test(unitShortName) || number.serial < 1 || number.year < 1949 ? null : number
}

const codePrefix = 'PFW1'
const codedStream = /^[a-z][a-z-]{0,30}\/[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/

/**
 * Text of the QR code on a letter, `PFW1:<streamId>:<checksum>`: names the stream and nothing about the person.
 * The stream's id carries the letter number already, so the code holds nothing else.
 */
export function letterCode(streamId: string): string {
  if (!codedStream.test(streamId)) throw new CodedFailure('input-invalid', { field: 'streamId' })
  return `${codePrefix}:${streamId}:${crc32(streamId)}`
}

/** The stream a letter's code names; null for the code of something else or one that was read or typed wrong. */
export function parseLetterCode(text: string): string | null {
  const parts = text.trim().split(':')
  const [prefix, streamId = '', checksum = ''] = parts
  if (parts.length !== 3 || prefix !== codePrefix || !codedStream.test(streamId)) return null
  return checksum.toLowerCase() === crc32(streamId) ? streamId : null
}

/** CRC-32 (IEEE 802.3) of ASCII text as eight hexadecimal digits: finds misreadings, proves nothing. */
function crc32(text: string): string {
  let remainder = 0xffffffff
  for (const character of text) {
    remainder ^= character.charCodeAt(0)
    for (let bit = 0; bit < 8; bit += 1) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0)
  }
  return ((remainder ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0')
}

/**
 * An identity number as it may leave by fax or mail: `370304********2817`. What is shorter than an identity card's
 * keeps two characters at either end. A number masked already stays as it is.
 */
export function maskIdentityNumber(identityNumber: string): string {
  const characters = [...identityNumber.trim()]
  const [head, tail] = characters.length >= 15 ? [6, 4] : characters.length >= 7 ? [2, 2] : [0, 0]
  return characters
    .map((character, index) => (index < head || index >= characters.length - tail ? character : '*'))
    .join('')
}

export type LetterApplicant = {
  readonly name: string
  /** Such as 居民身份证 or 统一社会信用代码. */
  readonly identityKind: string
  /** Whole or masked: the letter only ever shows it masked. */
  readonly identityNumber: string
}

/** Why a letter left by something else than the system: the policy is cited on its foot (A2§3). */
export type LetterDispatch = {
  readonly channel: Channel
  /** Such as 核验实施办法第三条；联席会议办公室2026-06启用; '' where none is needed. */
  readonly policy: string
}

type LetterFrame = {
  readonly streamId: string
  readonly fromUnit: string
  readonly toUnit: string
  readonly proofName: string
  readonly applicant: LetterApplicant
  /** `YYYY-MM-DD` by the office's calendar. */
  readonly date: string
  /** Made without the endpoint and not acknowledged by it yet: the letter says so. */
  readonly offline: boolean
  readonly dispatch: LetterDispatch
  /** Opening and closing text of the entry's own template (A2§4); null takes the ordinary ones. */
  readonly bodyText: string | null
  readonly closingText: string | null
  /** Names of annexes, listed under the text. */
  readonly attachments: readonly string[]
  /** Version of the template the text is of; null where it is the ordinary one. */
  readonly templateVersion: number | null
}

/** 协查函: the demanding unit asks the issuing unit for a fact. */
export type InquiryLetter = LetterFrame & {
  readonly number: LetterNumber
  readonly serviceItemName: string
  /** Edition of the list as printed, such as 2026年第2期. */
  readonly edition: string
  /** Row in that edition, '' where it has none. */
  readonly entryNumber: string
  /** Closed questions with what the applicant declared; 1 to 20. */
  readonly questions: readonly { readonly question: string; readonly declared: string }[]
  readonly legalBasis: string
  readonly archiveClass: ArchiveClass
  /** Class whose limit the template asks for; null where the letter states that of `archiveClass`. */
  readonly limitAsked: ArchiveClass | null
  /** Where to answer: fax number, mail address; '' where there is none. */
  readonly answerFax: string
  readonly answerMail: string
  readonly liaisonName: string
  readonly liaisonTelephone: string
}

/** 反馈函: the issuing unit answers, or returns what is not its business (A2§7). */
export type ReplyLetter = LetterFrame & {
  /** Number of the inquiry letter this answers. */
  readonly inquiryNumber: LetterNumber
  readonly verdict: Verdict
  /** What was found, or why it is returned. */
  readonly remark: string
  readonly archiveClass: ArchiveClass
  readonly handledBy: string
  /** '' where nobody checked it. */
  readonly checkedBy: string
  readonly telephone: string
}

/** 关于协查核验残疾状况证明的函 · 关于残疾状况证明协查核验结果的函. */
export function inquiryTitle(proofName: string): string {
  return `关于协查核验${proofName}的函`
}
export function replyTitle(proofName: string): string {
  return `关于${proofName}协查核验结果的函`
}

/** The opening paragraph where the entry has no template of its own. */
export function inquiryBodyText(
  letter: Pick<InquiryLetter, 'serviceItemName' | 'proofName' | 'edition' | 'entryNumber'>,
): string {
  const row = letter.entryNumber === '' ? '' : `，第${letter.entryNumber}条`
  return `我单位办理“${letter.serviceItemName}”，所需${letter.proofName}列入《证明事项免提交清单》（${letter.edition}${row}），以部门核验方式获取，申请人不再提交。请协助核验下列事项。`
}

export const inquiryClosingText = '不属于贵单位职责的，请及时退回并说明理由。核验所获信息仅用于本次办理。'

/** The opening and closing paragraphs of a reply without a template of its own. */
export function replyBodyText(letter: Pick<ReplyLetter, 'inquiryNumber' | 'proofName'>): string {
  return `贵单位${formatLetterNumber(letter.inquiryNumber)}《${inquiryTitle(letter.proofName)}》收悉。经核验，现将结果反馈如下。`
}
export const replyClosingText = '所附信息仅限用于本次办理，请妥善保管。'

/** Time to answer by class of archive, from receipt by the issuing unit, in working time (A2§7). */
export const answerLimitText = {
  electronic: '电子档，自收到并登记之时起30分钟内',
  paper: '纸质档，自收到并登记之时起1个工作日内',
  incomplete: '档案不全、需要查找的，自收到并登记之时起2个工作日内',
} as const satisfies Record<ArchiveClass, string>

/** What stands after a limit the template asks for: the issuing unit states the class (A2§7). */
export const limitAskedText = '；贵单位登记为其他档案形式的，以登记的为准'

export const archiveClassText = {
  electronic: '电子档',
  paper: '纸质档',
  incomplete: '档案不全',
} as const satisfies Record<ArchiveClass, string>

export const verdictText = {
  confirmed: '属实',
  mismatch: '不符',
  'not-found': '查无',
  returned: '非本单位职责，退回',
} as const satisfies Record<Verdict, string>
