// From a letter that stopped to its proof in the case, where the ways that are open now stand.
import { useTranslation } from 'react-i18next'
import type { ChannelJob } from '../../../src-shared/contract/outbox-view.ts'
import { useCall } from '../../desk/desk.ts'
import { useRoute } from '../../frame/route.ts'
import { ErrorNote } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'

export function OtherWay({ job }: { readonly job: ChannelJob }) {
  const { t } = useTranslation('outbox')
  const finding = useCall('findLetter')
  const go = useRoute((state) => state.go)
  async function toCase() {
    const outcome = await finding.act({ text: job.letterNumber })
    if (!outcome.ok || outcome.value.case === null) return
    const { entry } = outcome.value
    go('case', { case: outcome.value.case, ...(entry === null ? {} : { entry }) })
  }
  return (
    <>
      <ErrorNote error={finding.error} />
      <Button small testId="job-other-way" pending={finding.pending} onClick={() => void toCase()}>
        {t('jobOtherWay')}
      </Button>
    </>
  )
}
