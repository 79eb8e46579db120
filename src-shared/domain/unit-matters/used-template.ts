// How a request or an answer names the letter template it was made of.
import Type from 'typebox'

const exact = { additionalProperties: false } as const

/** Which version a letter was made of: its event, since two windows that are apart may count the same. */
export const usedTemplateSchema = Type.Object(
  {
    event: Type.String({ minLength: 36, maxLength: 36 }),
    version: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  },
  exact,
)
export type UsedTemplate = Readonly<Type.Static<typeof usedTemplateSchema>>
