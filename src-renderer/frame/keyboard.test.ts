// The keyboard map: Chinese input and text fields never trigger commands.
import { describe, expect, it } from 'vitest'
import { deskKeyOf, type Stroke } from './keyboard.ts'
import { stepTo } from './route.ts'

const plain: Stroke = {
  key: '',
  code: '',
  ctrl: false,
  alt: false,
  shift: false,
  meta: false,
  typing: false,
  composing: false,
}

describe('deskKeyOf', () => {
  it('opens the pages of the rail by Alt 1 to 9, whatever character the layout gives', () => {
    expect(deskKeyOf({ ...plain, alt: true, key: '¡', code: 'Digit1' })).toEqual({
      kind: 'page',
      page: 'workbench',
    })
    expect(deskKeyOf({ ...plain, alt: true, key: '6', code: 'Numpad6' })).toEqual({
      kind: 'page',
      page: 'ledger',
    })
    expect(deskKeyOf({ ...plain, alt: true, key: '0', code: 'Digit0' })).toBeNull()
  })
  it('takes Ctrl K, N and L also out of text fields', () => {
    const kinds = ['k', 'N', 'l'].map((key) => deskKeyOf({ ...plain, ctrl: true, key, typing: true })?.kind)
    expect(kinds).toEqual(['search', 'new-case', 'lock'])
  })
  it('leaves every key to an input method at work', () => {
    for (const key of ['Enter', 'Escape', '?', 'k'])
      expect(deskKeyOf({ ...plain, key, ctrl: key === 'k', composing: true })).toBeNull()
  })
  it('takes the question mark as text while typing, full width or not as help otherwise', () => {
    expect(deskKeyOf({ ...plain, key: '?', shift: true, typing: true })).toBeNull()
    expect(deskKeyOf({ ...plain, key: '?', shift: true })).toEqual({ kind: 'help' })
    expect(deskKeyOf({ ...plain, key: '？' })).toEqual({ kind: 'help' })
  })
})

describe('stepTo', () => {
  it('does not count a step to where one stands', () => {
    const way = stepTo([], { page: 'case', params: { case: 'case/1' } })
    expect(stepTo(way, { page: 'case', params: { case: 'case/1' } })).toBe(way)
    expect(stepTo(way, { page: 'case', params: { case: 'case/2' } })).toHaveLength(2)
  })
})
