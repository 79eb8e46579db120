// The shell around every page: bar, rail, strip, the desk-wide keys and core's health.
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NoticeView } from '../../src-shared/contract/session-view.ts'
import { call, useCore, useView } from '../desk/desk.ts'
import { useDrafts } from '../desk/draft.ts'
import { pages } from '../pages/pages.ts'
import { SignInPage } from '../pages/sign-in/sign-in-page.tsx'
import { UnlockPage } from '../pages/unlock/unlock-page.tsx'
import { isDown } from '../parts/link-state.tsx'
import { EmptyState, Pane } from '../parts/pane.tsx'
import { Bar } from './bar.tsx'
import { CoreVeil } from './core-veil.tsx'
import { HelpDialog } from './help-dialog.tsx'
import { deskKeyOf, strokeOf } from './keyboard.ts'
import { NoticeBar } from './notice-bar.tsx'
import { mayOpen, pageFor } from './open-pages.ts'
import { Rail } from './rail.tsx'
import { useRoute } from './route.ts'
import { searchBoxId } from './search-box.tsx'
import { hasStoreNotice, StoreNotice } from './store-notice.tsx'
import { Strip } from './strip.tsx'
import { useAnnounce } from './use-announce.ts'

/** Leaves the seat. What is written stays for the same person, unseen meanwhile. */
function leave() {
  call('signOut', {}).catch(() => undefined)
}

/** Another person finds neither what was written nor where one stood. */
function useOwnSeat(staff: string | null) {
  const last = useRef<string | null>(null)
  useLayoutEffect(() => {
    if (staff === null) return
    if (last.current !== null && last.current !== staff) {
      useDrafts.getState().dropAll()
      useRoute.getState().reset()
    }
    last.current = staff
  }, [staff])
}

const nothing: readonly NoticeView[] = []

export function Shell() {
  const { t } = useTranslation('frame')
  const core = useCore()
  const locked = core.state === 'locked'
  // While the store is locked nothing of before is shown.
  const { view: lastStatus } = useView('status', {})
  const { view: lastSession } = useView('session', {})
  const status = locked ? null : lastStatus
  const session = locked ? null : lastSession
  const route = useRoute((state) => state.route)
  const [help, setHelp] = useState(false)
  const person = session?.signedIn ?? null
  const signedIn = person !== null
  useOwnSeat(person?.id ?? null)
  const { view: lastNotices } = useView('notices', {})
  const notices = (locked ? null : lastNotices)?.notices ?? nothing
  useAnnounce(notices, status)

  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      const key = deskKeyOf(strokeOf(event))
      if (key === null) return
      const { go, back } = useRoute.getState()
      if (key.kind === 'help') setHelp((shown) => !shown)
      else if (!signedIn) return
      else if (key.kind === 'page') mayOpen(key.page, person) && go(key.page)
      else if (key.kind === 'search') document.getElementById(searchBoxId)?.focus()
      else if (key.kind === 'new-case') go('lookup')
      else if (key.kind === 'lock') leave()
      // A dialog on top takes its own Esc.
      else if (document.querySelector('.ant-modal-wrap:not([style*="display: none"])') === null) back()
      event.preventDefault()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [signedIn, person])

  const page = pageFor(route.page, person)
  const Page = pages[page]
  const down = status !== null && isDown(status.link)
  // Turned to the applicant nothing else of the desk is there, to the eye or to the Tab key.
  const turned = signedIn && page === 'applicant'
  return (
    <div className={down ? 'app is-down' : 'app'} data-page={signedIn ? page : locked ? 'unlock' : 'sign-in'}>
      {turned ? null : <Bar session={session} onLock={leave} />}
      {signedIn && !turned ? <Rail page={page} person={person} status={status} /> : null}
      {hasStoreNotice(status) || (signedIn && !turned && notices.length > 0) ? (
        <div className="notices">
          {hasStoreNotice(status) ? <StoreNotice store={status.store} signedIn={signedIn} /> : null}
          {signedIn && !turned ? <NoticeBar notices={notices} /> : null}
        </div>
      ) : null}
      <main className={signedIn ? 'main' : 'main alone'}>
        {core.state === 'locked' ? (
          <UnlockPage lock={core.lock} />
        ) : session === null ? null : !signedIn ? (
          <SignInPage session={session} sample={status?.list?.sample === true} />
        ) : Page === undefined ? (
          <Pane className="not-built">
            <EmptyState icon="none" title={t('notBuilt')} />
          </Pane>
        ) : (
          <Page key={`${page} ${route.params.case ?? ''}`} />
        )}
      </main>
      {turned ? null : <Strip status={status} session={session} onHelp={() => setHelp(true)} />}
      <HelpDialog open={help} sample={status?.list?.sample === true} onClose={() => setHelp(false)} />
      <CoreVeil core={core} />
    </div>
  )
}
