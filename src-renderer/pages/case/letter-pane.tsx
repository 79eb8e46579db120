// The drawn letter beside the case: shown, printed, saved, sent. Paper is paper in every theme.
import { type ReactNode, useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { Button } from '../../parts/button.tsx'
import { saveLetter } from '../../parts/save-letter.ts'
import { useKeys } from '../../parts/use-keys.ts'
import { drawLetter } from './draw-letter.ts'
import type { Letter } from './proof-page.ts'

type Drawn = readonly string[] | 'drawing' | 'failed'

/** Pictures of the letter's pages, given back when another letter comes. */
function useDrawnPages(pdf: string): Drawn {
  const [drawn, setDrawn] = useState<Drawn>('drawing')
  useEffect(() => {
    let wanted = true
    let made: readonly string[] = []
    const giveBack = () => {
      for (const page of made) URL.revokeObjectURL(page)
    }
    setDrawn('drawing')
    drawLetter(pdf).then(
      (pages) => {
        made = pages
        if (wanted) setDrawn(pages)
        else giveBack()
      },
      () => wanted && setDrawn('failed'),
    )
    return () => {
      wanted = false
      giveBack()
    }
  }, [pdf])
  return drawn
}

export function LetterPane({
  letter,
  sending = null,
  onClose,
}: {
  readonly letter: Letter
  /** What sends it; null where it is not sent by this desk. */
  readonly sending?: ReactNode
  readonly onClose: () => void
}) {
  const { t } = useTranslation('case')
  const title = t(`letterPane.kinds.${letter.kind}`)
  const drawn = useDrawnPages(letter.pdf)
  const pages = typeof drawn === 'string' ? [] : drawn
  function print() {
    if (pages.length > 0) window.print()
  }
  useKeys({ 'ctrl+p': print, 'ctrl+s': () => saveLetter(letter) })
  return (
    <aside className="letter-side" aria-label={title} data-testid="letter">
      <div className="letter-head">
        <b>{title}</b>
        <span className="num">{letter.letterNumber}</span>
      </div>
      <div className="letter-desk" data-testid="letter-pages" data-pages={pages.length}>
        {drawn === 'failed' ? <p className="hint">{t('letterPane.noPreview')}</p> : null}
        {pages.map((page, at) => (
          <img
            key={page}
            src={page}
            alt={t('letterPane.page', { number: letter.letterNumber, page: at + 1, pages: pages.length })}
          />
        ))}
      </div>
      {sending}
      <div className="acts">
        <Button
          icon="print"
          keys="Ctrl P"
          testId="print-letter"
          pending={drawn === 'drawing'}
          disabled={drawn === 'failed'}
          onClick={print}
        >
          {t('letterPane.print')}
        </Button>
        <Button icon="save" keys="Ctrl S" testId="save-letter" onClick={() => saveLetter(letter)}>
          {t('letterPane.save')}
        </Button>
        <span className="grow" />
        <Button kind="quiet" testId="close-letter" onClick={onClose}>
          {t('letterPane.close')}
        </Button>
      </div>
      <Paper pages={pages} />
    </aside>
  )
}

/** What comes out of the printer: the pages, edge to edge, and nothing of the desk. */
function Paper({ pages }: { readonly pages: readonly string[] }) {
  if (pages.length === 0) return null
  return createPortal(
    <div className="paper-letter" aria-hidden="true" data-testid="paper-letter">
      {pages.map((page) => (
        <img key={page} src={page} alt="" />
      ))}
    </div>,
    document.body,
  )
}
