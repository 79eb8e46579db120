// What came with a mail: each attachment with what was read of it, drawn here or saved for the system's own viewer.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncomingMail } from '../../../src-shared/contract/outbox-view.ts'
import { call, useActing } from '../../desk/desk.ts'
import type { mailIn } from '../../i18n/zh-cn/mail-in.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { saveFile } from '../../parts/save-letter.ts'
import { drawLetter, foreignLetters } from '../case/draw-letter.ts'

type NotRead = keyof typeof mailIn.notRead

export function MailFiles({ mail }: { readonly mail: IncomingMail }) {
  const { t } = useTranslation('mailIn')
  const [open, setOpen] = useState<number | null>(null)
  const acting = useActing()
  if (mail.attachments.length === 0) return null
  const read = (index: number) => call('readMailFile', { mail: mail.id, index })
  async function save(index: number) {
    const outcome = await acting.run(() => read(index))
    if (!outcome.ok) return
    const { fileName, type, content } = outcome.value
    saveFile(fileName === '' ? t('file.unnamed') : fileName, type, content)
  }
  return (
    <div className="mail-files">
      <ul aria-label={t('files')}>
        {mail.attachments.map((file, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a mail never changes, and its attachments have no other name
          <li key={index} data-testid={`mail-file-${index}`}>
            <Icon name="book" size="s" />
            <span className="cut">{file.name === '' ? t('file.unnamed') : file.name}</span>
            <small className="num">{t('file.size', { kibibytes: Math.ceil(file.bytes / 1024) })}</small>
            {file.notRead === null ? null : <small>{t(`notRead.${file.notRead as NotRead}`)}</small>}
            {file.kept ? (
              <>
                <Button
                  small
                  icon="eye"
                  expanded={open === index}
                  testId={`mail-file-look-${index}`}
                  onClick={() => setOpen(open === index ? null : index)}
                >
                  {open === index ? t('file.hide') : t('file.look')}
                </Button>
                <Button small icon="save" pending={acting.pending} onClick={() => void save(index)}>
                  {t('file.save')}
                </Button>
              </>
            ) : (
              <small>{t('file.notKept')}</small>
            )}
          </li>
        ))}
      </ul>
      <ErrorNote error={acting.error} />
      {open === null ? null : <MailPages key={open} read={() => read(open)} />}
    </div>
  )
}

type File = { readonly fileName: string; readonly type: string; readonly content: string }

function MailPages({ read }: { readonly read: () => Promise<File> }) {
  const { t } = useTranslation('mailIn')
  const [pages, setPages] = useState<readonly string[] | 'drawing' | 'failed'>('drawing')
  const [name, setName] = useState('')
  // biome-ignore lint/correctness/useExhaustiveDependencies: one file for as long as this is open
  useEffect(() => {
    let wanted = true
    let made: readonly string[] = []
    const giveBack = () => {
      for (const page of made) URL.revokeObjectURL(page)
    }
    async function draw(): Promise<void> {
      const file = await read()
      made =
        file.type === 'application/pdf' ? await drawLetter(file.content, foreignLetters) : [pictureOf(file)]
      if (!wanted) return giveBack()
      setName(file.fileName)
      setPages(made)
    }
    draw().catch(() => wanted && setPages('failed'))
    return () => {
      wanted = false
      giveBack()
    }
  }, [])
  if (pages === 'failed') return <p className="hint bad">{t('file.failed')}</p>
  return (
    <div className="mail-pages" data-testid="mail-pages" data-pages={pages === 'drawing' ? 0 : pages.length}>
      {pages === 'drawing'
        ? null
        : pages.map((page, at) => <img key={page} src={page} alt={t('file.page', { name, page: at + 1 })} />)}
    </div>
  )
}

function pictureOf(file: File): string {
  const bytes = Uint8Array.from(atob(file.content), (character) => character.charCodeAt(0))
  return URL.createObjectURL(new Blob([bytes], { type: file.type }))
}
