// No path of a secret to a fallback channel through the endpoint: every secrecy, every channel, out and back, refused and kept with why.
import { beforeEach, describe, expect, test } from 'vitest'
import { secrecyLevels } from '../src-shared/domain/exemption-list.ts'
import { fallbackChannels, verdicts } from '../src-shared/domain/verification.ts'
import { serveHall } from './served-hall.fixture.ts'
import {
  type Act,
  approvals,
  civilAffairs,
  requested,
  storeKinds,
  type TestWindow,
} from './small-hall.fixture.ts'

describe.each(storeKinds)('on %s', (kind) => {
  const { hall, enrol } = serveHall(kind)
  let window: TestWindow
  beforeEach(async () => {
    window = await enrol(approvals)
  })

  /** Everything a window could push that carries the letter, or an answer to it, by another way than the system. */
  const ways = (stream: string, after: readonly string[]): readonly Act[] =>
    fallbackChannels.flatMap((channel) => [
      {
        stream,
        kind: 'verification-dispatched',
        staff: 'lin',
        after: [...after],
        body: {
          channel,
          sentAt: '2026-11-20T01:00:00.000Z',
          address: '1',
          proof: '1',
          pages: 1,
          policy: '1',
        },
      },
      ...verdicts.map((verdict) => ({
        stream,
        kind: 'verification-answered',
        staff: 'lin',
        after: [...after],
        body: {
          verdict,
          channel,
          answeredAt: '2026-11-20T01:00:00.000Z',
          answeredBy: '周衡',
          replyNumber: '',
          remark: '',
        },
      })),
    ])

  test.each(secrecyLevels.filter((one) => one !== 'none'))('%s', async (secrecy) => {
    const stream = 'verification/370304-SPJ-2026-10001'
    const plain = requested(stream, civilAffairs)
    const request = window.write({ ...plain, body: { ...plain.body, secrecy } })
    const [asked] = await window.push(request)
    // Of a state secret not even the request is taken: there is nothing here to send.
    expect(asked?.result).toBe(secrecy === 'state-secret' ? 'refused' : 'accepted')
    if (secrecy === 'state-secret') {
      const [record] = await hall.onStore((store) => store.readRefused(10))
      expect(record?.error.code).toBe('state-secret-no-content')
      const { kind: was, unit, staff, at, withheld, ...rest } = JSON.parse(record?.json ?? '{}')
      expect([was, unit, staff, at, withheld]).toEqual([
        'verification-requested',
        approvals,
        'lin',
        request.at,
        secrecy,
      ])
      expect(Object.keys(rest)).toEqual(['id', 'stream', 'window'])
    }
    const acts = ways(stream, [request.id]).map((act) => window.write(act))
    const results = await window.push(...acts)
    const code = secrecy === 'state-secret' ? 'event-action-not-available' : 'channel-refused-work-secret'
    expect(results.map((one) => (one.result === 'refused' ? one.error.code : one.result))).toEqual(
      acts.map(() => code),
    )
    const kept = await hall.onStore((store) => store.readRefused(1000))
    expect(kept.filter((one) => one.error.code === code).map((one) => one.id)).toEqual(
      expect.arrayContaining(acts.map((one) => one.id)),
    )
    expect(await window.events()).toEqual(secrecy === 'state-secret' ? [] : [request])
  })

  test('what is no secret goes every way', async () => {
    const stream = 'verification/370304-SPJ-2026-10002'
    const request = window.write(requested(stream, civilAffairs))
    const acts = ways(stream, [request.id]).map((act) => window.write(act))
    const results = await window.push(request, ...acts)
    expect(results.map((one) => one.result)).toEqual([request, ...acts].map(() => 'accepted'))
  })
})
