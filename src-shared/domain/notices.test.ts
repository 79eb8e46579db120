// Which steps are told to which side, in every status and at every stand of the clock.
import { describe, expect, it } from 'vitest'
import { type NoticeFacts, noticesOf } from './notices.ts'
import { verificationStatuses } from './verification.ts'

const clocks = ['not-started', 'ample', 'soon', 'over', 'answered'] as const
const raise = { from: 'electronic', reason: '', at: '', by: '', dueBefore: null } as const
const answer = (count: number): NoticeFacts['state']['answers'] =>
  Array.from({ length: count }, (_, at) => ({ event: `${at}`, unit: '', recordedAt: '', body: {} as never }))
const archiveClass = 'electronic' as const
const stepsOf = (facts: Partial<NoticeFacts> & { readonly state: NoticeFacts['state'] }) =>
  noticesOf('verification/1', { side: 'issuing', clock: 'ample', ...facts }).map((one) => one.step)

describe('status × side × clock × raised', () => {
  it('is as the table says', () => {
    const rows = verificationStatuses.flatMap((status) =>
      (['issuing', 'demanding'] as const).flatMap((side) =>
        clocks.flatMap((clock) =>
          [null, raise].map((raised) => {
            const steps = stepsOf({
              side,
              clock,
              state: { status, raise: raised, answers: answer(1), archiveClass },
            })
            return `${status} · ${side} · ${clock}${raised === null ? '' : ' · raised'}: ${steps.join(' ') || '—'}`
          }),
        ),
      ),
    )
    expect(rows).toMatchSnapshot()
  })
})

describe('the same step is the same key', () => {
  const registered = { status: 'registered', raise: null, answers: [], archiveClass } as const
  const facts = { side: 'demanding', clock: 'soon', state: registered } as const
  const keys = (over: Partial<NoticeFacts>) =>
    noticesOf('verification/1', { ...facts, ...over }).map((one) => one.key)
  it('at every look, and whether it was registered meanwhile', () => {
    expect(keys({})).toEqual(keys({}))
    expect(keys({ state: { ...registered, status: 'requested' } })).toEqual(keys({}))
  })
  it('and another one once the class was raised', () => {
    expect(keys({ state: { ...registered, archiveClass: 'paper' } })).not.toEqual(keys({}))
  })
  it('a second answer is news again', () => {
    const answered = (count: number) =>
      keys({ clock: 'answered', state: { ...registered, status: 'contradicted', answers: answer(count) } })
    expect(answered(2)).not.toEqual(answered(1))
  })
})
