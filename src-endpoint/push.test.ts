// What becomes of pushed events, over real HTTP and a real database: accepted, had before, refused for every reason there is.
import { beforeEach, describe, expect, test } from 'vitest'
import type { PushResult } from '../src-shared/contract/replication.ts'
import { largestEventBytes } from '../src-shared/domain/event.ts'
import type { Staff } from '../src-shared/domain/staff.ts'
import { putReference } from './feeds.ts'
import { serveHall } from './served-hall.fixture.ts'
import {
  approvals,
  caseOpened,
  civilAffairs,
  newId,
  police,
  reference,
  registered,
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

  const saidOf = (results: readonly PushResult[]) =>
    results.map((one) => (one.result === 'refused' ? one.error.code : one.result))
  const idsOf = (events: readonly { readonly id: string }[]) => events.map((event) => event.id)

  const setAside = () => hall.onStore((store) => store.readRefused(1000))

  test('an accepted event comes back in the feed as it was sent, and is had before when sent again', async () => {
    const first = window.write(caseOpened())
    const second = window.write({
      stream: first.stream,
      kind: 'proof-waived',
      staff: 'clerk',
      after: [first.id],
      body: { entry: 'entry-1' },
    })
    expect(saidOf(await window.push(first, second))).toEqual(['accepted', 'accepted'])
    // The answer was lost on the way: the same push again changes nothing.
    expect(saidOf(await window.push(first, second))).toEqual(['already-had', 'already-had'])
    expect(await window.events()).toEqual([first, second])
  })

  test('the window that wrote an event may have it as a link, all others have it whole', async () => {
    const other = await enrol(approvals)
    const mine = window.write(caseOpened())
    const theirs = other.write(caseOpened())
    await window.push(mine)
    await other.push(theirs)
    const pull = async (from: TestWindow, query: string) =>
      (await from.ask('GET', `/v1/pull/events?after=0${query}`)).body
    const whole = { items: [mine, theirs], position: 2, more: false }
    expect(await pull(window, '')).toEqual(whole)
    const linkOf = ({ id, hash }: typeof mine) => ({ id, link: hash.slice(0, 16) })
    expect(await pull(window, '&own=links')).toEqual({ ...whole, items: [theirs], own: [linkOf(mine)] })
    expect(await pull(other, '&own=links')).toEqual({ ...whole, items: [mine], own: [linkOf(theirs)] })
    // A page of links alone moves the position all the same.
    expect(await pull(window, '&own=links&limit=1')).toEqual({
      items: [],
      own: [linkOf(mine)],
      position: 1,
      more: true,
    })
    expect(await pull(window, '&own=none')).toMatchObject({ code: 'input-invalid' })
  })

  test('a gap is refused for now, with the place to send from, and heals when sent again from there', async () => {
    const lost = window.write(caseOpened())
    const early = window.write(caseOpened())
    const [result] = await window.push(early)
    expect(result).toMatchObject({
      result: 'refused',
      error: { code: 'event-chain-gap', params: { expected: 1 } },
    })
    expect(await setAside()).toEqual([])
    expect(saidOf(await window.push(lost, early))).toEqual(['accepted', 'accepted'])
  })

  test('a second event in the same place is a fork', async () => {
    const first = window.write(caseOpened())
    await window.push(first)
    const rival = window.seal({ ...caseOpened(), sequence: 1, previousHash: '0'.repeat(64) })
    const broken = window.seal({ ...caseOpened(), previousHash: 'f'.repeat(64) })
    expect(saidOf(await window.push(rival, broken))).toEqual(['event-chain-fork', 'event-chain-fork'])
    expect(await window.events()).toEqual([first])
  })

  test('an event of another key, another window or with a changed content is refused and holds no place', async () => {
    const other = await enrol(approvals)
    const event = window.seal(caseOpened())
    const wrongKey = { ...event, signature: other.seal(caseOpened()).signature }
    expect(saidOf(await window.push(wrongKey))).toEqual(['event-unsigned'])
    expect(saidOf(await window.push({ ...event, signature: 'no signature' }))).toEqual(['event-unsigned'])
    expect(saidOf(await window.push({ ...event, staff: 'clerk' }))).toEqual(['event-malformed'])
    expect(saidOf(await other.push(event))).toEqual(['event-not-your-window'])
    expect((await setAside()).map((row) => row.placed)).toEqual([false, false, false, false])
    // None of these lies stands in the way of the true one.
    expect(saidOf(await window.push(event))).toEqual(['accepted'])
  })

  test('every refused act keeps its place in the chain and never blocks the ones behind it', async () => {
    const stream = `case/${newId()}`
    const opened = window.write(caseOpened(stream))
    await window.push(opened)
    const refusals = {
      'event-not-your-unit': window.write({ ...caseOpened(), unit: civilAffairs, staff: 'zhou' }),
      'event-staff-unknown': window.write({ ...caseOpened(), staff: 'nobody' }),
      'event-too-large': window.write({ ...caseOpened(), body: { text: 'x'.repeat(largestEventBytes) } }),
      'event-action-not-available': window.write({
        stream,
        kind: 'case-closed',
        staff: 'lin',
        after: [opened.id],
        body: { result: 'granted', remark: '' },
      }),
      'event-malformed': window.write({ stream, kind: 'case-opened', staff: 'lin', body: { caseNumber: 1 } }),
    }
    const wrongStaff = window.write({ ...caseOpened(), staff: 'zhou' })
    const inactive = window.write({ ...caseOpened(), staff: 'left' })
    const unknownKind = window.write({ stream, kind: 'case-sold', staff: 'lin', body: {} })
    const wrongStream = window.write({ ...caseOpened('ledger/1') })
    const closedKind = window.write({ ...caseOpened(stream), stream: `verification/${newId()}` })
    const sameId = window.write({ ...caseOpened(), id: opened.id })
    const good = window.write(caseOpened())
    const sent = [
      ...Object.values(refusals),
      wrongStaff,
      inactive,
      unknownKind,
      wrongStream,
      closedKind,
      sameId,
      good,
    ]
    const expected = [
      ...Object.keys(refusals),
      'event-staff-unknown',
      'event-staff-unknown',
      'event-malformed',
      'event-malformed',
      'event-malformed',
      'event-chain-fork',
      'accepted',
    ]
    expect(saidOf(await window.push(...sent))).toEqual(expected)
    // Sent again, the same is said, and nothing is kept twice.
    expect(saidOf(await window.push(...sent))).toEqual([...expected.slice(0, -1), 'already-had'])
    expect(await setAside()).toHaveLength(11)
    expect((await setAside()).every((row) => row.placed)).toBe(true)
    expect(await window.events()).toEqual([opened, good])
  })

  function nested(levels: number): unknown {
    return levels === 0 ? 1 : [nested(levels - 1)]
  }

  test('an act is judged by the role its staff had at that time, not by the one of today', async () => {
    const lin = reference.find((one) => one.id === 'staff/lin')
    if (lin?.type !== 'staff') throw new Error('no such staff')
    const as = (over: Partial<Staff>) => [{ ...lin, body: { ...lin.body, ...over } } as const]
    const day = 24 * 60 * 60_000
    const at = (moment: number) => ({ at: new Date(moment).toISOString() })
    await hall.onStore((store) => putReference(store, as({ active: false })))
    // What was done while the line was cut, before the role ended, stays done; what is done days later is not theirs to say.
    const before = window.write({ ...caseOpened(), ...at(Date.now() - 3 * day) })
    const after = window.write({ ...caseOpened(), ...at(Date.now() + 3 * day) })
    // A clock that is known to be wrong does not make it later.
    const wrongClock = window.write({ ...caseOpened(), ...at(Date.now() + 3 * day), clockOffset: -4 * day })
    expect(saidOf(await window.push(before, after, wrongClock))).toEqual([
      'accepted',
      'event-staff-unknown',
      'accepted',
    ])
    await hall.onStore((store) => putReference(store, as({ active: true, roles: ['administrator'] })))
    const stillBefore = window.write({ ...caseOpened(), ...at(Date.now() - 2 * day) })
    const administrator = window.write({ ...caseOpened(), ...at(Date.now() + 2 * day) })
    expect(saidOf(await window.push(stillBefore, administrator))).toEqual([
      'accepted',
      'event-action-not-available',
    ])
  })

  test('what is no event at all is refused beside the good ones, however it is made', async () => {
    const good = window.write(caseOpened())
    const deep = { ...window.seal(caseOpened()), body: { deep: nested(1_000) } }
    const results = await window.push(null, 7, 'event', [], {}, deep, good)
    expect(saidOf(results)).toEqual([...Array.from({ length: 6 }, () => 'event-malformed'), 'accepted'])
    const poisoned = JSON.stringify({ events: [window.write(caseOpened())] }).replace(
      '"caseNumber"',
      '"__proto__":{"x":1},"caseNumber"',
    )
    expect(await window.ask('POST', '/v1/push', poisoned)).toMatchObject({ status: 200 })
  })

  test('a verification goes to both its units and to nobody else', async () => {
    const asked = await enrol(civilAffairs)
    const stranger = await enrol(police)
    const stream = 'verification/370304-SPJ-2026-10001'
    const request = window.write(requested(stream, civilAffairs))
    await window.push(request)
    const answer = asked.write(registered(stream, [request.id]))
    expect(saidOf(await asked.push(answer))).toEqual(['accepted'])
    expect(await window.events()).toEqual([request, answer])
    expect(await asked.events()).toEqual([request, answer])
    expect(await stranger.events()).toEqual([])

    const meddling = stranger.write({ ...registered(stream, [request.id]), staff: 'an' })
    const usurping = asked.write({
      ...requested(stream, police),
      staff: 'zhou',
      body: { ...requested(stream, police).body, demandingUnit: civilAffairs },
    })
    expect(saidOf(await stranger.push(meddling))).toEqual(['event-not-your-unit'])
    expect(saidOf(await asked.push(usurping))).toEqual(['event-action-not-available'])
    expect(await stranger.events()).toEqual([])
  })

  test('a verification that asks a unit nobody knows, or that a mere clerk asks, is refused', async () => {
    const unknown = window.write(requested('verification/1', '370304-NOBODY'))
    const clerk = window.write(requested('verification/2', civilAffairs, { staff: 'clerk' }))
    expect(saidOf(await window.push(unknown, clerk))).toEqual([
      'event-malformed',
      'event-action-not-available',
    ])
  })

  test('a party that comes in late is fed what happened before it came, once and in order', async () => {
    const late = await enrol(police)
    const stream = 'verification/370304-SPJ-2026-10002'
    const request = window.write(requested(stream, civilAffairs))
    const before = window.write(caseOpened())
    await window.push(request, before)
    expect(await late.events()).toEqual([])
    // Written before the other at a window that did not know of it yet: by its time it is the one that counts.
    const corrected = window.write(requested(stream, police, { at: '2026-01-01T00:00:00.000Z' }))
    expect(saidOf(await window.push(corrected))).toEqual(['accepted'])
    expect(idsOf(await late.events())).toEqual(idsOf([request, corrected]))
    const asked = await enrol(civilAffairs)
    expect(idsOf(await asked.events())).toEqual(idsOf([request, corrected]))
  })

  test('pages follow the order of commit and only `more` ends them', async () => {
    const second = await enrol(approvals)
    const committed: string[] = []
    for (let round = 0; round < 5; round += 1) {
      for (const one of [window, second]) {
        // A clock set far back must not bring an event before those already read.
        const event = one.write({ ...caseOpened(), at: `20${20 - round}-01-01T00:00:00.000Z` })
        await one.push(event)
        committed.push(event.id)
      }
    }
    const read: string[] = []
    for (let after = 0, more = true; more; ) {
      const page = await window.page('events', after, 3)
      expect(page.items.length).toBeGreaterThan(0)
      read.push(...idsOf(page.items as readonly { readonly id: string }[]))
      after = page.position
      more = page.more
    }
    expect(read).toEqual(committed)
    const end = await window.page('events', 10, 3)
    expect(end).toEqual({ items: [], position: 10, more: false })
    // A window ahead of an endpoint restored from a backup starts again, lest it pass what came since.
    expect(await window.page('events', 500, 3)).toEqual({ items: [], position: 0, more: true })
  })

  test('two pushes of one window at once are judged one after the other', async () => {
    const events = Array.from({ length: 20 }, () => window.write(caseOpened()))
    const pushes = Array.from({ length: 6 }, () => window.push(...events))
    for (const results of await Promise.all(pushes)) {
      for (const said of saidOf(results)) expect(['accepted', 'already-had']).toContain(said)
    }
    expect(idsOf(await window.events())).toEqual(idsOf(events))
  })
})
