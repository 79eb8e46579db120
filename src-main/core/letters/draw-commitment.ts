// Draws the notice and promise (告知承诺书) that the applicant signs in person.
import { maskIdentityNumber } from '../../../src-shared/domain/letter.ts'
import {
  type CommitmentForm,
  commitmentTitle,
  noticeLines,
  promiseLines,
} from '../../../src-shared/domain/signed-form.ts'
import { drawForm } from './form-page.ts'
import { loadLetterFonts } from './letter-fonts.ts'
import { textRow } from './letter-page.ts'

/** The form as PDF bytes. Fonts as for `drawInquiryLetter`; the identity number is masked. */
export async function drawCommitment(form: CommitmentForm, fontsFolder?: string): Promise<Uint8Array> {
  const { printable } = await loadLetterFonts(fontsFolder)
  const row = (label: string, text: string) => textRow(label, printable(text))
  const { name, identityKind, identityNumber } = form.applicant
  return drawForm({
    title: commitmentTitle,
    fromUnit: printable(form.unit),
    caseNumber: printable(form.caseNumber),
    date: form.date,
    parts: [
      {
        heading: '基本信息',
        rows: [
          row('申请人', name),
          row('证件号码', `${identityKind} ${maskIdentityNumber(identityNumber)}`),
          row('办理事项', form.serviceItemName),
          row('证明名称', form.proofName),
        ],
      },
      { heading: '行政机关告知', lines: noticeLines(form).map(printable) },
      { heading: '申请人承诺', lines: promiseLines },
    ],
    signed: ['申请人（签名）：', '行政机关（盖章）：'],
  })
}
