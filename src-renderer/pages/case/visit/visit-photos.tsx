// Photos of a visit while it is being recorded: taken or chosen, made small at once, and dropped again.
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { mostPhotos } from '../../../../src-shared/domain/visit.ts'
import { Button } from '../../../parts/button.tsx'
import { shrinkPhoto } from './shrink-photo.ts'

export function VisitPhotos({
  photos,
  onChange,
}: {
  /** JPEG, base64. */
  readonly photos: readonly string[]
  readonly onChange: (photos: readonly string[]) => void
}) {
  const { t } = useTranslation('visit')
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [unread, setUnread] = useState<readonly string[]>([])
  const [leftOut, setLeftOut] = useState<readonly string[]>([])
  const room = mostPhotos - photos.length
  const list = useRef<HTMLUListElement>(null)
  /** Place of the photo just dropped, whose button had the focus. */
  const dropped = useRef<number | null>(null)
  useEffect(() => {
    if (dropped.current === null) return
    list.current?.querySelectorAll('button')[dropped.current]?.focus()
    dropped.current = null
  })

  function drop(at: number) {
    dropped.current = at
    setLeftOut([])
    onChange(photos.filter((_, index) => index !== at))
  }

  async function add(files: readonly File[]) {
    setBusy(true)
    setLeftOut(files.slice(room).map((file) => file.name))
    const small = await Promise.all(
      files.slice(0, room).map(async (file) => ({ name: file.name, photo: await shrinkPhoto(file) })),
    )
    const made = small.flatMap(({ photo }) => (photo === null ? [] : [photo]))
    onChange([...new Set([...photos, ...made])])
    setUnread(small.flatMap(({ name, photo }) => (photo === null ? [name] : [])))
    setBusy(false)
  }
  return (
    <div className="visit-photos">
      <span className="label">{t('photos', { count: photos.length, most: mostPhotos })}</span>
      <ul ref={list}>
        {photos.map((photo, at) => (
          <li key={photo}>
            <img
              src={`data:image/jpeg;base64,${photo}`}
              alt={t('photo', { number: at + 1 })}
              data-testid={`visit-photo-${at}`}
            />
            <Button
              small
              kind="quiet"
              icon="x"
              label={t('dropPhoto', { number: at + 1 })}
              onClick={() => drop(at)}
            />
          </li>
        ))}
        {room > 0 ? (
          <li>
            <input
              ref={input}
              type="file"
              className="vh"
              accept="image/*"
              multiple
              tabIndex={-1}
              aria-label={t('addPhotos')}
              data-testid="visit-photos-input"
              onChange={(event) => {
                void add([...(event.target.files ?? [])])
                event.target.value = ''
              }}
            />
            <Button
              icon="plus"
              pending={busy}
              testId="visit-add-photos"
              onClick={() => input.current?.click()}
            >
              {t('addPhotos')}
            </Button>
          </li>
        ) : null}
      </ul>
      {unread.length === 0 ? null : (
        <p className="hint warn" role="status" data-testid="visit-photos-unread">
          {t('unread', { names: unread.join('、') })}
        </p>
      )}
      {leftOut.length === 0 ? null : (
        <p className="hint warn" role="status" data-testid="visit-photos-left-out">
          {t('leftOut', { most: mostPhotos, names: leftOut.join('、') })}
        </p>
      )}
      <p className="hint">{t('photosHint')}</p>
    </div>
  )
}
