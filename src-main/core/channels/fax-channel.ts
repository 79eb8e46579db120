// Fax as a channel: through a HylaFAX server, whose request id and final status are the proof, or through a mail-to-fax gateway.
import type { DeskContext } from '../desk/desk-context.ts'
import type { Channel, Handed, OutgoingLetter } from './channel.ts'
import { dialled, type FaxJob, faxJobs, removeFax, submitFax } from './hylafax.ts'
import { handToMail, mailSettings } from './mail-channel.ts'

/** How this window sends a fax by itself; kept as the local document `fax-settings`, none where it is done by hand. */
export type FaxSettings =
  | { readonly way: 'hylafax' /** `host:port`. */; readonly server: string }
  /** `{number}` stands for the digits dialled. */
  | { readonly way: 'gateway'; readonly pattern: string }

export const faxSettings = (context: DeskContext): Promise<FaxSettings | null> =>
  context.store.readLocal<FaxSettings>('fax-settings')

/** What the status of a server's job means for the letter. */
function outcome(letter: OutgoingLetter, job: FaxJob): Handed {
  const response = [`request id ${job.request}`, job.state, job.status].filter(Boolean).join(' · ')
  if (job.state === 'D') {
    const sentAt = new Date().toISOString()
    return { kind: 'sent', sentAt, address: letter.to, proof: response, pages: job.pages }
  }
  // The server has tried as often as it may: now a person decides.
  if (job.state === 'F') return { kind: 'failed', permanent: true, response }
  return { kind: 'taken', request: job.request, response }
}

/** The number in the pattern, digits only: what a gateway's address can hold. */
const gatewayAddress = (pattern: string, number: string) =>
  pattern.replaceAll('{number}', dialled(number).replaceAll(/\D/g, ''))

export function createFax(context: DeskContext): Channel {
  async function server(): Promise<string | null> {
    const settings = await faxSettings(context)
    return settings?.way === 'hylafax' ? settings.server : null
  }
  return {
    async ready() {
      const settings = await faxSettings(context)
      return settings !== null && (settings.way === 'hylafax' || (await mailSettings(context)) !== null)
    },
    async dispatch(letter) {
      const settings = await faxSettings(context)
      if (settings === null) return { kind: 'failed', permanent: false, response: '' }
      if (settings.way === 'gateway') {
        const handed = await handToMail(context, letter, gatewayAddress(settings.pattern, letter.to))
        if (handed.kind !== 'sent') return handed
        return { ...handed, address: letter.to, proof: `${handed.address}: ${handed.proof}`.slice(0, 1_000) }
      }
      const pdf = Buffer.from(letter.pdf, 'base64')
      const submitted = await submitFax(settings.server, letter.to, letter.job, pdf)
      return submitted.taken
        ? { kind: 'taken', request: submitted.request, response: submitted.response }
        : { kind: 'failed', permanent: submitted.missing, response: submitted.response }
    },
    async hearBack(letter, request) {
      const at = await server()
      const jobs = at === null ? null : await faxJobs(at)
      if (jobs === null) return { kind: 'taken', request, response: '' }
      const job = jobs.find((one) => one.request === request && one.tag === letter.job)
      if (job !== undefined) return outcome(letter, job)
      // Taken off the server, done or not: nobody can prove that it went out.
      return { kind: 'failed', permanent: true, response: `request id ${request} · ?` }
    },
    async lookUp(letter) {
      const at = await server()
      if (at === null) return 'unknown'
      const jobs = await faxJobs(at)
      if (jobs === null) return { kind: 'failed', permanent: false, response: '' }
      // One that failed before is no hand-over of this time.
      const newest = jobs
        .filter((one) => one.tag === letter.job && one.state !== 'F')
        .sort((left, right) => Number(right.request) - Number(left.request))[0]
      return newest === undefined ? 'not-there' : outcome(letter, newest)
    },
    async takeBack(_letter, request) {
      const at = await server()
      if (at === null) return false
      await removeFax(at, request)
      const jobs = await faxJobs(at)
      return jobs?.every((one) => one.request !== request || one.state === 'F') === true
    },
  }
}
