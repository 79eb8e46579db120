// Letters on their way by fax, official mail or OA: waiting, gone with the other side's own words, or stopped for a person.
import { useTranslation } from 'react-i18next'
import type { ChannelJob } from '../../../src-shared/contract/outbox-view.ts'
import { GroupHead } from '../../parts/group-head.tsx'
import { Icon } from '../../parts/icon.tsx'
import { JobActs } from '../../parts/job-acts.tsx'
import { JobNext, JobWords } from '../../parts/job-words.tsx'
import { Table } from '../../parts/table.tsx'
import { shortTime } from '../../parts/time.ts'
import { OtherWay } from './other-way.tsx'
import { outboxColumns } from './outbox-columns.ts'

export function ChannelJobs({ jobs }: { readonly jobs: readonly ChannelJob[] }) {
  const { t } = useTranslation(['outbox', 'common'])
  if (jobs.length === 0) return null
  return (
    <section className="pane" aria-label={t('jobs')} data-testid="outbox-jobs">
      <GroupHead icon="out" end={t('jobsHint')}>
        <b>
          {t('jobs')} {jobs.length}
        </b>
      </GroupHead>
      <Table columns={outboxColumns()}>
        {jobs.map((job) => (
          <tr key={job.job} tabIndex={-1} data-testid={`job-${job.channel}-${job.state}`}>
            <td>
              <div className="ob-what">
                <Icon name={job.channel} />
                <div>
                  <span className="cut">{t('job.title', { number: job.letterNumber })}</span>
                  <small className="cut">
                    {t('job.to', { channel: t(`common:channels.${job.channel}`), to: job.to })}
                  </small>
                </div>
              </div>
            </td>
            <td className="num">{shortTime(job.queuedAt)}</td>
            <td className="num">{job.attempts}</td>
            <td>
              <JobWords job={job} />
            </td>
            <td className="num">
              <JobNext job={job} />
            </td>
            <td className="ob-act">
              {job.state === 'given-up' && (job.stopped === null || job.stopped === 'policy') ? (
                <OtherWay job={job} />
              ) : null}
              <JobActs job={job} />
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
}
