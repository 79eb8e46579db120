// How an inquiry gets there: every channel stays visible, open or closed and why; a secret one is refused on record.
import { useTranslation } from 'react-i18next'
import type { ChannelView } from '../../../src-shared/contract/case-view.ts'
import { Icon } from '../../parts/icon.tsx'
import { Key } from '../../parts/key.tsx'
import { useKeys } from '../../parts/use-keys.ts'

export type ChannelName = ChannelView['channel']
const icons = { system: 'sys', fax: 'fax', mail: 'mail', oa: 'oa', 'on-site': 'walk' } as const

export function ChannelChoice({
  channels,
  chosen,
  policy,
  onChoose,
}: {
  readonly channels: readonly ChannelView[]
  readonly chosen: ChannelName
  /** Citation that opens the other ways, '' where none is open. */
  readonly policy: string
  readonly onChoose: (channel: ChannelView) => void
}) {
  const { t } = useTranslation('case')
  const common = useTranslation('common').t
  const words = (view: ChannelView): string => {
    if (view.closedBecause !== null) return t(`dispatch.closed.${view.closedBecause}`)
    if (view.byItself && view.channel !== 'mail')
      return view.address === ''
        ? t('dispatch.byItself')
        : t('dispatch.byItselfTo', { address: view.address })
    switch (view.channel) {
      case 'system':
        return t('dispatch.systemOpen')
      case 'mail':
        return view.address === '' ? t('dispatch.mail') : t('dispatch.mailTo', { address: view.address })
      case 'fax':
        return view.address === ''
          ? t('dispatch.fax')
          : `${t('dispatch.fax1', { number: view.address })} ${t('dispatch.fax')}`
      default:
        return t(`dispatch.${view.channel}`)
    }
  }
  // Asking by the system is always lawful: while the line is down it waits here. A secret channel may be pressed, and is
  // refused on record.
  const pressable = (view: ChannelView) =>
    view.open || view.channel === 'system' || view.closedBecause === 'secret'
  useKeys(
    Object.fromEntries(
      channels.map((view, at) => [String(at + 1), () => (pressable(view) ? onChoose(view) : undefined)]),
    ),
  )
  return (
    <>
      <fieldset className="pane chs">
        <legend className="vh">{t('dispatch.title')}</legend>
        {channels.map((view, at) => {
          const on = view.channel === chosen
          return (
            <label
              key={view.channel}
              className={`pick${on ? ' on' : ''}${view.open ? '' : ' off'}`}
              data-testid={`channel-${view.channel}`}
              data-open={view.open}
              data-closed-because={view.closedBecause ?? undefined}
            >
              <input
                type="radio"
                className="vh"
                name="channel"
                checked={on}
                disabled={!pressable(view)}
                onChange={() => view.closedBecause !== 'secret' && onChoose(view)}
                onClick={() => view.closedBecause === 'secret' && onChoose(view)}
              />
              <span className="k">{pressable(view) ? <Key>{at + 1}</Key> : <Icon name="x" />}</span>
              <span className="chn">
                <Icon name={icons[view.channel]} />
                <b>{common(`channels.${view.channel}`)}</b>
                <small>{words(view)}</small>
              </span>
              {view.open || view.channel === 'system' ? (
                <span className={on ? 'radio on' : 'radio'} />
              ) : (
                <span className="tag">{t('dispatch.unavailable')}</span>
              )}
            </label>
          )
        })}
      </fieldset>
      {policy === '' ? null : <p className="hint cite-line">{t('dispatch.cite', { policy })}</p>}
    </>
  )
}
