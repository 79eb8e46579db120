// A unit's name that opens its page of the directory: telephone, fax, mail and who answers there (A2§6).
import { useTranslation } from 'react-i18next'
import { useRoute } from '../frame/route.ts'
import { Icon } from './icon.tsx'

export function UnitLink({ unit, name }: { readonly unit: string; readonly name: string }) {
  const { t } = useTranslation('directory')
  const go = useRoute((state) => state.go)
  return (
    <button
      type="button"
      className="as-link unit-link"
      title={t('openUnit', { unit: name })}
      data-testid="unit-link"
      onClick={(event) => {
        event.stopPropagation()
        go('directory', { unit })
      }}
    >
      <Icon name="phone" size="s" />
      {name}
    </button>
  )
}
