// Official mail that came in (A2§3): which inquiry letter it answers, or why it waits in the tray for a person.
import Type from 'typebox'

/** What tied a mail to a letter: it replies to the mail that carried it, shows its QR code, or writes its number. */
const mailEvidence = ['message-id', 'code', 'number'] as const
export type MailEvidence = (typeof mailEvidence)[number]

/** Why a mail is matched to no letter. */
const trayReasons = [
  'no-letter', // nothing in it names a letter
  'letter-unknown', // a number or code of this unit that is not here
  'another-unit', // the letter of another unit
  'number-unclear', // a number whose unit cannot be told for certain
  'several-letters', // more than one of this unit's letters
  'contradiction', // one letter, and something that speaks against it
  'sender-elsewhere', // only a number, and sent by a unit that was not asked
  'withdrawn', // the inquiry was withdrawn
  'case-closed', // the case was closed or withdrawn
  'secret', // nothing of this letter may travel by mail
  'automatic', // a delivery report, a read receipt, an answering machine
  'from-ourselves', // this unit's own mail
  'too-large', // only its head was read
  'unreadable', // could not be read, or not in time
] as const
export type TrayReason = (typeof trayReasons)[number]

/** What a person did with a mail. */
export const dismissReasonSchema = Type.String({ minLength: 1, maxLength: 500 })

export type MailMatch =
  | { readonly letter: string; readonly by: readonly MailEvidence[] }
  /** `letters`: streams a person may want to look at first. */
  | { readonly tray: TrayReason; readonly letters: readonly string[] }
