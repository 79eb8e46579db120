// Draws the authorisation (授权委托书) by which the applicant lets an agent fetch a proof.
import { maskIdentityNumber } from '../../../src-shared/domain/letter.ts'
import {
  type AuthorisationForm,
  authorisationTitle,
  powerLines,
} from '../../../src-shared/domain/signed-form.ts'
import { drawForm } from './form-page.ts'
import { loadLetterFonts } from './letter-fonts.ts'
import { textRow } from './letter-page.ts'

/** The form as PDF bytes. Fonts as for `drawInquiryLetter`; the identity number is masked. */
export async function drawAuthorisation(form: AuthorisationForm, fontsFolder?: string): Promise<Uint8Array> {
  const { printable } = await loadLetterFonts(fontsFolder)
  const row = (label: string, text: string) => textRow(label, printable(text))
  const { name, identityKind, identityNumber } = form.applicant
  return drawForm({
    title: authorisationTitle,
    fromUnit: printable(form.unit),
    caseNumber: printable(form.caseNumber),
    date: form.date,
    parts: [
      {
        heading: '委托双方',
        rows: [
          row('委托人', name),
          row('证件号码', `${identityKind} ${maskIdentityNumber(identityNumber)}`),
          row('受托人', `${form.unit}　${form.agent}`),
        ],
      },
      {
        heading: '委托原因',
        note: printable(
          `委托人办理“${form.serviceItemName}”，所需${form.proofName}由受托人代为办理，委托人不再提交。`,
        ),
      },
      { heading: '委托事项', lines: powerLines(form.powers).map(printable) },
      {
        heading: '委托期限和要求',
        lines: [
          `委托期限自签名之日起至${dayOf(form.until)}止；`,
          '受托人只在上述事项和期限内代为办理，不得转委托；',
          '受托人取得的材料只用于本次办理，收到和交还的原件逐件登记，不留存委托人身份证。',
        ].map(printable),
      },
    ],
    signed: ['委托人（签名）：', '受托人（签名）：'],
  })
}

function dayOf(until: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(until)
  return match === null ? until : `${match[1]}年${Number(match[2])}月${Number(match[3])}日`
}
