// A window as the load generator plays it: its device key, its chain, and what it shows with every request.
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { caseOpened, newId, requested } from '../../../src-endpoint/small-hall.fixture.ts'
import { proofText } from '../../../src-shared/contract/replication.ts'
import { chainStart, type EventEnvelope, sealedText } from '../../../src-shared/domain/event.ts'
import { region, staffOf } from './bench-town.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const digestOfNothing = sha256('')

type Act = Pick<EventEnvelope, 'stream' | 'kind' | 'body'>
export type BenchWindow = ReturnType<typeof createWindow>

export function createWindow(number: number, unit: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const window = `${region}-w${number}`
  const staff = staffOf(unit)
  let tip = { sequence: 0, hash: chainStart }
  let token = ''
  let tokenDigest = digestOfNothing
  let lastAt = 0
  let letters = 0

  /** Seals an act as the next link of the chain. */
  function write({ stream, kind, body }: Act): EventEnvelope {
    const unsealed = {
      id: newId(),
      stream,
      kind,
      at: new Date().toISOString(),
      clockOffset: null,
      unit,
      staff,
      window,
      sequence: tip.sequence + 1,
      previousHash: tip.hash,
      after: [],
      edition: '2026-2',
      body,
    }
    const hash = sha256(sealedText(unsealed))
    tip = { sequence: unsealed.sequence, hash }
    return { ...unsealed, hash, signature: sign(null, Buffer.from(hash), privateKey).toString('base64') }
  }

  return {
    number,
    window,
    unit,
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    tip: () => tip,
    hold(given: string): void {
      token = given
      tokenDigest = sha256(given)
    },
    /** Headers of one request; `asking` for a token none is shown. */
    shown(method: string, path: string, body: string | undefined, asking = false): Record<string, string> {
      lastAt = Math.max(lastAt + 1, Date.now() * 1_000)
      const bodyDigest = body === undefined ? digestOfNothing : sha256(body)
      const digest = asking ? digestOfNothing : tokenDigest
      const text = proofText({ method, path, tokenDigest: digest, bodyDigest, at: lastAt })
      const proof = `${lastAt}.${bodyDigest}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`
      return asking ? { 'device-proof': proof } : { authorization: `Bearer ${token}`, 'device-proof': proof }
    },
    openCase: (): EventEnvelope => write(caseOpened()),
    /** Asks another unit for a verification. */
    askUnit(issuingUnit: string): EventEnvelope {
      letters += 1
      const act = requested(`verification/${window}-${letters}`, issuingUnit)
      return write({ ...act, body: { ...act.body, demandingUnit: unit, liaisonName: staff } })
    },
  }
}

/** Windows numbered from 1, spread evenly over the units. */
export const createWindows = (count: number, units: readonly string[]): readonly BenchWindow[] =>
  Array.from({ length: count }, (_, index) => createWindow(index + 1, units[index % units.length] as string))

/** As an office works: three cases opened, two letters asked of other units. */
export function writeEvents(
  window: BenchWindow,
  units: readonly string[],
  count: number,
): readonly EventEnvelope[] {
  const others = units.filter((unit) => unit !== window.unit)
  return Array.from({ length: count }, (_, index) =>
    index % 5 < 3
      ? window.openCase()
      : window.askUnit(others[(window.number * 7 + index) % others.length] as string),
  )
}
