// What a page may ask its host to announce: a number and two short texts, whatever it sends.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readAnnouncement } from './bridge-frame.ts'

it('takes a number, alone or with a notice, and nothing beside', () => {
  expect(readAnnouncement({ waiting: 3, notice: null, more: 1 })).toEqual({ waiting: 3, notice: null })
  const notice = { title: 'a', body: 'b', icon: 'file:///etc/passwd' }
  expect(readAnnouncement({ waiting: 0, notice })).toEqual({ waiting: 0, notice: { title: 'a', body: 'b' } })
})
it('cuts what is too long', () => {
  const long = { waiting: 1e9, notice: { title: '长'.repeat(1_000), body: '' } }
  expect(readAnnouncement(long)).toEqual({ waiting: 9_999, notice: { title: '长'.repeat(200), body: '' } })
})
it('refuses anything else, and never throws', () => {
  for (const given of [null, 1, 'x', {}, { waiting: -1, notice: null }, { waiting: 1, notice: { title: 1 } }])
    expect(readAnnouncement(given)).toBeNull()
  fc.assert(
    fc.property(fc.anything(), (given) => {
      readAnnouncement(given)
    }),
  )
})
