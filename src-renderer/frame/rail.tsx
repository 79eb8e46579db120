// The rail of pages on the left, Alt 1 to 9, with what waits on each.
import { useTranslation } from 'react-i18next'
import type { SessionView, StatusView } from '../../src-shared/contract/session-view.ts'
import { Icon, type IconName } from '../parts/icon.tsx'
import { railPages } from './keyboard.ts'
import { mayOpen } from './open-pages.ts'
import { type PageName, useRoute } from './route.ts'

const icons = {
  workbench: 'desk',
  lookup: 'search',
  cases: 'folder',
  inbox: 'inbox',
  outbox: 'out',
  ledger: 'book',
  directory: 'phone',
  figures: 'chart',
  supervision: 'flag',
} as const satisfies Record<(typeof railPages)[number], IconName>

/** The rail's page a page belongs to. */
const home: Partial<Record<PageName, PageName>> = {
  case: 'cases',
  applicant: 'cases',
  'new-case': 'cases',
  import: 'settings',
}

export function Rail({
  page: shown,
  person,
  status,
}: {
  readonly page: PageName
  readonly person: SessionView['signedIn']
  readonly status: StatusView | null
}) {
  const { t } = useTranslation('frame')
  const go = useRoute((state) => state.go)
  const here = home[shown] ?? shown
  const counts: Partial<Record<PageName, number>> = {
    supervision: status?.supervisions ?? 0,
    inbox: (status?.verifications.toRegister ?? 0) + (status?.verifications.toAnswer ?? 0),
    outbox:
      (status?.waiting ?? 0) +
      (status?.refused ?? 0) +
      (status?.jobsWaiting ?? 0) +
      (status?.mailsCameIn ?? 0),
    workbench: status?.verifications.answered ?? 0,
  }
  const entry = (page: (typeof railPages)[number] | 'settings', icon: IconName, key: string | null) => (
    <button
      key={page}
      type="button"
      className={page === 'settings' ? 'foot' : undefined}
      aria-current={here === page ? 'page' : undefined}
      aria-keyshortcuts={key ?? undefined}
      title={key?.replace('+', ' ')}
      data-testid={`page-${page}`}
      onClick={() => go(page)}
    >
      <Icon name={icon} size="l" />
      {t(`pages.${page}`)}
      {(counts[page] ?? 0) > 0 ? <span className="n">{counts[page]}</span> : null}
    </button>
  )
  return (
    <nav className="rail" aria-label={t('navigation')}>
      {railPages.map((page, at) =>
        mayOpen(page, person) ? entry(page, icons[page], `Alt+${at + 1}`) : null,
      )}
      {entry('settings', 'gear', null)}
    </nav>
  )
}
