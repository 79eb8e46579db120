// What a unit lacks of one liaison and two agents (A2§6), in words that name only what is lacking.
import { useTranslation } from 'react-i18next'
import type { SessionView } from '../../src-shared/contract/session-view.ts'

/** '' where the unit is complete, or not known yet. */
export function useLackingStaff(session: SessionView | null): string {
  const { t } = useTranslation('common')
  const { liaisons, agents } = session?.shortfall ?? { liaisons: 0, agents: 0 }
  return [
    ...(liaisons > 0 ? [t('lacking.liaisons', { count: liaisons })] : []),
    ...(agents > 0 ? [t('lacking.agents', { count: agents })] : []),
  ].join(t('comma'))
}
