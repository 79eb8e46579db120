// The letter as the template would make it, drawn by core a moment after the last word was typed.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type {
  LetterTemplate,
  TemplatedLetter,
} from '../../../src-shared/domain/unit-matters/letter-template.ts'
import { call } from '../../desk/desk.ts'
import { drawLetter, previewedLetters } from '../case/draw-letter.ts'

/** Quiet before the letter is drawn anew, milliseconds. */
const pause = 400

export function TemplatePreview({
  letter,
  entry,
  template,
}: {
  readonly letter: TemplatedLetter
  readonly entry: string
  readonly template: LetterTemplate
}) {
  const { t } = useTranslation('letterTemplates')
  const [pages, setPages] = useState<readonly string[]>([])
  const [failed, setFailed] = useState(false)
  const [shown, setShown] = useState('')
  const wanted = JSON.stringify({ letter, entry, template })

  useEffect(() => {
    let current = true
    const timer = setTimeout(async () => {
      try {
        const { pdf } = await call('previewLetterTemplate', JSON.parse(wanted))
        const drawn = await drawLetter(pdf, previewedLetters)
        if (!current) {
          for (const page of drawn) URL.revokeObjectURL(page)
          return
        }
        setFailed(false)
        setShown(wanted)
        setPages(drawn)
      } catch {
        if (current) setFailed(true)
      }
    }, pause)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [wanted])
  // The pages before are given back when others have come.
  useEffect(
    () => () => {
      for (const page of pages) URL.revokeObjectURL(page)
    },
    [pages],
  )

  return (
    <section
      className="letter-desk templates-preview"
      aria-label={t('preview')}
      aria-busy={shown !== wanted && !failed}
      data-testid="template-preview"
      data-pages={pages.length}
      data-settled={shown === wanted}
    >
      {failed ? <p className="hint">{t('noPreview')}</p> : null}
      {pages.map((page, at) => (
        <img key={page} src={page} alt={t('previewPage', { letter: t(`letters.${letter}`), page: at + 1 })} />
      ))}
    </section>
  )
}
