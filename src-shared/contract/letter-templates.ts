// What crosses between page and core about letter templates (A2§4).
import Type from 'typebox'
import {
  type LetterTemplate,
  letterTemplateSchema,
  type TemplatedLetter,
  templatedLetters,
} from '../domain/unit-matters/letter-template.ts'

const exact = { additionalProperties: false } as const
const ofEntry = {
  letter: Type.Enum([...templatedLetters]),
  entry: Type.String({ minLength: 1, maxLength: 128 }),
}

export const templateInput = Type.Object({ ...ofEntry, template: letterTemplateSchema }, exact)

export const letterTemplateQueries = {
  /** Entries of this unit whose letters have a template of their own or may have one. */
  letterTemplates: Type.Object({ text: Type.String({ maxLength: 100 }) }, exact),
  letterTemplate: Type.Object(ofEntry, exact),
} as const

export type LetterTemplatesView = {
  readonly total: number
  readonly rows: readonly {
    readonly entry: string
    readonly letter: TemplatedLetter
    readonly entryNumber: string
    readonly proofName: string
    readonly serviceItemName: string
    /** 0 where the unit saved none. */
    readonly version: number
  }[]
}
export type LetterTemplateView = {
  /** The version in use, or the ordinary letter with the list's questions. */
  readonly current: LetterTemplate
  readonly mayEdit: boolean
  /** Newest first. */
  readonly versions: readonly {
    readonly event: string
    readonly version: number
    readonly template: LetterTemplate
    readonly savedAt: string
    readonly savedByName: string
  }[]
}
