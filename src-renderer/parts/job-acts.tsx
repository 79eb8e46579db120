// What a person may do about a letter that has not gone out: send it again, or take it off on a second word.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChannelJob } from '../../src-shared/contract/outbox-view.ts'
import { useCall } from '../desk/desk.ts'
import { ErrorNote } from './banner.tsx'
import { Button } from './button.tsx'
import './job.css'

export function JobActs({ job }: { readonly job: ChannelJob }) {
  const { t } = useTranslation('outbox')
  const retrying = useCall('retryJob')
  const dropping = useCall('dropJob')
  const [asked, setAsked] = useState(false)
  if (job.state === 'sent') return null
  const error = retrying.error ?? dropping.error
  if (asked)
    return (
      <span className="job-acts" role="alert">
        {t('jobDropConfirm')}
        <Button
          small
          kind="go"
          pending={dropping.pending}
          onClick={() => void dropping.act({ job: job.job }).then(() => setAsked(false))}
          testId="job-drop-yes"
        >
          {t('jobDropOk')}
        </Button>
        <Button small kind="quiet" onClick={() => setAsked(false)}>
          {t('jobDropKeep')}
        </Button>
      </span>
    )
  return (
    <>
      <ErrorNote error={error} />
      {/* What a server has taken is asked about by itself; a second one beside it would be a second letter. */}
      {job.stopped === null && job.request === null && (
        <Button
          small
          pending={retrying.pending}
          onClick={() => void retrying.act({ job: job.job })}
          testId="job-retry"
        >
          {t('jobRetry')}
        </Button>
      )}
      <Button small kind="quiet" onClick={() => setAsked(true)} testId="job-drop">
        {t('jobDrop')}
      </Button>
    </>
  )
}
