// Finds the case of a letter by its number, the text a hand scanner types, or a picture of the page (A2§4).
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskResult } from '../../src-shared/contract/desk.ts'
import { type CodedError, toCodedError } from '../../src-shared/errors.ts'
import { call, useView } from '../desk/desk.ts'
import { fileAsBase64 } from '../desk/file-as-base64.ts'
import { useRoute } from '../frame/route.ts'
import { ErrorNote } from './banner.tsx'
import { Button } from './button.tsx'
import './letter-finder.css'
import { useKeys } from './use-keys.ts'

/** Largest picture that is read, bytes; one of a phone camera fits. */
const largestPicture = 20 * 1024 * 1024

/** The button, its key F, and the dialog they open. */
export function LetterFinderButton() {
  const { t } = useTranslation('letterFinder')
  const [open, setOpen] = useState(false)
  useKeys({ f: () => setOpen(true) })
  return (
    <>
      <Button icon="search" keys="F" onClick={() => setOpen(true)} testId="letter-finder">
        {t('open')}
      </Button>
      {open && <LetterFinder onClose={() => setOpen(false)} />}
    </>
  )
}

function LetterFinder({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('letterFinder')
  const { view: session } = useView('session', {})
  const go = useRoute((state) => state.go)
  const dialog = useRef<HTMLDialogElement>(null)
  const picture = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<CodedError | null>(null)
  const mebibytes = largestPicture / 1024 / 1024
  useEffect(() => {
    dialog.current?.showModal()
  }, [])

  async function find(ask: () => Promise<DeskResult<'findLetter'>>) {
    setBusy(true)
    setError(null)
    try {
      const found = await ask()
      onClose()
      // Ours to answer where no case of ours is named.
      if (found.case === null) go('inbox', { verification: found.verification })
      else go('case', { case: found.case, ...(found.entry === null ? {} : { entry: found.entry }) })
    } catch (thrown) {
      setError(toCodedError(thrown))
    } finally {
      setBusy(false)
    }
  }
  function submit(event: FormEvent) {
    event.preventDefault()
    const wanted = text.trim()
    if (wanted !== '' && !busy) find(() => call('findLetter', { text: wanted.slice(0, 200) }))
  }
  function read(file: File) {
    if (file.size > largestPicture) {
      setError({ code: 'image-too-large', params: { mebibytes } })
      return
    }
    find(async () => call('findLetter', { picture: await fileAsBase64(file) }))
  }

  return (
    <dialog
      ref={dialog}
      className="letter-finder"
      aria-label={t('title')}
      onClose={onClose}
      onKeyDown={(event) => event.key === 'Escape' && event.stopPropagation()}
    >
      <form onSubmit={submit}>
        <h2>{t('title')}</h2>
        <p className="hint">{t('hint')}</p>
        <div className="letter-finder-row">
          <input
            className="input num"
            value={text}
            maxLength={200}
            aria-label={t('input')}
            placeholder={t('example', {
              number: `${session?.unit?.shortName ?? ''}协函〔${new Date().getFullYear()}〕10001号`,
            })}
            onChange={(event) => setText(event.target.value)}
            data-testid="letter-finder-input"
          />
          <Button
            kind="go"
            submit
            keys="Enter"
            disabled={text.trim() === ''}
            pending={busy}
            testId="letter-finder-find"
          >
            {t('find')}
          </Button>
        </div>
        <div className="letter-finder-row">
          <input
            ref={picture}
            type="file"
            className="vh"
            tabIndex={-1}
            accept="image/png,image/jpeg"
            aria-label={t('picture')}
            onChange={(event) => {
              const file = event.target.files?.[0]
              event.target.value = ''
              if (file !== undefined) read(file)
            }}
            data-testid="letter-finder-picture"
          />
          <Button icon="eye" pending={busy} onClick={() => picture.current?.click()}>
            {busy ? t('reading') : t('picture')}
          </Button>
          <small>{t('pictureHint', { mebibytes })}</small>
        </div>
        <ErrorNote error={error} />
        <span className="letter-finder-close">
          <Button kind="quiet" keys="Esc" onClick={onClose}>
            {t('close')}
          </Button>
        </span>
      </form>
    </dialog>
  )
}
