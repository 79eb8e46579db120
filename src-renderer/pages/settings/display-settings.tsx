// Language and theme of this machine, in force at once.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../parts/button.tsx'
import { Segments } from '../../parts/segments.tsx'
import { languages, themeNames, useAppearance } from '../../theme/appearance.ts'

const languageNames = { 'zh-CN': '中文', en: 'English' } as const
const languageTestIds = { 'zh-CN': 'language-zh', en: 'language-en' } as const

export function DisplaySettings() {
  const { t } = useTranslation('settings')
  const { language, theme, setLanguage, setTheme } = useAppearance()
  return (
    <section className="pane set-pane" aria-label={t('look.title')}>
      <h2>{t('look.title')}</h2>
      <dl className="set-facts set-choices">
        <dt>{t('look.language')}</dt>
        <dd>
          <Segments
            kind="values"
            label={t('look.language')}
            chosen={language}
            onChoose={setLanguage}
            segments={languages.map((one) => ({
              value: one,
              text: languageNames[one],
              lang: one,
              testId: languageTestIds[one],
            }))}
          />
        </dd>
        <dt>{t('look.theme')}</dt>
        <dd>
          <Segments
            kind="values"
            label={t('look.theme')}
            chosen={theme}
            onChoose={setTheme}
            segments={themeNames.map((one) => ({
              value: one,
              text: t(`look.themes.${one}`),
              testId: `theme-${one}`,
            }))}
          />
        </dd>
      </dl>
      <p className="hint">{t('look.hint')}</p>
      <AllowNotices />
    </section>
  )
}

/** A browser asks its person first; the desktop window needs no leave. */
function AllowNotices() {
  const { t } = useTranslation('settings')
  const possible = window.desk.host === 'browser' && 'Notification' in window
  const [permission, setPermission] = useState(possible ? Notification.permission : 'granted')
  if (permission !== 'default') return null
  return (
    <p>
      <Button
        small
        testId="allow-notices"
        onClick={() => void Notification.requestPermission().then(setPermission)}
      >
        {t('look.allowNotices')}
      </Button>
    </p>
  )
}
