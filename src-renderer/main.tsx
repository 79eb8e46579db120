// The renderer's entry: words, theme, shell. The same page runs in Electron and in a browser; both give it `window.desk`.
import { ConfigProvider } from 'antd'
import englishOfAntd from 'antd/locale/en_US'
import chineseOfAntd from 'antd/locale/zh_CN'
import { StrictMode, useMemo } from 'react'
import { createRoot } from 'react-dom/client'
import { Shell } from './frame/shell.tsx'
import { startWords } from './i18n/i18n.ts'
import { IconSprite } from './parts/icon.tsx'
import { antdTheme } from './theme/antd-theme.ts'
import { useAppearance } from './theme/appearance.ts'
import './theme/tokens.css'
import './theme/desk.css'
import './theme/frame.css'

function Desk() {
  const { theme, language } = useAppearance()
  const antd = useMemo(() => {
    // The tokens differ by theme, and the fonts by language.
    document.documentElement.dataset.theme = theme
    document.documentElement.lang = language
    return antdTheme(theme)
  }, [theme, language])
  return (
    <ConfigProvider
      theme={antd}
      locale={language === 'zh-CN' ? chineseOfAntd : englishOfAntd}
      wave={{ disabled: true }}
    >
      <IconSprite />
      <Shell />
    </ConfigProvider>
  )
}

startWords()
const place = document.getElementById('desk')
if (place !== null)
  createRoot(place).render(
    <StrictMode>
      <Desk />
    </StrictMode>,
  )
