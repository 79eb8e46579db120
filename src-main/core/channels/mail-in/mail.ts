// What is read out of an incoming mail: text and codes only, bounded, as it crosses from the reading thread.

/** Bytes of the largest mail that is read; of a larger one only the head is. */
export const largestMail = 25 * 1024 * 1024
/** Characters kept of a body, and of one attachment's text. */
export const mostText = 200_000

/** Why an attachment was not looked into. */
export type NotRead = 'kind' | 'too-large' | 'too-many' | 'damaged' | 'locked'

export type ReadAttachment = {
  readonly name: string
  /** Lower-case MIME type as the mail says it. */
  readonly type: string
  readonly bytes: Uint8Array
  /** Its own text (a PDF's text layer, a text file); '' where it has none. */
  readonly text: string
  /** Texts of the QR codes on it. */
  readonly codes: readonly string[]
  readonly notRead: NotRead | null
}

export type ReadMail = {
  /** Message-IDs with their angle brackets; '' where there is none. */
  readonly messageId: string
  /** In-Reply-To and References. */
  readonly references: readonly string[]
  readonly subject: string
  /** Plain address, lower case; '' where there is none. */
  readonly from: string
  readonly fromName: string
  /** ISO time as the sender's clock has it, null where it says none. */
  readonly sentAt: string | null
  readonly text: string
  readonly attachments: readonly ReadAttachment[]
  /** A delivery report, read receipt or answering machine (RFC 3464, RFC 3798, RFC 3834). */
  readonly automatic: boolean
}
