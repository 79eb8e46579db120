// The limit an inquiry states (A2§4): that of the list's archive class, or the one its template asks for.
import { useTranslation } from 'react-i18next'
import { type ArchiveClass, archiveClasses } from '../../../src-shared/domain/exemption-list.ts'
import { Segments } from '../../parts/segments.tsx'

export function TemplateLimit({
  limit,
  onChoose,
}: {
  readonly limit: ArchiveClass | undefined
  readonly onChoose: (limit: ArchiveClass | undefined) => void
}) {
  const { t } = useTranslation('letterTemplates')
  const common = useTranslation('common').t
  return (
    <div className="templates-limit">
      <div className="set-row">
        <span>{t('fields.limit')}</span>
        <Segments
          kind="values"
          label={t('fields.limit')}
          chosen={limit ?? 'listed'}
          onChoose={(value) => onChoose(value === 'listed' ? undefined : value)}
          segments={(['listed', ...archiveClasses] as const).map((value) => ({
            value,
            text: value === 'listed' ? t('listedLimit') : common(`archive.limit.${value}`),
            testId: `template-limit-${value}`,
          }))}
        />
      </div>
      {limit === undefined ? null : <p className="hint">{t('limitHint')}</p>}
    </div>
  )
}
