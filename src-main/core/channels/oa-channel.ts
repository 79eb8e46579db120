// The office's own OA (协同办公) as a channel, where it takes letters by an outgoing folder or a webhook; elsewhere its number is typed in.
import { createHmac } from 'node:crypto'
import { open, rename, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { CodedFailure } from '../../../src-shared/errors.ts'
import type { DeskContext } from '../desk/desk-context.ts'
import { sha256 } from '../sha256.ts'
import type { Channel, Handed, OutgoingLetter } from './channel.ts'

/** Kept as the local document `oa-settings`, none where it is done by hand. */
export type OaSettings =
  | { readonly way: 'folder'; readonly folder: string }
  /** `secret` signs every letter (HMAC-SHA-256). */
  | { readonly way: 'webhook'; readonly url: string; readonly secret: string }

export const oaSettings = (context: DeskContext): Promise<OaSettings | null> =>
  context.store.readLocal<OaSettings>('oa-settings')

/** @throws input-invalid for a folder that is no whole path, and for an address that letters must not go to in the clear */
export function checkedOaSettings(settings: OaSettings): OaSettings {
  if (settings.way === 'folder') {
    if (!isAbsolute(settings.folder)) throw new CodedFailure('input-invalid', { field: 'folder' })
    return settings
  }
  const url = URL.parse(settings.url)
  const loopback = url !== null && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
  const safe = url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && loopback))
  if (!safe || url.username !== '' || url.password !== '')
    throw new CodedFailure('input-invalid', { field: 'url' })
  return settings
}

/** What is said of a letter beside its PDF: nothing about the applicant. */
function description(letter: OutgoingLetter) {
  const { job, letterNumber, proofName, to, policy, fileName } = letter
  return {
    job,
    letterNumber,
    proofName,
    to,
    policy,
    fileName,
    sha256: sha256(Buffer.from(letter.pdf, 'base64')),
  }
}

/** Whole or not at all, and on disk, before it has its name. */
async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const part = `${path}.part`
  const file = await open(part, 'w', 0o640)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(part, path)
}

/** The letter's name in the folder, without its ending: the same for every attempt. */
const baseName = (letter: OutgoingLetter) =>
  `${letter.verification.replace(/^verification\//, '').replaceAll(/[^A-Za-z0-9-]/g, '')}-${letter.job.slice(0, 8)}`

function inFolder(folder: string) {
  const sent = (letter: OutgoingLetter, sentAt: Date): Handed => {
    const name = `${baseName(letter)}.json`
    const proof = `${name} sha256:${description(letter).sha256}`
    return { kind: 'sent', sentAt: sentAt.toISOString(), address: letter.to, proof, pages: null }
  }
  return {
    async dispatch(letter: OutgoingLetter): Promise<Handed> {
      const path = join(folder, baseName(letter))
      try {
        await writeWhole(`${path}.pdf`, Buffer.from(letter.pdf, 'base64'))
        // Last: who reads the folder takes a letter once its description is there.
        const words = { ...description(letter), file: `${baseName(letter)}.pdf` }
        await writeWhole(`${path}.json`, `${JSON.stringify(words, null, 2)}\n`)
      } catch (thrown) {
        const code = (thrown as NodeJS.ErrnoException).code ?? ''
        return { kind: 'failed', permanent: false, response: `${code} ${folder}` }
      }
      return sent(letter, new Date())
    },
    async lookUp(letter: OutgoingLetter): Promise<Handed | 'not-there'> {
      const found = await stat(join(folder, `${baseName(letter)}.json`)).catch(() => null)
      // Taken away already is written again: whoever reads it knows it by its job.
      return found === null ? 'not-there' : sent(letter, found.mtime)
    },
  }
}

/** Milliseconds. */
const longestPost = 60_000
/** Answers after which the same letter is posted again (RFC 9110 §15.5, RFC 8470). */
const again = [408, 409, 421, 425, 429]

/** The signature a receiver checks: time in seconds, and HMAC-SHA-256 of `time.body` as hex. */
function signature(secret: string, body: string, seconds: number): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}

async function post(
  settings: Extract<OaSettings, { way: 'webhook' }>,
  letter: OutgoingLetter,
): Promise<Handed> {
  // The same bytes for every attempt; only the signature's time moves.
  const body = JSON.stringify({ ...description(letter), pdf: letter.pdf })
  try {
    const answer = await fetch(settings.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'idempotency-key': letter.job,
        'letter-signature': signature(settings.secret, body, Math.floor(Date.now() / 1_000)),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(longestPost),
    })
    const words = (await answer.text()).replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 300)
    const response = `HTTP ${answer.status} ${words}`.trim()
    if (answer.ok)
      return {
        kind: 'sent',
        sentAt: new Date().toISOString(),
        address: letter.to,
        proof: response,
        pages: null,
      }
    const permanent = answer.status < 500 && !again.includes(answer.status)
    return { kind: 'failed', permanent, response }
  } catch (thrown) {
    const cause = thrown instanceof Error ? (thrown.cause as NodeJS.ErrnoException | undefined) : undefined
    return {
      kind: 'failed',
      permanent: false,
      response: cause?.code ?? (thrown instanceof Error ? thrown.name : ''),
    }
  }
}

export function createOa(context: DeskContext): Channel {
  return {
    ready: async () => (await oaSettings(context)) !== null,
    async dispatch(letter) {
      const settings = await oaSettings(context)
      if (settings === null) return { kind: 'failed', permanent: false, response: '' }
      return settings.way === 'folder' ? inFolder(settings.folder).dispatch(letter) : post(settings, letter)
    },
    hearBack: async () => ({ kind: 'failed', permanent: true, response: '' }),
    async lookUp(letter) {
      const settings = await oaSettings(context)
      // A webhook knows the letter by its idempotency key: posted again it is the same one.
      return settings?.way === 'folder' ? inFolder(settings.folder).lookUp(letter) : 'not-there'
    },
    takeBack: async () => false,
  }
}
