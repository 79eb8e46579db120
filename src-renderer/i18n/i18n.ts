// Sets up i18next with both languages; keys are typed by the Chinese words.
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { useAppearance } from '../theme/appearance.ts'
import { english } from './en/resources.ts'
import { chinese } from './zh-cn/resources.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: typeof chinese
  }
}

export function startWords(): void {
  void i18next.use(initReactI18next).init({
    resources: { 'zh-CN': chinese, en: english },
    lng: useAppearance.getState().language,
    fallbackLng: 'zh-CN',
    defaultNS: 'common',
    // React escapes what it draws.
    interpolation: { escapeValue: false },
    react: { useSuspense: false, transKeepBasicHtmlNodesFor: ['b'] },
  })
  useAppearance.subscribe((next, before) => {
    if (next.language !== before.language) void i18next.changeLanguage(next.language)
  })
}
