// Says outside the window what the clocks have to say: once a step, several at once as one, and never whose business it is.
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { NoticeView, StatusView } from '../../src-shared/contract/session-view.ts'
import { call } from '../desk/desk.ts'

/** As many new steps at once are shown one by one; more are counted in one notice. */
const oneByOne = 2

/** How many things wait for an act of this unit. */
function waitingCount(status: StatusView | null): number {
  const { toRegister, toAnswer, answered } = status?.verifications ?? {
    toRegister: 0,
    toAnswer: 0,
    answered: 0,
  }
  return toRegister + toAnswer + answered
}

export function useAnnounce(notices: readonly NoticeView[], status: StatusView | null): void {
  const { t } = useTranslation('notices')
  const common = useTranslation('common').t
  const said = useRef(new Set<string>())
  const waiting = waitingCount(status)
  const title = common('product')

  useEffect(() => {
    if (status === null) return
    document.title = waiting === 0 ? title : `(${waiting}) ${title}`
    window.desk.announce({ waiting, notice: null })
  }, [status, waiting, title])

  useEffect(() => {
    const fresh = notices.filter((notice) => !notice.announced && !said.current.has(notice.id))
    if (fresh.length === 0) return
    for (const notice of fresh) said.current.add(notice.id)
    const words = (notice: NoticeView) => ({
      title: t(`${notice.side}.${notice.step}`),
      // Shown over locked screens: of a secret not even which proof it is.
      body:
        [notice.secrecy === 'none' ? notice.proofName : '', notice.letterNumber]
          .filter(Boolean)
          .join(' · ') || t('lookInWindow'),
    })
    const shown =
      fresh.length <= oneByOne
        ? fresh.map(words)
        : [{ title: t('several', { count: fresh.length }), body: severalWords(fresh) }]
    for (const notice of shown) window.desk.announce({ waiting, notice })
    call('markNotices', { ids: fresh.map((notice) => notice.id), as: 'announced' }).catch(() => undefined)

    function severalWords(all: readonly NoticeView[]): string {
      const counts = Map.groupBy(all, (notice) => t(`${notice.side}.${notice.step}`))
      return [...counts].map(([name, some]) => `${name} ${some.length}`).join(common('comma'))
    }
  }, [notices, t, common, waiting])
}
