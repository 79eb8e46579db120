// Letters on their way to the official mail server: on disk before the clerk is told, sent with retry, the server's answer kept.
import type { MailJob } from '../../../src-shared/contract/desk.ts'
import { nextAttempt } from '../../../src-shared/domain/retry.ts'
import { CodedFailure } from '../../../src-shared/errors.ts'
import { append } from '../desk/append.ts'
import type { DeskContext } from '../desk/desk-context.ts'
import type { MailSettings } from './mail.ts'

/** One queued letter. The PDF is dropped once the server has taken it. */
type StoredJob = {
  readonly job: string
  readonly verification: string
  readonly letterNumber: string
  readonly proofName: string
  readonly to: string
  readonly staff: string
  readonly policy: string
  readonly fileName: string
  readonly pdf: string
  readonly queuedAt: string
  readonly attempts: number
  readonly state: 'waiting' | 'sent' | 'given-up'
  readonly response: string
  readonly nextAttemptAt: string | null
}
type NewJob = Omit<StoredJob, 'queuedAt' | 'attempts' | 'state' | 'response' | 'nextAttemptAt'>

/** Sent jobs are kept this long for the outbox page, milliseconds; the event is the record. */
const keepSent = 7 * 86_400_000

export type MailQueue = Awaited<ReturnType<typeof openMailQueue>>

/** Opens the queue and goes on with what a stop interrupted. */
export async function openMailQueue(context: DeskContext) {
  let jobs = (await context.store.readLocal<{ jobs: StoredJob[] }>('mail-queue'))?.jobs ?? []
  let timer: NodeJS.Timeout | null = null
  let working: Promise<void> = Promise.resolve()
  let closed = false

  const save = async (next: StoredJob[]) => {
    jobs = next
    await context.store.writeLocal('mail-queue', { jobs })
    context.signals.changed('mail')
  }
  const put = (job: StoredJob) => save(jobs.map((one) => (one.job === job.job ? job : one)))

  async function settings(): Promise<MailSettings | null> {
    const own = await context.store.readLocal<MailSettings>('mail-settings')
    if (own !== null) return own
    const { demo } = context.settings
    const unit =
      context.identity === null ? undefined : context.reference.units.get(context.identity.enrolment.unit)
    if (demo?.mail == null || unit === undefined) return null
    const [host = '', port = ''] = demo.mail.split(':')
    return { host, port: Number(port), secure: false, from: unit.mail }
  }

  async function attempt(job: StoredJob): Promise<void> {
    const server = await settings()
    if (server === null) return
    const { createMailChannel, mailMessageId } = await import('./mail.ts')
    const messageId = mailMessageId(job.verification, job.job, server.from)
    const receipt = await createMailChannel(server).send({
      to: job.to,
      subject: `${job.letterNumber} 关于协查核验${job.proofName}的函`,
      text: `请查收附件 ${job.letterNumber}。回复时请保留函号。`,
      attachments: [{ fileName: job.fileName, bytes: Buffer.from(job.pdf, 'base64') }],
      messageId,
    })
    const attempts = job.attempts + 1
    if (receipt.accepted) {
      const staff = context.reference.staff.get(job.staff)
      if (staff === undefined) throw new CodedFailure('not-found', { staff: job.staff })
      await append(
        context,
        [
          {
            stream: job.verification,
            kind: 'verification-dispatched',
            body: {
              channel: 'mail',
              sentAt: receipt.at,
              address: job.to,
              proof: receipt.response,
              messageId,
              pages: null,
              policy: job.policy,
            },
          },
        ],
        staff,
      )
      await put({ ...job, attempts, state: 'sent', response: receipt.response, nextAttemptAt: null, pdf: '' })
      return
    }
    const next = nextAttempt({ count: attempts, firstAt: Date.parse(job.queuedAt) }, Date.now(), Math.random)
    await put({
      ...job,
      attempts,
      response: receipt.response,
      ...(receipt.permanent || next.kind === 'give-up'
        ? { state: 'given-up' as const, nextAttemptAt: null }
        : { nextAttemptAt: new Date(next.at).toISOString() }),
    })
  }

  /** Sends what is due, one after the other, then sleeps until the next is. */
  function work(): void {
    if (closed) return
    working = working.then(async () => {
      for (const job of jobs) {
        const due = job.nextAttemptAt === null || Date.parse(job.nextAttemptAt) <= Date.now()
        if (closed) return
        if (job.state === 'waiting' && due) {
          await attempt(job).catch(() =>
            put({
              ...job,
              attempts: job.attempts + 1,
              nextAttemptAt: new Date(Date.now() + 60_000).toISOString(),
            }),
          )
        }
      }
      const waiting = jobs
        .filter((one) => one.state === 'waiting')
        .map((one) => Date.parse(one.nextAttemptAt ?? ''))
      if (timer !== null) clearTimeout(timer)
      const next = Math.min(...waiting.filter((one) => !Number.isNaN(one)))
      timer = Number.isFinite(next) ? setTimeout(work, Math.max(200, next - Date.now())) : null
    })
  }

  const find = (job: string) => {
    const found = jobs.find((one) => one.job === job)
    if (found === undefined) throw new CodedFailure('not-found', { job })
    return found
  }

  if (jobs.some((one) => one.state === 'waiting')) work()

  return {
    settings,
    /** @throws mail-not-configured */
    async queue(job: NewJob): Promise<void> {
      if ((await settings()) === null) throw new CodedFailure('mail-not-configured')
      const queuedAt = new Date().toISOString()
      const kept = jobs.filter(
        (one) => one.state !== 'sent' || Date.now() - Date.parse(one.queuedAt) < keepSent,
      )
      await save([
        ...kept,
        { ...job, queuedAt, attempts: 0, state: 'waiting', response: '', nextAttemptAt: null },
      ])
      work()
    },
    async retry(job: string): Promise<void> {
      await put({ ...find(job), state: 'waiting', nextAttemptAt: null })
      work()
    },
    /** Takes a letter that has not gone out off the queue; one that went out stays a record. */
    async drop(job: string): Promise<void> {
      if (find(job).state === 'sent') throw new CodedFailure('action-not-available', { action: 'drop-mail' })
      await save(jobs.filter((one) => one.job !== job))
    },
    /** Message-IDs a letter is on its way under: the server may have taken it though its answer was lost. */
    async messageIdsOf(verification: string): Promise<readonly string[]> {
      const own = jobs.filter((one) => one.verification === verification)
      const server = own.length === 0 ? null : await settings()
      if (server === null) return []
      const { mailMessageId } = await import('./mail.ts')
      return own.map((one) => mailMessageId(verification, one.job, server.from))
    },
    list(): readonly MailJob[] {
      return jobs.map(
        ({ job, verification, letterNumber, to, queuedAt, attempts, state, response, nextAttemptAt }) => ({
          job,
          verification,
          letterNumber,
          to,
          queuedAt,
          attempts,
          state,
          response,
          nextAttemptAt,
        }),
      )
    },
    async close(): Promise<void> {
      closed = true
      if (timer !== null) clearTimeout(timer)
      await working.catch(() => undefined)
    },
  }
}
