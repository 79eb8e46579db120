// What a page shows as files: a button for each format, and the file is handed to the clerk.
import { useTranslation } from 'react-i18next'
import {
  type ExportedFile,
  type ExportFormat,
  type ExportLanguage,
  exportFormats,
} from '../../src-shared/contract/ledger.ts'
import type { Acting } from '../desk/desk.ts'
import { Button } from './button.tsx'
import { saveFile } from './save-letter.ts'

export function ExportButtons({
  acting,
  testId,
  make,
}: {
  readonly acting: Acting
  readonly testId: string
  /** Makes the file, in the language of the screen. */
  readonly make: (format: ExportFormat, language: ExportLanguage) => Promise<ExportedFile>
}) {
  const { t, i18n } = useTranslation('common')
  async function hand(format: ExportFormat) {
    const made = await acting.run(() => make(format, i18n.language === 'en' ? 'en' : 'zh-CN'))
    if (made.ok) saveFile(made.value.fileName, made.value.type, made.value.content)
  }
  return exportFormats.map((format) => (
    <Button
      key={format}
      icon="save"
      pending={acting.pending}
      testId={`${testId}-${format}`}
      onClick={() => void hand(format)}
    >
      {t(`export.${format}`)}
    </Button>
  ))
}
