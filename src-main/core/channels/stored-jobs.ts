// The jobs of all channels as they lie on disk: one local document, written whole, one write after the other.
import type { ChannelJob } from '../../../src-shared/contract/outbox-view.ts'
import type { Store } from '../store/open-store.ts'
import type { Handed, OutgoingLetter } from './channel.ts'

/** One job. What is in doubt after a sudden stop is said by `handing`, `request` and `receipt`. */
export type StoredJob = OutgoingLetter & {
  readonly queuedAt: string
  readonly attempts: number
  readonly state: 'waiting' | 'sent' | 'given-up'
  readonly response: string
  readonly nextAttemptAt: string | null
  /** Set right before a hand-over and cleared by its outcome: still set after a stop, nobody knows whether it was taken. */
  readonly handing: boolean
  /** The server's own id for it, once it was taken. */
  readonly request: string | null
  /** It went out; its event is still to be written. */
  readonly receipt: Extract<Handed, { kind: 'sent' }> | null
  /** It was handed over a second time and nobody could say whether the first one went out. */
  readonly doubtful: boolean
  readonly stopped: ChannelJob['stopped']
}

/** Sent jobs are kept this long for the outbox page, milliseconds; the event is the record. */
const keepSent = 7 * 86_400_000

/** A job as it begins. */
export const newJob = (letter: OutgoingLetter, queuedAt: string): StoredJob => ({
  ...letter,
  queuedAt,
  attempts: 0,
  state: 'waiting',
  response: '',
  nextAttemptAt: null,
  handing: false,
  request: null,
  receipt: null,
  doubtful: false,
  stopped: null,
})

/** What a page is shown of a job. */
export function jobView(job: StoredJob): ChannelJob {
  const { channel, verification, letterNumber, to, queuedAt, attempts, state, response, nextAttemptAt } = job
  const { request, doubtful, stopped } = job
  const shown = {
    channel,
    verification,
    letterNumber,
    to,
    queuedAt,
    attempts,
    state,
    response,
    nextAttemptAt,
  }
  return { job: job.job, ...shown, request, doubtful, stopped }
}

type MailQueue = { readonly jobs: readonly (Omit<OutgoingLetter, 'channel'> & Partial<StoredJob>)[] }

/** Reads the jobs; those of a version that knew mail only become jobs of the channel `mail`. */
async function readJobs(store: Store): Promise<readonly StoredJob[]> {
  const jobs = (await store.readLocal<{ jobs: StoredJob[] }>('channel-jobs'))?.jobs ?? []
  const before = await store.readLocal<MailQueue>('mail-queue')
  if (before === null) return jobs
  const mails = before.jobs.map(
    (job): StoredJob => ({
      ...newJob({ ...job, channel: 'mail' }, job.queuedAt ?? ''),
      ...job,
      channel: 'mail',
    }),
  )
  const all = [...jobs, ...mails.filter((mail) => jobs.every((one) => one.job !== mail.job))]
  await store.writeLocal('channel-jobs', { jobs: all })
  await store.removeLocal('mail-queue')
  return all
}

/** Opens the jobs; every change is on disk when its promise resolves. */
export async function openStoredJobs(store: Store, changed: () => void) {
  let jobs = await readJobs(store)
  let saving: Promise<void> = Promise.resolve()

  function save(next: readonly StoredJob[]): Promise<void> {
    jobs = next
    // Two writes of one document at once would be a conflict; each writes what is true at its turn.
    const run = saving.then(async () => {
      await store.writeLocal('channel-jobs', { jobs: [...jobs] })
      changed()
    })
    saving = run.catch(() => undefined)
    return run
  }
  return {
    list: (): readonly StoredJob[] => jobs,
    find: (job: string): StoredJob | undefined => jobs.find((one) => one.job === job),
    put: (job: StoredJob): Promise<void> => save(jobs.map((one) => (one.job === job.job ? job : one))),
    add(job: StoredJob): Promise<void> {
      const old = (one: StoredJob) =>
        one.state === 'sent' && Date.now() - Date.parse(one.queuedAt) >= keepSent
      return save([...jobs.filter((one) => !old(one)), job])
    },
    remove: (job: string): Promise<void> => save(jobs.filter((one) => one.job !== job)),
    saved: (): Promise<void> => saving,
  }
}
