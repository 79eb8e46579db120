// A unit's own matters: who may say what of whom, and what a fold makes of it in whatever order it came.
import { describe, expect, it } from 'vitest'
import { actWasOpen, bodyFits } from './acts.ts'
import type { EventEnvelope } from './event.ts'
import { isAway, roles, type Staff } from './staff.ts'
import { holderOf } from './unit-matters/hand-over.ts'
import { templatedLimit, templatedText, versionsOf } from './unit-matters/letter-template.ts'
import {
  availableStaffActions,
  foldUnitMatters,
  type UnitKind,
  unitBodies,
  unitKindActions,
  unitStream,
} from './unit-matters.ts'

const person = (id: string, over: Partial<Staff> = {}): Staff => ({
  id,
  name: id,
  unit: 'A',
  roles: ['agent'],
  telephone: '',
  cover: null,
  partner: null,
  absentUntil: null,
  active: true,
  verifier: null,
  ...over,
})
const lin = person('lin', { cover: 'A', partner: 'tao' })
const tao = person('tao', { cover: 'B', partner: 'lin' })

let count = 0
function event(kind: UnitKind, body: object, by: Staff, over: Partial<EventEnvelope> = {}): EventEnvelope {
  count += 1
  return {
    id: `018f0000-0000-7000-8000-${String(count).padStart(12, '0')}`,
    stream: unitStream('A'),
    kind,
    at: new Date(Date.UTC(2026, 9, 14, 1, count)).toISOString(),
    clockOffset: 0,
    unit: by.unit,
    staff: by.id,
    window: 'w1',
    sequence: count,
    previousHash: '0'.repeat(64),
    after: [],
    edition: '2026-2',
    body: body as EventEnvelope['body'],
    hash: '0'.repeat(64),
    signature: '',
    ...over,
  }
}
const noon = '2026-10-14T04:00:00.000Z'
const away = (staff: string) => ({ staff, from: '2026-10-14T01:00:00.000Z', until: noon, reason: '外出核查' })
const handed = (from: string, to: string) => ({ from, to, cases: ['case/1'], verifications: [], remark: '' })

describe('who may say what of whom', () => {
  it('relation × role', () => {
    const others = { self: 'x', partner: 'p', colleague: 'c' }
    const rows = roles.flatMap((role) =>
      Object.entries(others).flatMap(([relation, other]) =>
        [true, false].map((active) => {
          const actor = person('x', { roles: [role], partner: 'p', active })
          const actions = availableStaffActions(actor, other)
          return `${role}${active ? '' : ' (left)'} · ${relation}: ${actions.join(' ') || '—'}`
        }),
      ),
    )
    expect(rows).toMatchSnapshot()
  })
  it('every event kind is an action, and fits this stream only', () => {
    expect(Object.keys(unitKindActions).sort()).toEqual(Object.keys(unitBodies).sort())
    const noted = event('absence-noted', away('lin'), lin)
    expect(bodyFits(noted)).toBe(true)
    expect(bodyFits({ ...noted, stream: 'case/1' })).toBe(false)
    expect(bodyFits({ ...noted, kind: 'case-withdrawn', body: { reason: 'x' } })).toBe(false)
  })
  it('nobody speaks for another unit, hands work to its giver, or takes what was handed to somebody else', () => {
    expect(actWasOpen(event('absence-noted', away('lin'), lin), [], lin)).toBe(true)
    const elsewhere = event('absence-noted', away('lin'), lin, { stream: unitStream('B') })
    expect(actWasOpen(elsewhere, [], lin)).toBe(false)
    expect(actWasOpen(event('work-handed-over', handed('lin', 'lin'), lin), [], lin)).toBe(false)
    const given = event('work-handed-over', handed('lin', 'tao'), lin)
    const confirm = (by: Staff) =>
      actWasOpen(event('hand-over-confirmed', { handOver: given.id }, by, { after: [given.id] }), [given], by)
    expect([confirm(tao), confirm(lin), confirm(person('he'))]).toEqual([true, false, false])
  })
})

describe('letter templates', () => {
  const template = {
    bodyText: '请核验{申请人}的{证明}。',
    closingText: '',
    questions: [],
    attachments: ['授权书'],
  }
  const saved = (version: number, by: Staff, over: Partial<EventEnvelope> = {}) =>
    event('letter-template-saved', { letter: 'inquiry', entry: 'e1', version, template }, by, over)

  it('are saved by the liaison and the administrator of the unit itself', () => {
    const may = roles.map((role) => {
      const by = person('x', { roles: [role] })
      return `${role}: ${actWasOpen(saved(1, by), [], by)}`
    })
    expect(may).toEqual([
      'window-clerk: false',
      'agent: false',
      'liaison: true',
      'joint-office: false',
      'administrator: true',
    ])
    const liaison = person('x', { roles: ['liaison'] })
    const left = person('x', { roles: ['liaison'], active: false })
    expect(actWasOpen(saved(1, left), [], left)).toBe(false)
    expect(actWasOpen(saved(1, liaison, { stream: unitStream('B') }), [], liaison)).toBe(false)
  })

  it('keep every version, also two of the same number from windows that were apart', () => {
    const first = saved(1, lin)
    const [second, other] = [saved(2, lin, { after: [first.id] }), saved(2, tao, { after: [first.id] })]
    for (const order of [
      [first, second, other],
      [other, second, first],
    ]) {
      const { templates } = foldUnitMatters(order)
      expect(versionsOf(templates, 'inquiry', 'e1').map((one) => one.event)).toEqual([
        first.id,
        second.id,
        other.id,
      ])
      expect(versionsOf(templates, 'reply', 'e1')).toEqual([])
    }
  })

  it('may state a limit of one of the three classes, until the issuing unit states its class', () => {
    const withLimit = (limit: string) =>
      saved(1, lin, {
        body: { letter: 'inquiry', entry: 'e1', version: 1, template: { ...template, limit } },
      })
    expect([saved(1, lin), withLimit('paper'), withLimit('never')].map(bodyFits)).toEqual([true, true, false])
    const limited = { template: { ...template, limit: 'electronic' as const } }
    expect(templatedLimit(limited, false)).toBe('electronic')
    expect(templatedLimit(limited, true)).toBeNull()
    expect(templatedLimit({ template }, false)).toBeNull()
    expect(templatedLimit(null, false)).toBeNull()
  })

  it('fill their marks, and leave the ordinary words where nothing is written', () => {
    const letter = {
      serviceItemName: '临时救助',
      proofName: '残疾状况证明',
      applicant: { name: '邵一帆' },
      toUnit: '',
    }
    expect(templatedText({ template, version: 3 }, letter)).toEqual({
      bodyText: '请核验邵一帆的残疾状况证明。',
      closingText: null,
      attachments: ['授权书'],
      templateVersion: 3,
    })
    expect(templatedText(null, letter)).toMatchObject({ bodyText: null, templateVersion: null })
  })
})

describe('the fold', () => {
  it('the last word on an absence counts', () => {
    const noted = event('absence-noted', away('lin'), tao)
    const ended = event('absence-ended', { staff: 'lin' }, lin, { after: [noted.id] })
    expect(foldUnitMatters([noted]).absences.lin).toMatchObject({ until: noon, notedBy: 'tao' })
    for (const order of [
      [noted, ended],
      [ended, noted],
    ])
      expect(foldUnitMatters(order).absences).toEqual({ lin: null })
  })
  it('work is whoever it was handed to last; confirming twice keeps the first time', () => {
    const first = event('work-handed-over', handed('lin', 'tao'), lin)
    const confirmed = event('hand-over-confirmed', { handOver: first.id }, tao, { after: [first.id] })
    const again = event('hand-over-confirmed', { handOver: first.id }, tao, { after: [confirmed.id] })
    const second = event('work-handed-over', handed('tao', 'he'), tao, { after: [again.id] })
    const state = foldUnitMatters([second, again, confirmed, first])
    expect(state.handOvers.map((one) => one.confirmedAt)).toEqual([confirmed.at, null])
    expect(holderOf(state.handOvers, 'case/1')).toBe('he')
    expect(holderOf(state.handOvers, 'case/2')).toBeNull()
  })
})

it('an absence counts from its beginning to its end', () => {
  const planned = { absentFrom: '2026-10-14T03:00:00.000Z', absentUntil: noon }
  const at = (time: string) => isAway(planned, `2026-10-14T${time}:00.000Z`)
  expect([at('02:59'), at('03:00'), at('03:59'), at('04:00')]).toEqual([false, true, true, false])
  expect(isAway({ absentUntil: noon }, '2026-10-01T00:00:00.000Z')).toBe(true)
})
