// Core's health over the page: what is being written stays underneath while core starts or comes back.
import { useTranslation } from 'react-i18next'
import type { CoreHealth } from '../../src-shared/contract/bridge.ts'
import { useErrorWords } from '../i18n/error-words.ts'
import { Icon } from '../parts/icon.tsx'

export function CoreVeil({ core }: { readonly core: CoreHealth }) {
  const { t } = useTranslation('frame')
  const errorWords = useErrorWords()
  // A locked store has a page of its own.
  if (core.state === 'ready' || core.state === 'locked') return null
  const failed = core.state === 'failed'
  return (
    <div
      className={failed ? 'veil failed' : 'veil'}
      role={failed ? 'alert' : 'status'}
      data-testid="core"
      data-core={core.state}
    >
      <div>
        <Icon name={failed ? 'tri' : 'spin'} size="l" />
        <div>
          <b>
            {core.state === 'restarting'
              ? t('core.restarting', { attempt: core.attempt })
              : t(`core.${core.state}`)}
          </b>
          <p>{failed ? errorWords(core.error) : t(`core.${core.state}Hint`)}</p>
        </div>
      </div>
    </div>
  )
}
