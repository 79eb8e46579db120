// The top bar: whose seat this is, the search box, who is signed in, lock and language.
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../src-shared/contract/session-view.ts'
import { Button } from '../parts/button.tsx'
import { Icon } from '../parts/icon.tsx'
import { useAppearance } from '../theme/appearance.ts'
import { isServing } from './open-pages.ts'
import { SearchBox } from './search-box.tsx'

export function Bar({
  session,
  onLock,
}: {
  readonly session: SessionView | null
  readonly onLock: () => void
}) {
  const { t } = useTranslation('frame')
  const common = useTranslation('common').t
  const { language, setLanguage } = useAppearance()
  const staff = session?.signedIn ?? null
  return (
    <header className="bar">
      <div className="seat" data-testid="seat">
        <svg className="g mark" aria-hidden="true">
          <use href="#icon-mark" />
        </svg>
        <div className="cut">
          <b>{session?.windowName || common('product')}</b>
          <small>{session?.unit?.name ?? ''}</small>
        </div>
      </div>
      {staff === null ? <span className="grow" /> : <SearchBox serving={isServing(staff)} />}
      <div className="me">
        <Button
          kind="quiet"
          small
          testId="language"
          label={t('languageLabel')}
          onClick={() => setLanguage(language === 'zh-CN' ? 'en' : 'zh-CN')}
        >
          {t('language')}
        </Button>
        {staff === null ? null : (
          <>
            <span data-testid="signed-in">
              <Icon name="person" /> <b>{staff.name}</b>{' '}
              {staff.roles.map((role) => common(`roles.${role}`)).join(common('comma'))}
              {staff.cover === null ? null : ` ${common('cover', { cover: staff.cover })}`}
            </span>
            <Button kind="quiet" small icon="lock" keys="Ctrl L" testId="lock" onClick={onLock}>
              {t('lock')}
            </Button>
          </>
        )}
      </div>
    </header>
  )
}
