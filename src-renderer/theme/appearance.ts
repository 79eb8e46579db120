// How this desk looks and speaks: theme and language, kept on this machine between starts.
import { create } from 'zustand'
import { persist } from 'zustand/middleware'

export const themeNames = ['light', 'dark', 'contrast'] as const
export type ThemeName = (typeof themeNames)[number]
export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

type Appearance = {
  readonly theme: ThemeName
  readonly language: Language
  setTheme(theme: ThemeName): void
  setLanguage(language: Language): void
}

export const useAppearance = create<Appearance>()(
  persist(
    (set) => ({
      theme: 'light',
      language: 'zh-CN',
      setTheme: (theme) => set({ theme }),
      setLanguage: (language) => set({ language }),
    }),
    { name: 'appearance', partialize: ({ theme, language }) => ({ theme, language }) },
  ),
)
