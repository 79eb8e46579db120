// antd's theme read from tokens.css, so that a colour has one place: ink acts, celadon is where you stand, no default blue.
import { type ThemeConfig, theme } from 'antd'
import type { ThemeName } from './appearance.ts'

/** Reads the tokens of the theme the document stands in now. */
export function antdTheme(name: ThemeName): ThemeConfig {
  const style = getComputedStyle(document.documentElement)
  const token = (property: string) => style.getPropertyValue(property).trim()
  const act = token('--act')
  return {
    algorithm: name === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: act,
      colorPrimaryHover: token('--act-hover'),
      colorPrimaryActive: act,
      colorPrimaryBg: token('--here-tint'),
      colorPrimaryBgHover: token('--here-tint'),
      colorPrimaryBorder: token('--here-line'),
      colorTextLightSolid: token('--on-act'),
      colorInfo: token('--here'),
      colorLink: token('--here'),
      colorLinkHover: token('--here'),
      colorSuccess: token('--here'),
      colorWarning: token('--soon'),
      colorError: token('--over'),
      colorText: token('--ink'),
      colorTextSecondary: token('--ink-2'),
      colorTextTertiary: token('--ink-3'),
      colorTextPlaceholder: token('--ink-3'),
      colorTextDisabled: token('--ink-3'),
      colorBorder: token('--edge'),
      colorBorderSecondary: token('--line'),
      colorBgLayout: token('--ground'),
      colorBgContainer: token('--sheet'),
      colorBgElevated: token('--sheet'),
      colorBgContainerDisabled: token('--sunken'),
      controlItemBgActive: token('--here-tint'),
      controlItemBgActiveHover: token('--here-tint'),
      controlItemBgHover: token('--band'),
      controlOutline: token('--here-line'),
      controlHeight: 32,
      controlHeightSM: 26,
      borderRadius: 6,
      borderRadiusSM: 6,
      fontSize: 14,
      fontWeightStrong: 700,
      fontFamily: token('--sans'),
      motionDurationFast: '0.08s',
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
      wireframe: false,
    },
    components: {
      Button: {
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        defaultBorderColor: token('--line-2'),
        defaultHoverBg: token('--band'),
        defaultHoverColor: token('--ink'),
        defaultHoverBorderColor: token('--edge'),
        defaultActiveColor: token('--ink'),
        defaultActiveBorderColor: token('--edge'),
        contentFontSizeSM: 13,
        paddingInline: 12,
        paddingInlineSM: 8,
      },
      Input: { activeBorderColor: token('--here'), hoverBorderColor: token('--here') },
      InputNumber: { activeBorderColor: token('--here'), hoverBorderColor: token('--here') },
      Select: {
        activeBorderColor: token('--here'),
        hoverBorderColor: token('--here'),
        optionSelectedBg: token('--here-tint'),
        optionSelectedColor: token('--here'),
      },
      DatePicker: { activeBorderColor: token('--here'), hoverBorderColor: token('--here') },
      Modal: { titleFontSize: 16 },
    },
  }
}
