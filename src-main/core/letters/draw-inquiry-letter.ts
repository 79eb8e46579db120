// Draws an inquiry letter (协查函) as PDF.

import {
  answerLimitText,
  formatLetterNumber,
  type InquiryLetter,
  inquiryBodyText,
  inquiryClosingText,
  inquiryTitle,
  type LetterApplicant,
  type LetterDispatch,
  limitAskedText,
  maskIdentityNumber,
} from '../../../src-shared/domain/letter.ts'
import { assertNever } from '../../../src-shared/errors.ts'
import { type LetterFonts, loadLetterFonts } from './letter-fonts.ts'
import { drawSheet, flowing, type LetterRow, letterTable, paragraph, textRow } from './letter-page.ts'

/**
 * The letter as PDF bytes, one page in the ordinary case. The identity number is masked whatever the letter holds.
 * `fontsFolder` holds the letter fonts; without it they come from the installed package.
 */
export async function drawInquiryLetter(letter: InquiryLetter, fontsFolder?: string): Promise<Uint8Array> {
  const fonts = await loadLetterFonts(fontsFolder)
  const { printable } = fonts
  const numberText = printable(formatLetterNumber(letter.number))
  const answerBy = [
    letter.answerFax === '' ? '' : `传真 ${letter.answerFax}`,
    letter.answerMail === '' ? '' : `公务邮箱 ${letter.answerMail}`,
  ].filter((way) => way !== '')
  const row = (label: string, text: string) => textRow(label, printable(text))
  return drawSheet({
    title: printable(inquiryTitle(letter.proofName)),
    fromUnit: printable(letter.fromUnit),
    toUnit: printable(letter.toUnit),
    numberText,
    streamId: letter.streamId,
    date: letter.date,
    offline: letter.offline,
    footText: printable(dispatchText(letter.dispatch)),
    codeText: ['回函请附此码', '或注明函号', numberText],
    body: [
      paragraph(printable(letter.bodyText ?? inquiryBodyText(letter))),
      letterTable([
        row('申请人', applicantText(letter.applicant)),
        ...questionRows(letter, fonts),
        row('法定依据', letter.legalBasis),
        row('反馈时限', limitText(letter)),
        row('反馈方式', answerBy.length === 0 ? '无证明协查核验系统' : answerBy.join('，或')),
        row('联络员', `${letter.liaisonName}，${letter.liaisonTelephone}`),
      ]),
    ],
    attachments: letter.attachments.map(printable),
    templateVersion: letter.templateVersion,
    closingText: printable(letter.closingText ?? inquiryClosingText),
  })
}

const limitText = ({ limitAsked, archiveClass }: InquiryLetter): string =>
  limitAsked === null ? answerLimitText[archiveClass] : `${answerLimitText[limitAsked]}${limitAskedText}`

const boxes = '□\u00a0属实　□\u00a0不符　□\u00a0查无'
/** Characters of a declaration that still leave room for the boxes beside it. */
const declaredBesideBoxes = 15

function questionRows(letter: InquiryLetter, { printable }: LetterFonts): readonly LetterRow[] {
  return letter.questions.map(({ question, declared }, index) => {
    const declaration = printable(`申报：${declared === '' ? '（未申报）' : declared}`)
    const answer =
      [...declaration].length <= declaredBesideBoxes
        ? [{ columns: [flowing(declaration), { width: 'auto', text: boxes, noWrap: true }] }]
        : [flowing(declaration), { text: boxes, noWrap: true, alignment: 'right' as const }]
    const characters = question.length + declaration.length
    return {
      label: `核验事项${index + 1}`,
      characters,
      content: { stack: [flowing(printable(question)), ...answer] },
    }
  })
}

/** 邵一帆，居民身份证 370304********2817. */
export function applicantText(applicant: LetterApplicant): string {
  return `${applicant.name}，${applicant.identityKind} ${maskIdentityNumber(applicant.identityNumber)}`
}

/** The foot's first half: by which way the letter left, and what allows it (A2§3). */
export function dispatchText(dispatch: LetterDispatch): string {
  const because = dispatch.policy === '' ? '' : `：${dispatch.policy}`
  switch (dispatch.channel) {
    case 'system':
      return ''
    case 'fax':
      return `以传真发出${because}`
    case 'mail':
      return `以公务邮箱发出${because}`
    case 'oa':
      return `以协同办公系统发出${because}`
    default:
      return assertNever(dispatch.channel)
  }
}
