// Draws a reply letter (反馈函) as PDF.
import {
  archiveClassText,
  formatLetterNumber,
  type ReplyLetter,
  replyBodyText,
  replyClosingText,
  replyTitle,
  verdictText,
} from '../../../src-shared/domain/letter.ts'
import { verdicts } from '../../../src-shared/domain/verification.ts'
import { applicantText, dispatchText } from './draw-inquiry-letter.ts'
import { loadLetterFonts } from './letter-fonts.ts'
import { drawSheet, letterTable, paragraph, textRow } from './letter-page.ts'

/** The letter as PDF bytes, with the code of the inquiry it answers. Fonts as for `drawInquiryLetter`. */
export async function drawReplyLetter(letter: ReplyLetter, fontsFolder?: string): Promise<Uint8Array> {
  const { printable } = await loadLetterFonts(fontsFolder)
  const inquiry = printable(formatLetterNumber(letter.inquiryNumber))
  const row = (label: string, text: string) => textRow(label, printable(text))
  const checked = letter.checkedBy === '' ? [] : [row('复核人', letter.checkedBy)]
  return drawSheet({
    title: printable(replyTitle(letter.proofName)),
    fromUnit: printable(letter.fromUnit),
    toUnit: printable(letter.toUnit),
    numberText: `复 ${inquiry}`,
    streamId: letter.streamId,
    date: letter.date,
    offline: letter.offline,
    footText: printable(dispatchText(letter.dispatch)),
    codeText: ['本函所复函号', inquiry],
    body: [
      paragraph(printable(letter.bodyText ?? replyBodyText(letter))),
      letterTable([
        row('申请人', applicantText(letter.applicant)),
        {
          label: '核验结果',
          characters: 100,
          content: {
            stack: verdicts.map((verdict) => ({
              text: `${verdict === letter.verdict ? '■' : '□'}\u00a0${verdictText[verdict]}`,
              bold: verdict === letter.verdict,
            })),
          },
        },
        row(
          letter.verdict === 'returned' ? '退回理由' : '情况说明',
          letter.remark === '' ? '无' : letter.remark,
        ),
        row('档案形式', archiveClassText[letter.archiveClass]),
        row('经办人', `${letter.handledBy}，${letter.telephone}`),
        ...checked,
      ]),
    ],
    attachments: letter.attachments.map(printable),
    templateVersion: letter.templateVersion,
    closingText: printable(letter.closingText ?? replyClosingText),
  })
}
