// The archive class of an inquiry, which sets its limit (A2§7): electronic, paper, incomplete.
import { useTranslation } from 'react-i18next'
import { type ArchiveClass, archiveClasses } from '../../../src-shared/domain/exemption-list.ts'
import { Icon } from '../../parts/icon.tsx'

export function ArchiveChoice({
  legend,
  chosen,
  open,
  onChoose,
}: {
  readonly legend: string
  readonly chosen: ArchiveClass | null
  readonly open: readonly ArchiveClass[]
  readonly onChoose: (archiveClass: ArchiveClass) => void
}) {
  const { t } = useTranslation('inbox')
  return (
    <fieldset className="archives">
      <legend className="label">{legend}</legend>
      <div className="archive-row">
        {archiveClasses.map((one) => (
          <label
            key={one}
            className={one === chosen ? 'answer-choice on' : 'answer-choice'}
            data-testid={`archive-${one}`}
          >
            <input
              type="radio"
              name="archive"
              value={one}
              className="vh"
              checked={one === chosen}
              disabled={one !== chosen && !open.includes(one)}
              onChange={() => onChoose(one)}
            />
            {one === chosen && <Icon name="check" size="s" />}
            {t(`archive.${one}`)}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
