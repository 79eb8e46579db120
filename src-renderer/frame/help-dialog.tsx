// Help (?): every key, and what open, dashed and solid seals mean.
import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { Key } from '../parts/key.tsx'
import { Seal } from '../parts/seal.tsx'
import { SampleTag } from '../parts/tag.tsx'

export function HelpDialog({
  open,
  sample,
  onClose,
}: {
  readonly open: boolean
  readonly sample: boolean
  readonly onClose: () => void
}) {
  const { t } = useTranslation('frame')
  const keys = [
    ['Alt 1…9', t('help.pages')],
    ['Ctrl K', t('help.search')],
    ['Ctrl N', t('help.newCase')],
    ['Ctrl L', t('help.lock')],
    ['↑ ↓', t('help.rows')],
    ['Enter', t('help.act')],
    ['Shift Enter', t('help.otherWay')],
    ['Ctrl Enter', t('help.finish')],
    ['Esc', t('help.back')],
    ['?', t('help.help')],
  ] as const
  return (
    <Modal
      open={open}
      onCancel={onClose}
      footer={sample ? <SampleTag /> : null}
      title={t('help.title')}
      width={560}
      destroyOnHidden
    >
      <dl className="help-keys" data-testid="help">
        {keys.map(([key, words]) => (
          <div key={key}>
            <dt>
              <Key>{key}</Key>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <div className="help-seals">
        <span>
          <Seal method="verification" /> {t('help.sealOpen')}
        </span>
        <span>
          <Seal method="verification" state="wait" /> {t('help.sealWait')}
        </span>
        <span>
          <Seal method="verification" state="done" /> {t('help.sealDone')}
        </span>
      </div>
    </Modal>
  )
}
