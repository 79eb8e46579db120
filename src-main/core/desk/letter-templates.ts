// Letter templates of this unit (A2§4): what is edited, what a letter is made of, and how one would look. Works without a line.
import type { DeskInput, DeskQueryInput } from '../../../src-shared/contract/desk.ts'
import type {
  LetterTemplatesView,
  LetterTemplateView,
} from '../../../src-shared/contract/letter-templates.ts'
import { contentForbidden, type ListEntry } from '../../../src-shared/domain/exemption-list.ts'
import {
  mayEditTemplates,
  plainTemplate,
  type SavedTemplate,
  type TemplatedLetter,
  templatedLimit,
  templatedText,
  versionsOf,
} from '../../../src-shared/domain/unit-matters/letter-template.ts'
import type { UsedTemplate } from '../../../src-shared/domain/unit-matters/used-template.ts'
import { unitStream } from '../../../src-shared/domain/unit-matters.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { writeOne } from './append.ts'
import { type DeskContext, enrolledIdentity, signedInStaff, today } from './desk-context.ts'
import { editionText, handedOver } from './drawn-letter.ts'
import { staffName } from './marks.ts'
import { readMattersAgain } from './staffing.ts'

const mostRows = 200

/** The version in use, or null where the unit saved none. */
export function templateInUse(
  context: DeskContext,
  letter: TemplatedLetter,
  entry: string,
): SavedTemplate | null {
  return versionsOf(context.reference.templates, letter, entry).at(-1) ?? null
}

/** How a request or an answer names the version it was made of; nothing where there is none. */
export function usedTemplate(context: DeskContext, letter: TemplatedLetter, entry: string) {
  const saved = templateInUse(context, letter, entry)
  return saved === null ? {} : { template: { event: saved.event, version: saved.version } }
}

/** The version a letter was made of; null where none was, or where it has not come here yet. */
export function templateUsed(context: DeskContext, used: UsedTemplate | undefined): SavedTemplate | null {
  return context.reference.templates.find((one) => one.event === used?.event) ?? null
}

/** Entries this unit demands or issues by asking, of which content may be kept. */
async function entriesOf(context: DeskContext) {
  await context.search.whenLoaded()
  const own = context.reference.units.get(enrolledIdentity(context).enrolment.unit)?.name ?? ''
  const open = (entry: ListEntry) => entry.method === 'verification' && !contentForbidden(entry.secrecy)
  return context.search
    .entriesOf(own)
    .filter(open)
    .map((entry) => ({
      entry,
      letter: entry.demandingUnit === own ? ('inquiry' as const) : ('reply' as const),
    }))
}

/** @throws not-found where the entry is not this unit's */
async function ownEntry(context: DeskContext, letter: TemplatedLetter, entry: string): Promise<ListEntry> {
  const found = (await entriesOf(context)).find((one) => one.entry.id === entry && one.letter === letter)
  if (found === undefined) throw new CodedFailure('not-found', { entry })
  return found.entry
}

/** Each save is a version of its own; what letters were made of stays. @throws not-your-role, not-found */
export async function saveLetterTemplate(context: DeskContext, input: DeskInput<'saveLetterTemplate'>) {
  if (!mayEditTemplates(signedInStaff(context))) throw new CodedFailure('not-your-role')
  await ownEntry(context, input.letter, input.entry)
  const version = (templateInUse(context, input.letter, input.entry)?.version ?? 0) + 1
  const stream = unitStream(enrolledIdentity(context).enrolment.unit)
  await writeOne(context, stream, 'letter-template-saved', { ...input, version })
  await readMattersAgain(context)
  return { version }
}

export async function letterTemplatesView(
  context: DeskContext,
  { text }: DeskQueryInput<'letterTemplates'>,
): Promise<LetterTemplatesView> {
  const words = text.split(/\s+/u).filter((word) => word !== '')
  const rows = (await entriesOf(context)).filter(({ entry }) => {
    const whole = `${entry.proofName} ${entry.serviceItemName} ${entry.entryNumber}`
    return words.every((word) => whole.includes(word))
  })
  return {
    total: rows.length,
    rows: rows.slice(0, mostRows).map(({ entry, letter }) => ({
      entry: entry.id,
      letter,
      entryNumber: entry.entryNumber,
      proofName: entry.proofName,
      serviceItemName: entry.serviceItemName,
      version: templateInUse(context, letter, entry.id)?.version ?? 0,
    })),
  }
}

export async function letterTemplateView(
  context: DeskContext,
  { letter, entry }: DeskQueryInput<'letterTemplate'>,
): Promise<LetterTemplateView> {
  const staff = signedInStaff(context)
  const listed = await ownEntry(context, letter, entry)
  const versions = versionsOf(context.reference.templates, letter, entry)
  return {
    current: versions.at(-1)?.template ?? { ...plainTemplate, questions: listedQuestions(listed, letter) },
    mayEdit: mayEditTemplates(staff),
    versions: versions
      .map(({ event, version, template, savedBy, savedAt }) => ({
        event,
        version,
        template,
        savedAt,
        savedByName: staffName(context, savedBy),
      }))
      .reverse(),
  }
}

/** The list's own questions, where the inquiry has no template. */
const listedQuestions = ({ questions }: ListEntry, letter: TemplatedLetter) =>
  letter === 'reply' ? [] : questions.map((question) => ({ question: question.slice(0, 300), declared: '' }))

/** How a letter of this template would look, with nobody's data on it. */
export async function previewLetterTemplate(context: DeskContext, input: DeskInput<'previewLetterTemplate'>) {
  const staff = signedInStaff(context)
  const entry = await ownEntry(context, input.letter, input.entry)
  const own = context.reference.units.get(staff.unit)
  const other = input.letter === 'inquiry' ? entry.issuingUnit : entry.demandingUnit
  const number = {
    unitShortName:
      (input.letter === 'inquiry' ? own : context.reference.unitsByName.get(other))?.shortName ?? '',
    year: Number(today(context).slice(0, 4)),
    serial: enrolledIdentity(context).enrolment.letterBlock.from,
  }
  const frame = {
    streamId: 'verification/preview',
    fromUnit: own?.name ?? '',
    toUnit: other,
    proofName: entry.proofName,
    serviceItemName: entry.serviceItemName,
    applicant: { name: '×××', identityKind: '居民身份证', identityNumber: '0'.repeat(18) },
    date: today(context),
    offline: false,
    dispatch: { channel: 'system' as const, policy: '' },
    archiveClass: entry.archiveClass ?? ('paper' as const),
  }
  const version = (templateInUse(context, input.letter, input.entry)?.version ?? 0) + 1
  const text = templatedText({ template: input.template, version }, frame)
  const { letter: kind } = input
  if (kind === 'reply') {
    const { drawReplyLetter } = await import('../letters/draw-reply-letter.ts')
    const checked = { verdict: 'confirmed' as const, remark: '', handledBy: staff.name, checkedBy: '' }
    const letter = { ...frame, ...text, ...checked, inquiryNumber: number, telephone: own?.telephone ?? '' }
    return handedOver('', '', await drawReplyLetter(letter, context.settings.fonts))
  }
  const { drawInquiryLetter } = await import('../letters/draw-inquiry-letter.ts')
  const letter = {
    ...frame,
    ...text,
    number,
    edition: editionText(context.reference.edition?.edition ?? ''),
    entryNumber: entry.entryNumber,
    questions: input.template.questions,
    limitAsked: templatedLimit(input, false),
    legalBasis: entry.legalBasis,
    answerFax: own?.fax ?? '',
    answerMail: own?.mail ?? '',
    liaisonName: staff.name,
    liaisonTelephone: staff.telephone,
  }
  return handedOver('', '', await drawInquiryLetter(letter, context.settings.fonts))
}
