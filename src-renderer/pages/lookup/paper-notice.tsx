// The 免交告知单 an applicant takes home: hidden on screen, the only thing on paper.

import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import type { ServiceItemView } from '../../../src-shared/contract/search-view.ts'
import type { StatusView } from '../../../src-shared/contract/session-view.ts'
import { contentForbidden } from '../../../src-shared/domain/exemption-list.ts'

export function PaperNotice({
  item,
  list,
}: {
  readonly item: ServiceItemView
  readonly list: StatusView['list']
}) {
  const { t, i18n } = useTranslation(['lookup', 'common'])
  const shown = item.entries.filter((entry) => !contentForbidden(entry.secrecy))
  const today = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'long', timeZone: 'Asia/Shanghai' })
  return createPortal(
    <div className="paper-notice" aria-hidden="true">
      <h1>{t('notice.title')}</h1>
      <p>{t('notice.intro', { item: item.name })}</p>
      <table>
        <thead>
          <tr>
            <th>{t('notice.number')}</th>
            <th>{t('notice.proof')}</th>
            <th>{t('notice.method')}</th>
            <th>{t('notice.basis')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((entry, at) => (
            <tr key={entry.id}>
              <td>{at + 1}</td>
              <td>{entry.proofName}</td>
              <td>{entry.methodWording || t(`common:methods.${entry.method}.name`)}</td>
              <td>{entry.legalBasis}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{t('notice.willing')}</p>
      {list !== null && (
        <p>
          {t('notice.source', { edition: list.edition, publishedOn: list.publishedOn })}
          {list.sample && <b> {t('notice.sample')}</b>}
        </p>
      )}
      <p className="paper-sign">
        {item.demandingUnit}
        <br />
        {today.format(new Date())}
      </p>
    </div>,
    document.body,
  )
}
