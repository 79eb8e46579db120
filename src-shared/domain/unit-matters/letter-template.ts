// Templates of letters per list entry (A2§4): the demanding unit's for the inquiry, the issuing unit's for the reply, each save a version.
import Type from 'typebox'
import { type EventEnvelope, momentOf } from '../event.ts'
import { type ArchiveClass, archiveClasses } from '../exemption-list.ts'
import type { InquiryLetter, ReplyLetter } from '../letter.ts'
import type { Role, Staff } from '../staff.ts'
import type { UsedTemplate } from './used-template.ts'

const exact = { additionalProperties: false } as const

export const templatedLetters = ['inquiry', 'reply'] as const
export type TemplatedLetter = (typeof templatedLetters)[number]

export const letterTemplateSchema = Type.Object(
  {
    /** Opening paragraph; '' takes the ordinary one. May hold the marks of `templateMarks`. */
    bodyText: Type.String({ maxLength: 1000 }),
    /** Last paragraph; '' takes the ordinary one. */
    closingText: Type.String({ maxLength: 500 }),
    /** Closed questions of an inquiry with what the applicant usually declares; none takes the list's own. */
    questions: Type.Array(
      Type.Object(
        {
          question: Type.String({ minLength: 1, maxLength: 300 }),
          declared: Type.String({ maxLength: 300 }),
        },
        exact,
      ),
      { maxItems: 20 },
    ),
    /** Way an inquiry goes first while the system is not up; left out: the first that is open. */
    way: Type.Optional(Type.Enum(['fax', 'mail', 'oa'])),
    /** Limit an inquiry states, as the class of archive it belongs to (A2§7); left out: the class the list gives. */
    limit: Type.Optional(Type.Enum([...archiveClasses])),
    /** Annexes named under the text. */
    attachments: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 10 }),
  },
  exact,
)
export type LetterTemplate = Readonly<Type.Static<typeof letterTemplateSchema>>
export const plainTemplate: LetterTemplate = { bodyText: '', closingText: '', questions: [], attachments: [] }

export const templateSavedBody = Type.Object(
  {
    letter: Type.Enum([...templatedLetters]),
    entry: Type.String({ minLength: 1, maxLength: 128 }),
    /** Counted by the saving window: one more than it knew. */
    version: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    template: letterTemplateSchema,
  },
  exact,
)

export type SavedTemplate = UsedTemplate & {
  readonly letter: TemplatedLetter
  readonly entry: string
  readonly template: LetterTemplate
  readonly savedBy: string
  readonly savedAt: string
}

export function applyTemplateSaved(
  templates: readonly SavedTemplate[],
  event: EventEnvelope,
): readonly SavedTemplate[] {
  const body = event.body as Readonly<Type.Static<typeof templateSavedBody>>
  const savedAt = new Date(momentOf(event)).toISOString()
  return [...templates, { ...body, event: event.id, savedBy: event.staff, savedAt }]
}

/** All versions of an entry's template, oldest first; of two with the same number the later one counts. */
export function versionsOf(
  templates: readonly SavedTemplate[],
  letter: TemplatedLetter,
  entry: string,
): readonly SavedTemplate[] {
  return templates
    .filter((one) => one.letter === letter && one.entry === entry)
    .sort((one, other) => one.version - other.version)
}

/** Role → whether it edits the unit's templates. */
const templateTable = {
  'window-clerk': [],
  agent: [],
  liaison: ['save-letter-template'],
  'joint-office': [],
  administrator: ['save-letter-template'],
} as const satisfies Record<Role, readonly 'save-letter-template'[]>

export const mayEditTemplates = (staff: Pick<Staff, 'roles' | 'active'>): boolean =>
  staff.active && staff.roles.some((role) => templateTable[role].length > 0)

/**
 * The limit a template puts onto an inquiry (A2§4); null where the letter states that of its archive class. It asks only: the clock
 * runs by the class the issuing unit states, and so does the letter once that is known.
 */
export function templatedLimit(
  saved: Pick<SavedTemplate, 'template'> | null,
  classStated: boolean,
): ArchiveClass | null {
  return classStated ? null : (saved?.template.limit ?? null)
}

/** Marks in a template's text and what stands in their place on a letter. */
export const templateMarks = {
  '{事项}': (letter: { readonly serviceItemName: string }) => letter.serviceItemName,
  '{证明}': (letter: { readonly proofName: string }) => letter.proofName,
  '{申请人}': (letter: { readonly applicant: { readonly name: string } }) => letter.applicant.name,
  '{单位}': (letter: { readonly toUnit: string }) => letter.toUnit,
} as const

type Filled = {
  readonly serviceItemName: string
  readonly proofName: string
  readonly applicant: { readonly name: string }
  readonly toUnit: string
}

/** The text with its marks filled in; '' is null: the ordinary text. */
function filledText(text: string, letter: Filled): string | null {
  if (text.trim() === '') return null
  return Object.entries(templateMarks).reduce(
    (filled, [mark, of]) => filled.replaceAll(mark, of(letter)),
    text.trim(),
  )
}

type Templated = Pick<
  InquiryLetter | ReplyLetter,
  'bodyText' | 'closingText' | 'attachments' | 'templateVersion'
>

/** What a template puts onto a letter; without one the ordinary text. */
export function templatedText(
  saved: Pick<SavedTemplate, 'template' | 'version'> | null,
  letter: Filled,
): Templated {
  if (saved === null) return { bodyText: null, closingText: null, attachments: [], templateVersion: null }
  const { bodyText, closingText, attachments } = saved.template
  return {
    bodyText: filledText(bodyText, letter),
    closingText: filledText(closingText, letter),
    attachments,
    templateVersion: saved.version,
  }
}
