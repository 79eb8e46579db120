// The one queue behind all channels: on disk before the clerk is told, handed over with retry, followed until it is known how it ended.
import type { ChannelJob } from '../../../src-shared/contract/outbox-view.ts'
import { nextAttempt } from '../../../src-shared/domain/retry.ts'
import type { FallbackChannel } from '../../../src-shared/domain/verification.ts'
import { CodedFailure, toCodedError } from '../../../src-shared/errors.ts'
import type { DeskContext } from '../desk/desk-context.ts'
import type { Channel, Handed, OutgoingLetter } from './channel.ts'
import { jobView, newJob, openStoredJobs, type StoredJob } from './stored-jobs.ts'

/** How often a server that took a letter is asked how it stands, milliseconds. */
const hearAgainAfter = 5_000
/** After an attempt that ended in no answer at all, milliseconds. */
const afterMishap = 60_000

/** What the queue asks of the desk. */
export type JobRules = {
  /** Why this letter may not be handed over (any more), or null; asked before every hand-over, so also of jobs of an earlier version. */
  readonly mayNotGo: (letter: OutgoingLetter) => Promise<NonNullable<ChannelJob['stopped']> | null>
  /** Records that a letter was stopped, once for one job. */
  readonly recordStop: (letter: OutgoingLetter, why: NonNullable<ChannelJob['stopped']>) => Promise<void>
  /** Writes the dispatch, once for one job. */
  readonly record: (letter: OutgoingLetter, receipt: Extract<Handed, { kind: 'sent' }>) => Promise<void>
}

export type Jobs = Awaited<ReturnType<typeof openJobs>>

/** Opens the queue and goes on with what a stop interrupted, as soon as `start` is called. */
export async function openJobs(
  context: DeskContext,
  channels: Readonly<Record<FallbackChannel, Channel>>,
  rules: JobRules,
) {
  const stored = await openStoredJobs(context.store, () => context.signals.changed('mail'))
  const { put } = stored
  const timers = new Map<FallbackChannel, NodeJS.Timeout>()
  const lanes = new Map<FallbackChannel, Promise<unknown>>()
  let closed = false

  /** Runs work of one channel alone; a slow one holds up no other. */
  function alone<Value>(channel: FallbackChannel, run: () => Promise<Value>): Promise<Value> {
    const next = (lanes.get(channel) ?? Promise.resolve()).then(run, run)
    lanes.set(
      channel,
      next.catch(() => undefined),
    )
    return next
  }

  async function record(job: StoredJob, receipt: Extract<Handed, { kind: 'sent' }>): Promise<void> {
    // The receipt first: a stop before the event is written sends nothing a second time.
    const handed: StoredJob = { ...job, receipt, handing: false, response: receipt.proof }
    await put(handed)
    await rules.record(handed, receipt)
    await put({ ...handed, state: 'sent', nextAttemptAt: null, pdf: '' })
  }

  async function settle(job: StoredJob, handed: Handed): Promise<void> {
    switch (handed.kind) {
      case 'sent':
        return record(job, handed)
      case 'taken': {
        const nextAttemptAt = new Date(Date.now() + hearAgainAfter).toISOString()
        return put({
          ...job,
          handing: false,
          request: handed.request,
          response: handed.response,
          nextAttemptAt,
        })
      }
      case 'failed': {
        const times = { count: job.attempts, firstAt: Date.parse(job.queuedAt) }
        const next = nextAttempt(times, Date.now(), Math.random)
        const failed: StoredJob = { ...job, handing: false, request: null, response: handed.response }
        if (handed.permanent || next.kind === 'give-up')
          return put({ ...failed, state: 'given-up', nextAttemptAt: null })
        return put({ ...failed, nextAttemptAt: new Date(next.at).toISOString() })
      }
    }
  }

  async function handOver(job: StoredJob, doubtful: boolean): Promise<void> {
    const handing: StoredJob = { ...job, handing: true, attempts: job.attempts + 1, doubtful }
    await put(handing)
    await settle(handing, await channels[job.channel].dispatch(handing))
  }

  /** What the other side has of a letter that is to be stopped and did not let go: it is followed to its proof. */
  async function goneAlready(job: StoredJob): Promise<Handed | null> {
    const channel = channels[job.channel]
    if (job.request !== null)
      return (await channel.takeBack(job, job.request)) ? null : channel.hearBack(job, job.request)
    const found = job.handing ? await channel.lookUp(job) : 'not-there'
    return typeof found === 'string' || found.kind === 'failed' ? null : found
  }

  async function stop(job: StoredJob, stopped: NonNullable<ChannelJob['stopped']>): Promise<void> {
    const gone = await goneAlready(job)
    if (gone !== null && stopped !== 'secret') return settle(job, gone)
    await rules.recordStop(job, stopped)
    return put({
      ...job,
      state: 'given-up',
      stopped,
      doubtful: job.doubtful || job.handing,
      handing: false,
      nextAttemptAt: null,
      ...(stopped === 'secret' ? { pdf: '' } : {}),
    })
  }

  async function advance(job: StoredJob, stopped: ChannelJob['stopped']): Promise<void> {
    if (job.receipt !== null) return record(job, job.receipt)
    const channel = channels[job.channel]
    if (stopped !== null) return stop(job, stopped)
    if (!(await channel.ready())) return
    if (job.request !== null) return settle(job, await channel.hearBack(job, job.request))
    if (!job.handing) return handOver(job, job.doubtful)
    const found = await channel.lookUp(job)
    if (found === 'not-there') return handOver(job, job.doubtful)
    if (found === 'unknown') return handOver(job, true)
    return settle(job, found)
  }

  async function mishap(job: StoredJob, thrown: unknown): Promise<void> {
    const { code } = toCodedError(thrown)
    const now = stored.find(job.job) ?? job
    // What may not be sent as it stands is for a person.
    if (code === 'input-invalid')
      return put({ ...now, handing: false, state: 'given-up', response: code, nextAttemptAt: null })
    await put({ ...now, nextAttemptAt: new Date(Date.now() + afterMishap).toISOString() })
  }

  const isDue = (job: StoredJob) => job.nextAttemptAt === null || Date.parse(job.nextAttemptAt) <= Date.now()
  const waitingOf = (channel: FallbackChannel) =>
    stored.list().filter((job) => job.channel === channel && job.state === 'waiting')

  /** Its turn in the lane: what may not go any more is stopped at once, the rest when it is due. */
  async function turn(job: StoredJob): Promise<void> {
    // Asked once a turn: that a secret was refused is recorded by the asking.
    const stopped = job.receipt === null ? await rules.mayNotGo(job) : null
    if (stopped !== null || isDue(job)) await advance(job, stopped)
  }

  /** Goes through what is due of one channel, then sleeps until the next is. */
  function work(channel: FallbackChannel): void {
    if (closed) return
    void alone(channel, async () => {
      for (const { job } of waitingOf(channel)) {
        const now = stored.find(job)
        if (closed || now === undefined || now.state !== 'waiting') continue
        await turn(now).catch((thrown: unknown) => mishap(now, thrown).catch(() => undefined))
      }
      const next = Math.min(
        ...waitingOf(channel).flatMap((job) =>
          job.nextAttemptAt === null ? [] : [Date.parse(job.nextAttemptAt)],
        ),
      )
      clearTimeout(timers.get(channel))
      if (Number.isFinite(next) && !closed)
        timers.set(
          channel,
          setTimeout(() => work(channel), Math.max(200, next - Date.now())),
        )
    })
  }
  const workAll = () => {
    for (const channel of Object.keys(channels)) work(channel as FallbackChannel)
  }

  const find = (job: string) => {
    const found = stored.find(job)
    if (found === undefined) throw new CodedFailure('not-found', { job })
    return found
  }

  return {
    start: workAll,
    /** Settings or the policy changed: what waited for them goes on, what may not go any more stops. */
    wake: workAll,
    async ready(): Promise<ReadonlySet<FallbackChannel>> {
      const all = await Promise.all(
        Object.entries(channels).map(async ([name, channel]) =>
          (await channel.ready()) ? [name as FallbackChannel] : [],
        ),
      )
      return new Set(all.flat())
    },
    /** @throws channel-not-configured */
    async queue(letter: OutgoingLetter): Promise<void> {
      if (!(await channels[letter.channel].ready()))
        throw new CodedFailure('channel-not-configured', { channel: letter.channel })
      await stored.add(newJob(letter, new Date().toISOString()))
      work(letter.channel)
    },
    async retry(job: string): Promise<void> {
      const { channel, state } = find(job)
      if (state === 'sent') throw new CodedFailure('action-not-available', { action: 'retry-job' })
      await alone(channel, async () => {
        const now = find(job)
        // The time to give up is counted anew.
        const queuedAt = now.state === 'given-up' ? new Date().toISOString() : now.queuedAt
        if (now.state !== 'sent')
          await put({ ...now, queuedAt, state: 'waiting', stopped: null, nextAttemptAt: null })
      })
      work(channel)
    },
    /** Takes a letter that has not gone out off the queue; one that went out stays a record. @throws action-not-available */
    async drop(job: string): Promise<void> {
      const { channel } = find(job)
      // In its turn: what is being handed over right now is sent, not dropped.
      await alone(channel, async () => {
        const now = find(job)
        const gone = now.state === 'sent' || now.receipt !== null
        const kept = !gone && now.request !== null && !(await channels[channel].takeBack(now, now.request))
        if (gone || kept) throw new CodedFailure('action-not-available', { action: 'drop-job' })
        await stored.remove(job)
      })
    },
    /** Letters on their way, by job: the server may have taken one though its answer was lost. */
    ofVerification: (verification: string): readonly OutgoingLetter[] =>
      stored.list().filter((one) => one.verification === verification),
    list: (): readonly ChannelJob[] => stored.list().map(jobView),
    async close(): Promise<void> {
      closed = true
      for (const timer of timers.values()) clearTimeout(timer)
      await Promise.all([...lanes.values()])
      await stored.saved()
    },
  }
}
