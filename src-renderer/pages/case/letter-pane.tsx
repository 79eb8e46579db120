// The drawn letter beside the case: shown, printed, saved. Paper is paper in every theme.
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../parts/button.tsx'
import { saveLetter } from '../../parts/save-letter.ts'
import { useKeys } from '../../parts/use-keys.ts'
import type { Letter } from './proof-page.ts'

export function LetterPane({
  letter,
  title,
  onClose,
}: {
  readonly letter: Letter
  /** What letter it is; an inquiry where nothing is said. */
  readonly title?: string
  readonly onClose: () => void
}) {
  const { t } = useTranslation('case')
  const frame = useRef<HTMLIFrameElement>(null)
  const [address, setAddress] = useState('')
  useEffect(() => {
    const bytes = Uint8Array.from(atob(letter.pdf), (character) => character.charCodeAt(0))
    const made = URL.createObjectURL(new Blob([bytes], { type: 'application/pdf' }))
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [letter])
  function print() {
    frame.current?.contentWindow?.print()
  }
  useKeys({ 'ctrl+p': print })
  return (
    <aside className="letter-side" aria-label={title ?? t('letterPane.title')} data-testid="letter">
      <div className="letter-head">
        <b>{title ?? t('letterPane.title')}</b>
        <span className="num">{letter.letterNumber}</span>
      </div>
      <div className="letter-desk">
        {address === '' ? null : (
          <iframe
            ref={frame}
            title={t('letterPane.frame', { number: letter.letterNumber })}
            src={`${address}#toolbar=0&navpanes=0&view=Fit`}
            data-testid="letter-frame"
          />
        )}
      </div>
      <div className="acts">
        <Button icon="print" keys="Ctrl P" testId="print-letter" onClick={print}>
          {t('letterPane.print')}
        </Button>
        <Button icon="save" testId="save-letter" onClick={() => saveLetter(letter)}>
          {t('letterPane.save')}
        </Button>
        <span className="grow" />
        <Button kind="quiet" testId="close-letter" onClick={onClose}>
          {t('letterPane.close')}
        </Button>
      </div>
    </aside>
  )
}
